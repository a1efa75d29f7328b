import Glibc
import Testing

@testable import Spool

@Suite("Settling")
struct SettlingTests {
    private static let second = Monotonic.Span.milliseconds(1_000)
    private static let candidate = Settling.Candidate.inDrop(FileKey(station: nil, name: "a.csv"))

    private static func moment(_ milliseconds: Int, wallOffset: Int64 = 0) -> Moment {
        let nanoseconds = Int64(milliseconds) * 1_000_000
        return Moment(
            monotonic: Monotonic(nanoseconds: 1_000_000_000_000 + nanoseconds),
            wall: FileTime(
                seconds: 1_700_000_000 + Int64(milliseconds / 1000) + wallOffset,
                nanoseconds: Int64(milliseconds % 1000) * 1_000_000))
    }

    /// A file as it looks after a change at that moment of the wall clock.
    private static func facts(size: Int, changed: FileTime, links: UInt = 1) -> FileFacts {
        var status = stat()
        status.st_mode = S_IFREG | 0o644
        status.st_ino = 7
        status.st_nlink = links
        status.st_size = size
        status.st_mtim = timespec(tv_sec: Int(changed.seconds), tv_nsec: Int(changed.nanoseconds))
        status.st_ctim = status.st_mtim
        return FileFacts(status)
    }

    private static func start(_ facts: FileFacts, at moment: Moment) -> Settling {
        var settling = Settling(span: second, max: 10)
        settling.add(candidate, facts, at: moment)
        return settling
    }

    @Test("an unchanged file is complete after the settling time, and not before")
    func unchanged() {
        let facts = Self.facts(size: 1, changed: Self.moment(0).wall)
        var settling = Self.start(facts, at: Self.moment(0))
        #expect(settling.popDue(at: Self.moment(999).monotonic) == nil)
        #expect(settling.popDue(at: Self.moment(1_000).monotonic) == Self.candidate)
        #expect(settling.judge(Self.candidate, facts, at: Self.moment(1_000)) == .complete)
        #expect(settling.count == 0)
    }

    @Test("every change begins the settling time anew")
    func changing() {
        var settling = Self.start(Self.facts(size: 1, changed: Self.moment(0).wall), at: Self.moment(0))
        let grown = Self.facts(size: 2, changed: Self.moment(700).wall)
        #expect(settling.popDue(at: Self.moment(1_000).monotonic) == Self.candidate)
        #expect(settling.judge(Self.candidate, grown, at: Self.moment(1_000)) == .waiting)
        #expect(settling.nextDue == Self.moment(1_700).monotonic)
        #expect(settling.popDue(at: Self.moment(1_700).monotonic) == Self.candidate)
        #expect(settling.judge(Self.candidate, grown, at: Self.moment(1_700)) == .complete)
    }

    @Test("times in the future neither shorten nor prolong the wait")
    func future() {
        for changed in [4_000_000_000, Int64.max / 4] {
            let facts = Self.facts(size: 1, changed: FileTime(seconds: changed))
            var settling = Self.start(facts, at: Self.moment(0))
            #expect(settling.popDue(at: Self.moment(999).monotonic) == nil)
            #expect(settling.popDue(at: Self.moment(1_000).monotonic) == Self.candidate)
            #expect(settling.judge(Self.candidate, facts, at: Self.moment(1_000)) == .complete)
        }
    }

    @Test("a wall clock that jumps by a year does not make a changing file complete")
    func clockJump() {
        var settling = Self.start(Self.facts(size: 1, changed: Self.moment(0).wall), at: Self.moment(0))
        let year: Int64 = 365 * 86_400
        let grown = Self.facts(size: 2, changed: Self.moment(900).wall)
        #expect(settling.popDue(at: Self.moment(1_000).monotonic) == Self.candidate)
        #expect(settling.judge(Self.candidate, grown, at: Self.moment(1_000, wallOffset: year)) == .waiting)
        #expect(settling.nextDue == Self.moment(2_000).monotonic)
    }

    @Test("a second name that goes away is a change, and not a refusal")
    func links() {
        var settling = Self.start(Self.facts(size: 1, changed: Self.moment(0).wall, links: 2), at: Self.moment(0))
        _ = settling.popDue(at: Self.moment(1_000).monotonic)
        let single = Self.facts(size: 1, changed: Self.moment(0).wall, links: 1)
        #expect(settling.judge(Self.candidate, single, at: Self.moment(1_000)) == .waiting)
    }

    @Test("what is due first comes out first")
    func queue() {
        let seed: UInt64 = 42
        var generator = SplitMix64(state: seed)
        for _ in 0..<50 {
            var queue = DueQueue<Int>()
            let dues = (0..<100).map { _ in Int64.random(in: 0..<50, using: &generator) }
            for (number, due) in dues.enumerated() { queue.push(number, due: Monotonic(nanoseconds: due)) }
            var popped: [Int64] = []
            while let number = queue.pop(dueBy: Monotonic(nanoseconds: 25)) { popped.append(dues[number]) }
            #expect(popped == dues.filter { $0 <= 25 }.sorted(), "seed \(seed)")
        }
    }

    @Test("a long queue keeps its order while it is emptied and filled")
    func fifo() {
        var queue = Queue<Int>()
        var expected = 0
        for number in 0..<1_000 {
            queue.append(number)
            if number % 3 == 0 {
                #expect(queue.popFirst() == expected)
                expected += 1
            }
        }
        while let number = queue.popFirst() {
            #expect(number == expected)
            expected += 1
        }
        #expect(expected == 1_000)
    }
}
