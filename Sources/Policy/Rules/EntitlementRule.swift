import Returns

/// How many units may come back: those that were sold, less those that earlier returns and earlier lines
/// of this request use up. Less than was asked is authorized in part.
struct EntitlementRule {
    /// - Parameter taken: units of the same product that earlier lines of this request were given.
    static func weigh(_ line: WeighedLine, facts: Facts, taken: Int) -> (ruling: Ruling, units: Int) {
        let asked = line.unitsAsked
        guard asked > 0 else {
            return (
                Ruling(.refuses, PhraseKey.entitlementNone.phrase(), "\(line.asked.quantity) units were asked for"), 0
            )
        }
        guard let order = line.order, !line.sold.isEmpty else {
            return (
                Ruling(
                    .notes, PhraseKey.entitlementUncounted.phrase(["count": .count(asked)]),
                    "\(asked) asked; there is no order line to count them against"), asked
            )
        }
        let product = SoldProduct(order: order.number, sku: line.asked.sku)
        let sold = facts.unitsSold(product) ?? 0
        let left = max(0, (facts.unitsLeft(product) ?? 0) - taken)
        let numbers =
            "\(asked) asked, \(sold) sold, \(max(0, facts.unitsReturned[product] ?? 0)) returned before, "
            + "\(taken) in earlier lines of this request: \(left) left"
        if left >= asked {
            return (Ruling(.fits, PhraseKey.entitlementAll.phrase(["count": .count(asked)]), numbers), asked)
        }
        guard left > 0 else { return (Ruling(.refuses, PhraseKey.entitlementNone.phrase(), numbers), 0) }
        let phrase = PhraseKey.entitlementSome.phrase(["count": .count(left), "asked": .count(asked)])
        return (Ruling(.fits, phrase, numbers), left)
    }
}
