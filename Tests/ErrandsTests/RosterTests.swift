import Foundation
import Ledger
import Returns
import Testing
import Webhooks

@testable import Errands

/// Fairness between endpoints, driven by a ledger and receivers that are played, with time handed in. Millions of
/// turns cost seconds; what the real engine does is for WebhooksTests, the real daemon for RmadTests.
@Suite("Roster")
struct RosterTests {
    private static let rules = DeliveryRules(
        policy: EndpointPolicy(
            schemes: .httpsAndHTTP, ports: .any, addresses: AddressPolicy(allowed: [], denied: [])),
        authorities: .system, schedule: .standard, failureBudgetMilliseconds: nil, inFlightMax: 4096,
        operatorsEndpoint: nil)

    private func addressee(_ name: String, ratePerMinute: Int? = nil, host: String? = nil) -> Addressee {
        var terms = DeliveryTerms()
        terms.ratePerMinute = ratePerMinute
        return Addressee(
            EndpointRecord.played(name, url: "https://\(host ?? name).example/in", terms), rules: Self.rules)
    }

    @Test("one delivery each, in turns: an endpoint with a long queue does not go before one with a short one")
    func turns() {
        var play = Play(placesMax: 4096)
        play.add(addressee("a"), owed: 1000)
        play.add(addressee("b"), owed: 1)
        let begun = play.step(at: 0)
        #expect(begun.filter { $0 == "a" }.count == 2, "a window begins with two")
        #expect(begun.prefix(2).contains("b"))
    }

    @Test("a window grows with success to twenty and no further")
    func growth() {
        var play = Play(placesMax: 4096)
        play.add(addressee("a"), owed: 10_000)
        var most = 0
        for turn in 0..<200 {
            let begun = play.step(at: Int64(turn))
            most = max(most, begun.count)
            play.endAll(.success, at: Int64(turn))
        }
        #expect(most == 20)
    }

    @Test("two thousand endpoints that hang take no more than half of the places, and a healthy one is never held up")
    func hung() {
        var play = Play(placesMax: 1000)
        play.add(addressee("healthy"), owed: 20_000)
        // It has shown that it answers before the others come to fill the places.
        _ = play.step(at: 0)
        play.end("healthy", .success, at: 0)
        for number in 0..<2000 { play.add(addressee("hung\(number)"), owed: 10) }
        var sent = 0
        for turn in 1...500 {
            sent += play.step(at: Int64(turn)).filter { $0 == "healthy" }.count
            play.end("healthy", .success, at: Int64(turn))
            #expect(play.roster.suspectsInFlight <= 500)
        }
        #expect(sent >= 500 * 15, "\(sent)")
    }

    @Test("one that is found to answer leaves the queue of those that hang at once")
    func trustEarned() {
        var play = Play(placesMax: 1000)
        play.add(addressee("healthy"), owed: 5000)
        for number in 0..<499 { play.add(addressee("hung\(number)"), owed: 10) }
        var sent = play.step(at: 0).filter { $0 == "healthy" }.count
        #expect(sent >= 1)
        // It has more at hand, and stands behind the others when its first answer comes.
        _ = play.step(at: 1)
        for turn in 2...100 {
            play.end("healthy", .success, at: Int64(turn))
            sent += play.step(at: Int64(turn)).filter { $0 == "healthy" }.count
        }
        #expect(sent > 1000, "\(sent)")
    }

    @Test("an endpoint that fails is left alone, then tried with one delivery; success opens it again")
    func breaker() {
        var play = Play(placesMax: 100)
        play.add(addressee("a"), owed: 1000)
        for turn in 0..<5 {
            _ = play.step(at: Int64(turn))
            play.endAll(.refused, at: Int64(turn))
        }
        #expect(play.step(at: 10).isEmpty, "its breaker is open")
        #expect(play.step(at: 3_000).isEmpty)
        #expect(play.step(at: 7_000) == ["a"], "half-open: one delivery")
        #expect(play.step(at: 7_100).isEmpty)
        play.endAll(.success, at: 7_200)
        #expect(!play.step(at: 7_201).isEmpty)
    }

    @Test("patience that a receiver asked for holds back all of its deliveries until then, and not beyond a day")
    func patience() {
        var play = Play(placesMax: 100)
        play.add(addressee("a"), owed: 1000)
        _ = play.step(at: 0)
        play.endAll(.throttled(until: 60_000), at: 0)
        #expect(play.step(at: 59_999).isEmpty)
        #expect(!play.step(at: 60_001).isEmpty)
        play.endAll(.throttled(until: .max), at: 60_002)
        #expect(!play.step(at: 60_002 + RetrySchedule.retryAfterMax + 1).isEmpty)
    }

