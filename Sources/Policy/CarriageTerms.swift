import Returns

/// What is done for the customer where the carrier fails: the service agreement.
package struct CarriageTerms: Sendable, Equatable {
    /// What becomes of goods that the carrier lost.
    package enum OnLost: String, CaseIterable, Sendable { case refund, replace, review }

    /// So many business days a parcel is usually on its way, where its carrier names no day; 0...30.
    package var transitBusinessDays = 3
    /// After so many days without a word of a parcel under way the carrier is asked; 0: never.
    package var traceAfterDays = 0
    /// After so many days in all the parcel counts as lost; more than `traceAfterDays`, or 0: never.
    package var lostAfterDays = 0
    package var onLost = OnLost.review
    /// What the customer gets for a parcel that was damaged on its way. A person looks in any case.
    package var onDamaged = Recompense.nothing
    /// What the customer gets for a parcel that comes later than its carrier had said.
    package var onLate = Recompense.nothing
    /// The new day for a late parcel is so many business days later; 1...30.
    package var lateBusinessDays = 2
    /// Where a parcel is held up, refused or sent back the customer hears more within so many business days; 0...30.
    package var answerBusinessDays = 2
    /// Who asks carriers and looks after parcels; nil: whoever is there.
    package var team: StaffName?

    package init() {}
}

/// How customers are looked after when a return has ended, and when something went wrong.
package struct CareTerms: Sendable, Equatable {
    /// So many days after the end a customer is thanked and asked; 0: never.
    package var followUpDays = 0
    /// What they are asked, by the names of the questions in the message catalogues.
    package var questions: [String] = []
    /// Who answers what customers write; nil: whoever is there.
    package var assignee: StaffName?
    /// Within so many business days; 0...30.
    package var answerBusinessDays = 1
    /// The same unit or order line failing again within so many days is a repeated failure; 0: never.
    package var repeatFailureDays = 180
    /// Special care lasts so many days, unless something new happens or a person ends it.
    package var specialCareDays = 365
    /// The most goodwill in money for a customer within a year, in each currency for itself; nil: no limit.
    package var goodwillPerYear: Amounts?

    package init() {}
}
