import Returns

/// The answer to the whole request from those to its lines, and the limit on their common value.
///
/// Everything refused declines; one doubt leaves the request to a person; otherwise what was not refused
/// is authorized (X12: partially authorized).
struct RequestRule {
    static func weigh(
        _ lines: [LineDecision], prices: [Money?], book: PolicyBook, validUntil: CalendarDate
    ) -> (answer: Answer, findings: [Finding]) {
        guard !lines.isEmpty else {
            let ruling = Ruling(.needsPerson, PhraseKey.requestEmpty.phrase(), "the request holds no line")
            return (.review, [ruling.finding(.request, nil)])
        }
        let declined = lines.filter { $0.answer == .decline }.count
        let doubtful = lines.filter { $0.answer == .review }.count
        let counts =
            "lines authorized: \(lines.count - declined - doubtful), for a person: \(doubtful), "
            + "refused: \(declined)"
        if declined == lines.count {
            return (.decline, [Ruling(.refuses, PhraseKey.requestDeclined.phrase(), counts).finding(.request, nil)])
        }
        let value = valueRuling(lines, prices, book)
        if doubtful > 0 || value?.outcome == .needsPerson {
            let phrase = PhraseKey.requestReview.phrase(["count": .count(doubtful)])
            let review = doubtful > 0 ? Ruling(.needsPerson, phrase, counts) : nil
            let findings = [review, value].compactMap { $0?.finding(.request, nil) }
            return (.review, findings)
        }
        let isPartial =
            declined > 0
            || lines.contains { line in
                line.findings.contains { $0.phrase.key == PhraseKey.entitlementSome.rawValue }
            }
        let key = isPartial ? PhraseKey.requestPartial : .requestAuthorized
        let ruling = Ruling(.fits, key.phrase(["until": .date(validUntil)]), counts)
        return (.authorize, [ruling, value].compactMap { $0?.finding(.request, nil) })
    }

    private static func valueRuling(_ lines: [LineDecision], _ prices: [Money?], _ book: PolicyBook) -> Ruling? {
        guard let limits = book.requestApprovalAbove else { return nil }
        var totals: [Currency: Money] = [:]
        for (line, price) in zip(lines, prices) where line.answer != .decline {
            guard let value = price?.times(line.authorized) else { continue }
            totals[value.currency] = (totals[value.currency] ?? .zero(value.currency)).addingSaturated(value)
        }
        let sums = totals.values.sorted { $0.currency.code < $1.currency.code }
        let words = sums.isEmpty ? "unknown value" : sums.map(\.description).joined(separator: " + ")
        let reached = sums.filter { sum in limits.amount(in: sum.currency).map { sum.minor > $0.minor } ?? false }
        guard let first = reached.first, let limit = limits.amount(in: first.currency) else {
            return Ruling(
                .fits, PhraseKey.approvalNotNeeded.phrase(), "the request is worth \(words), within its limit")
        }
        return Ruling(
            .needsPerson, PhraseKey.requestValue.phrase(), "the request is worth \(words), above the limit of \(limit)")
    }
}
