/// What we promise a customer, by name.
package enum PromiseName: String, CaseIterable, Sendable {
    /// A person has answered a request that was left to a person.
    case answered
    /// The receipt of the parcel is confirmed.
    case receiptConfirmed = "receipt_confirmed"
    case inspected
    case refunded

    /// As staff read it.
    package var words: String {
        switch self {
        case .answered: "our answer"
        case .receiptConfirmed: "the confirmation that the goods are here"
        case .inspected: "the result of the inspection"
        case .refunded: "the refund, or what takes its place"
        }
    }
}

/// How a promise stands.
package enum PromiseState: String, Axis {
    case open, atRisk = "at_risk", kept, broken, withdrawn

    package static let axisName = "promise"
    package static let initial = PromiseState.open

    package func mayBecome(_ next: PromiseState) -> Bool {
        switch self {
        case .open: next != .open
        // A new day that is told takes the risk away.
        case .atRisk: next != .atRisk
        // A return that lives again is promised anew.
        case .kept, .broken, .withdrawn: next == .open
        }
    }

    package var isOpen: Bool {
        switch self {
        case .open, .atRisk: true
        case .kept, .broken, .withdrawn: false
        }
    }
}

/// A promise that is made now, with its dates.
package struct PromiseOffer: Sendable, Equatable {
    package var name: PromiseName
    package var due: CalendarDate
    /// From which day on staff are warned.
    package var warn: CalendarDate
    /// Whether the customer hears of it when it is kept.
    package var tellsKept: Bool
    /// A person moved the dates, and the customer is told with the same event: then they may be later, too.
    package var mayBeLater: Bool

    package init(
        name: PromiseName, due: CalendarDate, warn: CalendarDate, tellsKept: Bool = false, mayBeLater: Bool = false
    ) {
        self.name = name
        self.due = due
        self.warn = warn
        self.tellsKept = tellsKept
        self.mayBeLater = mayBeLater
    }
}

/// A promise of a return: until when, and what became of it.
///
/// Invariants, cited by the tests:
/// 1. The day that the customer was told never moves to a later one without an event that says so.
/// 2. It is revised once at the most, on its day or before it.
/// 3. It ends as exactly one of kept, broken and withdrawn; it begins again, with a day of its own, only where the
///    return lives again, or for the rest of goods of which a part has what it said.
package struct Promise: Sendable, Equatable {
    package let name: PromiseName
    package var state: PromiseState
    /// What was promised first.
    package var due: CalendarDate
    /// The new day that the customer was told.
    package var revised: CalendarDate?
    package var warn: CalendarDate
    package var tellsKept: Bool
    /// When the customer was told that the first day will be missed.
    package var toldAt: Instant?
    package var endedAt: Instant?
    /// Why it was revised, or how it ended.
    package var reason: String?

    package init(_ offer: PromiseOffer) {
        self.init(name: offer.name, due: offer.due, warn: offer.warn, tellsKept: offer.tellsKept)
    }

    package init(
        name: PromiseName, state: PromiseState = .initial, due: CalendarDate, revised: CalendarDate? = nil,
        warn: CalendarDate, tellsKept: Bool = false, toldAt: Instant? = nil, endedAt: Instant? = nil,
        reason: String? = nil
    ) {
        self.name = name
        self.state = state
        self.due = due
        self.revised = revised
        self.warn = warn
        self.tellsKept = tellsKept
        self.toldAt = toldAt
        self.endedAt = endedAt
        self.reason = reason
    }

    /// The day that holds.
    package var date: CalendarDate { revised ?? due }

    /// As tasks and events name it: `promise:refunded`.
    package var subject: String { Change.Subject.promise(name).text }

    /// What is offered anew: an ended promise begins again, an open one moves to an earlier day, or to a later one
    /// that is told. A later one takes the risk away: whoever was warned need not hurry.
    /// - Returns: nil where the offer changes nothing, else what it changes beside the day.
    package mutating func take(_ offer: PromiseOffer) -> [Change]? {
        guard state.isOpen else {
            self = Promise(offer)
            return []
        }
        guard offer.due < date || (offer.mayBeLater && offer.due > date) else { return nil }
        let isLater = offer.due > date
        // What the customer was told of a delay stays told.
        if let revised, offer.due < revised, offer.due >= due {
            self.revised = offer.due
        } else {
            due = offer.due
            revised = nil
        }
        warn = min(offer.warn, date)
        return isLater && state == .atRisk ? [move(to: .open, reason: nil, details: [Change.forStaff])] : []
    }

    /// It may be missed: staff are told.
    /// - Parameter details: what it waits for.
    package mutating func putAtRisk(_ details: [(name: String, value: Change.Detail)]) -> [Change] {
        guard state == .open else { return [] }
        return [move(to: .atRisk, reason: nil, details: [Change.forStaff] + details)]
    }

    /// The customer is told a new day, before the promised one is over.
    /// - Parameter details: what else they are told.
    package mutating func revise(
        to day: CalendarDate, reason: String, at moment: Instant, details: [(name: String, value: Change.Detail)]
    ) -> [Change] {
        guard state.isOpen, revised == nil, day > due else { return [] }
        let change = Change(
            .promise(name), axis: Change.promiseDateAxis, before: due.description, after: day.description,
            reason: reason, details: details)
        revised = day
        toldAt = moment
        self.reason = reason
        return putAtRisk(details.filter { $0.name == Change.waitsDetail }) + [change]
    }

    /// It ends.
    package mutating func end(
        as next: PromiseState, reason: String?, at moment: Instant,
        details: [(name: String, value: Change.Detail)] = []
    ) -> [Change] {
        guard state.isOpen, !next.isOpen else { return [] }
        endedAt = moment
        self.reason = reason ?? self.reason
        let isForStaff: Bool =
            switch next {
            case .kept: !tellsKept
            case .withdrawn: true
            case .broken, .open, .atRisk: false
            }
        let audience: [(name: String, value: Change.Detail)] =
            isForStaff ? [Change.forStaff] : []
        return [move(to: next, reason: reason, details: audience + details)]
    }

    private mutating func move(
        to next: PromiseState, reason: String?, details: [(name: String, value: Change.Detail)]
    ) -> Change {
        var dates: [(name: String, value: Change.Detail)] = [("due_on", .text(due.description))]
        if let revised { dates.append(("revised_on", .text(revised.description))) }
        let change = Change(
            .promise(name), axis: PromiseState.axisName, before: state.rawValue, after: next.rawValue, reason: reason,
            details: dates + details)
        state = next
        return change
    }
}

