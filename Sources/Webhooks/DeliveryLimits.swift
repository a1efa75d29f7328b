/// Every bound of sending, in one place. The defaults suit a daemon on a small machine.
///
/// A receiver may be broken or hostile: whatever it does, one delivery costs no more time, memory
/// and sockets than these numbers say.
package struct DeliveryLimits: Sendable, Hashable {
    /// Transfers at the same time, over all endpoints.
    package var transfersMax = 64
    /// Deliveries accepted and not yet reported: waiting, looking up a name, or under way. What is
    /// submitted beyond it is reported as not attempted.
    package var inFlightMax = 8_192
    /// Connections kept open for reuse.
    package var keptConnectionsMax = 256

    /// Bytes of a payload; Standard Webhooks asks for less than 20 KB.
    package var bodyBytesMax = 20_480
    /// Bytes of a response's header lines, with those of interim (1xx) responses.
    package var responseHeaderBytesMax = 32_768
    /// Bytes of a response's body that are read, counted after decoding, before the connection is cut.
    package var responseBodyBytesMax = 65_536
    /// Bytes of a response's body that the report keeps, from the beginning.
    package var responseExcerptBytesMax = 16_384
    /// Bytes of a `Location` or `Retry-After` that the report keeps.
    package var responseFieldBytesMax = 512

    /// Milliseconds until TCP and TLS must stand.
    package var connectMilliseconds = 5_000
    /// Milliseconds for the whole transfer, from connecting to the response's last byte.
    package var attemptMilliseconds = 15_000
    /// Addresses of a name that one attempt tries before it gives up. Another is tried only while
    /// nothing has been sent.
    package var addressesPerAttemptMax = 2

    /// Seconds for which an idle connection may be reused.
    package var connectionIdleSeconds = 30
    /// Seconds after which a connection is no longer reused, however busy.
    package var connectionAgeSeconds = 300

    /// Name look-ups at the same time.
    package var lookupsMax = 4
    /// Threads that look-ups may hold, with those that hang in the system's resolver and were given up.
    package var lookupThreadsMax = 16
    /// Milliseconds for one look-up.
    package var lookupMilliseconds = 5_000
    /// Milliseconds that a name may wait for a free thread before its deliveries fail.
    package var lookupWaitMilliseconds = 30_000
    /// Seconds for which the answer to a look-up is used again.
    package var lookupKeptSeconds = 30
    /// Names whose addresses are remembered.
    package var namesKeptMax = 4_096
    /// Addresses of one name that are looked at; a name with more is refused.
    package var addressesPerNameMax = 64

    package init() {}
}
