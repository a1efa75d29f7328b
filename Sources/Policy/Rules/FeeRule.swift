import Returns

/// What is kept back from the refund. Never for a seller's fault, never more than the goods cost, and
/// nothing where the price is not known: a fee that cannot be justified is not taken.
struct FeeRule {
    static func weigh(
        _ line: WeighedLine, _ book: PolicyBook, units: Int, goods: GoodsMovement
    ) -> (ruling: Ruling, fee: Money?) {
        let none = PhraseKey.feeNone.phrase()
        if line.isSellersFault {
            let reason = line.asked.reason.rawValue
            return (Ruling(.notes, none, "no fee: \(reason) is not the customer's doing"), nil)
        }
        if goods == .stayWithCustomer { return (Ruling(.notes, none, "no fee: the goods stay with the customer"), nil) }
        guard let term = book.fees.first(where: { $0.selector.matches(line) }), term.charge != .free else {
            return (Ruling(.notes, none, "no entry of the fees asks for one"), nil)
        }
        guard let value = line.lowestUnitPrice?.times(units), let found = fee(term.charge, of: value) else {
            return (
                Ruling(
                    .notes, PhraseKey.feeUnknown.phrase(), "'\(term.name)': no price in a listed currency, so no fee"),
                nil
            )
        }
        let fee = found.minor > value.minor ? value : found
        guard fee.minor > 0 else { return (Ruling(.notes, none, "'\(term.name)' comes to nothing"), nil) }
        // Who sends a gift back must not learn what was paid for it.
        let phrase = line.isGift ? PhraseKey.feeOfGift.phrase() : PhraseKey.feeAmount.phrase(["fee": .money(fee)])
        return (Ruling(.notes, phrase, "'\(term.name)': \(fee) of goods worth \(value)"), fee)
    }

    private static func fee(_ charge: FeeTerm.Charge, of value: Money) -> Money? {
        switch charge {
        case .free: return nil
        case .fixed(let amounts): return amounts.amount(in: value.currency)
        case .share(let basisPoints, let cap):
            let share = value.exactShare(basisPoints: Int64(basisPoints))
            guard let cap else { return share }
            guard let most = cap.amount(in: value.currency) else { return nil }
            return share.minor > most.minor ? most : share
        }
    }
}
