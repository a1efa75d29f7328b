import CCurl
import Glibc

/// One attempt under way on one easy handle, from signing to the report.
///
/// libcurl's callbacks reach it through an unretained pointer: the loop keeps it alive until the
/// handle has left the multi handle. Used on the loop's thread alone.
final class Transfer {
    /// Why we broke a transfer off ourselves; libcurl's own code then only says "aborted".
    enum Stop {
        case addressDenied(reason: String)
        case headerTooLong
        case bodyTooLong
        /// The process has no file descriptor left.
        case noSocket(reason: String)
        /// libcurl was about to send the request a second time, on a new connection.
        case repeated
    }

    let easy: UnsafeMutableRawPointer
    let delivery: Delivery
    let address: IPAddress
    let startedAt: Int64
    let limits: DeliveryLimits
    private let policy: AddressPolicy
    private let sockets: SocketWatch?
    private let headers = HeaderList()
    private let connectTo = HeaderList()
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private(set) var response: ResponseReader
    private(set) var stop: Stop?
    /// Microseconds of the monotonic clock.
    private let begunAt = MonotonicClock.microseconds()
    /// Microseconds from the beginning until TCP stood and TLS's handshake began; nil without TLS, and
    /// on a kept connection.
    private(set) var handshakeAfter: Int64?
    /// How often the request was handed to a connection.
    private(set) var sendings = 0

    /// - Parameters:
    ///   - startedAt: unix milliseconds; the signature carries this time.
    ///   - sockets: hears of each new socket; nil where no loop watches.
    init(
        _ delivery: Delivery, to address: IPAddress, on easy: UnsafeMutableRawPointer, startedAt: Int64,
        limits: DeliveryLimits, policy: AddressPolicy, sockets: SocketWatch? = nil
    ) {
        self.easy = easy
        self.delivery = delivery
        self.address = address
        self.startedAt = startedAt
        self.limits = limits
        self.policy = policy
        self.sockets = sockets
        response = ResponseReader(limits: limits)
        errorText[0] = 0
    }

    deinit { errorText.deallocate() }

    /// Sets everything that this attempt needs. Returns what went wrong, in plain words.
    func prepare(_ sender: Sender) -> String? {
        let request = delivery.request
        do {
            let signed = try StandardWebhooks.headers(
                id: request.messageID, timestamp: startedAt / 1_000, body: request.body, secrets: request.secrets,
                keys: request.signingKeys)
            headers.append("Content-Type: application/json")
            for header in signed.all { headers.append("\(header.name): \(header.value)") }
        } catch {
            return error.description
        }
        for header in request.customHeaders { headers.append("\(header.name): \(header.value)") }
        if let token = request.bearerToken { headers.append(token.header) }
        // libcurl would wait for "100 Continue" before a larger body.
        headers.append("Expect:")
        let host = request.address.literal?.inURL ?? request.address.host
        connectTo.append("\(host):\(request.address.port):\(address.inURL):\(request.address.port)")
        guard headers.isWhole, connectTo.isWhole else { return "out of memory" }

        var settings = EasySettings(easy)
        sender.apply(to: &settings, limits)
        settings.set(CURLOPT_URL, request.address.url)
        settings.set(CURLOPT_HTTPHEADER, headers)
        settings.set(CURLOPT_CONNECT_TO, connectTo)
        if let identity = request.clientIdentity {
            settings.set(CURLOPT_SSLCERT, identity.certificateChain)
            settings.set(CURLOPT_SSLKEY, identity.key)
        }
        settings.set(CURLOPT_POST, 1)
        settings.setBody(request.body)
        settings.set(CURLOPT_ERRORBUFFER, errorText)
        installCallbacks(&settings)
        return settings.failure
    }

    /// libcurl's own words on what went wrong; empty when it said nothing.
    var errorWords: String { String(cString: errorText) }

    // MARK: What libcurl asks while it works

    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        goOn(response.takeHeaderLine(line))
    }

    func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        goOn(response.takeBody(piece))
    }

    /// Whether a socket may be opened to the address, or an open connection to it may be used.
    func permits(_ actual: IPAddress?) -> Bool {
        guard let actual, actual.unmapped == address.unmapped else {
            let words = actual.map(\.description) ?? "an address of another family"
            stop = .addressDenied(reason: "the connection led to \(words) instead of \(address), which was checked")
            return false
        }
        switch policy.permits(actual) {
        case .permitted:
            return true
        case .denied(let reason):
            stop = .addressDenied(reason: reason)
            return false
        }
    }

    /// Opens the socket of a new connection; -1 when none is free.
    func open(_ family: Int32, _ kind: Int32, _ protocolNumber: Int32) -> Int32 {
        let socket = Glibc.socket(family, kind | Int32(SOCK_CLOEXEC.rawValue), protocolNumber)
        if socket >= 0 {
            sockets?.opened(socket)
        } else {
            stop = .noSocket(reason: String(cString: strerror(errno)))
        }
        return socket
    }

    func handshakeBegins() {
        handshakeAfter = MonotonicClock.microseconds() - begunAt
    }

    /// Called each time before the request is sent. A kept connection that turns out to be dead
    /// makes libcurl send a POST again by itself: the receiver could have it already, and nobody
    /// would know. So the second time is refused, and the attempt is reported as failed.
    func permitsSending(to actual: IPAddress?) -> Bool {
        guard permits(actual) else { return false }
        sendings += 1
        guard sendings == 1 else {
            stop = .repeated
            return false
        }
        return true
    }

    private func goOn(_ verdict: ResponseReader.Verdict) -> Bool {
        switch verdict {
        case .goOn:
            return true
        case .headerTooLong:
            stop = .headerTooLong
            return false
        case .bodyTooLong:
            stop = .bodyTooLong
            return false
        }
    }
}
