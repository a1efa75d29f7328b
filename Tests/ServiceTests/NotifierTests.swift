import Glibc
import Service
import ServiceListener
import Testing

/// What the service manager is told, read from a real socket.
@Suite("Service: the manager")
struct NotifierTests {
    @Test(
        "ready and its words arrive in one message, by a path and by a name without a file", arguments: [false, true])
    func ready(isNameless: Bool) throws {
        let manager = try Listener(isNameless: isNameless)
        let notifier = Notifier(socketName: manager.name)
        #expect(notifier.isHeard)
        notifier.ready(status: "watching the drop")
        #expect(manager.lines() == ["READY=1", "STATUS=watching the drop"])
    }

    @Test("a reload says its moment on the monotonic clock in the same message")
    func reloading() throws {
        let manager = try Listener()
        var before = timespec()
        clock_gettime(CLOCK_MONOTONIC, &before)
        Notifier(socketName: manager.name).reloading(status: "reloading")
        var after = timespec()
        clock_gettime(CLOCK_MONOTONIC, &after)
        let lines = manager.lines()
        #expect(lines.first == "RELOADING=1")
        let said = try #require(lines.first { $0.hasPrefix("MONOTONIC_USEC=") }?.dropFirst(15))
        let moment = try #require(Int(said))
        #expect(moment >= before.tv_sec * 1_000_000 + before.tv_nsec / 1_000)
        #expect(moment <= after.tv_sec * 1_000_000 + after.tv_nsec / 1_000)
    }

    @Test(
        "every other message is one assignment a line",
        arguments: ["STOPPING=1", "WATCHDOG=1", "EXTEND_TIMEOUT_USEC=30000000"])
    func others(expected: String) throws {
        let manager = try Listener()
        let notifier = Notifier(socketName: manager.name)
        switch expected {
        case "STOPPING=1": notifier.stopping(status: "stopping")
        case "WATCHDOG=1": notifier.alive()
        default: notifier.extendTimeout(seconds: 30)
        }
        #expect(manager.lines().first == expected)
    }

    @Test("a line break in the words begins no assignment of its own")
    func injection() throws {
        let manager = try Listener()
        Notifier(socketName: manager.name).status("two\nREADY=1")
        #expect(manager.lines() == ["STATUS=two READY=1"])
    }

    @Test(
        "without a manager, or with a name that is none, nobody is told and nothing fails",
        arguments: [nil, "", "@", "relative", "/" + String(repeating: "x", count: 200)])
    func nobody(name: String?) {
        let notifier = Notifier(socketName: name)
        #expect(!notifier.isHeard)
        notifier.ready(status: "ready")
    }
}

@Suite("Service: signs of life")
struct VitalSignsTests {
    @Test("a loop that has not turned since the last look is named, and only that one")
    func stuck() {
        let (first, second) = (Loop(), Loop())
        var signs = VitalSigns([first.vital("first"), second.vital("second")])
        first.turns += 1
        second.turns += 1
        #expect(signs.look().isEmpty)
        first.turns += 5
        #expect(signs.look() == ["second"])
        second.turns += 1
        first.turns += 1
        #expect(signs.look().isEmpty)
    }

    @Test("every loop is nudged before each look, so that one that only sleeps turns")
    func nudged() {
        let sleeper = Loop()
        sleeper.turnsWhenNudged = true
        var signs = VitalSigns([sleeper.vital("sleeper")])
        for _ in 0..<3 { #expect(signs.look().isEmpty) }
        sleeper.turnsWhenNudged = false
        _ = signs.look()
        #expect(signs.look() == ["sleeper"])
    }

    private final class Loop: @unchecked Sendable {
        // One thread only.
        var turns = 0
        var turnsWhenNudged = false

        func vital(_ name: String) -> Vital {
            Vital(
                name: name, turns: { self.turns },
                nudge: { if self.turnsWhenNudged { self.turns += 1 } })
        }
    }
}
