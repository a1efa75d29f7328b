/// What somebody declares to rmad: the content of one record of a document, already validated.
///
/// Every change of a return comes in as one of these (`One door`, docs/architecture.md).
package enum Declaration: Sendable, Equatable {
    case returnRequest(ReturnRequest)
    case order(Order)
    case customer(Customer)
    case endpoint(WebhookEndpoint)
    case trackingEvent(TrackingEvent)
    case dockReceipt(DockReceipt)
    case inspection(Inspection)
    case settlement(Settlement)
    case cancellation(Cancellation)
    case review(Review)
    case note(Note)
    case feedback(Feedback)
    case deliveryRetry(DeliveryRetry)
    case secretRotation(SecretRotation)
    case endpointSwitch(EndpointSwitch)
    case printRequest(PrintRequest)
    case printerOrder(PrinterOrder)
    case task(TaskUpdate)
    case resolution(ResolutionUpdate)
    case appeal(Appeal)
    case alternative(AlternativeAnswer)
    case advance(AdvanceDecision)
    case blindReceipt(BlindReceipt)
    case workbenchMatch(WorkbenchMatch)
    case workbenchClosure(WorkbenchClosure)
    case goodwill(Goodwill)
    case care(CareOrder)
    case feedbackReply(FeedbackReply)
    case disposition(Redisposition)
    case erasure(Erasure)
    case lossAcceptance(LossAcceptance)

    package var kind: DeclarationKind {
        switch self {
        case .returnRequest: .returnRequest
        case .order: .order
        case .customer: .customer
        case .endpoint: .endpoint
        case .trackingEvent: .trackingEvent
        case .dockReceipt: .dockReceipt
        case .inspection: .inspection
        case .settlement: .settlement
        case .cancellation: .cancellation
        case .review: .review
        case .note: .note
        case .feedback: .feedback
        case .deliveryRetry: .deliveryRetry
        case .secretRotation: .secretRotation
        case .endpointSwitch: .endpointSwitch
        case .printRequest: .printRequest
        case .printerOrder: .printerOrder
        case .task: .task
        case .resolution: .resolution
        case .appeal: .appeal
        case .alternative: .alternative
        case .advance: .advance
        case .blindReceipt: .blindReceipt
        case .workbenchMatch: .workbenchMatch
        case .workbenchClosure: .workbenchClosure
        case .goodwill: .goodwill
        case .care: .care
        case .feedbackReply: .feedbackReply
        case .disposition: .disposition
        case .erasure: .erasure
        case .lossAcceptance: .lossAcceptance
        }
    }
}

/// The kinds of declaration; the raw value is the `type` that a document writes.
package enum DeclarationKind: String, CaseIterable, Sendable {
    case returnRequest = "return_request", order, customer, endpoint
    case trackingEvent = "tracking_event", dockReceipt = "dock_receipt", inspection, settlement
    case cancellation, review, note, feedback, deliveryRetry = "delivery_retry"
    case secretRotation = "secret_rotation", endpointSwitch = "endpoint_state"
    case printRequest = "print_request", printerOrder = "printer_order"
    case task, resolution = "resolution_order", appeal, alternative, advance
    case blindReceipt = "blind_receipt", workbenchMatch = "workbench_match", workbenchClosure = "workbench_close"
    case goodwill, care, feedbackReply = "feedback_reply", disposition, erasure
    case lossAcceptance = "loss_acceptance"
}

/// A number of units of one product.
package enum Quantity {
    /// The most units that one line may name; more is a typing error or a bulk job for a person.
    package static let unitsMax = 100_000
}
