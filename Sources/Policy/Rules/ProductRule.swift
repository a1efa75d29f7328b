import Returns

/// Is the product part of the order? Goods that were sent by mistake are in nobody's order, so with that
/// reason a person looks and nothing is refused.
struct ProductRule {
    static func weigh(_ line: WeighedLine, _ book: PolicyBook) -> Ruling {
        let sku = line.asked.sku
        guard let order = line.order else {
            return Ruling(.notes, PhraseKey.noTerms.phrase(), "there is no order to look \(sku) up in")
        }
        let names: [String: Phrase.Argument] = ["sku": .text(sku.text), "order": .text(order.number.text)]
        guard line.sold.isEmpty else {
            return Ruling(.fits, PhraseKey.productFound.phrase(names), "order \(order.number) holds \(sku)")
        }
        if line.asked.reason == .wrongItem {
            return Ruling(
                .needsPerson, PhraseKey.productSentByMistake.phrase(),
                "order \(order.number) does not hold \(sku), which fits the reason: wrong goods were sent")
        }
        let answer = book.papers.productNotInOrder
        let phrase: Phrase =
            switch answer {
            case .authorize: PhraseKey.orderNotNeeded.phrase()
            case .decline: PhraseKey.productNotFound.phrase(names)
            case .review: PhraseKey.productUnclear.phrase(names)
            }
        return Ruling(
            answer.outcome, phrase,
            "order \(order.number) does not hold \(sku); products that are not in the order: \(answer.rawValue)")
    }
}
