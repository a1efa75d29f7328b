import Returns

/// What a text about an event may name. The raw value is the argument's name in the catalogues.
enum EventArgument: String, CaseIterable, Sendable {
    case rma, day
    case product, authorized, received, missing, extra, accepted, rejected
    /// Units of a line that a corrected count had named, and those that are here.
    case earlier, here
    case parcel, number, parcels
    case until, expected, former, amount, units, reason
    /// What is kept back of a refund: for what the goods have lost in value, the policy's fee, the way back.
    case loss, fee, postage
    case pickUp = "pick_up"
    case due
    case answerBy = "answer_by"

    /// Always known of an event of this kind.
    static func known(of kind: String) -> Set<EventArgument> {
        switch kind.prefix(while: { $0 != "." }) {
        case "line": [.rma, .day, .product, .authorized, .received, .missing, .extra, .accepted, .rejected]
        case "unit": [.rma, .day, .product]
        case "shipment": [.rma, .day, .parcel, .number, .parcels]
        default: [.rma, .day]
        }
    }

    /// - Parameter parcel: the parcel in words: “Your parcel”, “Parcel 2 of 3”.
    /// - Returns: nil where nothing is known.
    func value(in telling: EventTelling, parcel: @autoclosure () -> String?) -> Phrase.Argument? {
        let line = telling.line?.line
        return switch self {
        case .rma: .text(telling.case.number.text)
        case .day: .date(telling.day)
        case .product: telling.line.map { .text(Self.inOneLine($0.product.title ?? $0.product.sku.text)) }
        case .authorized: line.map { .count($0.authorized) }
        case .received: line.map { .count($0.received) }
        case .missing: line.map { .count($0.missing) }
        case .extra: line.map { .count($0.extra) }
        case .earlier: telling.countedBefore.map { .count($0) }
        case .here: line.map { .count($0.here) }
        case .accepted: line.map { .count($0.accepted) }
        case .rejected: line.map { .count($0.rejected) }
        case .parcel: parcel().map { .text($0) }
        case .number: telling.shipment.map { .count($0.number) }
        case .parcels: .count(telling.case.shipments.count)
        case .until: telling.case.validUntil.map { .date($0) }
        case .expected: telling.expected.map { .date($0) }
        // What moved from one day to another.
        case .former: CalendarDate(iso: telling.before).map { .date($0) }
        // What was paid for a present stays between us and the one who gave it.
        case .amount: telling.isGift ? nil : telling.amount.map { .money($0) }
        case .loss: telling.keptBack(.deduction).map { .money($0) }
        case .fee: telling.keptBack(.fee).map { .money($0) }
        case .postage: telling.keptBack(.postage).map { .money($0) }
        case .units: telling.units.map { .count($0) }
        case .reason: telling.reason.map { .text(Self.inOneLine($0)) }
        // Until when goods are awaited for which others went out ahead.
        case .due: telling.line?.advance.map { .date($0.due) }
        case .pickUp: telling.pickUp.map { .date($0) }
        case .answerBy: telling.answerBy.map { .date($0) }
        }
    }

    /// What people wrote in several lines, for a sentence and for a subject line.
    private static func inOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: \.isControl) else { return text }
        return text.split { $0.unicodeScalars.contains(where: \.isControl) }.joined(separator: " ")
    }
}

extension EventTelling {
    /// What an item of the order that the event tells of keeps back; nil where it keeps nothing, and for a present.
    fileprivate func keptBack(_ item: Breakdown.Item) -> Money? {
        guard !isGift, let amount, let units, let line else { return nil }
        let order = self.case.resolutions.last {
            $0.line == line.number && $0.units.count == units && $0.breakdown?.total == amount
        }
        return order?.breakdown?.entries.first { $0.item == item && $0.amount.minor < 0 }.map {
            Money(minor: -$0.amount.minor, currency: $0.amount.currency)
        }
    }
}
