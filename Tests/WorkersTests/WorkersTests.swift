import Glibc
import Synchronization
import Testing
import Workers

@Suite("Workers")
struct WorkersTests {
    @Test("a worker has run when join returns, and carries its name")
    func workerRuns() throws {
        let seen = Mutex("")
        let box = SharedText()
        let worker = try Worker(name: "a-name-longer-than-15-bytes") {
            var bytes = [UInt8](repeating: 0, count: 64)
            let descriptor = open("/proc/thread-self/comm", O_RDONLY)
            let count = read(descriptor, &bytes, bytes.count)
            close(descriptor)
            box.text.withLock { $0 = String(decoding: bytes[..<max(count, 0)], as: UTF8.self) }
        }
        worker.join()
        worker.join()
        seen.withLock { $0 = box.text.withLock { $0 } }
        #expect(seen.withLock { $0 } == "a-name-longer-t\n")
    }

    @Test("signals from outside do not reach workers")
    func signalsAreBlocked() throws {
        let box = SharedText()
        let worker = try Worker(name: "signals") {
            var mask = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &mask)
            let text = [SIGTERM, SIGHUP, SIGSEGV].map { "\(sigismember(&mask, $0))" }.joined()
            box.text.withLock { $0 = text }
        }
        worker.join()
        #expect(box.text.withLock { $0 } == "110")
    }

    @Test("a mailbox gives back what was put in, in order")
    func order() {
        let mailbox = Mailbox<Int>(capacity: 3)
        for round in 0..<10 {
            #expect(mailbox.put(round))
            #expect(mailbox.tryPut(round + 100))
            #expect(mailbox.count == 2)
            #expect(mailbox.take() == round)
            #expect(mailbox.takeAll(max: 5) == [round + 100])
        }
    }

    @Test("a full mailbox refuses tryPut and holds put back until there is room")
    func holdsBack() throws {
        let mailbox = Mailbox<Int>(capacity: 1)
        #expect(mailbox.put(1))
        #expect(!mailbox.tryPut(2))
        let worker = try Worker(name: "putter") { _ = mailbox.put(3) }
        #expect(mailbox.take() == 1)
        #expect(mailbox.take() == 3)
        worker.join()
    }

    @Test("a closed mailbox takes nothing more and gives out what it has")
    func closing() throws {
        let mailbox = Mailbox<Int>(capacity: 2)
        #expect(mailbox.put(1))
        #expect(mailbox.put(2))
        let answer = SharedText()
        let blocked = try Worker(name: "blocked") {
            let taken = mailbox.put(3)
            answer.text.withLock { $0 = "\(taken)" }
        }
        mailbox.close()
        blocked.join()
        #expect(answer.text.withLock { $0 } == "false")
        #expect(!mailbox.put(4))
        #expect(!mailbox.tryPut(4))
        #expect(mailbox.takeAll(max: 9) == [1, 2])
        #expect(mailbox.take() == nil)
        #expect(mailbox.takeAll(max: 9) == [])
    }

    @Test("closing wakes whoever waits for an element")
    func closingWakes() throws {
        let mailbox = Mailbox<Int>(capacity: 1)
        let takers = try (0..<3).map { number in try Worker(name: "taker-\(number)") { _ = mailbox.take() } }
        mailbox.close()
        for taker in takers { taker.join() }
    }

    @Test("many senders and takers lose and double nothing")
    func contention() throws {
        let mailbox = Mailbox<Int>(capacity: 7)
        let sums = Tally()
        let senders = try (0..<4).map { sender in
            try Worker(name: "sender") { for number in 0..<5_000 { _ = mailbox.put(sender * 5_000 + number) } }
        }
        let takers = try (0..<3).map { taker in
            try Worker(name: "taker") {
                while true {
                    let taken = taker == 0 ? mailbox.take().map { [$0] } ?? [] : mailbox.takeAll(max: 5)
                    if taken.isEmpty { return }
                    sums.count.add(taken.count, ordering: .relaxed)
                    sums.sum.add(taken.reduce(0, +), ordering: .relaxed)
                }
            }
        }
        for sender in senders { sender.join() }
        mailbox.close()
        for taker in takers { taker.join() }
        #expect(sums.count.load(ordering: .relaxed) == 20_000)
        #expect(sums.sum.load(ordering: .relaxed) == 20_000 * 19_999 / 2)
    }

    @Test("an allowance is never exceeded, but by one that is larger than all of it and then alone")
    func allowance() throws {
        let allowance = Allowance(bytesMax: 100)
        let hands = Hands()
        try withWorkers(4) { worker in
            for round in 0..<500 {
                let bytes = round % 50 == worker ? 150 : 10 + (round * 7 + worker) % 60
                let share = allowance.take(bytes)
                let held = hands.held.add(bytes, ordering: .sequentiallyConsistent).newValue
                if bytes == 150 {
                    if held == 150 { hands.alone.add(1, ordering: .relaxed) }
                } else {
                    hands.most.max(held, ordering: .relaxed)
                }
                hands.held.subtract(bytes, ordering: .sequentiallyConsistent)
                withExtendedLifetime(share) {}
            }
        }
        #expect(hands.most.load(ordering: .relaxed) <= 100)
        #expect(hands.alone.load(ordering: .relaxed) == 40)
        #expect(hands.held.load(ordering: .relaxed) == 0)
    }

    /// Runs a body on so many threads at once, and waits for them.
    private func withWorkers(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
        let workers = try (0..<count).map { number in try Worker(name: "worker-\(number)") { body(number) } }
        for worker in workers { worker.join() }
    }

    @Test("rounds go on after a look that fails, tell one trouble once while it lasts, and end when they are stopped")
    func rounds() throws {
        let (bell, done, told) = (Bell(), Bell(), SharedText())
        let rounds = Rounds("rounds", bell: bell, retryMilliseconds: 1)
        let looks = Looks()
        try rounds.start(
            look: {
                switch looks.count.add(1, ordering: .sequentiallyConsistent).newValue {
                case 2, 3: throw Trouble(description: "wet")
                case 4: throw Trouble(description: "cold")
                case 6: throw Trouble(description: "cold")
                case 1: return .none
                case 5:
                    bell.ring()
                    return .undisturbed(milliseconds: 20)
                default:
                    done.ring()
                    return .milliseconds(nil)
                }
            },
            failed: { error in told.text.withLock { $0 += "\(error) " } })
        done.wait(milliseconds: 20_000)
        #expect(told.text.withLock { $0 } == "wet cold cold ")
        bell.ring()
        done.wait(milliseconds: 20_000)
        #expect(looks.count.load(ordering: .sequentiallyConsistent) == 8)
        rounds.stop()
        #expect(rounds.isStopping && looks.count.load(ordering: .sequentiallyConsistent) == 8)
    }

    @Test("an unarmed failpoint does nothing")
    func unarmed() {
        Failpoints.none.reach("anything")
        let points = Failpoints(parsing: "elsewhere:1,claimed:3")
        points.reach("claimed")
        points.reach("claimed")
    }
}

private final class SharedText: Sendable {
    let text = Mutex("")
}

private final class Hands: Sendable {
    let held = Atomic(0)
    let most = Atomic(0)
    let alone = Atomic(0)
}

private struct Trouble: Error, CustomStringConvertible { let description: String }

private final class Looks: Sendable {
    let count = Atomic(0)
}

private final class Tally: Sendable {
    let count = Atomic(0)
    let sum = Atomic(0)
}