extension PromiseName {
    /// How a return, as it is now, ends this promise; nil while it is still to be kept.
    package func end(in one: ReturnCase) -> PromiseEnd? {
        switch (self, one.state) {
        case (.answered, .requested), (.answered, .underReview): return nil
        case (.answered, .approved), (.answered, .declined), (.answered, .infoNeeded), (.answered, .closed):
            return .kept
        case (_, .declined), (_, .cancelled), (_, .expired):
            return .withdrawn("the return is \(one.state.rawValue)")
        case (_, .requested), (_, .underReview), (_, .infoNeeded), (_, .approved), (_, .closed): break
        }
        return switch self {
        case .answered: .kept
        case .receiptConfirmed: one.receiptEnd
        case .inspected: one.inspectionEnd
        case .refunded: one.settlementEnd
        }
    }
}

/// How a promise ends by what is true of its return.
package enum PromiseEnd: Sendable, Equatable {
    case kept
    /// There is nothing left that it could be kept for.
    case withdrawn(String)
}

extension ReturnCase {
    /// Lines whose goods are to come, or are here. A loaner is promised nothing.
    private var awaited: [CaseLine] {
        lines.filter {
            $0.line.receipt != .waived && !$0.isLoanOut && $0.line.authorized + $0.line.received + $0.line.extra > 0
        }
    }

    /// Goods counted as lost, and their parcel was seen again. A carrier that speaks of trouble or delay after a loss
    /// is searching, and has found nothing yet; what the customer has everything for nobody waits for.
    package var isFoundAgain: Bool {
        let parcels = shipments.filter { $0.state != .voided && $0.state != .expired }
        return lines.contains { $0.line.mayTurnUp && !$0.line.isGiven } && !parcels.isEmpty
            && !parcels.contains { $0.state == .lost || $0.state == .exception || $0.state == .delayed }
    }

    /// Goods are still to come: some of what was authorized was not counted, or lost goods were found.
    package var isAwaitingGoods: Bool {
        isFoundAgain || lines.contains(where: \.isToCome)
    }

    /// Nothing is waited for: the customer keeps the goods, or they are lost for good.
    package var isDueWithoutGoods: Bool {
        let open = lines.filter { $0.line.authorized > 0 && !$0.isLoanOut }
        return !open.isEmpty && open.allSatisfy(\.line.isNowhereHere) && !isFoundAgain
    }

    /// A part of the goods is here, and the customer has the rest: until somebody sends it, what is promised is about
    /// that part (docs/decisions/0032).
    package var isPromisedInPart: Bool {
        (isRestWithCustomer || isSentBack) && lines.contains { $0.line.received > 0 }
    }

    /// Other goods are still to come, and units that are here are unjudged or unpaid, or lost ones unpaid: the promise
    /// is about these, and follows no parcel, until they have what it says.
    package func isOpenInPart(_ name: PromiseName) -> Bool {
        guard state == .approved, !isFoundAgain, lines.contains(where: \.isToCome) else { return false }
        let own = lines.filter { !$0.isLoanOut }
        return switch name {
        case .answered, .receiptConfirmed: false
        case .inspected: own.contains { $0.line.isUnjudged && !$0.line.isGivenHere }
        case .refunded: own.contains { !$0.line.isGivenHere } || isOpenForLost
        }
    }

