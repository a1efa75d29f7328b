import Testing

@testable import Webhooks

@Suite("Engine: deliveries and answers")
struct EngineTests {
    @Test("a delivery is signed so that the standard's own library accepts it")
    func signed() async throws {
        let receiver = try Receiver(options: ["--svix"])
        let bench = try EngineBench()
        let before = EngineBench.now()
        try bench.send(
            [receiver.url("/hook?token=7")], customHeaders: [DeliveryHeader(name: "X-Tenant", value: "acme")])
        let report = try await bench.reports(1)[0]
        #expect(report.outcome == .delivered(status: 200))
        #expect(report.token == 0 && report.peer == IPAddress("127.0.0.1") && report.port == receiver.port)
        #expect(report.connection == .fresh && report.responseEnd == .complete)
        #expect(String(decoding: report.responseExcerpt, as: UTF8.self) == "ok")
        #expect((before...EngineBench.now()).contains(report.startedAt) && report.startedAt <= report.finishedAt)
        #expect(report.timings.total >= report.timings.firstByte && report.timings.firstByte > 0)
        let line = try #require(try receiver.lines.first)
        #expect(line.verdict == "verified" && line.id == "msg_0" && line.path == "/hook?token=7")
        #expect(line.tenant == "acme" && line.timestamp == report.startedAt / 1_000)
        #expect(bench.engine.inFlight == 0)
    }

    @Test("while a secret is rotated, a receiver with either secret accepts; one with a third does not")
    func rotation() async throws {
        let receiver = try Receiver(options: ["--svix"])
        let bench = try EngineBench()
        let other = try WebhookSecret(randomBytes: [UInt8](repeating: 9, count: 32)).exposed
        bench.engine.submit([
            try EngineBench.request(token: 1, to: receiver.url("/a"), secrets: [other, Receiver.secret]),
            try EngineBench.request(token: 2, to: receiver.url("/b"), secrets: [Receiver.secret, other]),
            try EngineBench.request(token: 3, to: receiver.url("/c"), secrets: [other]),
        ])
        _ = try await bench.reports(3)
        let verdicts = Dictionary(uniqueKeysWithValues: try receiver.lines.map { ($0.path, $0.verdict) })
        #expect(verdicts["/a"] == "verified" && verdicts["/b"] == "verified")
        #expect(verdicts["/c"]?.hasPrefix("refused") == true)
    }