    @Test("one that is overrun is sent less and soon again: its breaker stays closed, and it gets what it can take")
    func overrun() {
        var play = Play(placesMax: 100)
        play.add(addressee("a"), owed: 2000)
        // It takes twenty a second, with five in a burst, as nginx's limit_req does.
        var (tokens, taken) = (5.0, 0)
        for tick in 0..<6000 {
            let now = Int64(tick) * 10
            tokens = min(5, tokens + 0.2)
            _ = play.step(at: now)
            for id in play.flying.keys.sorted() {
                let isTaken = tokens >= 1
                if isTaken { (tokens, taken) = (tokens - 1, taken + 1) }
                play.end(id, isTaken ? .success : .throttled(until: nil), at: now)
            }
        }
        #expect(taken > 600, "half of what a minute allows, and it was \(taken)")
    }

    @Test("a volley that is refused as a whole is one sign of being overrun: the pause is the first one")
    func volley() {
        var play = Play(placesMax: 100)
        play.add(addressee("a"), owed: 1000)
        var now: Int64 = 0
        while play.flying.count < 12 {
            now += 10
            play.endAll(.success, at: now)
            _ = play.step(at: now)
        }
        play.endAll(.throttled(until: nil), at: now)
        #expect(play.step(at: now + 249).isEmpty)
        #expect(play.step(at: now + 250).count >= 6, "the window was halved once")
    }

    @Test("while an endpoint takes others, a refusal for want of room costs a delivery nothing of its schedule")
    func forgiven() {
        var roster = Roster(placesMax: 10)
        let one = addressee("a")
        let name = one.record.name
        roster.enroll(one)
        func attempt(_ id: Int64, _ signal: Roster.Signal, at now: Int64) -> Int64? {
            let due = DueDelivery(
                id: id, publicID: DeliveryID(trusted: "msg_\(id)"), endpoint: name, rma: id, attempts: 0, payload: [])
            roster.stock([due], for: name, next: nil, at: now)
            #expect(roster.dispatch(at: now).map(\.delivery.id) == [id])
            let ended = roster.ended(id, signal, startedAt: now, at: now, jitter: 0.5)
            roster.recorded(id, of: name)
            return ended?.overrunUntil
        }
        #expect(attempt(1, .throttled(until: nil), at: 0) == nil, "it has taken nothing yet")
        #expect(attempt(2, .success, at: 1_000) == nil)
        #expect(attempt(3, .throttled(until: nil), at: 2_000) == 2_250)
        #expect(attempt(4, .throttled(until: 9_000), at: 3_000) == 9_000)
        #expect(attempt(5, .refused, at: 10_000) == nil, "a plain failure climbs the schedule")
        #expect(attempt(6, .throttled(until: nil), at: 100_000) == nil, "it takes nothing any more")
    }

    @Test("no more attempts a minute than the endpoint allows")
    func rate() {
        var play = Play(placesMax: 100)
        play.add(addressee("a", ratePerMinute: 60), owed: 10_000)
        var begun = 0
        for second in 0..<120 {
            for part in 0..<10 {
                let now = Int64(second) * 1000 + Int64(part) * 100
                begun += play.step(at: now).count
                play.endAll(.success, at: now)
            }
        }
        #expect((115...125).contains(begun), "\(begun)")
    }

    @Test("a host whose endpoints all cannot be reached is left alone as a whole")
    func host() {
        var play = Play(placesMax: 100)
        for number in 0..<30 { play.add(addressee("e\(number)", host: "dead"), owed: 100) }
        _ = play.step(at: 0)
        play.endAll(.unreachable, at: 1)
        #expect(play.step(at: 2).isEmpty)
    }

    @Test("alerts are told once for each level, and not at all after a success")
    func alerts() {
        var play = Play(placesMax: 100)
        play.add(addressee("a"), owed: 1000)
        _ = play.step(at: 0)
        play.endAll(.refused, at: 0)
        let span = Int64(Double(RetrySchedule.standard.span) * 1.2)
        #expect(play.roster.alerts(at: span / 4).isEmpty)
        #expect(play.roster.alerts(at: span / 2).map(\.level) == [.half])
        #expect(play.roster.alerts(at: span / 2 + 1).isEmpty)
        #expect(play.roster.alerts(at: span).map(\.level) == [.ninety], "time alone disables nobody")
        _ = play.step(at: span + 2000)
        play.endAll(.refused, at: span + 2000)
        #expect(play.roster.alerts(at: span + 2001).map(\.level) == [.spent])
        _ = play.step(at: span + 400_000)
        play.endAll(.success, at: span + 400_000)
        #expect(play.roster.alerts(at: span * 9).isEmpty)
    }

