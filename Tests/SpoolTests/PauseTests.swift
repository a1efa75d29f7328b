import Glibc
import Testing
import Workers

@testable import Spool

@Suite("A paused spool (S9)")
struct PauseTests {
    @Test("nothing leaves the drop and nothing is refused while it is paused; afterwards all of it comes")
    func pauses() throws {
        let running = try Running()
        running.ground.drop("a.csv", "one")
        _ = try running.next()
        running.spool.pause()
        for number in 1...300 { running.ground.drop("p\(number).csv", "\(number)") }
        #expect(symlink("/etc/passwd", running.ground.at("spool/drop/link.csv")) == 0)
        running.spool.wake()
        pause(milliseconds: 300)
        #expect(running.inbox.count == 0 && running.refusals.isEmpty)
        #expect(running.ground.list("spool/drop").count == 301)
        running.spool.resume()
        try waitUntil("all are offered") { running.inbox.count == 300 }
        try waitUntil("the link is refused") { running.refusals.count == 1 }
        #expect(running.ground.list("spool/drop") == [])
    }

    @Test("one that starts paused watches the drop, keeps what is in work, and offers it first when it goes on")
    func startsPaused() throws {
        let ground = Ground()
        for folder in ["spool", "spool/work"] { ground.folder(folder) }
        ground.write("spool/work/old.csv", "old")
        let spool = try Spool.open(layout: SpoolLayout(root: ground.at("spool")), policy: Running.policy())
        let inbox = Mailbox<ClaimedFile>(capacity: 100)
        spool.pause()
        try spool.start(offer: { inbox.put($0) }, notice: { _ in })
        defer {
            inbox.close()
            spool.stop()
        }
        try waitUntil("the drop is watched") { spool.counts.isDropWatched }
        ground.drop("new.csv", "new")
        let beats = spool.pulse.beats
        spool.nudge()
        try waitUntil("the watcher turns while it waits") { spool.pulse.beats > beats }
        #expect(inbox.count == 0)
        spool.resume()
        try waitUntil("both are offered") { inbox.count == 2 }
        #expect([inbox.take()?.name, inbox.take()?.name] == ["old.csv", "new.csv"])
    }

    @Test("a paused spool can be stopped, with files in work and without", arguments: [true, false])
    func stops(hasWork: Bool) throws {
        let ground = Ground()
        for folder in ["spool", "spool/work"] { ground.folder(folder) }
        if hasWork { ground.write("spool/work/old.csv", "old") }
        let spool = try Spool.open(layout: SpoolLayout(root: ground.at("spool")), policy: Running.policy())
        spool.pause()
        try spool.start(offer: { _ in true }, notice: { _ in })
        try waitUntil("the drop is watched") { spool.counts.isDropWatched }
        spool.stop()
        #expect(ground.list("spool/work") == (hasWork ? ["old.csv"] : []))
    }
}
