import Digests
import Foundation
import Glibc
import JSONText
import Ledger
import Spool
import Testing

@testable import Desk

@Suite("rmad submit") struct SubmitTests {
    @Test("files go into the drop whole, under their names, and nothing else is left there")
    func drop() throws {
        let bench = try Bench()
        try bench.makeSpool()
        try bench.write("one", to: "in/a.csv")
        try bench.write("two", to: "in/b.csv")
        let answer = try bench.run("submit", "in/a.csv", "in/b.csv")
        #expect(answer.status == 0, "\(answer.error)")
        #expect(answer.output == "in/a.csv → \(bench.drop)/a.csv\nin/b.csv → \(bench.drop)/b.csv\n")
        #expect(answer.error.contains("no daemon is running; what was dropped is safe"))
        #expect(try bench.names(in: "spool/drop") == ["a.csv", "b.csv"])
        #expect(try bench.read("spool/drop/a.csv") == "one")
        var status = stat()
        #expect(stat("\(bench.drop)/a.csv", &status) == 0 && status.st_mode & 0o777 == 0o640)
        #expect(status.st_nlink == 1)
    }

    @Test("a name that is taken gets a number and replaces nothing")
    func takenName() throws {
        let bench = try Bench()
        try bench.makeSpool()
        for text in ["first", "second", "third"] {
            try bench.write(text, to: "x.json")
            #expect(try bench.run("submit", "x.json", "--json").status == 0)
        }
        #expect(try bench.names(in: "spool/drop") == ["x.2.json", "x.3.json", "x.json"])
        #expect(try bench.read("spool/drop/x.json") == "first")
        #expect(try bench.read("spool/drop/x.3.json") == "third")
    }

    @Test("the standard input, a name and a station")
    func standardInput() throws {
        let bench = try Bench()
        try bench.makeSpool()
        let answer = try bench.run("submit", "-", "--name", "n.jsonl", "--station", "dock-2", "--json", input: "{}")
        #expect(answer.status == 0, "\(answer.error)")
        #expect(try bench.read("spool/drop/dock-2/n.jsonl") == "{}")
        let json = try #require(JSONValue(reading: Array(answer.output.utf8)))
        #expect(json["path"]?.spoken == "\(bench.drop)/dock-2/n.jsonl")
        #expect(json["station"]?.spoken == "dock-2")
        #expect(json["outcome"]?.spoken == "dropped")
        #expect(json["sha256"]?.spoken == Digest(of: "{}".utf8).description)
    }

    @Test("nothing is dropped unless every file is there, and the error says which is not")
    func missingFile() throws {
        let bench = try Bench()
        try bench.makeSpool()
        try bench.write("x", to: "a.csv")
        let answer = try bench.run("submit", "a.csv", "b.csv")
        #expect(answer.status == 1)
        #expect(answer.error == "rmad: cannot read 'b.csv': No such file or directory. Check the path.\n")
        #expect(try bench.names(in: "spool/drop").isEmpty)
        #expect(try bench.run("submit", "spool").status == 1)
    }

    @Test("a file that is too large is refused before it is dropped")
    func tooLarge() throws {
        let bench = try Bench()
        try bench.makeSpool()
        try bench.write(String(repeating: "x", count: 1 << 20 + 1), to: "a.csv")
        let answer = try bench.run("submit", "a.csv")
        #expect(answer.status == 65)
        #expect(answer.error.contains("is larger than the 1048576 bytes that are taken"))
        #expect(try bench.names(in: "spool/drop").isEmpty)
    }

    @Test("without a drop the command ends with 69 and says to start the daemon once")
    func noDrop() throws {
        let bench = try Bench()
        try bench.write("x", to: "a.csv")
        let answer = try bench.run("submit", "a.csv")
        #expect(answer.status == 69)
        #expect(answer.error.contains("Start the daemon once"))
    }

    @Test("waiting without a daemon ends with 75 at once, and the file is safe")
    func waitWithoutDaemon() throws {
        let bench = try Bench()
        try bench.makeSpool()
        try bench.write("good", to: "a.csv")
        let answer = try bench.run("submit", "--wait", "a.csv")
        #expect(answer.status == 75)
        #expect(answer.output.hasPrefix("a.csv: waiting\n  Safe in the drop as \(bench.drop)/a.csv; no daemon"))
        #expect(try bench.names(in: "spool/drop") == ["a.csv"])
    }

