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
        if receipt.isCorrection { return try endLooks(after: changes, receipt, in: one, of: stored) + opened(in: one) }
        let lateWords = Self.words(of: stored.case.state, late)
        return try opened(in: one) + (lateWords.map { try open($0, subject: Self.whole, of: stored) } ?? [])

        func opened(in one: ReturnCase) throws -> [Change] {
            let came = Set(receipt.lines.filter { $0.insteadOf != nil }.map(\.sku))
            return try one.lines.flatMap { line -> [Change] in
                let old = stored.case.lines.first { $0.number == line.number }?.line
                guard let words = Self.words(of: line, was: old, came: came) else { return [] }
                return try open(words, subject: Self.subject(line.number), of: stored)
            }
        }
    }

    /// What a person is to decide of a line; nil where the count raised no question.
    private static func words(of line: CaseLine, was old: Line?, came: Set<SKU>) -> String? {
        let sku = line.product.sku
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
        return came.contains(sku)
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

    private func endLooks(
        after changes: [Change], _ receipt: DockReceipt, in one: ReturnCase, of stored: StoredCase
    ) throws -> [Change] {
        let occasion = occasion(by: receipt.staff)
        let because = "the count was corrected: \(receipt.note ?? "")"
        let clear = one.lines.filter { $0.line.extra == 0 && $0.line.receipt != .wrongItem }
        var subjects = clear.map { Self.subject($0.number) }
        let isNothingHere = one.lines.allSatisfy { $0.line.here == 0 }
        if one.state == .closed || (isNothingHere && one.state != .underReview) { subjects.append(Self.whole) }
        return try subjects.flatMap {
            try transaction.end(.look, of: stored.id, subject: $0, as: .cancelled, because: because, on: occasion)
        }
    }

    private func open(_ words: String, subject: String, of stored: StoredCase) throws -> [Change] {
        let promised = terms.policy.promises(from: .received, on: occasion.day, tier: stored.customer.tier)
        let look = StaffTask(.look, subject: subject, words: words, due: promised.map(\.due).min())
        return try transaction.open(look, of: stored.id, at: occasion.at)
    }

    private static func subject(_ line: Int) -> String { "count:\(line)" }
    private static let whole = "count"
}
