import Returns

/// Which sentences are said of which event. To add a kind, add a line here and a block of the same name to
/// `Config/messages/<language>/events.yaml`.
extension EventWording {
    static let authorization = [
        EventWording(
            "return.requested",
            unless: { $0.isBeside("return.under_review", "return.info_needed", "return.approved", "return.declined") },
            [.say("text")], [.answer.only(where: isUndecided)]),
        EventWording(
            "return.under_review",
            [
                .say("goods_here") { $0.before == "declined" || $0.before == "cancelled" },
                .say("informed") { $0.before == "info_needed" }, .given, .say("text"),
            ], [.answer]),
        EventWording("return.info_needed", [.say("text")], [.reason], [.say("next")]),
        EventWording(
            "return.approved",
            [
                .given, .say("send_again", .until) { $0.before == "expired" && $0.case.isWaitingForHandOver },
                .say("again") { $0.before == "expired" || isWithUs($0) },
                .say("no_parcel") { $0.case.shipments.isEmpty },
                .say("text", .until), .say("plain"),
            ], [.reasonForCustomer], [.inspection.only(where: isWithUs)], [.settlement.only(where: isWithUs)]),
        EventWording(
            "return.declined", [.given, .say("text")], [.reason], [.appeal.only { $0.words == nil }]),
        EventWording(
            "return.cancelled", [.say("text")], [.say("label") { !$0.case.shipments.isEmpty }], [.say("next")]),
        EventWording("return.expired", [.say("text", .until)], [.say("next")]),
        EventWording(
            "return.closed", [.say("refunded") { !$0.isGift && $0.case.holds(.refunded) }, .say("text")],
            [.say("next")]),
        EventWording(
            "return.reopened", [.say("send", .until) { $0.case.isWaitingForHandOver }, .say("text")]),
        EventWording(
            "return.extended", [.say("under_way", .until, where: isWithUs), .say("text", .until)], [.reasonForCustomer],
            [.receipt], [.settlement]),
        EventWording("return.counted", [.given, .say("text")]),
        EventWording("return.count_corrected", [.given, .say("text")], [.receipt, .inspection]),
        EventWording("return.noted", [.say("text", .reason)]),
        EventWording(
            "return.feedback", [.say("low") { ($0.rating ?? 5) <= 2 }, .say("text")], [.say("answer", .answerBy)]),
    ]

    static let goods =
        [
            EventWording(
                "line.counted",
                unless: {
                    $0.isBesideOfLine([
                        "line.received", "line.short", "line.awaiting", "line.wrong_item", "line.unexpected",
                    ])
                },
                [.corrected],
                [
                    .say("unannounced") { $0.holds { $0.receipt == .unexpected && $0.extra > 0 } },
                    .say("authorized") { !isCorrection($0) && $0.holds { $0.received + $0.missing == 0 } },
                    .say("lost") { $0.holds { $0.receipt == .lost && $0.missing > 0 } },
                    .say("part", .until) { $0.holds { $0.received > 0 } && isTheirsToSend($0) },
                    .say("partial") { $0.holds { $0.received < $0.authorized && $0.received > 0 } },
                    .say("text") { !isCorrection($0) },
                ], [.extra], [.inspection.only(where: isTheirsToSend)]),
            EventWording(
                "line.received", [.corrected], [.say("text") { $0.holds { $0.received > 0 } }, .say("plain")], [.extra],
                [.inspection.only(where: isUnjudged)]),
            EventWording(
                "line.awaiting", [.corrected, .say("text")],
                [
                    .say("send", .until, where: isTheirsToSend), .say("none") { $0.holds { $0.here == 0 } },
                    .say("next"),
                ]),
            EventWording(
                "line.short", [.corrected], [.say("text")],
                [.say("unsent", where: \.isUnsent), .say("next") { !isWithTheDocksWords($0) }],
                [.inspection.only(where: \.isUnsent)]),
            EventWording("line.lost", [.say("text")], [.settlementOfOrder]),
            EventWording("line.wrong_item", [.say("named", where: isWithTheDocksWords), .say("text")]),
            EventWording("line.waived", [.say("text")], [.settlementOfOrder]),
            EventWording("line.unexpected", [.say("named", where: isWithTheDocksWords), .say("text")]),
            EventWording("line.accepted", [.judgedAnew], [.say("text")], [.ordersGone], [.settlementOfOrder]),
            EventWording("line.partial", [.judgedAnew], [.say("text")], [.ordersGone], [.reason], [.appeal]),
            EventWording("line.rejected", [.judgedAnew], [.say("text")], [.ordersGone], [.reason], [.appeal]),
            EventWording("line.manual", [.judgedAnew], [.say("text")], [.ordersGone], [.inspection], [.hearing]),
        ]
        + ["line", "unit"].map {
            // Units tell for themselves that they come back.
            EventWording(
                "\($0).return_to_customer", block: "event.line.return_to_customer",
                unless: { $0.hasUnits && !$0.isBesideOfLine(["unit.return_to_customer"]) }, [.say("text")])
        } + [
            EventWording(
                "unit.judged",
                [
                    .say("with_photos") { isWithVerdict($0) && hasPhotos($0) }, .say("photos", where: hasPhotos),
                    .say("text") { !isWithVerdict($0) },
                ], [.reason])
        ]

