import Ledger
import Policy
import Returns

/// What may be given for goods, over all returns of their order.
extension Recorder {
    /// Never more than was paid for the units of an order, over all returns of it.
    func checkPaidOut(_ settlement: Settlement, of stored: StoredCase) throws {
        let isPart = settlement.resolution == .denied && settlement.alternative == .partRefund
        guard isPart || settlement.resolution.wish?.isMoney == true,
            let line = try meant(settlement, of: stored.case), let order = try order(thatSold: line, of: stored),
            let most = order.paid(
                for: line.product.sku, withShipping: (line.value?.spread.shipping ?? 0) > 0),
            let amount = settlement.amount ?? open(settlement, of: stored.case)?.breakdown?.total,
            amount.currency == most.currency
        else { return }
        let paid = try snapshot.paidOut(order: order.number, sku: line.product.sku)
            .filter { $0.currency == most.currency }.reduce(0) { $0 + $1.minor }
        let bonus = most.share(basisPoints: terms.policy.resolutions.creditBonus).minor
        guard paid + amount.minor > most.minor + bonus else { return }
        let left = Money(minor: max(0, most.minor + bonus - paid), currency: most.currency)
        throw Refusal(
            found: "\(amount), when \(Money(minor: paid, currency: most.currency)) was given already for "
                + "\(line.product.sku) of order \(order.number)",
            expected: "at most \(left): what was paid for it, less what was given",
            remedy: "Correct the amount, or look at the other returns: rmad find \(order.number).")
    }

    /// What is given for goods that nobody announced uses up the order that sold them, like any other goods. For goods
    /// of no known order a person answers by name and reason.
    func claim(_ settlement: Settlement, in one: inout ReturnCase, of stored: StoredCase) throws {
        guard let wish = settlement.resolution.wish, let line = try meant(settlement, of: stored.case) else { return }
        let given = max(line.line.settled, stored.case.ordered(line: line.number))
        let above = max(0, line.line.accepted - max(line.line.authorized, given))
        guard line.line.requested == 0 || above > 0, open(settlement, of: stored.case) == nil else { return }
        guard let order = try order(thatSold: line, of: stored, isMoney: wish.isMoney) else {
            guard line.line.requested == 0, settlement.staff == nil || settlement.note == nil else { return }
            throw Refusal(
                found: "\(line.product.sku), which nobody had announced and no known order sold, "
                    + settlement.resolution.rawValue,
                expected: "the order that sold it, or the word of a person who answers for it",
                remedy:
                    "Import the order and register a return for it; or say who decides in `staff`, and why in `note`.")
        }
        let sku = line.product.sku
        let sold = order.lines.filter { $0.sku == sku }.map(\.quantity).reduce(0, +)
        let used = try snapshot.unitsReturned(order: order.number, sku: sku)
        // Of surplus the amount is limited by what was paid.
        let needed = line.line.requested > 0 && wish.isMoney ? min(1, above) : above
        guard sold - used >= needed else {
            throw Refusal(
                found: "\(above) × \(sku) that nobody had announced, when \(used) of \(sold) units in order "
                    + "\(order.number) are part of returns already",
                expected: "units of the order that are free",
                remedy:
                    "Look at the other returns (rmad find \(order.number)); what is given beyond what was bought is a "
                    + "`goodwill` document.")
        }
        one.assign(order.number, toLine: line.number)
    }

    /// The open order that a settlement names, or the first one of what it speaks of.
    private func open(_ settlement: Settlement, of one: ReturnCase) -> ResolutionOrder? {
        one.resolutions.first { order in
            if let number = settlement.order { return order.number == number }
            guard order.state.isOpen, settlement.line == nil || order.line == settlement.line else { return false }
            return settlement.sku == nil
                || one.lines.contains { $0.number == order.line && $0.product.sku == settlement.sku }
        }
    }

    /// The line that a settlement speaks of; nil where it does not tell which of several.
    private func meant(_ settlement: Settlement, of one: ReturnCase) throws -> CaseLine? {
        let number = settlement.line ?? open(settlement, of: one)?.line
        let lines = one.lines.filter {
            (number == nil || $0.number == number) && (settlement.sku == nil || $0.product.sku == settlement.sku)
        }
        return lines.count == 1 ? lines[0] : nil
    }

    /// The order that the goods of a line were sold by; of goods that nobody announced, the one that holds them among
    /// the orders of the return. Nil where we know no order.
    /// - Parameter isMoney: money is given for goods of a known order alone.
    private func order(thatSold line: CaseLine, of stored: StoredCase, isMoney: Bool = true) throws -> Order? {
        guard line.line.requested == 0, line.product.order == nil else {
            return try line.product.order.flatMap { try snapshot.order($0) }
        }
        let numbers = Set(stored.case.lines.compactMap(\.product.order)).sorted { $0.text < $1.text }
        let known = try numbers.compactMap { try snapshot.order($0) }
        let sold = known.first { $0.lines.contains { $0.sku == line.product.sku } }
        guard isMoney, sold == nil, !known.isEmpty else { return sold }
        throw Refusal(
            found: "money for \(line.product.sku), which no order of this return holds",
            expected: "goods of \(known.map(\.number.text).joined(separator: ", "))",
            remedy: "Register a return for it (a `return_request` with its own order); what is given beyond what "
                + "was paid is a `goodwill` document.")
    }
}
