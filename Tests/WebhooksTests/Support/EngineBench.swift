import Glibc
import Synchronization
import Testing

@testable import Webhooks

/// An engine with a collector for its reports, and short ways to submit and to wait.
final class EngineBench: Sendable {
    static let loopback = EndpointPolicy(
        schemes: .httpsAndHTTP, ports: .any,
        addresses: AddressPolicy(allowed: [.v4(127, 0, 0, 0, 8), .v6(0, 0, 0, 0, 0, 0, 0, 1, prefix: 128)]))

    let engine: DeliveryEngine
    let capacity: EngineCapacity
    private let collector: Collector

    init(
        policy: EndpointPolicy = loopback, authorities: CertificateAuthorities = .system,
        lookUp: @escaping NameLookup, adjust: (inout DeliveryLimits) -> Void = { _ in }
    ) throws {
        _ = Self.deadProxy
        var limits = DeliveryLimits()
        // Between two attempts of a test a loaded machine, or a sanitizer, may spend more than a receiver would wait.
        limits.connectionIdleSeconds = 600
        adjust(&limits)
        let collector = Collector()
        self.collector = collector
        engine = DeliveryEngine(
            limits: limits, policy: policy, userAgent: "rmad-tests/1", authorities: authorities, lookUp: lookUp,
            clock: Self.now, report: { collector.take($0) })
        capacity = try engine.start()
    }

    convenience init(
        policy: EndpointPolicy = loopback, adjust: (inout DeliveryLimits) -> Void = { _ in }
    ) throws {
        try self.init(policy: policy, lookUp: SystemResolver.lookUp, adjust: adjust)
    }

    deinit { engine.stop(drainingFor: 0) }

    /// Unix milliseconds.
    static let now: @Sendable () -> Int64 = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    var reports: [AttemptReport] { collector.reports }
    var batches: Int { collector.batches }

    /// All reports once there are so many; fails after the deadline.
    func reports(
        _ count: Int, within seconds: Int = 30, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [AttemptReport] {
        try await waitUntil("\(count) reports", within: seconds, sourceLocation: sourceLocation) {
            self.reports.count >= count
        }
        return reports
    }

    func send(_ urls: [String], customHeaders: [DeliveryHeader] = []) throws {
        engine.submit(
            try urls.enumerated().map { place, url in
                try Self.request(token: Int64(place), to: url, customHeaders: customHeaders)
            })
    }

    /// Sends one delivery as it is and waits for its report.
    func attempt(
        _ request: DeliveryRequest, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> AttemptReport {
        let before = reports.count
        engine.submit([request])
        return try await reports(before + 1, sourceLocation: sourceLocation)[before]
    }

    /// Sends one delivery and waits for its report.
    func attempt(_ url: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> AttemptReport {
        let before = reports.count
        try send([url])
        return try await reports(before + 1, sourceLocation: sourceLocation)[before]
    }

    static func request(
        token: Int64, to url: String, id: String? = nil, body: [UInt8]? = nil, secrets: [String] = [Receiver.secret],
        signingKeys: [Ed25519Key] = [], customHeaders: [DeliveryHeader] = [], bearerToken: BearerToken? = nil,
        clientIdentity: ClientIdentity? = nil, endpoint: String = ""
    ) throws -> DeliveryRequest {
        try DeliveryRequest(
            token: token, messageID: MessageID(id ?? "msg_\(token)"),
            address: EndpointAddress(parsing: url, policy: loopback),
            body: body ?? Array(#"{"type":"rma.received","timestamp":"2026-01-05T10:00:00Z","data":{}}"#.utf8),
            secrets: secrets.map { try WebhookSecret(parsing: $0) }, signingKeys: signingKeys,
            customHeaders: customHeaders, bearerToken: bearerToken, clientIdentity: clientIdentity, endpoint: endpoint)
    }

    /// A proxy at which nobody listens, in the environment of every test, set before any engine
    /// starts: an engine that heeds it delivers nothing.
    private static let deadProxy: Void = {
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
            setenv(name, "http://127.0.0.1:1", 1)
        }
    }()

    private final class Collector: Sendable {
        private let state = Mutex<(reports: [AttemptReport], batches: Int)>(([], 0))

        var reports: [AttemptReport] { state.withLock { $0.reports } }
        var batches: Int { state.withLock { $0.batches } }

        func take(_ batch: [AttemptReport]) {
            state.withLock {
                $0.reports += batch
                $0.batches += 1
            }
        }
    }
}

/// Waits for a condition, looking every few milliseconds.
func waitUntil(
    _ what: String, within seconds: Int = 30, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () throws -> Bool
) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
    while try !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record("waited \(seconds) s in vain for \(what)", sourceLocation: sourceLocation)
            throw ChildProcess.Failure(words: "waited in vain for \(what)")
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
