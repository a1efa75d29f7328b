/// Where a customer, or the shop itself, wants to be told.
package struct WebhookEndpoint: Sendable, Equatable {
    package enum State: String, CaseIterable, Sendable { case enabled, disabled }

    package var name: EndpointName
    package var url: String
    /// Only this customer's returns; nil for all of them.
    package var customer: CustomerNumber?
    /// Event types to send; empty for all. A trailing `.*` takes a whole family.
    package var events: [String]
    package var state: State
    /// The file in the secrets directory with the `whsec_` secret; nil lets rmad make one.
    package var secretFile: String?

    package init(
        name: EndpointName, url: String, customer: CustomerNumber? = nil, events: [String] = [],
        state: State = .enabled, secretFile: String? = nil
    ) {
        self.name = name
        self.url = url
        self.customer = customer
        self.events = events
        self.state = state
        self.secretFile = secretFile
    }
}

/// The operator asks to send a webhook delivery again, now.
package struct DeliveryRetry: Sendable, Equatable {
    package var delivery: DeliveryID
    package init(delivery: DeliveryID) { self.delivery = delivery }
}
