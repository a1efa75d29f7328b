/// Where a customer, or the shop itself, wants to be told.
package struct WebhookEndpoint: Sendable, Equatable {
    package enum State: String, CaseIterable, Sendable { case enabled, disabled }

    /// What becomes of the deliveries that were held while the endpoint was disabled.
    package enum Held: String, CaseIterable, Sendable {
        /// They go out, in order.
        case send
        /// They are given up; the record keeps them, and they can still be asked for.
        case drop
    }

    package var name: EndpointName
    package var url: String
    /// Only this customer's returns; nil for all of them.
    package var customer: CustomerNumber?
    /// Event types to send; empty for all. A trailing `.*` takes a whole family.
    package var events: [String]
    /// Nil in a document that does not say: it stays as it is, and a new endpoint is enabled.
    package var state: State?
    /// The file in the secrets directory with the `whsec_` secret; nil lets rmad make one.
    package var secretFile: String?
    package var terms: DeliveryTerms

    package init(
        name: EndpointName, url: String, customer: CustomerNumber? = nil, events: [String] = [],
        state: State? = nil, secretFile: String? = nil, terms: DeliveryTerms = DeliveryTerms()
    ) {
        self.name = name
        self.url = url
        self.customer = customer
        self.events = events
        self.state = state
        self.secretFile = secretFile
        self.terms = terms
    }
}

/// How an endpoint wants to be served. Everything has a default; secrets stand in files, named here.
package struct DeliveryTerms: Sendable, Equatable {
    /// What happens to newer events of a return while an older one cannot be delivered.
    package enum Order: String, CaseIterable, Sendable {
        /// They wait: every event arrives, in order.
        case block
        /// The newest takes the place of older ones that were never delivered; the record says so.
        case skipStale = "skip_stale"
    }

    /// How much a message says.
    package enum Payload: String, CaseIterable, Sendable {
        /// The return as it stands after the event, with lines and parcels.
        case full
        /// Which return, which event, and where to look: nothing personal leaves the house.
        case thin
    }

    /// The newest version of the payload, and the only one so far.
    package static let payloadVersionNewest = 1
    package static let ratePerMinuteRange = 1...60_000
    package static let attemptsMax = 50
    /// Seven days, in seconds.
    package static let waitSecondsMax = 604_800
    package static let headersMax = 20

    package var order: Order = .block
    package var payload: Payload = .full
    /// Pinned when the endpoint is added, and then changed on request alone; nil in a document that does not say.
    package var payloadVersion: Int?
    /// Most attempts that are begun in a minute; nil for no limit but the receiver's own patience.
    package var ratePerMinute: Int?
    /// Seconds before each attempt; nil for the configuration's schedule.
    package var scheduleSeconds: [Int]?
    /// Headers that the receiver asks for, as `X-Tenant: acme`. Nothing secret: they are shown.
    package var headers: [String] = []
    /// Files in the secrets directory: a bearer token; a certificate chain and its key for mutual TLS, both PEM.
    package var bearerFile: String?
    package var certificateFile: String?
    package var keyFile: String?

    package init() {}
}

/// The operator lets an endpoint have its events, or holds them back; nothing else of it changes.
package struct EndpointSwitch: Sendable, Equatable {
    package var endpoint: EndpointName
    package var state: WebhookEndpoint.State
    package var held: WebhookEndpoint.Held

    package init(endpoint: EndpointName, state: WebhookEndpoint.State, held: WebhookEndpoint.Held = .send) {
        self.endpoint = endpoint
        self.state = state
        self.held = held
    }
}

/// The operator gives an endpoint a new signing secret; for a while every message is signed with both.
package struct SecretRotation: Sendable, Equatable {
    /// A month, in hours.
    package static let graceHoursRange = 0...720
    package static let graceHoursStandard = 24

    package var endpoint: EndpointName
    /// Hours for which the former secret signs, too.
    package var graceHours: Int

    package init(endpoint: EndpointName, graceHours: Int = graceHoursStandard) {
        self.endpoint = endpoint
        self.graceHours = graceHours
    }
}

/// The operator asks to send webhook deliveries again, now.
package enum DeliveryRetry: Sendable, Equatable {
    /// This one.
    case delivery(DeliveryID)
    /// What was given up for an endpoint since a moment.
    case givenUp(EndpointName, since: Instant)
    /// Every event since a moment that an endpoint listens to and never confirmed: given up, replaced by a newer
    /// one, or never owed because the endpoint was not there yet.
    case missing(EndpointName, since: Instant)
}
