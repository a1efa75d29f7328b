import Returns

/// What is known of a parcel under way, for the clock to judge.
package struct ParcelStanding: Sendable, Equatable {
    package var state: ShipmentState
    /// The site's day of the carrier's newest word.
    package var heardOn: CalendarDate
    /// When the carrier was asked since then.
    package var tracedOn: CalendarDate?
    /// The day on which it is to be expected, by what the customer was told last.
    package var expected: CalendarDate?
    /// How often the customer was told that such a day passed.
    package var timesLate: Int
    /// What follows from its loss was done.
    package var isAnswered: Bool
    /// The carrier reported a damage, whatever it said afterwards, and nobody has answered for it.
    package var isDamageOpen: Bool

    package init(
        state: ShipmentState, heardOn: CalendarDate, tracedOn: CalendarDate? = nil, expected: CalendarDate? = nil,
        timesLate: Int = 0, isAnswered: Bool = false, isDamageOpen: Bool = false
    ) {
        self.state = state
        self.heardOn = heardOn
        self.tracedOn = tracedOn
        self.expected = expected
        self.timesLate = timesLate
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
        case .handedOver, .inTransit, .outForDelivery, .delayed, .exception, .damaged: true
        case .labelRequested, .labelReady, .delivered, .checkedIn, .expired, .voided, .lost, .refused,
            .returnedToSender:
            false
        }
    }
}

extension CarriageTerms {
    /// When a parcel that has just become something is to be looked at; nil: not at all.
    package func dayToLook(
        at next: ShipmentState, from before: ShipmentState?, expected: CalendarDate?, on today: CalendarDate
    ) -> CalendarDate? {
        if next == .lost || next == .damaged || before == .lost { return today }
        guard next.isUnderWay else { return nil }
        let silence = traceAfterDays > 0 ? today.adding(days: traceAfterDays) : nil
        return [expected?.adding(days: 1), silence].compactMap { $0 }.min()
    }

    /// What is to be done about a parcel on a day: what is answered already first, then what silence means, then that
    /// it is late. So a day is never told of a parcel that the same look asks for or gives up.
    package func step(for parcel: ParcelStanding, on today: CalendarDate, calendar: BusinessCalendar) -> ParcelStep {
        // Services send whole histories at once: a damaged parcel may be delivered before anybody looks.
        if parcel.isDamageOpen { return .answerDamage }
        if parcel.state == .lost { return parcel.isAnswered ? .nothing : .answerLoss }
        guard parcel.state.isUnderWay else { return .nothing }
        let silent = silence(of: parcel, on: today, calendar: calendar)
        // What is held up is answered for by a person.
        guard parcel.state != .exception, let expected = parcel.expected else { return silent }
        switch silent {
        case .trace, .lose: return silent
        case .nothing, .late, .answerLoss, .answerDamage, .wait:
            guard expected < today else {
                if case .wait(let day) = silent { return .wait(until: min(day, expected.adding(days: 1))) }
                return .wait(until: expected.adding(days: 1))
            }
            // No day is told that the next morning takes back.
            if case .wait(let day) = silent, day <= today.adding(days: 1) {
                return parcel.tracedOn == nil ? trace(parcel, on: today, calendar: calendar) : silent
            }
            return .late(newDay: nextDay(after: parcel.timesLate, from: today, calendar))
        }
    }

    /// What follows from days without a word, as far as that alone goes.
    private func silence(
        of parcel: ParcelStanding, on today: CalendarDate, calendar: BusinessCalendar
    ) -> ParcelStep {
        guard traceAfterDays > 0 else { return .nothing }
        let lostOn = parcel.heardOn.adding(days: lostAfterDays)
        guard let traced = parcel.tracedOn else {
            let traceOn = parcel.heardOn.adding(days: traceAfterDays)
            return traceOn <= today ? trace(parcel, on: today, calendar: calendar) : .wait(until: traceOn)
        }
        guard lostAfterDays > 0 else { return .nothing }
        // However late the carrier was asked, it has its days to answer.
        let due = max(lostOn, traced.adding(days: lostAfterDays - traceAfterDays))
        return due <= today ? .lose : .wait(until: due)
    }

    /// The customer has an answer on the day on which the parcel would count as lost, at the latest.
    private func trace(_ parcel: ParcelStanding, on today: CalendarDate, calendar: BusinessCalendar) -> ParcelStep {
        guard lostAfterDays > 0 else { return .trace(answer: calendar.date(lateBusinessDays, after: today)) }
        let lostOn = parcel.heardOn.adding(days: lostAfterDays)
        let end = max(lostOn, today.adding(days: lostAfterDays - traceAfterDays))
        // Nobody is told a day on which nobody is there.
        return .trace(answer: calendar.date(0, after: end))
    }

    /// Each new day for the same parcel is twice as far away as the one before: few that hold rather than many.
    private func nextDay(after told: Int, from today: CalendarDate, _ calendar: BusinessCalendar) -> CalendarDate {
        calendar.date(min(30, lateBusinessDays << min(told, 5)), after: today)
    }
}