    /// How a promise ends for the part of the goods that it was about, while others are still to come: these are
    /// promised by themselves (docs/decisions/0034). nil while the part has not what it says.
    /// - Parameter old: the return before.
    package func endOfPart(_ name: PromiseName, since old: ReturnCase) -> PromiseEnd? {
        guard state == .approved, !isFoundAgain, !isSentBack, lines.contains(where: \.isToCome),
            old.isOpenInPart(name), !isOpenInPart(name), name.end(in: self) == nil,
            // What was taken back was not done.
            unitsHere >= old.unitsHere
        else { return nil }
        let own = lines.filter { !$0.isLoanOut }
        if name == .inspected {
            return own.contains(where: \.line.isUnjudged) ? Self.withoutNeed : .kept
        }
        let isGiven = own.contains { $0.line.resolution.isFinal && $0.line.resolution != .denied }
        return isGiven ? .kept : Self.withoutClaim
    }

    private static let withoutNeed = PromiseEnd.withdrawn("the customer has what is owed for the goods")
    private static let withoutClaim = PromiseEnd.withdrawn("nothing is owed for the goods")

    /// Lost goods are to be paid, or sent again.
    package var isOpenForLost: Bool {
        lines.contains { $0.line.receipt == .lost && $0.line.resolution == .pending && !$0.line.isGiven }
    }

    /// The line is lost as a whole, and nothing is ordered for it.
    private func isLossForPerson(_ line: CaseLine) -> Bool {
        line.line.receipt == .lost && line.line.isNowhereHere && line.line.resolution == .none && !isFoundAgain
    }

    private static let withCustomer = PromiseEnd.withdrawn("the goods are with the customer")

    fileprivate var receiptEnd: PromiseEnd? {
        let goods = awaited
        guard !goods.isEmpty else { return .withdrawn("no goods are awaited") }
        if isPromisedInPart { return .kept }
        if isSentBack { return Self.withCustomer }
        let isHere = goods.contains { $0.line.received > 0 }
        if !isFoundAgain, goods.allSatisfy({ $0.line.receipt != .awaiting }) {
            if isHere { return .kept }
            let areLost = goods.allSatisfy { $0.line.receipt == .lost }
            return .withdrawn(areLost ? "the goods are lost" : "none of the goods came")
        }
        let parcels = shipments.filter { $0.state != .voided && $0.state != .expired && $0.state != .lost }
        guard !parcels.isEmpty, parcels.allSatisfy({ $0.state == .checkedIn }) else { return nil }
        // An empty box is no receipt; what was in it in their place is told with the count.
        return isHere ? .kept : .withdrawn("none of the goods were in the parcel")
    }

    fileprivate var inspectionEnd: PromiseEnd? {
        let goods = awaited
        if isSentBack, !isPromisedInPart { return Self.withCustomer }
        guard isPromisedInPart || (!isFoundAgain && goods.allSatisfy { $0.line.receipt != .awaiting }) else {
            return nil
        }
        // Nobody was promised anything of units that were not announced.
        let here = goods.filter { $0.line.received > 0 }
        guard !here.isEmpty else { return .withdrawn("no goods are here") }
        let open = here.filter(\.line.isUnjudged)
        if open.isEmpty { return .kept }
        // What is found after it was paid for is inspected for ourselves.
        return open.allSatisfy(\.line.isGiven) ? Self.withoutNeed : nil
    }

    fileprivate var settlementEnd: PromiseEnd? {
        let owed = lines.filter { !$0.isLoanOut }
        if isSentBack, !isPromisedInPart, !isOpenForLost { return Self.withCustomer }
        // A person answers for goods that were lost, by a day of its own: no day of a settlement holds for these.
        let due = owed.filter { isPromisedInPart ? $0.line.received > 0 : !isLossForPerson($0) }
        let isDone = due.allSatisfy { isPromisedInPart ? $0.line.isGivenHere : $0.line.isGiven }
        guard !owed.isEmpty, state == .closed || isDone else { return nil }
        if due.isEmpty { return .withdrawn("a person decides on the lost goods") }
        let isGiven = owed.contains { $0.line.resolution.isFinal && $0.line.resolution != .denied }
        return isGiven ? .kept : Self.withoutClaim
    }
}

extension Line {
    /// The customer has everything for the units that were announced. Units beyond them, and goods that turn up after
    /// they were paid for, are still to be judged and promise nothing.
    var isGiven: Bool {
        if resolution == .denied || resolution == .satisfied || authorized == 0 { return true }
        switch receipt {
        case .awaiting, .lost, .waived: return resolution.isFinal && settled >= authorized
        case .received, .short, .wrongItem, .unexpected: return isGivenHere
        }
    }

    /// Units are here of which an inspector has not said all.
    fileprivate var isUnjudged: Bool {
        received > 0 && (accepted + rejected < received || verdict == .pending || verdict == .manual)
    }

    /// The customer has everything for the units that are here.
    fileprivate var isGivenHere: Bool {
        resolution == .denied || resolution == .satisfied || received == 0
            || (resolution.isFinal && settled >= received - rejected)
    }
}
