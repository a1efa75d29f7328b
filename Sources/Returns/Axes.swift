/// One stored aspect of a return's life, with the moves that are allowed on it.
///
/// Authorization, receipt, verdict, disposition, resolution and carriage move independently of each
/// other: a single field for all of them is the best known mistake of the field. What can be derived
/// (`in transit`, `partly received`) is never stored.
package protocol Axis: CaseIterable, RawRepresentable, Sendable, Hashable where RawValue == String {
    /// The name of the axis in events, tables and docs/states.md.
    static var axisName: String { get }
    /// Where it begins.
    static var initial: Self { get }
    /// Whether the move is allowed. Staying is not a move and answers false.
    func mayBecome(_ next: Self) -> Bool
}

/// The authorization as a whole.
package enum RMAState: String, Axis {
    case requested, underReview = "under_review", infoNeeded = "info_needed", approved, declined, cancelled
    case expired, closed

    package static let axisName = "rma"
    package static let initial = RMAState.requested

    package func mayBecome(_ next: RMAState) -> Bool {
        switch self {
        case .requested: next == .underReview || next == .approved || next == .declined || next == .cancelled
        case .underReview: next == .infoNeeded || next == .approved || next == .declined || next == .cancelled
        case .infoNeeded: next == .underReview || next == .cancelled
        case .approved: next == .cancelled || next == .expired || next == .closed
        // A parcel that comes very late is for a person.
        case .expired: next == .approved || next == .underReview
        case .closed: next == .approved
        case .declined: next == .underReview || next == .approved
        // Goods may arrive all the same: then a person looks.
        case .cancelled: next == .underReview
        }
    }
}

/// Whether a line's goods are here. Only a dock scan moves it; a carrier's word never does.
package enum ReceiptState: String, Axis {
    case awaiting, received, short, lost, wrongItem = "wrong_item", waived, unexpected

    package static let axisName = "receipt"
    package static let initial = ReceiptState.awaiting

    package func mayBecome(_ next: ReceiptState) -> Bool {
        switch self {
        case .awaiting: next != .awaiting && next != .unexpected
        case .waived: next == .received || next == .short
        // What its parcel does not hold stays lost.
        case .lost: next == .received
        // A correction of the count may take back what was counted: then the line is what it was before.
        case .short: next == .received || next == .awaiting || next.isWithoutGoods
        case .wrongItem: next == .received || next == .short || next == .awaiting
        case .received: next == .short || next == .awaiting || next.isWithoutGoods
        case .unexpected: false
        }
    }

    /// The customer keeps the goods, or they are lost: nothing is waited for.
    package var isWithoutGoods: Bool {
        switch self {
        case .waived, .lost: true
        case .awaiting, .received, .short, .wrongItem, .unexpected: false
        }
    }
}

/// What the inspection says of a line.
package enum Verdict: String, Axis {
    case pending, accepted, partial, rejected, manual

    package static let axisName = "verdict"
    package static let initial = Verdict.pending

    package func mayBecome(_ next: Verdict) -> Bool {
        switch self {
        case .pending: next != .pending
        case .manual: next == .accepted || next == .partial || next == .rejected
        // An appeal makes a person look again.
        case .partial: next == .accepted || next == .rejected || next == .manual
        // A judgement that was wrong is corrected.
        case .rejected: next == .accepted || next == .partial || next == .manual
        // What was denied all the same, and appealed, may be sent in again.
        case .accepted: next == .rejected || next == .partial || next == .manual
        }
    }
}

/// Where the goods go. Re-disposition is allowed and always recorded from → to.
package enum Disposition: String, Axis {
    case none, quarantine, restock, openBox = "open_box", refurbish, repair
    case returnToVendor = "return_to_vendor", liquidate, donate, recycle, destroy
    case returnToCustomer = "return_to_customer"

    package static let axisName = "disposition"
    package static let initial = Disposition.none

    package func mayBecome(_ next: Disposition) -> Bool {
        switch self {
        case .none: next != .none
        case .quarantine, .restock, .openBox, .refurbish, .repair, .returnToVendor, .liquidate, .donate:
            next != .none && next != self
        // An appeal keeps here what was to leave.
        case .returnToCustomer, .recycle, .destroy: next == .quarantine
        }
    }

    /// Whether people and rules may send goods there: from an end nobody does.
    package func maySend(to next: Disposition) -> Bool { !isEnd && mayBecome(next) }
}

/// What the customer gets for a line.
package enum Resolution: String, Axis {
    case none, pending, refunded, credited, exchanged, replaced, repaired, denied, failed
    case shippedAhead = "shipped_ahead", satisfied, chargeDue = "charge_due"

    package static let axisName = "resolution"
    package static let initial = Resolution.none

    package func mayBecome(_ next: Resolution) -> Bool {
        switch self {
        case .none: next == .pending || next == .shippedAhead || next.settlesDirectly
        case .pending: next == .failed || next.settlesDirectly
        case .failed: next == .pending || next.settlesDirectly
        case .shippedAhead: next == .satisfied || next == .chargeDue
        // The customer gets more time.
        case .chargeDue: next == .satisfied || next == .shippedAhead
        case .denied: next == .pending || (next != .denied && next.settlesDirectly)
        // Units of one line may get different things, one after the other; so may those beside what was sent ahead.
        case .refunded, .credited, .exchanged, .replaced, .repaired, .satisfied:
            next != self && next != .denied && next.settlesDirectly
        }
    }

    /// An end that needs no advance replacement before it.
    private var settlesDirectly: Bool { isFinal && self != .satisfied }

    /// True where the line asks for nothing more.
    package var isFinal: Bool {
        switch self {
        case .refunded, .credited, .exchanged, .replaced, .repaired, .denied, .satisfied: true
        case .none, .pending, .failed, .shippedAhead, .chargeDue: false
        }
    }
}

