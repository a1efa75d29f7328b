import Ledger
import Returns

/// What the stored words mean to a person at a desk.
extension RMAState {
    var ink: Ink {
        switch self {
        case .approved: .good
        case .requested, .underReview, .infoNeeded: .attention
        case .declined, .expired: .bad
        case .cancelled, .closed: .faint
        }
    }

    /// Underscores are for machines.
    var words: String { rawValue.spoken }
}

extension Verdict {
    var words: String {
        switch self {
        case .pending: "not inspected"
        case .accepted: "accepted"
        case .partial: "accepted in part"
        case .rejected: "rejected"
        case .manual: "a person looks again"
        }
    }
}

extension Overtaking {
    var words: String {
        switch self {
        case .appeal: "appealed"
        case .correction: "corrected, does not count"
        }
    }
}

extension PostalAddress {
    /// `Große Straße 7, 50667 Köln, DE`.
    var inOneLine: String {
        let place = [postalCode, city, region].compactMap { $0 }.joined(separator: " ")
        return (lines + [place, country]).filter { !$0.isEmpty }.map(Printable.line).joined(separator: ", ")
    }
}

extension ShipmentState {
    var ink: Ink {
        if isTrouble { return .bad }
        switch self {
        case .delivered, .checkedIn: return .good
        case .expired, .voided: return .faint
        case .labelRequested, .labelReady, .handedOver, .inTransit, .outForDelivery, .delayed, .exception, .damaged,
            .lost, .refused, .returnedToSender:
            return .plain
        }
    }
}

extension Whereabouts {
    /// The answer to "where are my goods?", as one would say it over the phone.
    func words(in state: RMAState) -> String {
        switch self {
        case .withCustomer:
            switch state {
            case .approved: "the goods are still with the customer"
            case .requested, .underReview, .infoNeeded: "the goods are with the customer until it is decided"
            case .declined, .cancelled, .expired, .closed: "the goods stayed with the customer"
            }
        case .inTransit: "the goods are on their way to us"
        case .trouble: "the carrier reports trouble on the way"
        case .delivered: "a parcel is here; none of the announced goods is counted"
        case .partlyReceived: "part of the goods is here"
        case .received: "the goods were counted at the dock; inspection comes next"
        case .inspecting: "the goods are being inspected"
        case .inspected: "the goods are inspected"
        }
    }
}

extension WebhookEndpoint.State {
    var ink: Ink {
        switch self {
        case .enabled: .good
        case .disabled: .attention
        }
    }
}

extension DocumentOutcome {
    var ink: Ink {
        switch self {
        case .accepted, .duplicate: .good
        case .partlyAccepted: .attention
        case .rejected: .bad
        }
    }

    var words: String {
        switch self {
        case .accepted: "accepted"
        case .partlyAccepted: "accepted in part"
        case .rejected: "rejected"
        case .duplicate: "known already; nothing was changed"
        }
    }
}

/// The states of a webhook delivery, as the ledger writes them.
enum DeliveryState: String, CaseIterable {
    case ready, waiting, held, delivered, failed, superseded

    var ink: Ink {
        switch self {
        case .delivered: .good
        case .failed: .bad
        case .held: .attention
        case .ready, .waiting: .plain
        case .superseded: .faint
        }
    }

    var words: String {
        switch self {
        case .superseded: "never delivered: a newer status of the same return took its place"
        case .ready: "to be sent when it is due"
        case .waiting: "waits behind an earlier delivery of the same return"
        case .held: "held because the endpoint is disabled"
        case .delivered: "delivered"
        case .failed: "given up after its last attempt"
        }
    }
}

extension String {
    /// `under_review` → `under review`.
    var spoken: String { String(map { $0 == "_" ? " " : $0 }) }
}
