import Returns

/// Must a person see the line first: for its value, its category or its reason?
struct ApprovalRule {
    static func weigh(_ line: WeighedLine, _ book: PolicyBook, units: Int) -> Ruling {
        let value = line.unitPrice?.times(units)
        let worth = value.map { "worth \($0)" } ?? "of unknown value"
        var reached: [String] = []
        var isUnknown = false
        for term in book.approvals where term.selector.matches(line) {
            guard let above = term.above else {
                reached.append("'\(term.name)'")
                continue
            }
            guard let value, let limit = above.amount(in: value.currency) else {
                isUnknown = true
                continue
            }
            if value.minor > limit.minor { reached.append("'\(term.name)' above \(limit)") }
        }
        if !reached.isEmpty {
            return Ruling(
                .needsPerson, PhraseKey.approvalNeeded.phrase(), "\(worth); \(reached.joined(separator: ", "))")
        }
        if isUnknown, book.unknownValue != .authorize {
            return Ruling(
                .needsPerson, PhraseKey.approvalNeeded.phrase(),
                "\(worth), so no limit can be compared; goods of unknown value: \(book.unknownValue.rawValue)")
        }
        return Ruling(
            .fits, PhraseKey.approvalNotNeeded.phrase(), "\(worth); no entry of the approvals asks for a person")
    }
}
