import Returns

/// What is known of a parcel under way, for the clock to judge.
package struct ParcelStanding: Sendable, Equatable {
    package var state: ShipmentState
    /// The site's day of the carrier's newest word.
    package var heardOn: CalendarDate
    /// When the carrier was asked since then.
    package var tracedOn: CalendarDate?
    /// The day for which the carrier had announced it.
    package var estimated: CalendarDate?
    /// The announced day of which the customer was told that it passed.
    package var lateToldFor: CalendarDate?
    /// What follows from its loss was done.
    package var isAnswered: Bool
    /// The carrier reported a damage, whatever it said afterwards, and nobody has answered for it.
    package var isDamageOpen: Bool

    package init(
        state: ShipmentState, heardOn: CalendarDate, tracedOn: CalendarDate? = nil, estimated: CalendarDate? = nil,
        lateToldFor: CalendarDate? = nil, isAnswered: Bool = false, isDamageOpen: Bool = false
    ) {
        self.state = state
        self.heardOn = heardOn
        self.tracedOn = tracedOn
        self.estimated = estimated
        self.lateToldFor = lateToldFor
        self.isAnswered = isAnswered
        self.isDamageOpen = isDamageOpen
    }
}

/// What the clock does about a parcel.
package enum ParcelStep: Sendable, Equatable {
    case nothing
    /// Looked at again on a day.
    case wait(until: CalendarDate)
    /// The carrier is asked; the customer has an answer by the day.
    case trace(answer: CalendarDate)
    /// Nobody has seen it for too long.
    case lose
    /// The customer is told a new day for a late one.
    case late(newDay: CalendarDate)
    /// The carrier lost or damaged it: what the service agreement says is done.
    case answerLoss, answerDamage
}

extension ShipmentState {
    /// The carrier has the parcel, and words of it are to be expected.
    package var isUnderWay: Bool {
        switch self {
        case .handedOver, .inTransit, .outForDelivery, .delayed, .exception: true
        case .labelRequested, .labelReady, .delivered, .checkedIn, .expired, .voided, .damaged, .lost, .refused,
            .returnedToSender:
            false
        }
    }
}

extension CarriageTerms {
    /// When a parcel that has just become something is to be looked at; nil: not at all.
    package func dayToLook(
        at next: ShipmentState, from before: ShipmentState?, announced estimate: CalendarDate?, on today: CalendarDate
    ) -> CalendarDate? {
        if next == .lost || next == .damaged || before == .lost { return today }
        guard next.isUnderWay else { return nil }
        let silence = traceAfterDays > 0 ? today.adding(days: traceAfterDays) : nil
        return [estimate.map { max($0, today).adding(days: 1) }, silence].compactMap { $0 }.min()
    }

    /// What is to be done about a parcel on a day.
    package func step(for parcel: ParcelStanding, on today: CalendarDate, calendar: BusinessCalendar) -> ParcelStep {
        // Services send whole histories at once: a damaged parcel may be delivered before anybody looks.
        if parcel.isDamageOpen { return .answerDamage }
        switch parcel.state {
        case .lost: return parcel.isAnswered ? .nothing : .answerLoss
        case .damaged: return .nothing
        case .handedOver, .inTransit, .outForDelivery, .delayed, .exception: break
        case .labelRequested, .labelReady, .delivered, .checkedIn, .expired, .voided, .refused, .returnedToSender:
            return .nothing
        }
        if let estimated = parcel.estimated, estimated < today, parcel.lateToldFor != estimated {
            return .late(newDay: calendar.date(lateBusinessDays, after: today))
        }
        guard traceAfterDays > 0 else { return .nothing }
        let lostOn = parcel.heardOn.adding(days: lostAfterDays)
        if parcel.tracedOn == nil {
            let traceOn = parcel.heardOn.adding(days: traceAfterDays)
            guard traceOn <= today else { return .wait(until: traceOn) }
            let answer = lostAfterDays > 0 ? max(lostOn, today.adding(days: lostAfterDays - traceAfterDays)) : today
            return .trace(answer: lostAfterDays > 0 ? answer : calendar.date(lateBusinessDays, after: today))
        }
        guard lostAfterDays > 0, let traced = parcel.tracedOn else { return .nothing }
        // However late the carrier was asked, it has its days to answer.
        let due = max(lostOn, traced.adding(days: lostAfterDays - traceAfterDays))
        return due <= today ? .lose : .wait(until: due)
    }
}