    @Test("waiting tells what became of each file, by the worst of which the command ends")
    func wait() throws {
        let bench = try Bench()
        let ledger = try TestLedger(bench)
        let daemon = try PlayedDaemon(bench, ledger: ledger)
        try bench.write("good", to: "good.csv")
        try bench.write("bad", to: "bad.csv")
        try bench.write("half", to: "half.csv")
        let good = try bench.run("submit", "good.csv", "--wait")
        #expect(good.status == 0, "\(good.error)")
        #expect(
            good.output == """
                good.csv: accepted (document 1)
                  1  RMA-FDF-7CTR approved
                     Tracking page  https://rma.example.com/t/abc
                     Warning        line 1: the price is unusual

                """)
        let bad = try bench.run("submit", "bad.csv", "--wait=20")
        #expect(bad.status == 65)
        #expect(bad.output.hasPrefix("bad.csv: rejected (document 2)\n  bad.csv cannot be taken.\n"))
        #expect(bad.output.contains("line 2, column 5: found 'x\\u{1b}[2J', expected a number."))
        #expect(bad.output.contains("correct it and submit it again"))
        let all = try bench.run("submit", "good.csv", "half.csv", "--wait", "20", "--json")
        #expect(all.status == 65)
        let rows = all.lines.compactMap { JSONValue(reading: Array($0.utf8)) }
        #expect(rows.map { $0["outcome"]?.spoken } == ["accepted", "partly_accepted"])
        // Two files that are dropped together are recorded in either order.
        #expect(Set(rows.map { $0["document"]?.spoken }) == ["3", "4"])
        #expect(rows[0]["receipt"]?["records"]?.elements.count == 1)
        #expect(rows[1]["rejected_as"]?.spoken == "\(bench.spoolRoot)/rejected/half.csv.to-correct.csv")
        daemon.stop()
        try ledger.close()
    }

    @Test("a file that the daemon refuses unread is known by itself, with the reason beside it")
    func refusedUnread() throws {
        let bench = try Bench()
        let ledger = try TestLedger(bench)
        let daemon = try PlayedDaemon(bench, ledger: ledger)
        try bench.write(String(repeating: "x", count: 2_000), to: "large.csv")
        let answer = try bench.run("submit", "large.csv", "--wait", "20")
        #expect(answer.status == 65, "\(answer.output)")
        #expect(answer.output.contains("at most 1000 are taken"))
        #expect(answer.output.contains("It lies in \(bench.spoolRoot)/rejected/large.csv."))
        daemon.stop()
        try ledger.close()
    }

    @Test("when the time is up the command ends with 75 and the file is in the daemon's hands")
    func timeIsUp() throws {
        let bench = try Bench()
        let ledger = try TestLedger(bench)
        let daemon = try PlayedDaemon(bench, ledger: ledger)
        try bench.write("late", to: "late.csv")
        let answer = try bench.run("submit", "late.csv", "--wait", "1")
        #expect(answer.status == 75)
        #expect(answer.output.contains("the time to wait is up"))
        daemon.stop()
        try ledger.close()
    }

    @Test("asking for the daemon does not keep the lock from it, and the queue names its process")
    func standing() throws {
        let bench = try Bench()
        try bench.makeSpool()
        try TestLedger(bench).close()
        #expect(try bench.run("queue").output.hasPrefix("Daemon: not running; none ever worked on this spool\n"))
        let ledger = try TestLedger(bench)
        let daemon = try PlayedDaemon(bench, ledger: ledger)
        let running = try bench.run("queue", "--json").output
        let json = try #require(JSONValue(reading: Array(running.utf8)))
        #expect(json["daemon"]?["state"]?.spoken == "running")
        #expect(json["daemon"]?["pid"]?.integer == Int64(getpid()))
        #expect(try bench.run("queue").output.contains("Daemon: running, process \(getpid()), since 20"))
        daemon.stop()
        try ledger.close()
    }
}
