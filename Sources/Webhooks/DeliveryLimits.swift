/// Every bound of sending, in one place, each with its reason. The defaults suit a daemon on a small
/// machine.
///
/// A receiver may be broken or hostile: whatever it does, one delivery costs no more time, memory
/// and sockets than these numbers say.
package struct DeliveryLimits: Sendable, Hashable {
    // MARK: How much at the same time

    /// Transfers at the same time, over all endpoints. High, because a hung endpoint costs next to
    /// nothing but its place (some 20 KB, a socket), and thousands of them must leave places over.
    package var transfersMax = 8_192
    /// Deliveries accepted and not yet reported: waiting, looking up a name, or under way. What is
    /// submitted beyond it is reported as not attempted, so that memory is bounded whoever submits.
    package var inFlightMax = 16_384
    /// Idle connections kept open for reuse: a new one costs a round trip, with TLS two and the
    /// checking of a certificate.
    package var keptConnectionsMax = 256
    /// Ended transfers whose libcurl handles are kept for the next ones: after a burst of thousands
    /// the memory of the others goes back.
    package var spareHandlesMax = 256
    /// Transfers begun before the loop looks at its sockets again: beginning one costs some 50 µs, and
    /// a turn of the loop must stay short.
    package var beginningsPerTurnMax = 64

    // MARK: Bytes

    /// Bytes of a payload; Standard Webhooks asks for less than 20 KB.
    package var bodyBytesMax = 20_480
    /// Bytes of a response's header lines, with those of interim (1xx) responses, which could come
    /// without end.
    package var responseHeaderBytesMax = 32_768
    /// Bytes of a response's body that are read before the connection is cut: counted after decoding,
    /// since libcurl decodes `Transfer-Encoding: gzip` unasked and a little becomes a lot.
    package var responseBodyBytesMax = 65_536
    /// Bytes of a response's body that the report keeps, from the beginning: enough for an error page.
    package var responseExcerptBytesMax = 16_384
    /// Bytes of a `Location` or `Retry-After` that the report keeps.
    package var responseFieldBytesMax = 512

    // MARK: Time

    /// Milliseconds until TCP and TLS must stand. A receiver that is up needs a tenth of it.
    package var connectMilliseconds = 5_000
    /// Milliseconds for the whole transfer, from connecting to the response's last byte. One clock
    /// over everything, so that dripping bytes gain nothing; the least that Standard Webhooks asks for.
    package var attemptMilliseconds = 15_000
    /// Addresses of a name that one attempt tries before it gives up. Another is tried only while
    /// nothing has been sent.
    package var addressesPerAttemptMax = 2
    /// Seconds for which an idle connection may be reused: longer, and the receiver or something in
    /// between has often closed it, and the next message is lost in it.
    package var connectionIdleSeconds = 30
    /// Seconds after which a connection is no longer reused, however busy: a receiver that has moved to
    /// another address, or has a new certificate, is noticed.
    package var connectionAgeSeconds = 300

    // MARK: Names

    /// Name look-ups at the same time: they block a thread each.
    package var lookupsMax = 4
    /// Threads that look-ups may hold, with those that hang in the system's resolver and were given up.
    package var lookupThreadsMax = 16
    /// Milliseconds for one look-up: the system's resolver may hang for half a minute.
    package var lookupMilliseconds = 5_000
    /// Milliseconds that a name may wait for a free thread before its deliveries fail.
    package var lookupWaitMilliseconds = 30_000
    /// Seconds for which the answer to a look-up is used again. Short, since every use of it is a
    /// chance for an address that is no longer the name's.
    package var lookupKeptSeconds = 30
    /// Names whose addresses are remembered.
    package var namesKeptMax = 4_096
    /// Addresses of one name that are looked at; a name with more is refused: all must be judged.
    package var addressesPerNameMax = 64

    package init() {}
}
