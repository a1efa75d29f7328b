import Glibc
import Testing

@testable import Spool

@Suite("Crashing")
struct CrashTests {
    static let points = [
        "spool.claim", "spool.claimed", "spool.read", "spool.archived", "spool.rejected", "spool.written",
        "spool.renamed",
    ]

    /// What is put into the drop: key and content.
    private static let files: [String: String] = {
        var files: [String: String] = [:]
        for number in 0..<4 {
            for prefix in ["ok", "bad", "dup"] {
                files["\(prefix)\(number).csv"] = "\(prefix) \(number)"
                files["EAST/\(prefix)\(number).csv"] = "\(prefix) \(number) of EAST"
            }
        }
        return files
    }()

    @Test("killed at any point, nothing is lost and nothing doubled", arguments: points, [1, 3, 6])
    func killed(point: String, times: Int) throws {
        let ground = Ground()
        ground.folder("spool")
        ground.folder("spool/drop")
        ground.folder("spool/drop/EAST")
        for (name, content) in Self.files { ground.drop(name, content) }

        #expect(try Probe(ground, failpoints: "\(point):\(times)").run() == .killed(SIGKILL))
        // And once more on the way, where it is likely to be met during recovery.
        let second = try Probe(ground, failpoints: "\(point):1").run()
        #expect(second == .killed(SIGKILL) || second == .exited(0))
        #expect(try Probe(ground).run() == .exited(0))

        let log = ground.read("log") ?? ""
        for (name, content) in Self.files {
            #expect(log.contains("offered \(name) "), "\(name) was never offered")
            let base = String(name.split(separator: "/").last ?? "")
            let station = name.hasPrefix("EAST/") ? "EAST/" : ""
            if base.hasPrefix("bad") {
                #expect(ground.read("spool/rejected/" + name) == content)
                #expect(ground.read("spool/rejected/\(name).reason.txt") == "line 1: \(base)\n")
                #expect(ground.read("spool/rejected/\(name).rows.csv") == "bad ")
            } else if base.hasPrefix("dup") {
                #expect(ground.read("spool/duplicates/" + name) == content)
            } else {
                #expect(ground.read("spool/receipts/\(station)\(base).receipt.json") == content)
            }
        }
        let archive = ground.list("spool/archive/2025-03-01")
        let archived = archive.compactMap { ground.read("spool/archive/2025-03-01/" + $0) }
        #expect(archived.sorted() == Self.files.filter { $0.key.contains("ok") }.map(\.value).sorted())
        #expect(ground.list("spool/rejected").count == 4 * 3 + 1)
        #expect(ground.list("spool/rejected/EAST").count == 4 * 3)
        #expect(ground.list("spool/duplicates").count == 4 + 1)
        #expect(ground.list("spool/tmp") == [])
        #expect(ground.list("spool/drop") == ["EAST"])
    }

    @Test("what is left in work is offered first by the next daemon")
    func recovered() throws {
        let ground = Ground()
        for folder in ["spool", "spool/work", "spool/work/EAST", "spool/work/EMPTY", "spool/tmp", "spool/drop"] {
            ground.folder(folder)
        }
        ground.write("spool/work/a.csv", "a")
        ground.write("spool/work/EAST/a.csv", "a of EAST")
        ground.write("spool/tmp/half")
        ground.drop("new.csv")
        ground.drop("a.csv", "a later one")
        let running = try Running(ground) { $0.settleMilliseconds = 20 }
        let recovered = [try running.next(), try running.next()]
        #expect(recovered.map(\.isRecovered) == [true, true])
        #expect(Set(try recovered.map { try $0.text }) == ["a", "a of EAST"])
        let new = try running.next()
        #expect(new.name == "new.csv" && !new.isRecovered)
        for file in recovered { try running.spool.setAside(file) }
        #expect(try running.next().text == "a later one")
        #expect(ground.list("spool/tmp") == [])
        #expect(!ground.exists("spool/work/EMPTY"))
    }

    @Test("a file that was offered and not taken stays in work for the next daemon")
    func notTaken() throws {
        let ground = Ground()
        do {
            let spool = try Spool.open(layout: SpoolLayout(root: ground.at("spool")), policy: Running.policy())
            let offered = Offered()
            try spool.start(
                offer: { file in
                    offered.add(file)
                    return false
                }, notice: { _ in })
            try waitUntil("the drop is watched") { spool.counts.scans > 0 }
            ground.drop("a.csv")
            try waitUntil("it is offered") { offered.count == 1 }
            spool.stop()
        }
        #expect(ground.list("spool/work") == ["a.csv"])
        #expect(try Running(ground).next().isRecovered)
    }

    @Test("a second daemon is told who has the spool")
    func secondDaemon() throws {
        let running = try Running()
        let error = #expect(throws: SpoolError.self) {
            _ = try Spool.open(layout: running.spool.layout, policy: running.spool.policy)
        }
        #expect(error?.responsible == .operator)
        #expect(error?.description.contains("process \(getpid()) works on this spool") == true)
    }
}