    static let settlements = [
        EventWording(
            "line.pending", [.refund, .credit, .say("again", where: isAppealed), .say("text")], [.loss], [.fee],
            [.postage], [.settlement.only { !isAppealed($0) }], [.hearing]),
        // The same words of more units of the line.
        EventWording(
            "line.owed", block: "event.line.pending", [.refund, .credit, .say("text")], [.loss], [.fee], [.postage],
            [.besides], [.settlement]),
        EventWording(
            "line.refunded", [.say("text", .amount), .say("plain")], [.loss], [.fee], [.postage], [.say("next")]),
        EventWording(
            "line.credited", [.say("text", .amount), .say("plain")], [.loss], [.fee], [.postage], [.say("next")]),
        EventWording("line.exchanged", [.say("part", .units), .say("text")]),
        EventWording("line.replaced", [.say("part", .units), .say("text")]),
        EventWording("line.repaired", [.say("part", .units), .say("text")]),
        EventWording(
            "line.denied", [.say("part", .units), .say("text")], [.reason],
            DenialAlternative.allCases.flatMap { way -> [EventSentence] in
                (way.hasAmount ? [.say("\(way.rawValue)_amount", .amount) { $0.alternative == way }] : [])
                    + [.say(way.rawValue) { $0.alternative == way }]
            }, [.appeal]),
        EventWording(
            "line.taken_up", [.say("text")],
            [
                .say("part_refund", .amount) { $0.alternative == .partRefund },
                .say("paid_repair", .amount) { $0.alternative == .paidRepair },
                .say("recycled") { $0.alternative == .recycled },
            ]),
        EventWording("line.turned_down", [.say("text")]),
        // The same words as where nothing else of the line is owed.
        EventWording("line.appealed", block: "event.line.pending", [.say("again")], [.hearing]),
        EventWording("line.charged", block: "event.line.charge_due", charge),
        EventWording("line.charge_reversed", [.say("text", .amount), .say("plain")]),
        EventWording("line.paid_back", [.say("text", .amount), .say("plain")], [.followed]),
        EventWording("line.failed", [.say("text")], [.settlement]),
        EventWording(
            "line.shipped_ahead",
            [
                .say("loaner", .due, where: isLoan), .say("send_by", .due) { $0.line?.isAwaited ?? false },
                .say("send", .until) { $0.case.isWaitingForHandOver }, .say("text"),
            ]),
        EventWording(
            "line.satisfied",
            [
                .say("charged", .amount) { $0.line?.advance?.end == .charged },
                .say("charged_plain") { $0.line?.advance?.end == .charged },
                .say("waived") { $0.line?.advance?.end == .waived }, .say("loaner", where: isLoan), .say("text"),
            ]),
        EventWording(
            "line.charge_due", charge,
            [.appeal.only(where: isDeniedAhead), .say("loaner_next", where: isLoan), .say("next")]),
        EventWording(
            "line.extended", [.say("loaner", .due, where: isLoan), .say("text", .due), .say("plain")]),
        EventWording(
            "line.reminded", [.say("loaner", .due, where: isLoan), .say("text", .due)], [.say("next")]),
    ]

    /// What is charged for goods that were sent ahead or lent.
    private static let charge: [EventSentence] = [
        .say("loaner_denied") { isLoan($0) && isDeniedAhead($0) },
        .say("denied", .amount, where: isDeniedAhead), .say("denied_plain", where: isDeniedAhead),
        .say("loaner", where: isLoan), .say("text", .amount), .say("plain"),
    ]

    static let parcels = [
        EventWording(
            "shipment.label_requested", unless: { $0.isBeside("return.approved", "return.reopened") },
            [.say("text")], [.pickUp]),
        EventWording(
            "shipment.label_ready", [.say("several") { $0.case.shipments.count > 1 }, .say("text")],
            [.pickUp, .say("send", .until)]),
        EventWording(
            "shipment.handed_over", unless: isSeenAgain, [.say("text")], [.expected],
            [.receiptOfParcel, .settlementOfParcel]),
        EventWording(
            "shipment.in_transit",
            unless: { $0.before == ShipmentState.handedOver.rawValue || isSeenAgain($0) }, [.say("text")],
            [.expected], [.receiptOfParcel, .settlementOfParcel]),
        EventWording("shipment.delivered", [.say("text")], [.receiptOfParcel, .say("next")]),
        EventWording(
            "shipment.checked_in",
            unless: {
                $0.isBeside(
                    "return.counted", "line.counted", "line.received", "line.short", "line.wrong_item",
                    "line.unexpected")
            }, [.say("text")], [.inspection]),
        EventWording("shipment.expired", unless: { $0.isBeside("return.expired", "line.short") }, [.say("text")]),
        EventWording(
            "shipment.voided", unless: { $0.isBeside("return.cancelled", "return.declined") }, [.say("text")],
            [.hearing]),
        EventWording("shipment.delayed", [.say("text")], [.expected], [.receiptOfParcel, .settlementOfParcel]),
        EventWording("shipment.exception", [.say("text")], [.hearing], [.settlementOfParcel]),
        EventWording("shipment.damaged", [.say("text")], [.settlementOfParcel]),
        EventWording("shipment.lost", [.say("text")]),
        EventWording("shipment.refused", [.say("text")], [.hearing], [.settlementOfParcel]),
        EventWording("shipment.returned_to_sender", [.say("text")], [.hearing], [.settlementOfParcel]),
        EventWording(
            "shipment.estimated",
            unless: { telling in
                telling.beside.contains { $0.kind.hasPrefix("shipment.") && !unsaid.contains($0.kind) }
            },
            [.say("changed", .expected, .former), .say("text", .expected)], [.receiptOfParcel, .settlementOfParcel]),
    ]

