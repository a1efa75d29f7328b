import Ledger
import Returns

/// What is counted of a customer.
struct CustomerCount {
    var returns = 0
    var wrongOrEmpty = 0
    /// Minor units by currency; most customers have one.
    var values: [Currency: Int128] = [:]
}

extension Tally {
    mutating func countCustomer(_ figures: CaseFigures) {
        guard let customer = figures.customer else { return }
        guard customers[customer] != nil || customers.count < Self.customersMax else {
            customersLeftOut += 1
            return
        }
        var count = customers[customer] ?? CustomerCount()
        count.returns += 1
        for line in figures.lines {
            let isEmpty = line.receipt == .short && line.received == 0
            let isOther = line.receipt == .wrongItem || line.judged.contains(where: \.hasOtherSerial)
            if isOther || isEmpty { count.wrongOrEmpty += 1 }
            if let price = line.price, line.authorized > 0 {
                count.values[price.currency, default: 0] += Int128(price.minor) * Int128(line.authorized)
            }
        }
        customers[customer] = count
    }

    /// Customers shown at most.
    private static let attentionMax = 50

    /// - Parameter orders: how many orders are known of a customer. It is asked for few.
    func attention(orders: (String) throws -> Int) rethrows -> FigureTable {
        var table = FigureTable(
            .attention,
            [
                .init("customer", "customer"), .init("returns", "returns"), .init("orders", "orders"),
                .init("reason", "why"),
            ])
        let rules = order.attention
        let striking = customers.filter { !reasons(of: $0.value, orders: nil).isEmpty }
            .sorted { ($0.value.returns, $1.key) > ($1.value.returns, $0.key) }
        for (customer, count) in striking {
            let known = try orders(customer)
            let reasons = reasons(of: count, orders: known)
            guard !reasons.isEmpty else { continue }
            guard table.rows.count < Self.attentionMax else {
                table.remark = "Only the first \(Self.attentionMax) customers are shown; raise the limits of the rules."
                break
            }
            table.add([
                .text(customer), .count(count.returns), known == 0 ? .none : .count(known),
                .text(reasons.joined(separator: "; ")),
            ])
        }
        if customersLeftOut > 0 {
            table.remark = "\(customersLeftOut) returns are of customers beyond the first \(Self.customersMax)."
        }
        if rules.isOff { table.remark = "No rule is switched on." }
        return table
    }

    /// The arithmetic of each rule that applies, in words that blame nobody.
    private func reasons(of count: CustomerCount, orders: Int?) -> [String] {
        let rules = order.attention
        var reasons: [String] = []
        if rules.returnsMin > 0, count.returns >= rules.returnsMin {
            if let orders, orders > 0 {
                if count.returns * 100 >= rules.orderPercentMin * orders {
                    let share = FigureTable.Cell.share(count.returns, of: orders).spoken
                    reasons.append(
                        "\(count.returns) returns for \(orders) known orders: \(share), "
                            + "from \(rules.returnsMin) returns and \(rules.orderPercentMin) %")
                }
            } else {
                reasons.append("\(count.returns) returns, from \(rules.returnsMin)")
            }
        }
        for (currency, limit) in rules.values.sorted(by: { $0.key.code < $1.key.code }) where limit > 0 {
            guard let value = count.values[currency], value >= Int128(limit) else { continue }
            reasons.append(
                "goods worth \(Decimals.money(value, currency)) \(currency), "
                    + "from \(Decimals.money(Int128(limit), currency)) \(currency)")
        }
        if rules.wrongOrEmptyMin > 0, count.wrongOrEmpty >= rules.wrongOrEmptyMin {
            reasons.append(
                "\(count.wrongOrEmpty) lines held something else or nothing, from \(rules.wrongOrEmptyMin)")
        }
        return reasons
    }
}
