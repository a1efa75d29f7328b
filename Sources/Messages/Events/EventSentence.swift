import Returns

/// A sentence that may be said of an event.
struct EventSentence: Sendable {
    enum Source: Sendable {
        /// A key below the block of the event, such as `text`.
        case own(String)
        /// A key that several events share, such as `event.appeal`.
        case shared(String)
        /// The sentence of a promise with its day, if it was made.
        case promise(@Sendable (EventTelling) -> String)
        /// Words that were made with the event, as they stand: the policy's, the dock's, the clock's.
        case given
    }

    let source: Source
    /// What it names beside `EventArgument.known`: it is said only where all of it is known.
    let needs: Set<EventArgument>
    let fits: @Sendable (EventTelling) -> Bool

    private init(
        _ source: Source, needs: Set<EventArgument> = [],
        fits: @escaping @Sendable (EventTelling) -> Bool = { _ in true }
    ) {
        self.source = source
        self.needs = needs
        self.fits = fits
    }

    static func say(
        _ key: String, _ needs: EventArgument..., where fits: @escaping @Sendable (EventTelling) -> Bool = { _ in true }
    ) -> EventSentence {
        EventSentence(.own(key), needs: Set(needs), fits: fits)
    }

    static let given = EventSentence(.given)
    /// What a person wrote.
    static let reason = EventSentence(.shared("event.reason"), needs: [.reason])
    /// The same with a decision, where it was written for the customer.
    static let reasonForCustomer = reason.only { $0.isReasonForCustomer }
    static let appeal = EventSentence(.shared("event.appeal"))
    /// When the carrier brings it.
    static let expected = EventSentence(.shared("event.expected"), needs: [.expected])
    /// More units came than were announced.
    static let extra = EventSentence(.shared("event.extra")) {
        $0.line.map { $0.line.extra > 0 && $0.line.receipt != .unexpected } ?? false
    }
    /// An earlier judgement was wrong; and what was to be given by it is not given any more.
    static let judgedAnew = EventSentence(.shared("event.judged_anew")) { $0.isJudgedAnew }
    static let ordersGone = EventSentence(.shared("event.orders_gone")) { $0.areOrdersGone }
    /// An earlier count was wrong: what it said, and what is here.
    static let corrected = EventSentence(.shared("event.corrected"), needs: [.earlier, .here])
    static let pickUp = EventSentence(.shared("event.pick_up"), needs: [.pickUp])
    /// By when the customer hears more.
    static let hearing = EventSentence(.shared("event.answer_by"), needs: [.answerBy])

    /// What an order gives, for how many units.
    static let refund = money("refund", .refund)
    static let credit = money("credit", .credit)
    /// What is kept back of it.
    static let loss = EventSentence(.shared("event.line.pending.loss"), needs: [.loss])
    static let fee = EventSentence(.shared("event.line.pending.fee"), needs: [.fee])
    static let postage = EventSentence(.shared("event.line.pending.postage"), needs: [.postage])

    /// What the customer was told of the line before holds beside it.
    static let besides = EventSentence(.shared("event.besides")) { telling in
        let standing = telling.case.resolutions.filter {
            $0.line == telling.line?.number && $0.denial == nil && $0.state != .withdrawn
        }
        let now = telling.beside.count {
            ["line.owed", "line.pending"].contains($0.kind) && $0.line == telling.line?.number
        }
        return standing.count > now + 1
    }
    /// What to do where the money does not come.
    static let followed = EventSentence(.shared("event.line.refunded.next"))

    private static func money(_ key: String, _ wish: Wish) -> EventSentence {
        EventSentence(.shared("event.line.pending.\(key)"), needs: [.amount, .units]) { telling in
            telling.wish == wish && telling.amount.map { $0.minor > 0 } ?? false
        }
    }

    /// Each sum is said, however like another one it is.
    var isSum: Bool { needs.isSuperset(of: [.amount, .units]) }

    static let answer = promise("answered")
    static let receipt = promise("receipt_confirmed")
    static let inspection = promise("inspected")
    /// By when the customer gets what they wish for.
    static let settlement = EventSentence(.promise { granted($0.wish) })
    /// The same of what was ordered for a line, or for lines that are lost: until it is, a person may have to decide.
    static let settlementOfOrder = EventSentence(.promise { granted(order(of: $0)?.kind) }) { order(of: $0) != nil }

    private static func order(of telling: EventTelling) -> ResolutionOrder? {
        let lines =
            telling.line.map { [$0] }
            ?? telling.case.lines.filter {
                $0.line.receipt == .lost && !$0.line.resolution.isFinal
            }
        return telling.case.resolutions.last { order in
            order.denial == nil && order.state != .withdrawn && lines.contains { $0.number == order.line }
        }
    }

    /// The same with news of a parcel. Where a carrier has found what counted as lost, the days that hold are not known
    /// yet: they come with the message that says what follows. What is here, and has a day of its own, is in no parcel.
    static let receiptOfParcel = receipt.only { !isJustFound($0) }
    static let settlementOfParcel = settlement.only { !isJustFound($0) && !$0.case.isOpenInPart(.refunded) }

    private static func isJustFound(_ telling: EventTelling) -> Bool {
        telling.before == ShipmentState.lost.rawValue && telling.case.isFoundAgain
    }

    /// What the customer wishes for, as promises name it.
    private static func granted(_ wish: Wish?) -> String {
        switch wish {
        case .credit: "credited"
        case .exchange, .replacement: "replaced"
        case .repair: "repaired"
        case .refund, nil: "refunded"
        }
    }

    /// The day that holds now for the promise that it is about.
    static let promised = EventSentence(
        .promise { telling in
            guard case .promise(let name) = telling.subject else { return "" }
            return name == .refunded ? granted(telling.wish) : name.rawValue
        })

    private static func promise(_ name: String) -> EventSentence { EventSentence(.promise { _ in name }) }

    func only(where fits: @escaping @Sendable (EventTelling) -> Bool) -> EventSentence {
        EventSentence(source, needs: needs, fits: fits)
    }

    /// The key in the catalogues, for an event whose texts stand in the block; nil for what has no fixed one.
    func key(in block: String) -> String? {
        switch source {
        case .own(let key): "\(block).\(key)"
        case .shared(let key): key
        case .promise, .given: nil
        }
    }
}
