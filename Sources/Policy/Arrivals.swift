import Returns

/// When goods that are still to come are to be expected: the day from which every promise about them is counted
/// (docs/decisions/0027 and 0029).
extension PolicyBook {
    /// The day on which the last of the goods that a return awaits are expected; nil where none are, where it is ours
    /// to bring them further, where nobody has sent the rest of goods that came in part, and where they were sent back.
    /// - Parameter told: the days on which parcels are expected by what the customer was told, by their numbers. One
    ///   that somebody has to see to counts until then and no longer.
    package func arrival(
        of one: ReturnCase, on today: CalendarDate, told: [Int: CalendarDate] = [:]
    ) -> CalendarDate? {
        guard one.state == .approved, one.isAwaitingGoods, !one.isPromisedInPart, !one.isSentBack else {
            return nil
        }
        let days = one.shipments.compactMap { parcel -> CalendarDate? in
            guard !one.isGivenUp(parcel), let own = arrival(of: parcel, until: one.validUntil, on: today) else {
                return nil
            }
            guard let day = told[parcel.number] else { return own }
            return day >= today ? day : parcel.state.needsPerson ? nil : own
        }
        return days.max() ?? arrivalOfRest(of: one, on: today)
    }

    /// What no parcel has is handed over on the last day at the latest.
    private func arrivalOfRest(of one: ReturnCase, on today: CalendarDate) -> CalendarDate? {
        guard one.isRestWithCustomer, let lastDay = one.validUntil else { return nil }
        let day = calendar.date(carriage.transitBusinessDays, after: lastDay)
        return day < today ? nil : day
    }

    /// The day on which the rest of a return that came in part is not waited for any more; nil where there is none, or
    /// it is on its way.
    package func endOfRest(of one: ReturnCase) -> CalendarDate? {
        guard one.isRestWithCustomer, let lastDay = one.validUntil else { return nil }
        return calendar.date(carriage.transitBusinessDays, after: lastDay).adding(days: 1)
    }

    /// Seen from today. What the carrier says counts as long as it lies ahead.
    package func arrival(of parcel: Shipment, until lastDay: CalendarDate?, on today: CalendarDate) -> CalendarDate? {
        let transit = carriage.transitBusinessDays
        let announced = parcel.estimatedDelivery.flatMap { $0 < today ? nil : $0 }
        let answered = calendar.date(carriage.answerBusinessDays, after: today)
        switch parcel.state {
        case .labelRequested, .labelReady:
            // Handed over on the last day at the latest; what nobody hands over by then is not awaited.
            return lastDay.flatMap { $0 < today ? nil : calendar.date(transit, after: $0) }
        case .voided: return calendar.date(transit, after: max(lastDay ?? answered, answered))
        case .handedOver, .inTransit, .outForDelivery: return announced ?? calendar.date(transit, after: today)
        case .delayed, .damaged:
            return announced ?? calendar.date(max(transit, carriage.lateBusinessDays), after: today)
        // It goes on once somebody has answered.
        case .exception: return max(announced ?? today, calendar.date(transit, after: answered))
        // What the carrier announces now is the day on which it is back.
        case .refused, .returnedToSender: return calendar.date(transit, after: answered)
        case .delivered, .checkedIn, .expired, .lost: return nil
        }
    }

    /// The day on which a parcel that somebody has to see to is expected, where the customer hears more by a day.
    package func arrival(ofParcelAnsweredOn day: CalendarDate) -> CalendarDate {
        calendar.date(carriage.transitBusinessDays, after: day)
    }
}

extension Change {
    /// Whether it changes when goods are to be expected, as far as the customer hears of it: a parcel begins to move,
    /// meets trouble or is seen again, or its carrier names a day.
    package var movesArrival: Bool {
        guard case .shipment = subject, !isForStaff else { return false }
        if axis == Change.estimateAxis || (axis == Change.traceAxis && after == Change.seen) { return true }
        guard axis == ShipmentState.axisName, let next = ShipmentState(rawValue: after) else { return false }
        if next.isMoving { return !(ShipmentState(rawValue: before)?.isMoving ?? false) }
        return next == .voided || (next.isTrouble && next != .lost)
    }
}
