import Returns

/// Who pays the way back. Where no entry fits, the seller does.
struct PostageRule {
    static func weigh(
        _ line: WeighedLine, _ book: PolicyBook, goods: GoodsMovement
    ) -> (ruling: Ruling, payer: PostagePayer, amount: Money?) {
        if goods == .stayWithCustomer {
            return (Ruling(.notes, PhraseKey.postageNobody.phrase(), "nothing travels"), .nobody, nil)
        }
        let term = book.postage.first { $0.selector.matches(line) }
        let words = term.map { "'\($0.name)'" } ?? "no entry fits"
        switch term?.payer ?? .seller {
        case .seller:
            return (Ruling(.notes, PhraseKey.postageSeller.phrase(), "\(words): the seller pays"), .seller, nil)
        case .customer:
            let amount = line.lowestUnitPrice.flatMap { term?.amount?.amount(in: $0.currency) }
            let price = amount.map { ", \($0) for a parcel" } ?? ""
            return (
                Ruling(.notes, PhraseKey.postageCustomer.phrase(), "\(words): the customer pays\(price)"), .customer,
                amount
            )
        case .nobody:
            return (Ruling(.notes, PhraseKey.postageNobody.phrase(), "\(words): nobody pays"), .nobody, nil)
        }
    }
}
