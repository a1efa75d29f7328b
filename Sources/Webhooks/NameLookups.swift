/// Look-ups under way, each on a thread of its own, never more than the limits allow.
///
/// `getaddrinfo` cannot be stopped. A look-up that takes too long is given up: its thread is left
/// to end by itself and no longer counts among `lookupsMax`, so that four dead name servers do not
/// silence all other names; it still counts among `lookupThreadsMax`. Owned by the delivery loop.
struct NameLookups {
    /// What a thread brings back.
    struct Result: Sendable {
        let number: UInt64
        let answer: LookupAnswer
    }

    /// A look-up that has come to an end, one way or the other.
    struct Ended {
        let host: String
        let answer: LookupAnswer
        /// Microseconds, the wait for a thread not included.
        let took: Int64
    }

    private struct Waiting {
        let host: String
        let since: Int64
    }

    private struct Active {
        let host: String
        let since: Int64
    }

    private let limits: DeliveryLimits
    private let lookUp: NameLookup
    private let deliver: @Sendable (Result) -> Void
    private var wanted: Set<String> = []
    private var waiting = FIFO<Waiting>()
    private var active: [UInt64: Active] = [:]
    private var givenUp: Set<UInt64> = []
    private var lastNumber: UInt64 = 0

    init(limits: DeliveryLimits, lookUp: @escaping NameLookup, deliver: @escaping @Sendable (Result) -> Void) {
        self.limits = limits
        self.lookUp = lookUp
        self.deliver = deliver
    }

    /// Asks for a name's addresses; asking again before the answer changes nothing.
    mutating func want(_ host: String, now: Int64) {
        guard wanted.insert(host).inserted else { return }
        waiting.append(Waiting(host: host, since: now))
    }

    /// Starts what may start. Returns the look-ups that could not get a thread.
    mutating func start(now: Int64) -> [Ended] {
        var failed: [Ended] = []
        while active.count < limits.lookupsMax, active.count + givenUp.count < limits.lookupThreadsMax,
            let next = waiting.popFirst()
        {
            lastNumber += 1
            let number = lastNumber
            do {
                _ = try NamedThread.start("webhook-names", ending: .detached) { [lookUp, deliver] in
                    deliver(Result(number: number, answer: lookUp(next.host)))
                }
                active[number] = Active(host: next.host, since: now)
            } catch {
                wanted.remove(next.host)
                failed.append(Ended(host: next.host, answer: .failed(reason: error.description), took: 0))
            }
        }
        return failed
    }

    /// Takes a thread's answer; nil when nobody waits for it any more.
    mutating func take(_ result: Result, now: Int64) -> Ended? {
        givenUp.remove(result.number)
        guard let look = active.removeValue(forKey: result.number) else { return nil }
        wanted.remove(look.host)
        return Ended(host: look.host, answer: result.answer, took: now - look.since)
    }

    /// Gives up what has taken too long.
    mutating func expire(now: Int64) -> [Ended] {
        var ended: [Ended] = []
        for (number, look) in active where look.since + lookupLimit <= now {
            active[number] = nil
            givenUp.insert(number)
            wanted.remove(look.host)
            let words = "the name \(look.host) was not looked up within \(limits.lookupMilliseconds) ms"
            ended.append(Ended(host: look.host, answer: .failed(reason: words), took: now - look.since))
        }
        while let first = waiting.first, first.since + waitLimit <= now {
            _ = waiting.popFirst()
            wanted.remove(first.host)
            let words = "no thread became free to look the name \(first.host) up: other names hang"
            ended.append(Ended(host: first.host, answer: .failed(reason: words), took: 0))
        }
        return ended
    }

    /// Microseconds; when `expire` next has something to do.
    var nextDeadline: Int64? {
        let lookups = active.values.map { $0.since + lookupLimit }.min()
        let waits = waiting.first.map { $0.since + waitLimit }
        return [lookups, waits].compactMap { $0 }.min()
    }

    private var lookupLimit: Int64 { Int64(limits.lookupMilliseconds) * 1_000 }
    private var waitLimit: Int64 { Int64(limits.lookupWaitMilliseconds) * 1_000 }
}
