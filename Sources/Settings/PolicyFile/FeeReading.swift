import Policy
import Returns

/// Reads `fees`: fixed, or a percentage with a cap, never for a seller's fault.
enum FeeReading {
    static func fees(_ map: MapReader) -> [FeeTerm] {
        let terms = map.list(
            "fees",
            "What is kept back from the refund of a line. The first entry that fits decides; no entry, no fee. "
                + "Goods that failed or were the wrong ones never cost a fee.",
            counts: 0...PolicyBook.entriesMax
        ) { entry, index in
            let selector = SelectorReading.read(entry)
            let fixed = entry.optional("fixed", .amounts, "An amount for the line.")
            let percent = entry.optional("percent", .percent, "A share of what the goods cost.")
            let cap = entry.optional("at_most", .amounts, "The most that the percentage comes to.")
            check(entry, selector, fixed, percent, cap)
            let charge = fixed.map(FeeTerm.Charge.fixed) ?? percent.map { .share(basisPoints: $0, cap: cap) } ?? .free
            return FeeTerm(name: TermReading.name(entry, index), selector: selector, charge: charge)
        }
        FirstMatchList(map: map, key: "fees").checkShadows(terms.map { ($0.name, $0.selector) })
        return terms
    }

    private static func check(
        _ entry: MapReader, _ selector: LineSelector, _ fixed: Amounts?, _ percent: Int?, _ cap: Amounts?
    ) {
        guard entry.isSound else { return }
        let reading = entry.reading
        if fixed != nil, percent != nil {
            reading.report(
                entry.place(of: "percent"), found: "'fixed' and 'percent' in one entry", expected: "one of them",
                remedy: "take one out")
        }
        if cap != nil, percent == nil {
            reading.report(
                entry.place(of: "at_most"), found: "'at_most' without 'percent'", expected: "a percentage that it caps",
                remedy: "add 'percent' or take 'at_most' out")
        }
        let isCharged = fixed != nil || percent != nil
        if isCharged, let reasons = selector.reasons, !reasons.isEmpty, reasons.allSatisfy(\.isSellersFault) {
            reading.report(
                entry.place, found: "a fee for goods that failed or were the wrong ones",
                expected: "a fee for a change of mind only", remedy: "take the entry out: it is never charged")
        }
    }
}
