import Returns

/// Are the goods in a state in which we take them back?
struct ConditionRule {
    static func weigh(_ line: WeighedLine, _ book: PolicyBook) -> Ruling {
        let state = line.asked.condition?.rawValue ?? "not told"
        guard let term = book.conditions.first(where: { $0.selector.matches(line) }) else {
            return Ruling(.fits, PhraseKey.conditionFits.phrase(), "no entry of the conditions fits; state: \(state)")
        }
        guard let accepts = term.accepts else {
            return Ruling(.fits, PhraseKey.conditionFits.phrase(), "'\(term.name)' accepts any state; state: \(state)")
        }
        let list = accepts.map(\.rawValue).sorted().joined(separator: ", ")
        guard let condition = line.asked.condition else {
            let key = term.unknown == .authorize ? PhraseKey.conditionFits : .conditionUnknown
            return Ruling(
                term.unknown.outcome, key.phrase(),
                "'\(term.name)' accepts \(list); the state was not told: \(term.unknown.rawValue)")
        }
        if accepts.contains(condition) {
            return Ruling(.fits, PhraseKey.conditionFits.phrase(), "'\(term.name)' accepts \(list); state: \(state)")
        }
        let key: PhraseKey =
            switch term.otherwise {
            case .authorize: .conditionFits
            case .decline: .conditionRefused
            case .review: .conditionCheck
            }
        return Ruling(
            term.otherwise.outcome, key.phrase(),
            "'\(term.name)' accepts \(list); state: \(state): \(term.otherwise.rawValue)")
    }
}
