import Ledger
import Policy
import Returns

/// Customers are told that one of us looks at what came: here somebody is asked to.
extension Recorder {
    /// Opens a task for everything of a count that only a person can judge, one for each line, and ends those whose
    /// reason a correction took away. To be recorded with the count.
    func looks(
        after changes: [Change], _ receipt: DockReceipt, late: LateParcel, in one: ReturnCase, of stored: StoredCase
    ) throws -> [Change] {
        let isMore = one.unitsHere > stored.case.unitsHere
        let lateWords = receipt.isCorrection && !isMore ? nil : Self.words(of: stored.case.state, late)
        let late = try lateWords.map { try open($0, subject: Self.whole, of: stored) } ?? []
        let rest = try askForRest(of: one, stored)
        guard receipt.isCorrection else {
            let empty = receipt.isEmpty ? try self.open(Self.emptyWords, subject: Self.empty, of: stored) : []
            let counted = try transaction.end(
                .look, of: stored.id, subject: StaffTask.uncounted, as: .done, because: "it was counted", on: occasion)
            return try opened(in: one) + late + rest + empty + counted
        }
        return try endLooks(after: changes, receipt, in: one, of: stored) + opened(in: one) + late + rest
            + doubtfulParcels(after: receipt, in: one, of: stored)

        func opened(in one: ReturnCase) throws -> [Change] {
            let came = Set(receipt.lines.filter { $0.insteadOf != nil }.map(\.sku))
            return try one.lines.flatMap { line -> [Change] in
                let old = stored.case.lines.first { $0.number == line.number }?.line
                guard let words = Self.words(of: line, was: old, came: came) else { return [] }
                return try open(words, subject: Self.subject(line.number), of: stored)
            }
        }
    }

    /// A part came, and nobody has sent the rest, nor has a label for it.
    private func askForRest(of one: ReturnCase, _ stored: StoredCase) throws -> [Change] {
        guard one.isWithoutLabelForRest else { return [] }
        return try open(
            "A part of \(one.number) has come, and no label is left for the rest. Where nothing more comes, count it "
                + "as complete; where the customer has more to send, write a `review` with the verdict `extend`.",
            subject: StaffTask.rest, of: stored)
    }

    /// What a person is to decide of a line; nil where the count raised no question.
    private static func words(of line: CaseLine, was old: Line?, came: Set<SKU>) -> String? {
        let product = line.product
        let sku =
            product.sku == FoundGoods.unidentified ? product.title ?? product.sku.text : product.sku.text
        let now = line.line
        if now.receipt == .wrongItem, old?.receipt != .wrongItem {
            return "Something else came in place of \(sku): decide what becomes of it, and tell the customer how "
                + "\(sku) gets here."
        }
        guard now.extra > old?.extra ?? 0 else { return nil }
        guard now.receipt == .unexpected else {
            return "More units of \(sku) came than were announced: decide what becomes of them, and tell the customer."
        }
        // What came in place of something is looked at with it.
        return came.contains(product.sku)
            ? nil : "\(sku) came and nobody had announced it: decide what becomes of it, and tell the customer."
    }

    private static func words(of before: RMAState, _ late: LateParcel) -> String? {
        let words =
            "Goods came after the return was \(before.rawValue): decide whether it is taken up again, and tell "
            + "the customer."
        return switch before {
        case .closed, .declined, .cancelled: words
        case .expired: late == .review ? words : nil
        case .requested, .underReview, .infoNeeded, .approved: nil
        }
    }

    /// Fewer units are here than were counted, and several parcels count as opened: only a person can say which of them
    /// has not come.
    private func doubtfulParcels(
        after receipt: DockReceipt, in one: ReturnCase, of stored: StoredCase
    ) throws -> [Change] {
        let open = one.parcelsInDoubt
        guard receipt.parcels.isEmpty, !open.isEmpty, one.unitsHere < stored.case.unitsHere else { return [] }
        let codes = open.map { "\($0.number) (\($0.code.text))" }.joined(separator: ", ")
        return try self.open(
            "Fewer goods are here than were counted, and \(open.count) parcels count as opened: \(codes). Where one of "
                + "them has not come, correct the count once more and name in `parcels` those that are here.",
            subject: Self.parcels, of: stored)
    }

