/// Why a return is looked at again on a certain day, by name. A return has at most one alarm of a name.
package enum AlarmName: String, CaseIterable, Sendable {
    /// The customer is thanked and asked whether all is well, some days after the end.
    case followUp = "follow_up"
    /// A parcel may be silent for too long, late, damaged or lost.
    case parcelWatch = "parcel_watch"
    /// Goods for which others were sent ahead are due soon, or overdue.
    case advanceDue = "advance_due"
    /// A customer may still wait for a call or an answer that they were told a day for.
    case brokenPromise = "broken_promise"
}
