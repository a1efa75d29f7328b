import Testing

@testable import Webhooks

@Suite("Retry schedule")
struct RetryScheduleTests {
    private let schedule = RetrySchedule.standard
    private let now: Int64 = 1_767_600_000_000
    private let day: Int64 = 86_400_000

    @Test("the standard schedule has ten attempts over some 75 hours")
    func standard() {
        #expect(schedule.waits == [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map { $0 * 1_000 })
        #expect(schedule.waits.reduce(0, +) / 3_600_000 == 75)
    }

    @Test("success ends it, 410 disables the endpoint, and what was not attempted uses nothing up")
    func ends() {
        for n in [1, 5, 10, 99] {
            #expect(schedule.next(afterAttempt: n, outcome: .delivered(status: 204), at: now, jitter: 0) == .done)
            #expect(schedule.next(afterAttempt: n, outcome: .gone, at: now, jitter: 0) == .disableEndpoint)
            #expect(
                schedule.next(afterAttempt: n, outcome: .notAttempted(.stopping), at: now, jitter: 0)
                    == .retry(at: now))
        }
    }

    @Test("every failure is tried again after its wait, within a fifth, until the tenth")
    func failures() {
        let seed = SplitMix64.freshSeed()
        var random = SplitMix64(seed: seed)
        let outcomes: [AttemptOutcome] = [
            .rejected(status: 500, location: nil), .rejected(status: 307, location: "https://x.example/"),
            .throttled(status: 429, retryAfter: nil), .unreachable(reason: "refused"),
            .refusedByPolicy(reason: "denied"),
        ]
        for outcome in outcomes {
            for n in 1...9 {
                for _ in 0..<200 {
                    let jitter = Double.random(in: 0..<1, using: &random)
                    let next = schedule.next(afterAttempt: n, outcome: outcome, at: now, jitter: jitter)
                    guard case .retry(let due) = next else {
                        Issue.record("seed \(seed): attempt \(n) is not followed by another")
                        return
                    }
                    let wait = schedule.waits[n]
                    #expect((wait * 8 / 10...wait * 12 / 10).contains(due - now), "seed \(seed)")
                }
            }
            #expect(schedule.next(afterAttempt: 10, outcome: outcome, at: now, jitter: 0.5) == .exhausted)
        }
    }

    @Test("Retry-After puts an attempt off, never forward, and by a day at most")
    func retryAfter() {
        func due(_ after: RetryAfter, attempt n: Int = 1) -> Int64? {
            let outcome = AttemptOutcome.throttled(status: 429, retryAfter: after)
            guard case .retry(let due) = schedule.next(afterAttempt: n, outcome: outcome, at: now, jitter: 0.5) else {
                return nil
            }
            return due - now
        }
        #expect(due(.delay(seconds: 60)) == 60_000)
        #expect(due(.delay(seconds: 1)) == 5_000)
        #expect(due(.delay(seconds: 60), attempt: 2) == 300_000)
        #expect(due(.delay(seconds: .max)) == day)
        #expect(due(.date(now / 1_000 + 600)) == 600_000)
        #expect(due(.date(0)) == 5_000)
        #expect(due(.date(.max)) == day)
        #expect(due(.delay(seconds: 60), attempt: 10) == nil)
    }

    @Test(
        "Retry-After is seconds or an HTTP date; anything else asks for nothing",
        arguments: [
            ("120", RetryAfter.delay(seconds: 120)), ("0", .delay(seconds: 0)),
            ("99999999999999999999999", .delay(seconds: .max)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", .date(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", .date(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", .date(784_111_777)),
            ("-5", nil), ("1.5", nil), ("", nil), ("soon", nil), ("20301231", .delay(seconds: 20_301_231)),
            ("120 seconds", nil), ("Sun, 99 Nov 1994 08:49:37 GMT", nil), (String(repeating: "9", count: 65), nil),
        ] as [(String, RetryAfter?)])
    func parsing(text: String, expected: RetryAfter?) {
        #expect(RetryAfter(parsing: text) == expected)
    }

    @Test("a schedule out of bounds is refused")
    func bounds() throws {
        let bad: [[Int64]] = [[], [Int64](repeating: 0, count: 65), [-1], [0, 8 * 86_400_000]]
        for waits in bad {
            #expect(throws: InvalidWebhookInput.self) { try RetrySchedule(waits: waits) }
        }
        let once = try RetrySchedule(waits: [0])
        #expect(once.next(afterAttempt: 1, outcome: .unreachable(reason: ""), at: now, jitter: 0) == .exhausted)
    }

    @Test("no jitter, however wild, leaves the fifth")
    func wildJitter() {
        for jitter: Double in [-Double.infinity, -1, 0, 1, 5, .infinity, .nan] {
            guard
                case .retry(let due) = schedule.next(
                    afterAttempt: 1, outcome: .unreachable(reason: ""), at: now, jitter: jitter)
            else {
                Issue.record("no retry")
                return
            }
            #expect((4_000...6_000).contains(due - now))
        }
    }
}