    /// Ends questions that what happened has answered: what becomes of units beyond those that were announced, which
    /// parcels are here, and whether an ended return is taken up again. To be recorded with what happened.
    func endAnsweredLooks(
        after changes: [Change], in one: ReturnCase, of rma: CaseID, on occasion: Occasion
    ) throws -> [Change] {
        guard changes.contains(where: \.mayAnswer) else { return [] }
        var answers: [(subject: String, because: String)] = []
        for line in one.lines where line.line.extra > 0 && one.openSurplus(of: line) == 0 {
            answers.append((Self.subject(line.number), "what came beyond the announced units is decided"))
        }
        if one.parcelsInDoubt.isEmpty { answers.append((Self.parcels, "it is clear which parcels are here")) }
        if !one.isWithoutLabelForRest { answers.append((StaffTask.rest, "it is clear what becomes of the rest")) }
        if one.state.isOver || changes.contains(where: \.isApproval) {
            answers.append((Self.whole, "the return is \(one.state.rawValue)"))
        }
        return try answers.flatMap {
            try transaction.end(.look, of: rma, subject: $0.subject, as: .done, because: $0.because, on: occasion)
        }
    }

    private func endLooks(
        after changes: [Change], _ receipt: DockReceipt, in one: ReturnCase, of stored: StoredCase
    ) throws -> [Change] {
        let occasion = occasion(by: receipt.staff)
        let because = "the count was corrected: \(receipt.note ?? "")"
        let clear = one.lines.filter { $0.line.extra == 0 && $0.line.receipt != .wrongItem }
        var subjects = clear.map { Self.subject($0.number) }
        if one.unitsHere > stored.case.unitsHere { subjects.append(Self.empty) }
        if one.state == .closed || (one.isNothingHere && one.state != .underReview) { subjects.append(Self.whole) }
        return try subjects.flatMap {
            try transaction.end(.look, of: stored.id, subject: $0, as: .cancelled, because: because, on: occasion)
        }
    }

    /// Lines of which a count takes up units again that were given back to the customer, and that another return of
    /// their order has claimed since: more than was sold. Nothing is owed for them before somebody has looked.
    func contested(in one: ReturnCase, of stored: StoredCase) throws -> [(line: Int, words: String)] {
        try one.lines.compactMap { line in
            guard let number = line.product.order, let order = try snapshot.order(number),
                let old = stored.case.lines.first(where: { $0.number == line.number })
            else { return nil }
            let sku = line.product.sku
            let more =
                line.line.entitlementUsed(in: one.state) - old.line.entitlementUsed(in: stored.case.state)
            let sold = order.lines.filter { $0.sku == sku }.reduce(0) { $0 + $1.quantity }
            guard more > 0 else { return nil }
            let claimed = try snapshot.unitsReturned(order: number, sku: sku) + more
            guard claimed > sold else { return nil }
            return (
                line.number,
                "\(claimed) units of \(sku) are claimed by returns of order \(number), and \(sold) were sold: look "
                    + "which of them are here (rmad find \(number)), cancel or correct what is not, and settle this "
                    + "line, or mark this as done."
            )
        }
    }

    func open(_ words: String, subject: String, of stored: StoredCase) throws -> [Change] {
        let promised = terms.policy.promises(from: .received, on: occasion.day, tier: stored.customer.tier)
        let look = StaffTask(.look, subject: subject, words: words, due: promised.map(\.due).min())
        return try transaction.open(look, of: stored.id, at: occasion.at)
    }

    private static func subject(_ line: Int) -> String { "count:\(line)" }
    private static let whole = "count"
    private static let parcels = "parcels"
    private static let empty = "empty"
    private static let emptyWords =
        "A parcel came empty: keep the packaging, ask the carrier what became of the goods, claim the loss where it is "
        + "the carrier's, and tell the customer what was found."
}

extension Change {
    /// A person took a return up that was under review.
    fileprivate var isApproval: Bool {
        subject == .rma && axis == RMAState.axisName && before == RMAState.underReview.rawValue
            && after == RMAState.approved.rawValue
    }

    /// It is about goods, what is given for them, or the return as a whole.
    fileprivate var mayAnswer: Bool {
        switch subject {
        case .rma: axis == RMAState.axisName || axis == Change.validityAxis
        case .line, .unit, .resolution: true
        case .shipment: axis == ShipmentState.axisName && before == ShipmentState.checkedIn.rawValue
        case .task, .promise, .customer: false
        }
    }
}

extension RMAState {
    /// Nobody has to decide whether it goes on.
    fileprivate var isOver: Bool {
        switch self {
        case .closed, .declined, .cancelled, .expired: true
        case .requested, .underReview, .infoNeeded, .approved: false
        }
    }
}
