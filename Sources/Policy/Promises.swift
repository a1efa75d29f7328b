import Returns

/// Something that happens to a return and from which a promise is counted.
package enum Milestone: String, CaseIterable, Sendable {
    case requested, delivered, received, inspected
}

/// What we promise a customer, by name.
package enum PromiseName: String, CaseIterable, Sendable {
    /// A person has answered a request that was left to a person.
    case answered
    /// The receipt of the parcel is confirmed.
    case receiptConfirmed = "receipt_confirmed"
    case inspected
    case refunded
}

/// A promise as the policy gives it: so many business days after a milestone.
package struct PromiseTerm: Sendable, Equatable {
    package let name: PromiseName
    /// 0...`BusinessCalendar.businessDaysMax`.
    package let businessDays: Int
    package let after: Milestone

    package init(name: PromiseName, businessDays: Int, after: Milestone) {
        self.name = name
        self.businessDays = businessDays
        self.after = after
    }
}

/// A promise with its date: kept by the end of that day, or its breach is announced before.
package struct DatedPromise: Sendable, Equatable {
    package let name: PromiseName
    package let due: CalendarDate

    package init(name: PromiseName, due: CalendarDate) {
        self.name = name
        self.due = due
    }
}

extension PolicyBook {
    /// The promises that a milestone sets off, dated.
    package func promises(from milestone: Milestone, on date: CalendarDate) -> [DatedPromise] {
        promises.filter { $0.after == milestone }
            .map { DatedPromise(name: $0.name, due: calendar.date($0.businessDays, after: date)) }
    }
}
