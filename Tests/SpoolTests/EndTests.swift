import Glibc
import Testing
import Workers

@testable import Spool

@Suite("Ends of a file")
struct EndTests {
    private func claim(_ running: Running, _ name: String = "a.csv", _ text: String = "content") throws -> ClaimedFile {
        running.ground.drop(name, text)
        return try running.next()
    }

    @Test("an end can be repeated")
    func repeated() throws {
        let running = try Running()
        let file = try claim(running)
        #expect(try running.spool.archive(file, as: "b.csv", day: day("2025-03-01")) == .moved("b.csv"))
        #expect(try running.spool.archive(file, as: "b.csv", day: day("2025-03-01")) == .alreadyThrough)
        #expect(try running.spool.reject(file, reason: [1], givenBack: ("rows.csv", [2])) == .alreadyThrough)
        #expect(try running.spool.setAside(file) == .alreadyThrough)
        #expect(running.spool.claimedCount == 0)
        #expect(running.ground.list("spool/rejected") == [])
        #expect(running.ground.list("spool/archive/2025-03-01") == ["b.csv"])
    }

    @Test("rejected files of one name are numbered, each with its reason")
    func numbered() throws {
        let running = try Running()
        for number in 1...3 {
            let file = try claim(running, "a.csv", "\(number)")
            try running.spool.reject(file, reason: Array("reason \(number)".utf8))
        }
        for (number, name) in [(1, "a.csv"), (2, "a.2.csv"), (3, "a.3.csv")] {
            #expect(running.ground.read("spool/rejected/" + name) == "\(number)")
            #expect(running.ground.read("spool/rejected/\(name).reason.txt") == "reason \(number)")
        }
    }

    @Test("a reason that a crash left without its file is replaced")
    func orphan() throws {
        let running = try Running()
        running.ground.write("spool/rejected/a.csv.reason.txt", "left by a crash")
        try running.spool.reject(try claim(running), reason: Array("new".utf8))
        #expect(running.ground.list("spool/rejected") == ["a.csv", "a.csv.reason.txt"])
        #expect(running.ground.read("spool/rejected/a.csv.reason.txt") == "new")
    }

    @Test("a rejected file that is called like a reason is not overwritten by one")
    func calledLikeAReason() throws {
        let running = try Running()
        try running.spool.reject(try claim(running, "a.csv.reason.txt", "theirs"), reason: Array("no".utf8))
        try running.spool.reject(try claim(running, "a.csv"), reason: Array("why".utf8))
        #expect(running.ground.read("spool/rejected/a.csv.reason.txt") == "theirs")
        #expect(running.ground.read("spool/rejected/a.2.csv.reason.txt") == "why")
    }

