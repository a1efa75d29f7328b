import Glibc
import Testing

@testable import Webhooks

@Suite("Socket watch")
struct SocketWatchTests {
    /// What is ready now.
    private func ready(_ watch: SocketWatch) -> [Int32: SocketWatch.Interest] {
        var found: [Int32: SocketWatch.Interest] = [:]
        watch.wait(milliseconds: 0, woken: {}, serve: { found[$0.socket] = $0.interest })
        return found
    }

    @Test("a socket is reported for what it is waited for, and for nothing else")
    func interests() throws {
        let watch = try SocketWatch()
        let pair = try SocketPair()
        watch.opened(pair.ours)
        watch.want(.reading, of: pair.ours)
        #expect(ready(watch).isEmpty)
        pair.say()
        #expect(ready(watch) == [pair.ours: .reading])
        watch.want([.reading, .writing], of: pair.ours)
        #expect(ready(watch) == [pair.ours: [.reading, .writing]])
        watch.want(.writing, of: pair.ours)
        #expect(ready(watch) == [pair.ours: .writing])
        watch.want([], of: pair.ours)
        #expect(ready(watch).isEmpty)
        watch.want(.reading, of: pair.ours)
        #expect(ready(watch) == [pair.ours: .reading])
    }

    @Test("a socket let go and taken again before the next wait is still watched")
    func takenAgain() throws {
        let watch = try SocketWatch()
        let pair = try SocketPair()
        watch.opened(pair.ours)
        watch.want(.reading, of: pair.ours)
        #expect(ready(watch).isEmpty)
        watch.want([], of: pair.ours)
        watch.want(.reading, of: pair.ours)
        pair.say()
        #expect(ready(watch) == [pair.ours: .reading])
    }

    @Test("a number that comes back after a close is watched as the new socket")
    func numberComesBack() throws {
        let watch = try SocketWatch()
        let old = try SocketPair()
        let number = old.ours
        watch.opened(number)
        watch.want(.reading, of: number)
        #expect(ready(watch).isEmpty)
        // Let go as libcurl does, and closed; the kernel forgets it, and we are not told.
        watch.want([], of: number)
        let new = try SocketPair()
        #expect(dup2(new.ours, number) == number)
        watch.opened(number)
        watch.want(.reading, of: number)
        new.say()
        #expect(ready(watch) == [number: .reading])
    }

    @Test("the other end's hanging up is reported, and an idle socket that hangs up is forgotten")
    func hangUp() throws {
        let watch = try SocketWatch()
        let (waited, idle) = (try SocketPair(), try SocketPair())
        for pair in [waited, idle] {
            watch.opened(pair.ours)
            watch.want(.reading, of: pair.ours)
        }
        #expect(ready(watch).isEmpty)
        watch.want([], of: idle.ours)
        waited.hangUp()
        idle.hangUp()
        #expect(ready(watch)[waited.ours]?.contains(.broken) == true)
        #expect(ready(watch)[idle.ours] == nil)
        watch.want([], of: waited.ours)
        _ = ready(watch)
        // Both have been taken out: a wait with nothing to report waits.
        let before = MonotonicClock.microseconds()
        watch.wait(milliseconds: 50, woken: {}, serve: { _ in })
        #expect(MonotonicClock.microseconds() - before >= 49_000)
    }

    @Test("the bell wakes a wait from another thread, and rings once for many rings")
    func bell() throws {
        let watch = try SocketWatch()
        let ringer = try NamedThread.start("test-ringer", ending: .joined) { [bell = watch.bell] in
            for _ in 0..<100 { bell.ring() }
        }
        watch.wait(milliseconds: 60_000, woken: {}, serve: { _ in })
        ringer.join()
        _ = ready(watch)
        let before = MonotonicClock.microseconds()
        watch.wait(milliseconds: 50, woken: {}, serve: { _ in })
        #expect(MonotonicClock.microseconds() - before >= 49_000)
    }

    private final class SocketPair {
        let ours: Int32
        private let theirs: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
                throw ChildProcess.Failure(words: "no pair of sockets")
            }
            (ours, theirs) = (ends[0], ends[1])
        }

        func say() {
            var byte: UInt8 = 1
            #expect(write(theirs, &byte, 1) == 1)
        }

        func hangUp() { shutdown(theirs, Int32(SHUT_RDWR)) }

        deinit {
            close(ours)
            close(theirs)
        }
    }
}
