import Returns

/// Are the goods worth the way back? Below a value the customer keeps them and nothing travels.
struct KeepRule {
    static func weigh(_ line: WeighedLine, _ book: PolicyBook, units: Int) -> (ruling: Ruling, goods: GoodsMovement) {
        let back = PhraseKey.keepsComesBack.phrase()
        guard let term = book.keeps.first(where: { $0.selector.matches(line) }) else {
            return (Ruling(.notes, back, "no entry lets the customer keep the goods"), .comeBack)
        }
        guard let below = term.below else {
            return (Ruling(.notes, back, "'\(term.name)' always comes back"), .comeBack)
        }
        guard let value = line.unitPrice?.times(units), let limit = below.amount(in: value.currency) else {
            return (Ruling(.notes, back, "'\(term.name)': the value is not known in a listed currency"), .comeBack)
        }
        guard value.minor < limit.minor else {
            return (Ruling(.notes, back, "'\(term.name)': worth \(value), not below \(limit)"), .comeBack)
        }
        return (
            Ruling(.notes, PhraseKey.keepsStays.phrase(), "'\(term.name)': worth \(value), below \(limit)"),
            .stayWithCustomer
        )
    }
}
