import Ledger
import Returns

/// The way of a return, stage by stage.
package enum Stage: String, CaseIterable, Sendable {
    case answered, handedOver = "handed_over", delivered, received, inspected, settled, whole

    package var title: String {
        switch self {
        case .answered: "requested → answered"
        case .handedOver: "answered → handed over"
        case .delivered: "handed over → delivered"
        case .received: "delivered → received"
        case .inspected: "received → inspected"
        case .settled: "inspected → settled"
        case .whole: "requested → settled"
        }
    }

    /// The moments between which a stage of a return lies; nil where one of them has not come.
    func span(of moments: StageMoments) -> (from: Instant, to: Instant)? {
        let ends: (Instant?, Instant?) =
            switch self {
            case .answered: (moments.requested, moments.answered)
            case .handedOver: (moments.answered, moments.handedOver)
            case .delivered: (moments.handedOver, moments.delivered)
            case .received: (moments.delivered, moments.received)
            case .inspected: (moments.received, moments.inspected)
            case .settled: (moments.inspected, moments.settled)
            case .whole: (moments.requested, moments.settled)
            }
        guard let from = ends.0, let to = ends.1 else { return nil }
        return (from, to)
    }
}

/// When a return reached its stages.
struct StageMoments {
    let requested: Instant
    private(set) var answered: Instant?
    private(set) var handedOver: Instant?
    private(set) var delivered: Instant?
    private(set) var received: Instant?
    private(set) var inspected: Instant?
    private(set) var settled: Instant?

    init(_ figures: CaseFigures) {
        requested = figures.requestedAt
        var counted: [String: Instant] = [:]
        for moment in figures.moments {
            take(moment)
            // A count that was taken back received nothing.
            guard moment.axis == ReceiptState.axisName else { continue }
            switch ReceiptState(rawValue: moment.after) {
            case .received, .short: counted[moment.subject] = counted[moment.subject] ?? moment.at
            case .awaiting: counted[moment.subject] = nil
            case .lost, .wrongItem, .waived, .unexpected, nil: break
            }
        }
        received = counted.values.min()
        let here = figures.lines.filter { $0.received > 0 }
        // Inspected and settled is what has no line left to inspect or to settle.
        if here.isEmpty || here.contains(where: { $0.verdict == .pending }) { inspected = nil }
        let authorized = figures.lines.filter { $0.authorized > 0 }
        if authorized.contains(where: { !$0.resolution.isFinal }) { settled = nil }
    }

    private mutating func take(_ moment: CaseFigures.Moment) {
        switch moment.axis {
        case RMAState.axisName:
            let answers: [RMAState] = [.approved, .declined, .infoNeeded]
            if answers.contains(where: { $0.rawValue == moment.after }) { answered = answered ?? moment.at }
        case ShipmentState.axisName:
            guard let state = ShipmentState(rawValue: moment.after) else { return }
            if state.isMoving { handedOver = handedOver.map { min($0, moment.at) } ?? moment.at }
            if state == .delivered { delivered = delivered.map { min($0, moment.at) } ?? moment.at }
        case Verdict.axisName: inspected = moment.at
        case Resolution.axisName:
            if Resolution(rawValue: moment.after)?.isFinal == true { settled = moment.at }
        default: return
        }
    }
}
