import Returns

/// Is the order known that the goods were bought with? Goods without an order (lost papers, bought
/// elsewhere) are answered as `PaperTerms` says.
struct KnownOrderRule {
    static func weigh(_ line: WeighedLine, _ book: PolicyBook) -> Ruling {
        guard let number = line.asked.order else {
            let answer = book.papers.withoutOrder
            return Ruling(
                answer.outcome, phrase(answer, PhraseKey.orderNone.phrase()),
                "no order is named; goods without an order: \(answer.rawValue)")
        }
        guard let order = line.order else {
            let answer = book.papers.unknownOrder
            return Ruling(
                answer.outcome, phrase(answer, PhraseKey.orderUnknown.phrase(["order": .text(number.text)])),
                "order \(number) is not in our records; unknown orders: \(answer.rawValue)")
        }
        return Ruling(
            .fits, PhraseKey.orderKnown.phrase(["order": .text(number.text)]),
            "order \(number), bought on \(order.purchasedOn)")
    }

    private static func phrase(_ answer: Answer, _ inReview: Phrase) -> Phrase {
        switch answer {
        case .authorize: PhraseKey.orderNotNeeded.phrase()
        case .decline: PhraseKey.orderNeeded.phrase()
        case .review: inReview
        }
    }
}
