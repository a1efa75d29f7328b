import Returns

/// Who pays the way back. Where no entry fits, the seller does.
struct PostageRule {
    static func weigh(
        _ line: WeighedLine, _ book: PolicyBook, goods: GoodsMovement
    ) -> (ruling: Ruling, payer: PostagePayer) {
        if goods == .stayWithCustomer {
            return (Ruling(.notes, PhraseKey.postageNobody.phrase(), "nothing travels"), .nobody)
        }
        let term = book.postage.first { $0.selector.matches(line) }
        let words = term.map { "'\($0.name)'" } ?? "no entry fits"
        switch term?.payer ?? .seller {
        case .seller: return (Ruling(.notes, PhraseKey.postageSeller.phrase(), "\(words): the seller pays"), .seller)
        case .customer:
            return (Ruling(.notes, PhraseKey.postageCustomer.phrase(), "\(words): the customer pays"), .customer)
        case .nobody: return (Ruling(.notes, PhraseKey.postageNobody.phrase(), "\(words): nobody pays"), .nobody)
        }
    }
}
