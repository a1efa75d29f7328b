import Testing

@testable import Webhooks

@Suite("Fairness")
struct FairnessTests {
    private let now: Int64 = 1_767_600_000_000

    // MARK: The window

    @Test("a new endpoint gets two deliveries at a time, and one more after each whole window of successes")
    func windowGrows() {
        var window = AdaptiveWindow()
        #expect(window.size == 2)
        for size in 2..<20 {
            for _ in 0..<size {
                #expect(window.size == size)
                window.succeeded()
            }
        }
        #expect(window.size == 20)
        for _ in 0..<100 { window.succeeded() }
        #expect(window.size == 20)
    }

    @Test("the first failure of a run halves the window, the second leaves one, a success ends the run")
    func windowShrinks() {
        var window = AdaptiveWindow()
        for _ in 0..<400 { window.succeeded() }
        window.failed()
        #expect(window.size == 10)
        window.failed()
        #expect(window.size == 1)
        window.failed()
        #expect(window.size == 1)
        window.succeeded()
        #expect(window.size == 2)
        window.failed()
        #expect(window.size == 1)
    }

    @Test("whatever happens, the window stays within 1 and 20, and no failure makes it larger")
    func windowBounds() {
        let seed = SplitMix64.freshSeed()
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var window = AdaptiveWindow()
            let health = Double.random(in: 0...1, using: &random)
            for _ in 0..<500 {
                let before = window.size
                let succeeds = Double.random(in: 0..<1, using: &random) < health
                if succeeds { window.succeeded() } else { window.failed() }
                #expect(AdaptiveWindow.sizes.contains(window.size), "seed \(seed)")
                #expect(succeeds ? (before...before + 1).contains(window.size) : window.size <= before, "seed \(seed)")
            }
        }
    }

    // MARK: The breaker

    @Test("five failures in a row open the breaker; a success in between starts the count anew")
    func opens() {
        var breaker = Breaker()
        for _ in 0..<4 { fail(&breaker) }
        succeed(&breaker)
        for _ in 0..<4 { fail(&breaker) }
        #expect(breaker.state == .closed && breaker.permits(now: now) == nil && breaker.opensAt == nil)
        fail(&breaker)
        #expect(breaker.state == .open(until: now + 5_000) && breaker.permits(now: now + 4_999) == 0)
        #expect(breaker.opensAt == now + 5_000)
    }

    @Test("after the cool-down one delivery goes; its success closes the breaker")
    func halfOpen() {
        var breaker = Breaker(failuresMax: 1)
        fail(&breaker)
        #expect(breaker.permits(now: now + 5_000) == 1)
        breaker.began(now: now + 5_000)
        #expect(breaker.state == .halfOpen && breaker.permits(now: now + 900_000) == 0 && breaker.opensAt == nil)
        breaker.ended(success: true, now: now + 5_100, jitter: 0.5)
        #expect(breaker.state == .closed && breaker.permits(now: now + 5_100) == nil)
    }

    @Test("each failure of that delivery doubles the cool-down, to five minutes; chance moves it by a fifth")
    func coolDowns() {
        var breaker = Breaker(failuresMax: 1)
        var moment = now
        var seconds: [Int64] = []
        for _ in 0..<9 {
            breaker.began(now: moment)
            breaker.ended(success: false, now: moment, jitter: 0.5)
            seconds.append(((breaker.opensAt ?? 0) - moment) / 1_000)
            moment = breaker.opensAt ?? moment
        }
        #expect(seconds == [5, 10, 20, 40, 80, 160, 300, 300, 300])
        for (jitter, wait) in [(0.0, Int64(4_000)), (1, 6_000), (.nan, 5_000), (-3, 4_000), (7, 6_000)] {
            var breaker = Breaker(failuresMax: 1)
            breaker.began(now: now)
            breaker.ended(success: false, now: now, jitter: jitter)
            #expect(breaker.opensAt == now + wait)
        }
    }

    @Test("what began before it opened neither reopens it nor goes beside the one delivery")
    func stragglers() {
        var breaker = Breaker(failuresMax: 2)
        for _ in 0..<4 { breaker.began(now: now) }
        breaker.ended(success: false, now: now, jitter: 0.5)
        breaker.ended(success: false, now: now, jitter: 0.5)
        #expect(breaker.permits(now: now + 5_000) == 0, "two are still under way")
        breaker.ended(success: false, now: now + 6_000, jitter: 0.5)
        breaker.ended(success: false, now: now + 7_000, jitter: 0.5)
        #expect(breaker.state == .open(until: now + 5_000) && breaker.permits(now: now + 7_000) == 1)
    }

    @Test("a delivery that was not attempted after all gives its turn back")
    func withdrawn() {
        var breaker = Breaker(failuresMax: 1)
        fail(&breaker)
        breaker.began(now: now + 5_000)
        breaker.withdrawn(now: now + 5_001)
        #expect(breaker.permits(now: now + 5_001) == 1)
    }

    @Test("a caller that asks first never has more than one under way while the breaker is not closed")
    func oneAtATime() {
        let seed = SplitMix64.freshSeed()
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var breaker = Breaker(failuresMax: Int.random(in: 1...6, using: &random))
            var (moment, underWay, begunWhileOpen) = (now, 0, 0)
            for _ in 0..<400 {
                moment += Int64.random(in: 0..<3_000, using: &random)
                if Bool.random(using: &random), underWay < 20, breaker.permits(now: moment) ?? 1 > 0 {
                    if breaker.state != .closed { begunWhileOpen += 1 }
                    breaker.began(now: moment)
                    underWay += 1
                } else if underWay > 0 {
                    let success = Double.random(in: 0..<1, using: &random) < 0.3
                    breaker.ended(success: success, now: moment, jitter: Double.random(in: 0..<1, using: &random))
                    underWay -= 1
                    if success { begunWhileOpen = 0 }
                    if begunWhileOpen > 0, underWay == 0 { begunWhileOpen = 0 }
                    #expect(!success || breaker.state == .closed, "seed \(seed)")
                }
                #expect(begunWhileOpen <= 1, "seed \(seed)")
                if breaker.state == .halfOpen { #expect(underWay == 1, "seed \(seed)") }
            }
        }
    }

    private func fail(_ breaker: inout Breaker) {
        breaker.began(now: now)
        breaker.ended(success: false, now: now, jitter: 0.5)
    }

    private func succeed(_ breaker: inout Breaker) {
        breaker.began(now: now)
        breaker.ended(success: true, now: now, jitter: 0.5)
    }

    // MARK: The rate

    @Test("without a rate everything goes; with one, a second's worth at once and then one after another")
    func rate() {
        var free = RateLimit(perSecond: nil)
        #expect(takes(&free, [Int64](repeating: 0, count: 1_000)).allSatisfy { $0 })
        var limit = RateLimit(perSecond: 2)
        #expect(takes(&limit, [0, 0, 0]) == [true, true, false])
        #expect(limit.nextAt(now: now) == now + 500)
        #expect(takes(&limit, [499, 500, 500]) == [false, true, false])
        var slow = RateLimit(perSecond: 0.1)
        #expect(takes(&slow, [0, 9_999, 10_000]) == [true, false, true])
    }

    /// Whether a token was there, so many milliseconds from now.
    private func takes(_ limit: inout RateLimit, _ moments: [Int64]) -> [Bool] {
        moments.map { limit.take(now: now + $0) }
    }

    @Test("in any span no more go than the bucket held and gained, and none later than promised")
    func rateBounds() {
        let seed = SplitMix64.freshSeed()
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let perSecond = Double.random(in: 0.05...50, using: &random)
            var limit = RateLimit(perSecond: perSecond)
            var moment = now
            var taken: [Int64] = []
            for _ in 0..<300 {
                moment += Int64.random(in: 0..<200, using: &random)
                let promised = limit.nextAt(now: moment)
                if limit.take(now: moment) {
                    #expect(promised == moment, "seed \(seed)")
                    taken.append(moment)
                } else {
                    #expect(promised > moment, "seed \(seed)")
                    var copy = limit
                    let kept = copy.take(now: promised)
                    #expect(kept, "seed \(seed): \(perSecond) a second")
                }
            }
            for (place, begin) in taken.enumerated() {
                guard let end = taken.dropFirst(place + 40).first else { break }
                let allowed = max(1, perSecond.rounded(.up)) + Double(end - begin) / 1_000 * perSecond
                #expect(41 <= allowed + 1e-6, "seed \(seed): \(perSecond) a second")
            }
        }
    }

    @Test("a clock that is set back, and rates that are none, do no harm")
    func oddRates() {
        var limit = RateLimit(perSecond: 1)
        #expect(takes(&limit, [0, -3_600_000, 999]) == [true, false, false])
        #expect(limit.nextAt(now: now - 3_600_000) == now + 1_000)
        #expect(takes(&limit, [1_000]) == [true])
        for rate: Double in [0, -1, .nan, -.infinity] {
            var limit = RateLimit(perSecond: rate)
            #expect(takes(&limit, [0, 0]) == [true, false])
            #expect(limit.nextAt(now: now) - now <= 86_400_000)
        }
        #expect(RateLimit(perSecond: .infinity).perSecond == 1_000_000)
    }

    // MARK: The budget

    @Test("the failure budget is the schedule's span, and its levels come at 50, 70, 90 and 100 percent")
    func budget() throws {
        let budget = FailureBudget(RetrySchedule.standard)
        #expect(budget.span == RetrySchedule.standard.waits.reduce(0, +))
        #expect(budget.level(failingSince: nil, now: now) == .none)
        let levels: [(Int64, FailureBudget.Level)] = [
            (0, .none), (499, .none), (500, .half), (699, .half), (700, .seventy), (899, .seventy), (900, .ninety),
            (999, .ninety), (1_000, .spent), (9_999, .spent), (-5, .none),
        ]
        for (share, level) in levels {
            #expect(budget.level(failingSince: now, now: now + budget.span / 1_000 * share) == level, "\(share)")
        }
        #expect(FailureBudget.Level.half.rawValue == 50 && FailureBudget.Level.none < .half && .ninety < .spent)
        let once = FailureBudget(try RetrySchedule(waits: [0]))
        #expect(once.level(failingSince: now, now: now) == .spent && once.level(failingSince: nil, now: now) == .none)
    }
}
