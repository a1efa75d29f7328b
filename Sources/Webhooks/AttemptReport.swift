/// What there is to know about one attempt. Every submitted delivery gets exactly one.
package struct AttemptReport: Sendable, Hashable {
    /// Durations in microseconds. Zero means that the step did not take place.
    package struct Timings: Sendable, Hashable {
        /// Looking the name up; zero when the addresses were known.
        package var lookup: Int64 = 0
        /// TCP's handshake; zero on a reused connection.
        package var connect: Int64 = 0
        /// TLS's handshake; zero on a reused connection.
        package var tls: Int64 = 0
        /// From the transfer's start to the response's first byte.
        package var firstByte: Int64 = 0
        /// From the transfer's start to its end.
        package var total: Int64 = 0
    }

    package enum Connection: Sendable, Hashable {
        case none
        case fresh
        case reused
    }

    package enum ResponseEnd: Sendable, Hashable {
        /// There was no response, or not its whole header.
        case absent
        case complete
        /// Cut at `DeliveryLimits.responseBodyBytesMax`.
        case tooLong
        /// The connection broke, time ran out, or the body could not be decoded.
        case brokenOff
    }

    /// The caller's own mark of the delivery.
    package let token: Int64
    /// The caller's own name of the endpoint.
    package let endpoint: String
    package let outcome: AttemptOutcome
    /// Unix milliseconds; for a delivery not attempted both are the time of giving up.
    package let startedAt: Int64
    package let finishedAt: Int64
    package let timings: Timings
    /// The address that was spoken to, or that was to be; nil when no address was chosen.
    package let peer: IPAddress?
    package let port: UInt16
    package let connection: Connection
    package let responseEnd: ResponseEnd
    /// The beginning of the response's body.
    package let responseExcerpt: [UInt8]
}

extension AttemptReport {
    /// Whether nothing was sent because name, connection or TLS failed: a sign of the host's health
    /// rather than of the endpoint's.
    package var foundNoConnection: Bool {
        if case .unreachable = outcome { connection == .none } else { false }
    }

    /// The report of a delivery that never became a transfer.
    init(of request: DeliveryRequest, outcome: AttemptOutcome, at moment: Int64, lookup: Int64 = 0) {
        var timings = Timings()
        timings.lookup = lookup
        self.init(
            token: request.token, endpoint: request.endpoint, outcome: outcome, startedAt: moment,
            finishedAt: moment, timings: timings, peer: nil, port: request.address.port, connection: .none,
            responseEnd: .absent, responseExcerpt: [])
    }
}