/// One parcel on its way. `delivered` is at our door; only a dock scan makes it checked in, and only a correction of
/// the count takes that back: then the parcel is where it would be had the dock not had it.
package enum ShipmentState: String, Axis {
    case labelRequested = "label_requested", labelReady = "label_ready", handedOver = "handed_over"
    case inTransit = "in_transit", outForDelivery = "out_for_delivery", delivered, checkedIn = "checked_in"
    case expired, voided, delayed, exception, damaged, lost, refused, returnedToSender = "returned_to_sender"

    package static let axisName = "shipment"
    package static let initial = ShipmentState.labelRequested

    package func mayBecome(_ next: ShipmentState) -> Bool {
        guard next != self else { return false }
        return switch self {
        // A parcel that moves has a label, whatever we know of it.
        case .labelRequested, .labelReady, .expired, .voided:
            next.isMoving || next.isTrouble || next == .delivered || next == .checkedIn
                || mayBecomeOnPaper(next)
        case .handedOver, .inTransit, .outForDelivery, .delayed, .exception, .damaged:
            next.isMoving || next.isTrouble || next == .delivered || next == .checkedIn
        // Whatever is heard of it later says that it was found.
        case .lost: next.isMoving || next.isTrouble || next == .delivered || next == .checkedIn
        // It is on its way back to its sender; whatever its carrier says of that way, only the dock knows that it came
        // to us after all.
        case .refused, .returnedToSender:
            next == .refused || next == .returnedToSender || next == .lost || next == .checkedIn
        // That it had turned round is often heard last: then it was delivered to its sender. A damage that is told
        // later is answered for, and the parcel is at our door all the same.
        case .delivered: next == .checkedIn || next == .lost || next.isTurnedRound
        case .checkedIn: next.mayBecome(.checkedIn)
        }
    }

    /// Whether what carriers, the clock and papers say may move it there: what the dock has is moved by the dock alone.
    package func mayDrift(to next: ShipmentState) -> Bool { self != .checkedIn && mayBecome(next) }

    /// What becomes of a label before anybody has the parcel.
    private func mayBecomeOnPaper(_ next: ShipmentState) -> Bool {
        switch self {
        case .labelRequested: next == .labelReady || next == .voided
        case .labelReady: next == .expired || next == .voided
        // A new label is a new parcel with a number of its own.
        case .expired, .voided, .handedOver, .inTransit, .outForDelivery, .delivered, .checkedIn, .delayed, .exception,
            .damaged, .lost,
            .refused, .returnedToSender:
            false
        }
    }

    /// It is on its way back, or back: what its carrier says of it from then on is not about its way to us.
    package var isTurnedRound: Bool {
        switch self {
        case .refused, .returnedToSender: true
        case .labelRequested, .labelReady, .handedOver, .inTransit, .outForDelivery, .delivered, .checkedIn, .expired,
            .voided, .delayed, .exception, .damaged, .lost:
            false
        }
    }

    /// Its label is of no use any more, and it brings nothing.
    package var isSpent: Bool {
        switch self {
        case .expired, .voided, .refused, .returnedToSender: true
        case .labelRequested, .labelReady, .handedOver, .inTransit, .outForDelivery, .delivered, .checkedIn, .delayed,
            .exception, .damaged, .lost:
            false
        }
    }

    /// It goes on once a person has seen to it: somebody has to find out why, and tell the customer.
    package var needsPerson: Bool {
        switch self {
        case .exception, .refused, .returnedToSender, .voided: true
        case .labelRequested, .labelReady, .handedOver, .inTransit, .outForDelivery, .delivered, .checkedIn, .expired,
            .delayed, .damaged, .lost:
            false
        }
    }

    /// Between the hand-over and our door, nothing amiss.
    package var isMoving: Bool {
        switch self {
        case .handedOver, .inTransit, .outForDelivery: true
        case .labelRequested, .labelReady, .delivered, .checkedIn, .expired, .voided, .delayed, .exception,
            .damaged, .lost, .refused, .returnedToSender:
            false
        }
    }

    /// The goods will not come, or not whole, unless somebody does something.
    package var isGraveTrouble: Bool {
        switch self {
        case .damaged, .lost, .refused, .returnedToSender: true
        case .labelRequested, .labelReady, .handedOver, .inTransit, .outForDelivery, .delivered, .checkedIn,
            .expired, .voided, .delayed, .exception:
            false
        }
    }

    /// Something that the customer must hear of from us first.
    package var isTrouble: Bool {
        switch self {
        case .delayed, .exception, .damaged, .lost, .refused, .returnedToSender: true
        case .labelRequested, .labelReady, .handedOver, .inTransit, .outForDelivery, .delivered, .checkedIn,
            .expired, .voided:
            false
        }
    }
}
