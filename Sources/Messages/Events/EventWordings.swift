import Returns

/// Which sentences are said of which event. To add a kind, add a line here and a block of the same name to
/// `Config/messages/<language>/events.yaml`.
extension EventWording {
    static let authorization = [
        EventWording("return.requested", [.say("text")], [.answer.only(where: isUndecided)]),
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
                .say("again") { $0.before == "expired" }, .say("no_parcel") { $0.case.shipments.isEmpty },
                .say("text", .until), .say("plain"),
            ]),
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
        EventWording("return.extended", [.say("text", .until)]),
        EventWording("return.counted", [.given, .say("text")]),
        EventWording("return.noted", [.say("text", .reason)]),
        EventWording(
            "return.feedback", [.say("low") { ($0.rating ?? 5) <= 2 }, .say("text")], [.say("answer", .answerBy)]),
    ]

    static let goods =
        [
            EventWording(
                "line.counted",
                [
                    .say("recounted") { $0.line.map { $0.line.receipt == .unexpected && $0.line.extra == 0 } ?? false },
                    .say("unannounced") { $0.line?.line.receipt == .unexpected },
                    .say("authorized") { $0.line.map { $0.line.received + $0.line.missing == 0 } ?? false },
                    .say("partial") { $0.line.map { $0.line.received < $0.line.authorized } ?? false }, .say("text"),
                ], [.extra]),
            EventWording("line.received", [.say("text")], [.extra], [.inspection.only(where: isUnjudged)]),
            EventWording("line.awaiting", [.say("text")], [.say("next")]),
            EventWording("line.short", [.say("text")], [.say("next")]),
            EventWording("line.lost", [.say("text")], [.settlement]),
            EventWording("line.wrong_item", [.say("text")]),
            EventWording("line.waived", [.say("text")], [.settlement]),
            EventWording("line.unexpected", [.say("text")]),
            EventWording("line.accepted", [.say("text")], [.settlement]),
            EventWording("line.partial", [.say("text")], [.reason], [.appeal]),
            EventWording("line.rejected", [.say("text")], [.reason], [.appeal]),
            EventWording("line.manual", [.say("text")], [.inspection]),
        ]
        + ["line", "unit"].flatMap { noun in
            Disposition.allCases.filter { $0 != .none && $0 != .returnToCustomer }.map {
                EventWording(
                    "\(noun).\($0.rawValue)", block: "event.disposition", [.say($0.rawValue)], [.say("unchanged")])
            } + [
                EventWording("\(noun).return_to_customer", block: "event.line.return_to_customer", [.say("text")])
            ]
        } + [
            EventWording(
                "unit.judged", [.say("photos") { $0.unit.map { !$0.photos.isEmpty } ?? false }, .say("text")],
                [.reason])
        ]

    static let settlements = [
        EventWording(
            "line.pending",
            [
                .say("refund", .amount, .units) { $0.wish == .refund && owesMoney($0) },
                .say("credit", .amount, .units) { $0.wish == .credit && owesMoney($0) },
                .say("again", where: isAppealed), .say("text"),
            ], [.settlement.only { !isAppealed($0) }]),
        EventWording("line.refunded", [.say("text", .amount), .say("plain")], [.say("next")]),
        EventWording("line.credited", [.say("text", .amount), .say("plain")], [.say("next")]),
        EventWording("line.exchanged", [.say("text")]),
        EventWording("line.replaced", [.say("text")]),
        EventWording("line.repaired", [.say("text")]),
        EventWording(
            "line.denied", [.say("part", .units), .say("text")], [.reason],
            DenialAlternative.allCases.map { way in .say(way.rawValue) { $0.alternative == way } }, [.appeal]),
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
            "line.charge_due", [.say("loaner", where: isLoan), .say("text", .amount), .say("plain")],
            [.say("loaner_next", where: isLoan), .say("next")]),
        EventWording(
            "line.reminded", [.say("loaner", .due, where: isLoan), .say("text", .due)], [.say("next")]),
    ]

    static let parcels = [
        EventWording("shipment.label_requested", [.say("text")], [.pickUp]),
        EventWording(
            "shipment.label_ready", [.say("several") { $0.case.shipments.count > 1 }, .say("text")],
            [.pickUp, .say("send", .until)]),
        EventWording("shipment.handed_over", [.say("text")], [.expected], [.receipt]),
        EventWording("shipment.in_transit", [.say("text")], [.expected], [.receipt]),
        EventWording("shipment.out_for_delivery", [.say("text")]),
        EventWording("shipment.delivered", [.say("text")], [.receipt, .say("next")]),
        EventWording("shipment.checked_in", [.say("text")], [.inspection]),
        EventWording("shipment.expired", [.say("text")]),
        EventWording("shipment.voided", [.say("text")], [.hearing]),
        EventWording("shipment.delayed", [.say("text")], [.expected], [.receipt]),
        EventWording("shipment.exception", [.say("text")], [.hearing], [.settlement]),
        EventWording("shipment.damaged", [.say("text")], [.settlement]),
        EventWording("shipment.lost", [.say("text")]),
        EventWording("shipment.refused", [.say("text")], [.hearing], [.settlement]),
        EventWording("shipment.returned_to_sender", [.say("text")], [.hearing], [.settlement]),
        EventWording(
            "shipment.estimated", [.say("changed", .expected, .former), .say("text", .expected)], [.receipt]),
        EventWording("shipment.scanned", [.say("place", .place), .say("text")]),
    ]

    static let care = [
        EventWording("promise.revised", [.say("text")], [.given], [.promised]),
        EventWording("promise.broken", [.say("text")], [.given], [.say("call", .answerBy)]),
        EventWording("promise.escalated", [.say("text", .former), .say("plain")], [.say("call", .answerBy)]),
        EventWording("promise.kept", [.say("text")]),
        EventWording("customer.goodwill", [.say("text", .amount), .say("plain")]),
        EventWording("return.follow_up", [.say("text")]),
        EventWording("return.feedback_answered", [.say("text", .reason), .say("plain")]),
        EventWording("shipment.traced", [.given, .say("text")], [.settlement]),
        EventWording("shipment.late", [.given, .say("text")], [.receipt], [.settlement]),
        EventWording("shipment.escalated", [.say("text", .former), .say("plain")], [.hearing]),
        EventWording("return.escalated", [.say("text", .former), .say("plain")], [.hearing]),
        EventWording("shipment.answered", [.given, .say("text")]),
        EventWording("shipment.found", [.say("text")], [.receipt], [.settlement]),
    ]

    private static let isUndecided: @Sendable (EventTelling) -> Bool = {
        $0.case.state == .requested || $0.case.state == .underReview
    }
    /// Nothing is decided anew yet: a person looks at a denial again.
    private static let isAppealed: @Sendable (EventTelling) -> Bool = {
        $0.before == Resolution.denied.rawValue && $0.units == nil
    }
    private static let isLoan: @Sendable (EventTelling) -> Bool = { $0.line?.advance?.kind == .loaner }
    private static func owesMoney(_ telling: EventTelling) -> Bool { telling.amount.map { $0.minor > 0 } ?? false }
    private static let isUnjudged: @Sendable (EventTelling) -> Bool = { $0.line?.line.verdict == .pending }
}

extension ReturnCase {
    fileprivate func holds(_ resolution: Resolution) -> Bool { lines.contains { $0.line.resolution == resolution } }
}
