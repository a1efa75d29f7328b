import Returns

/// Was the order placed by who sends it back? Another customer's order is never refused and nobody is
/// accused: a colleague, a partner or a typing error is likelier than a fraud, and a person clears it up.
///
/// While it is unclear, no other rule speaks: its words would tell a stranger about somebody's order.
struct CustomerRule {
    static func weigh(_ line: WeighedLine, _ book: PolicyBook) -> Ruling {
        let buyer = line.order?.customer?.text ?? "unknown"
        switch line.ownership {
        case .noOrder:
            return Ruling(.notes, PhraseKey.customerOwn.phrase(), "there is no order whose customer could be compared")
        case .own:
            return Ruling(.fits, PhraseKey.customerOwn.phrase(), "the order's customer is \(buyer)")
        case .gift:
            let answer = book.papers.giftOfOtherCustomer
            let key: PhraseKey =
                switch answer {
                case .authorize: .customerGift
                case .decline: .customerNeeded
                case .review: .customerCheck
                }
            return Ruling(
                answer.outcome, key.phrase(),
                "a gift: customer \(buyer) bought it and somebody else sends it; such gifts: \(answer.rawValue)")
        case .unnamed:
            let answer = book.papers.unnamedCustomer
            let key = answer == .authorize ? PhraseKey.customerOwn : .customerNeeded
            return Ruling(
                answer.outcome, key.phrase(),
                "the request names no customer, the order is of \(buyer); unnamed customers: \(answer.rawValue)")
        case .other:
            return Ruling(
                .needsPerson, PhraseKey.customerCheck.phrase(),
                "the order is of customer \(buyer), the request of another")
        }
    }
}