    @Test("the second delivery to an endpoint reuses the connection, and is signed anew")
    func reuse() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench()
        #expect(try await bench.attempt(receiver.url("/1")).connection == .fresh)
        let second = try await bench.attempt(receiver.url("/2"))
        #expect(second.connection == .reused && second.timings.connect == 0 && second.timings.tls == 0)
        #expect(try Set(receiver.lines.map(\.connection)) == ["1"])
        #expect(try receiver.lines.allSatisfy { $0.verdict == "verified" })
    }

    @Test(
        "the status decides",
        arguments: [
            (200, AttemptOutcome.delivered(status: 200)), (204, .delivered(status: 204)),
            (299, .delivered(status: 299)), (304, .rejected(status: 304, location: nil)),
            (400, .rejected(status: 400, location: nil)), (404, .rejected(status: 404, location: nil)),
            (410, .gone), (429, .throttled(status: 429, retryAfter: nil)),
            (500, .rejected(status: 500, location: nil)), (502, .throttled(status: 502, retryAfter: nil)),
            (413, .rejected(status: 413, location: nil)),
            (503, .throttled(status: 503, retryAfter: nil)), (504, .throttled(status: 504, retryAfter: nil)),
        ])
    func statuses(status: Int, expected: AttemptOutcome) async throws {
        let receiver = try Receiver()
        #expect(try await EngineBench().attempt(receiver.url("/status/\(status)")).outcome == expected)
    }

    @Test("a redirection is not followed, and the report names where it points")
    func redirect() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench()
        let target = "http%3A%2F%2F127.0.0.1%3A\(receiver.port)%2Fother"
        let report = try await bench.attempt(receiver.url("/redirect/\(target)"))
        #expect(report.outcome == .rejected(status: 307, location: receiver.url("/other")))
        #expect(try receiver.lines.count == 1)
    }

    @Test(
        "Retry-After is read as the receiver wrote it",
        arguments: [
            ("120", RetryAfter.delay(seconds: 120)), ("-5", nil), ("soon", nil), ("", nil),
            ("Fri%2C%2031%20Dec%202027%2023%3A59%3A59%20GMT", .date(1_830_297_599)),
        ] as [(String, RetryAfter?)])
    func throttled(text: String, expected: RetryAfter?) async throws {
        let receiver = try Receiver()
        let report = try await EngineBench().attempt(receiver.url("/throttle/\(text)"))
        #expect(report.outcome == .throttled(status: 429, retryAfter: expected))
    }

    @Test(
        "any 5xx, and a 413, that says when to come again is heeded; other statuses are not",
        arguments: [(500, true), (503, true), (507, true), (413, true), (404, false), (403, false)])
    func comeAgain(status: Int, heeded: Bool) async throws {
        let receiver = try Receiver()
        let report = try await EngineBench().attempt(receiver.url("/ill/\(status)/30"))
        let expected: AttemptOutcome =
            heeded
            ? .throttled(status: status, retryAfter: .delay(seconds: 30)) : .rejected(status: status, location: nil)
        #expect(report.outcome == expected)
    }

    @Test("a report carries the endpoint's name, also when nothing was sent")
    func endpointName() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench(lookUp: { _ in .failed(reason: "not found") })
        for url in [receiver.url("/"), "http://nowhere.test/"] {
            bench.engine.submit([try EngineBench.request(token: 1, to: url, endpoint: "shop")])
        }
        let reports = try await bench.reports(2)
        #expect(reports.allSatisfy { $0.endpoint == "shop" })
        #expect(reports.map(\.foundNoConnection).sorted { !$0 && $1 } == [false, true])
    }

    @Test("500 deliveries at once all arrive, each once, each verified, and are reported in batches")
    func many() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench { $0.transfersMax = 64 }
        try bench.send((0..<500).map { receiver.url("/slow/\($0 % 7)") })
        let reports = try await bench.reports(500, within: 60)
        #expect(reports.count == 500 && reports.allSatisfy { $0.outcome == .delivered(status: 200) })
        #expect(Set(reports.map(\.token)) == Set(0..<500))
        #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.finishedAt <= $1.finishedAt })
        #expect(bench.batches < 500 && bench.engine.inFlight == 0)
        let lines = try receiver.lines
        #expect(lines.count == 500 && Set(lines.map(\.id)).count == 500)
        #expect(lines.allSatisfy { $0.verdict == "verified" })
        #expect(Set(lines.map(\.connection)).count <= 64)
    }

    @Test("what goes beyond the engine's room is reported as not attempted, and the rest is sent")
    func backpressure() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench { $0.inFlightMax = 10 }
        try bench.send((0..<25).map { _ in receiver.url("/slow/20") })
        let reports = try await bench.reports(25)
        #expect(reports.count { $0.outcome == .delivered(status: 200) } == 10)
        #expect(reports.count { $0.outcome == .notAttempted(.queueFull) } == 15)
        #expect(Set(reports.map(\.token)).count == 25)
    }

    @Test("a message larger than allowed is not sent")
    func largeBody() async throws {
        let receiver = try Receiver()
        let bench = try EngineBench()
        let full = [UInt8](repeating: 0x20, count: 20_480)
        bench.engine.submit([
            try EngineBench.request(token: 1, to: receiver.url("/"), body: full + [0x20]),
            try EngineBench.request(token: 2, to: receiver.url("/"), body: full),
        ])
        let reports = try await bench.reports(2).sorted { $0.token < $1.token }
        guard case .refusedByPolicy(let reason) = reports[0].outcome else {
            Issue.record("\(reports[0].outcome)")
            return
        }
        #expect(reason.contains("20481"))
        #expect(reports[1].outcome == .delivered(status: 200))
    }

    @Test("a proxy in the environment is ignored")
    func proxyIgnored() async throws {
        // EngineBench puts a dead proxy into the environment before it makes its first engine.
        let receiver = try Receiver()
        #expect(try await EngineBench().attempt(receiver.url("/")).outcome == .delivered(status: 200))
    }

    @Test("IPv6 works, in brackets and all")
    func six() async throws {
        let receiver = try Receiver(address: "::1")
        let report = try await EngineBench().attempt(receiver.url("/", host: "[::1]"))
        #expect(report.outcome == .delivered(status: 200) && report.peer == IPAddress("::1"))
    }
}