    @Test("one that is disabled while deliveries are under way is forgotten with the last of them, and not told of")
    func struck() {
        var play = Play(placesMax: 4096)
        play.add(addressee("a"), owed: 10)
        #expect(play.step(at: 0).count == 2)
        play.roster.strike(EndpointName(trusted: "a"))
        #expect(play.roster.health(at: 0).count == 1, "two are under way")
        play.endAll(.refused, at: 1)
        #expect(play.roster.health(at: 1).isEmpty)
        #expect(play.step(at: 100_000).isEmpty && play.roster.alerts(at: 100_000).isEmpty)
        play.add(addressee("a"), owed: 1)
        #expect(play.step(at: 200_000) == ["a"], "enabled again it goes on")
    }

    @Test("whatever happens in whatever order, nothing is sent twice at once and everything is sent in the end")
    func invariants() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var chance = SplitMix64(seed: seed)
        var play = Play(placesMax: 40)
        for number in 0..<25 {
            play.add(addressee("e\(number)", host: "h\(number % 4)"), owed: Int(chance.next() % 60))
        }
        var now: Int64 = 0
        for _ in 0..<4000 {
            now += Int64(chance.next() % 400)
            _ = play.step(at: now)
            #expect(play.roster.inFlight <= 40, "seed \(seed)")
            #expect(play.roster.suspectsInFlight <= 20, "seed \(seed)")
            for id in play.flying.keys where chance.next() % 3 == 0 {
                let signals: [Roster.Signal] = [
                    .success, .success, .refused, .unreachable, .throttled(until: now + 50),
                ]
                play.end(id, signals[Int(chance.next() % 5)], at: now)
            }
        }
        // From now on everybody answers.
        for _ in 0..<20_000 where play.left > 0 {
            now += 1000
            _ = play.step(at: now)
            play.endAll(.success, at: now)
        }
        #expect(play.left == 0, "seed \(seed): \(play.left) were never sent")
        #expect(play.isDoubled == false, "seed \(seed)")
    }
}

/// A ledger and receivers in memory: what is owed, what is in flight.
private struct Play {
    var roster: Roster
    private var owed: [EndpointName: [DueDelivery]] = [:]
    private(set) var flying: [Int64: EndpointName] = [:]
    private var serial: Int64 = 0
    private(set) var isDoubled = false

    init(placesMax: Int) { roster = Roster(placesMax: placesMax) }

    var left: Int { owed.values.reduce(0) { $0 + $1.count } }

    mutating func add(_ addressee: Addressee, owed count: Int) {
        let name = addressee.record.name
        roster.enroll(addressee)
        owed[name] = (0..<count).map { _ in
            serial += 1
            return DueDelivery(
                id: serial, publicID: DeliveryID(trusted: "msg_\(serial)"), endpoint: name, rma: serial, attempts: 0,
                payload: [])
        }
    }

    /// What the feeder does in a turn; the names of what was begun.
    mutating func step(at now: Int64) -> [String] {
        for one in roster.hungry(at: now) {
            let due = (owed[one.name] ?? []).filter { !one.busy.contains($0.id) }
            let stock = Array(due.prefix(one.room))
            roster.stock(stock, for: one.name, next: due.count > stock.count ? now : nil, at: now)
        }
        return roster.dispatch(at: now).map { delivery, _ in
            if flying.updateValue(delivery.endpoint, forKey: delivery.id) != nil { isDoubled = true }
            return delivery.endpoint.text
        }
    }

    mutating func end(_ id: Int64, _ signal: Roster.Signal, at now: Int64) {
        guard let name = flying.removeValue(forKey: id) else { return }
        _ = roster.ended(id, signal, startedAt: now, at: now, jitter: 0.5)
        if case .success = signal {
            owed[name]?.removeAll { $0.id == id }
        }
        roster.recorded(id, of: name)
    }

    mutating func end(_ name: String, _ signal: Roster.Signal, at now: Int64) {
        for (id, owner) in flying where owner.text == name { end(id, signal, at: now) }
    }

    mutating func endAll(_ signal: Roster.Signal, at now: Int64) {
        for id in flying.keys { end(id, signal, at: now) }
    }
}

/// Steele, Lea and Flood's generator: small, and the same everywhere for a seed.
private struct SplitMix64 {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
