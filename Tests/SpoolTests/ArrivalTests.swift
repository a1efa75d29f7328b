import CLinux
import Glibc
import Testing
import Workers

@testable import Spool

@Suite("Arriving")
struct ArrivalTests {
    @Test("a file that is renamed in is offered without waiting")
    func renamedIn() throws {
        let running = try Running()
        running.ground.drop("a.csv", "one")
        let file = try running.next()
        #expect(file.name == "a.csv")
        #expect(file.station == nil)
        #expect(file.size == 3)
        #expect(file.uid == getuid())
        #expect(!file.isRecovered)
        #expect(try file.text == "one")
        #expect(running.ground.list("spool/work") == ["a.csv"])
        #expect(running.ground.list("spool/drop") == [])
    }

    @Test("an upload under a temporary name is left alone until it is renamed")
    func temporaryName() throws {
        let running = try Running()
        for temporary in [".a.csv.Xy12", "a.csv.filepart", "A.PART", "a.csv~", "4913", "#a.csv#", ".goutputstream-1"] {
            running.ground.write("spool/drop/" + temporary)
        }
        try running.waitForScan()
        running.ground.rename("spool/drop/a.csv.filepart", "spool/drop/a.csv")
        #expect(try running.next().name == "a.csv")
        try running.waitForScan()
        #expect(running.spool.counts.claimed == 1)
        #expect(running.ground.list("spool/drop").count == 6)
    }

    @Test("a slow copy is offered whole")
    func slowCopy() throws {
        let running = try Running { $0.settleMilliseconds = 2_000 }
        let descriptor = open(running.ground.at("spool/drop/slow.csv"), O_WRONLY | O_CREAT, 0o644)
        for number in 0..<20 {
            #expect(write(descriptor, "\(number % 10)", 1) == 1)
            pause(milliseconds: 5)
            #expect(running.inbox.count == 0)
        }
        close(descriptor)
        #expect(try running.next().text == "01234567890123456789")
    }

    @Test("a file written in place again and again is offered once, as it was at last")
    func writtenInPlace() throws {
        let running = try Running { $0.settleMilliseconds = 1_000 }
        for text in ["first", "second", "third"] { running.ground.write("spool/drop/edited.json", text) }
        #expect(try running.next().text == "third")
        try running.waitForScan()
        #expect(running.spool.counts.claimed == 1)
    }

    @Test("a file copied in while nobody watched is found by the scan at start")
    func foundAtStart() throws {
        let ground = Ground()
        try Running(ground).stop()
        ground.write("spool/drop/before.csv", "before")
        let running = try Running(ground) { $0.settleMilliseconds = 20 }
        #expect(try running.next().text == "before")
    }

    @Test("a file from the future is not waited for until then")
    func fromTheFuture() throws {
        let running = try Running { $0.settleMilliseconds = 50 }
        let path = running.ground.at("spool/drop/future.csv")
        running.ground.write("spool/drop/future.csv")
        let future = timespec(tv_sec: 4_000_000_000, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, path, [future, future], 0) == 0)
        let file = try running.next()
        #expect(file.modifiedAt.seconds == 4_000_000_000)
    }

    @Test("a file published by link and unlink is taken once it has one name")
    func linkedAndUnlinked() throws {
        let running = try Running { $0.settleMilliseconds = 200 }
        running.ground.write("spool/drop/.upload", "linked")
        #expect(link(running.ground.at("spool/drop/.upload"), running.ground.at("spool/drop/linked.csv")) == 0)
        #expect(unlink(running.ground.at("spool/drop/.upload")) == 0)
        #expect(try running.next().text == "linked")
        #expect(running.refusals == [])
    }

    @Test("a file that had no name until it was linked in is found")
    func unnamed() throws {
        let running = try Running { $0.settleMilliseconds = 50 }
        let drop = open(running.ground.at("spool/drop"), O_RDONLY | O_DIRECTORY)
        defer { close(drop) }
        let descriptor = linux_open_unnamed(drop, 0o644)
        try #require(descriptor >= 0)
        #expect(write(descriptor, "unnamed", 7) == 7)
        #expect(linux_link_unnamed(descriptor, drop, "named.csv") == 0)
        close(descriptor)
        let file = try running.next()
        #expect(file.name == "named.csv")
        #expect(try file.text == "unnamed")
    }

    @Test("an empty file is a file")
    func empty() throws {
        let running = try Running()
        running.ground.drop("empty.csv", "")
        #expect(try running.next().text == "")
    }

    @Test("what was announced but not claimed for want of room is claimed when there is room")
    func room() throws {
        let running = try Running { $0.claimedMax = 3 }
        for number in 0..<10 { running.ground.drop("\(number).csv") }
        var ended = 0
        while ended < 10 {
            let file = try running.next()
            #expect(running.spool.claimedCount <= 3)
            #expect(running.ground.list("spool/work").count <= 3)
            try running.spool.setAside(file)
            ended += 1
        }
        #expect(running.ground.list("spool/duplicates").count == 10)
    }

    @Test("a later file of the same name waits until the earlier one is through")
    func sameName() throws {
        let running = try Running()
        running.ground.drop("a.csv", "first")
        let first = try running.next()
        running.ground.drop("a.csv", "second")
        try running.waitForScan()
        #expect(running.inbox.count == 0)
        #expect(try first.text == "first")
        try running.spool.archive(first, as: first.name, day: day("2025-03-01"))
        let second = try running.next()
        #expect(try second.text == "second")
        try running.spool.archive(second, as: second.name, day: day("2025-03-01"))
        #expect(running.ground.list("spool/archive/2025-03-01") == ["a.2.csv", "a.csv"])
    }

    @Test("more files than the kernel announces arrive all, each once")
    func overflow() throws {
        let gate = Gate()
        let ground = Ground()
        let spool = try Spool.open(
            layout: SpoolLayout(root: ground.at("spool")), policy: Running.policy { $0.settleMilliseconds = 100 })
        let offered = Offered()
        try spool.start(
            offer: { file in
                gate.wait()
                offered.add(file)
                return true
            },
            notice: { _ in })
        let count = 20_000
        try waitUntil("the drop is watched") { spool.counts.scans > 0 }
        ground.drop("first")
        try waitUntil("the watcher is held back") { gate.isReached }
        for number in 0..<count { ground.drop("n\(number)") }
        gate.open()
        try waitUntil("all are offered") { offered.count >= count + 1 }
        spool.stop()
        #expect(spool.counts.overflows >= 1)
        #expect(offered.count == count + 1)
        #expect(offered.distinct == count + 1)
        #expect(ground.list("spool/drop") == [])
    }
}
