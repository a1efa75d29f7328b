import Returns

/// When goods that are still to come are to be expected: the day from which every promise about them is counted
/// (docs/decisions/0027).
extension PolicyBook {
    /// The day on which the last parcel of a return is expected; nil where none is awaited.
    /// - Parameter told: parcels for which the customer was told another day, by their numbers.
    package func arrival(
        of one: ReturnCase, on today: CalendarDate, told: [Int: CalendarDate] = [:]
    ) -> CalendarDate? {
        guard one.state == .approved, one.isAwaitingGoods else { return nil }
        let isReplaced = one.shipments.contains { $0.state != .voided && $0.state != .expired }
        return one.shipments.compactMap { parcel in
            if parcel.state == .voided, isReplaced { return nil }
            return told[parcel.number] ?? arrival(of: parcel, until: one.validUntil, on: today)
        }.max()
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
        case .exception, .refused, .returnedToSender:
            return max(announced ?? today, calendar.date(transit, after: answered))
        case .delivered, .checkedIn, .expired, .lost: return nil
        }
    }
}

extension Change {
    /// Whether it changes when goods are to be expected: a parcel begins to move, meets trouble, or its carrier names a
    /// day.
    package var movesArrival: Bool {
        guard case .shipment = subject else { return false }
        if axis == Change.estimateAxis { return true }
        guard axis == ShipmentState.axisName, let next = ShipmentState(rawValue: after) else { return false }
        if next.isMoving { return !(ShipmentState(rawValue: before)?.isMoving ?? false) }
        return next == .voided || (next.isTrouble && next != .lost)
    }
}
