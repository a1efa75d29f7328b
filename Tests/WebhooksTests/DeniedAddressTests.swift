import CCurl
import Synchronization
import Testing

@testable import Webhooks

/// 127.9.0.0/16 plays the network that must not be reached; a receiver listens there and must
/// never hear anything.
@Suite("Engine: denied addresses")
struct DeniedAddressTests {
    private let canary = EndpointPolicy(
        schemes: .httpsAndHTTP, ports: .any,
        addresses: AddressPolicy(allowed: [.v4(127, 0, 0, 0, 8)], denied: [.v4(127, 9, 0, 0, 16)]))

    private func isRefused(_ report: AttemptReport, _ words: String) -> Bool {
        if case .refusedByPolicy(let reason) = report.outcome { reason.contains(words) } else { false }
    }

    @Test("an address of a denied block is not called, though the endpoint was accepted earlier")
    func literal() async throws {
        let receiver = try Receiver(address: "127.9.0.1")
        let bench = try EngineBench(policy: canary)
        let report = try await bench.attempt(receiver.url("/"))
        #expect(isRefused(report, "127.9.0.0/16"), "\(report.outcome)")
        #expect(try receiver.lines.isEmpty)
    }

    @Test("a 307 to a denied address is not followed; the report names where it points")
    func redirected() async throws {
        let receiver = try Receiver()
        let forbidden = try Receiver(address: "127.9.0.1")
        let bench = try EngineBench(policy: canary)
        let target = "http%3A%2F%2F127.9.0.1%3A\(forbidden.port)%2F"
        let report = try await bench.attempt(receiver.url("/redirect/\(target)"))
        #expect(report.outcome == .rejected(status: 307, location: forbidden.url("/")))
        #expect(try forbidden.lines.isEmpty)
    }

    @Test(
        "an address in odd dress is refused when it is denied, whoever accepted it",
        arguments: ["2131296257", "0x7f090001", "0x7f.0x9.1", "127.589825", "0177.011.0.1", "[::ffff:127.9.0.1]"])
    func oddDress(host: String) async throws {
        let receiver = try Receiver(address: "127.9.0.1")
        let bench = try EngineBench(policy: canary)
        let report = try await bench.attempt(receiver.url("/", host: host))
        #expect(isRefused(report, "127.9.0.0/16"), "\(report.outcome)")
        #expect(try receiver.lines.isEmpty)
    }

    @Test("a name that leads to a denied address is refused, even beside a permitted one")
    func names() async throws {
        let receiver = try Receiver(address: "127.9.0.1")
        let bench = try EngineBench(
            policy: canary,
            lookUp: { host in
                host == "mixed.test"
                    ? .addresses([.v4(0x7F00_0001), .v4(0x7F09_0001)]) : .addresses([.v6(0xFFFF_7F09_0001)])
            })
        for host in ["mixed.test", "mapped.test"] {
            let report = try await bench.attempt(receiver.url("/", host: host))
            #expect(isRefused(report, host) && isRefused(report, "127.9.0.1"), "\(report.outcome)")
        }
        #expect(try receiver.lines.isEmpty)
    }

    @Test("a name that turns to a denied address after its first answer is refused from then on")
    func rebinding() async throws {
        let good = try Receiver()
        let turned = Atomic<Bool>(false)
        let answers = Answers { turned.load(ordering: .sequentiallyConsistent) ? 0x7F09_0001 : 0x7F00_0001 }
        let bench = try EngineBench(
            policy: canary, lookUp: { answers.lookUp($0) }, adjust: { $0.lookupKeptSeconds = 0 })
        #expect(try await bench.attempt(good.url("/", host: "turning.test")).outcome == .delivered(status: 200))
        turned.store(true, ordering: .sequentiallyConsistent)
        #expect(isRefused(try await bench.attempt(good.url("/", host: "turning.test")), "127.9.0.1"))
    }

    @Test("the socket callback alone refuses a denied address: no connection is made")
    func socketCallback() throws {
        let receiver = try Receiver(address: "127.9.0.1")
        let easy = try #require(curl_easy_init())
        defer { curl_easy_cleanup(easy) }
        let transfer = try self.transfer(to: receiver, "127.9.0.1", on: easy, canary.addresses)
        let result = curl_easy_perform(easy)
        #expect(isRefused(transfer.report(result, finishedAt: 0), "127.9.0.0/16"))
        #expect(try receiver.lines.isEmpty && transfer.sendings == 0)
    }

    @Test("a kept connection to an address denied since is not used: the pre-request callback refuses")
    func preRequestCallback() throws {
        let receiver = try Receiver(address: "127.9.0.1")
        let easy = try #require(curl_easy_init())
        defer { curl_easy_cleanup(easy) }
        let first = try transfer(to: receiver, "127.9.0.1", on: easy, EngineBench.loopback.addresses)
        #expect(first.report(curl_easy_perform(easy), finishedAt: 0).outcome == .delivered(status: 200))
        curl_easy_reset(easy)
        let second = try transfer(to: receiver, "127.9.0.1", on: easy, canary.addresses)
        let report = second.report(curl_easy_perform(easy), finishedAt: 0)
        #expect(isRefused(report, "127.9.0.0/16"), "\(report.outcome)")
        var opened = -1
        ccurl_get_long(easy, CURLINFO_NUM_CONNECTS, &opened)
        #expect(opened == 0, "the connection was the kept one")
        #expect(try receiver.lines.count == 1)
    }

    @Test("a connection that leads elsewhere than to the address checked is not used")
    func elsewhere() throws {
        let receiver = try Receiver()
        let easy = try #require(curl_easy_init())
        defer { curl_easy_cleanup(easy) }
        let transfer = try transfer(to: receiver, "127.0.0.2", on: easy, EngineBench.loopback.addresses)
        // As if the pin had been lost: libcurl goes where the URL says.
        ccurl_set_list(easy, CURLOPT_CONNECT_TO, nil)
        let report = transfer.report(curl_easy_perform(easy), finishedAt: 0)
        #expect(isRefused(report, "instead of 127.0.0.2"), "\(report.outcome)")
        #expect(try receiver.lines.isEmpty)
    }

    private func transfer(
        to receiver: Receiver, _ address: String, on easy: UnsafeMutableRawPointer, _ policy: AddressPolicy
    ) throws -> Transfer {
        let transfer = Transfer(
            Delivery(try EngineBench.request(token: 1, to: receiver.url("/"))),
            to: try #require(IPAddress(address)), on: easy, startedAt: EngineBench.now(), limits: DeliveryLimits(),
            policy: policy)
        let sender = Sender(userAgent: "rmad-tests/1", schemes: .httpsAndHTTP, authorities: .system)
        #expect(transfer.prepare(sender) == nil)
        return transfer
    }

    /// A name server whose answer can change.
    private final class Answers: Sendable {
        private let address: @Sendable () -> UInt32

        init(_ address: @escaping @Sendable () -> UInt32) {
            self.address = address
        }

        func lookUp(_ host: String) -> LookupAnswer { .addresses([.v4(address())]) }
    }
}
