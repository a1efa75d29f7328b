/// How one attempt ended, told by who must act.
///
/// A final status line with its whole header decides, however the body ended: a receiver that
/// answers 200 and then streams without end has accepted the message, and repeating it for three
/// days would help nobody. `AttemptReport.responseEnd` tells how the body ended.
package enum AttemptOutcome: Sendable, Hashable {
    /// 2xx: the only success.
    case delivered(status: Int)
    /// Any other final status. `location` is where a 3xx pointed; it is never followed.
    case rejected(status: Int, location: String?)
    /// 410: the receiver wants no more of these.
    case gone
    /// 429, 502, 503 and 504, and 413 and any other 5xx with a `Retry-After`: the receiver is overrun
    /// or away.
    case throttled(status: Int, retryAfter: RetryAfter?)
    /// No final answer came: name, connection, certificate, time, protocol. In plain words.
    case unreachable(reason: String)
    /// We would not send it: a denied address, or a message outside the limits.
    case refusedByPolicy(reason: String)
    /// No attempt that should count against the endpoint was made.
    case notAttempted(NotAttemptedReason)

    package enum NotAttemptedReason: Sendable, Hashable {
        /// More was submitted than `DeliveryLimits.inFlightMax` allows.
        case queueFull
        /// The engine stopped before its turn came.
        case stopping
        /// The engine stopped while it was under way. The receiver may have it; a repeat has the same id.
        case abandoned
    }
}