    /// Events that no customer has words for, because hearing of them helps nobody: what becomes of goods behind our
    /// doors, and what a carrier says on the way that changes nothing.
    package static let unsaid: Set<String> = Set(
        ["line", "unit"].flatMap { noun in
            Disposition.allCases.filter { $0 != .none && $0 != .returnToCustomer }.map { "\(noun).\($0.rawValue)" }
        } + ["shipment.out_for_delivery", "shipment.scanned"])

    static let care = [
        EventWording("promise.revised", [.say("text")], [.given], [.promised]),
        EventWording("promise.broken", [.say("text")], [.given], [.say("call", .answerBy)]),
        EventWording("promise.escalated", [.say("text", .former), .say("plain")], [.say("call", .answerBy)]),
        EventWording("promise.kept", [.say("text")]),
        EventWording("customer.goodwill", [.say("text", .amount), .say("plain")]),
        EventWording("return.follow_up", [.say("text")]),
        EventWording("return.feedback_answered", [.say("text", .reason), .say("plain")]),
        EventWording("shipment.traced", [.given, .say("text")], [.settlementOfParcel]),
        EventWording("shipment.seen", [.say("text")], [.receipt], [.settlementOfParcel]),
        EventWording("shipment.late", [.given, .say("text")], [.receipt], [.settlementOfParcel]),
        EventWording("shipment.escalated", [.say("text", .former), .say("plain")], [.hearing]),
        EventWording("return.escalated", [.say("text", .former), .say("plain")], [.hearing]),
        EventWording(
            "shipment.answered", [.given, .say("text")],
            [.settlementOfOrder]),
        EventWording("shipment.found", [.given, .say("text")], [.receipt], [.settlementOfParcel]),
    ]

    private static let isUndecided: @Sendable (EventTelling) -> Bool = {
        $0.case.state == .requested || $0.case.state == .underReview
    }
    /// Nothing is decided anew yet: a person looks at a denial again.
    private static let isAppealed: @Sendable (EventTelling) -> Bool = {
        $0.before == Resolution.denied.rawValue && $0.units == nil
    }
    /// The rest is with the customer, and there is time to send it.
    private static let isTheirsToSend: @Sendable (EventTelling) -> Bool = { telling in
        telling.case.isRestWithCustomer && telling.line?.line.receipt == .awaiting
            && telling.case.validUntil.map { $0 >= telling.day } ?? false
    }
    private static let isCorrection: @Sendable (EventTelling) -> Bool = { $0.countedBefore != nil }
    /// What was counted is told beside what the dock says of the whole parcel.
    private static let isWithTheDocksWords: @Sendable (EventTelling) -> Bool = { $0.isBeside("return.counted") }
    private static let isWithVerdict: @Sendable (EventTelling) -> Bool = {
        $0.isBesideOfLine(["line.accepted", "line.partial", "line.rejected", "line.manual"])
    }
    private static let isSeenAgain: @Sendable (EventTelling) -> Bool = { $0.isBeside("shipment.seen") }
    private static let hasPhotos: @Sendable (EventTelling) -> Bool = { $0.unit.map { !$0.photos.isEmpty } ?? false }
    private static let isLoan: @Sendable (EventTelling) -> Bool = { $0.line?.advance?.kind == .loaner }
    private static let isDeniedAhead: @Sendable (EventTelling) -> Bool = { telling in
        telling.line.map(telling.case.isDenied(ahead:)) ?? false
    }
    /// Nothing is left to hand over: the goods are on their way, or here.
    private static let isWithUs: @Sendable (EventTelling) -> Bool = {
        !$0.case.shipments.isEmpty && !$0.case.isWaitingForHandOver
    }
    private static let isUnjudged: @Sendable (EventTelling) -> Bool = { $0.line?.line.verdict == .pending }
}

extension ReturnCase {
    fileprivate func holds(_ resolution: Resolution) -> Bool { lines.contains { $0.line.resolution == resolution } }
}

extension EventTelling {
    /// Whether it is about a line as a whole, of which there are records of units.
    fileprivate var hasUnits: Bool {
        guard case .line(let number) = subject else { return false }
        return self.case.units.contains { $0.line == number }
    }

    /// Whether it is about a line with such counts.
    fileprivate func holds(_ counts: (Line) -> Bool) -> Bool { line.map { counts($0.line) } ?? false }
}