    @Test("what is given back twice is there once")
    func givenBack() throws {
        let running = try Running()
        for _ in 0..<2 {
            #expect(try running.spool.giveBack("r.csv", [1, 2], reason: [3], station: "EAST") == "r.csv")
        }
        #expect(try running.spool.giveBack("r.csv", [9, 9], reason: [3], station: "EAST") == "r.2.csv")
        #expect(
            running.ground.list("spool/rejected/EAST") == [
                "r.2.csv", "r.2.csv.reason.txt", "r.csv", "r.csv.reason.txt",
            ])
    }

    @Test("a file that is written to while it is read is offered again when it has settled")
    func changesWhileRead() throws {
        let running = try Running { $0.settleMilliseconds = 100 }
        running.ground.write("outside", String(repeating: "x", count: 30_000_000))
        running.ground.rename("outside", "spool/drop/open.csv")
        let file = try running.next()
        let path = running.ground.at("spool/work/open.csv")
        let gate = Gate()
        // It opens the file anew each time, so that a reading can begin while nobody holds it.
        let writer = try Worker(name: "writer") {
            repeat {
                let descriptor = open(path, O_WRONLY | O_APPEND)
                _ = write(descriptor, "y", 1)
                close(descriptor)
                usleep(100)
            } while !gate.isReached
        }
        // The writer may be kept from running while one reading goes on, but not always.
        reading: while true {
            switch try file.read(bytesMax: 1 << 30) {
            case .bytes: continue
            case .stillChanging: break reading
            }
        }
        #expect(running.spool.claimedCount == 0)
        #expect(running.ground.list("spool/work") == ["open.csv"])
        gate.open()
        gate.wait()
        writer.join()
        let again = try running.next()
        let text = try again.text
        #expect(text.utf8.count > 30_000_000 && text.hasSuffix("y"))
        #expect(running.spool.claimedCount == 1)
    }

    @Test("a file that its writer still holds open is not read, however long it pauses")
    func openWriter() throws {
        let running = try Running { $0.settleMilliseconds = 50 }
        running.ground.write("outside", "half")
        let descriptor = open(running.ground.at("outside"), O_WRONLY | O_APPEND)
        running.ground.rename("outside", "spool/drop/open.csv")
        let first = try running.next()
        guard case .stillChanging = try first.read(bytesMax: 1000) else {
            Issue.record("it was read while its writer was at it")
            return
        }
        #expect(write(descriptor, " and half", 9) == 9)
        close(descriptor)
        #expect(try running.next().text == "half and half")
    }

    @Test("a file that was written to after it was read is not archived, but offered again")
    func changesAfterRead() throws {
        let running = try Running { $0.settleMilliseconds = 50 }
        running.ground.write("outside", "half")
        running.ground.rename("outside", "spool/drop/open.csv")
        let file = try running.next()
        #expect(try file.text == "half")
        let descriptor = open(running.ground.at("spool/work/open.csv"), O_WRONLY | O_APPEND)
        #expect(write(descriptor, " and half", 9) == 9)
        close(descriptor)
        #expect(try running.spool.archive(file, as: file.name, day: day("2025-03-01")) == .changedSinceRead)
        let again = try running.next()
        #expect(try again.text == "half and half")
        #expect(try running.spool.archive(again, as: file.name, day: day("2025-03-01")) == .moved("open.csv"))
    }

    @Test(
        "a file that was put off is offered again after a pause, as known where it was recorded",
        arguments: [true, false])
    func puttingOff(isKnown: Bool) throws {
        let running = try Running { $0.retryMilliseconds = 100 }
        let file = try claim(running)
        running.spool.putOff(file, isKnown: isKnown)
        #expect(running.spool.claimedCount == 1 && running.inbox.count == 0)
        let again = try running.next()
        #expect(again.key == file.key && again.isRecovered == isKnown)
        #expect(try running.spool.setAside(again) == .moved("a.csv"))
        #expect(running.spool.claimedCount == 0)
    }

    @Test("a file that has grown past the limit is not read")
    func grown() throws {
        let running = try Running()
        let file = try claim(running)
        let error = #expect(throws: SpoolError.self) { _ = try file.read(bytesMax: 3) }
        #expect(error?.responsible == .sender)
    }

    @Test("only days before the given one are pruned")
    func pruning() throws {
        let running = try Running()
        for (number, text) in ["2025-02-28", "2025-03-01", "2025-03-02"].enumerated() {
            for name in ["a\(number).csv", "b\(number).csv"] {
                let file = try claim(running, name)
                try running.spool.archive(file, as: file.name, day: day(text))
            }
        }
        running.ground.folder("spool/archive/notes")
        running.ground.write("spool/archive/1999-01-01", "a file")
        #expect(try running.spool.pruneArchive(olderThanDay: day("2025-03-02")).files == 4)
        #expect(running.ground.list("spool/archive") == ["1999-01-01", "2025-03-02", "notes"])
        let file = try claim(running, "late.csv")
        #expect(try running.spool.archive(file, as: file.name, day: day("2025-02-28")) == .moved("late.csv"))
    }

    @Test("a day is a day")
    func days() {
        for text in [
            "2025-3-01", "2025-13-01", "2025-00-10", "2025-01-32", "../../etc", "2025/01/01", "", "٢٠٢٥-01-01",
        ] {
            #expect(ArchiveDay(text) == nil, "\(text)")
        }
    }
}
