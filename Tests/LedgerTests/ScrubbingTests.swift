import Foundation
import GRDB
import Ledger
import Synchronization
import Testing
import Workers

/// What was removed from the ledger is in no byte of its files, and getting it out holds nobody up.
@Suite("Scrubbing")
struct ScrubbingTests {
    /// Entries that come in any order, so that pages are split and cells move; then those of one person go.
    private static let churn = """
        CREATE TABLE churn (term TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
        CREATE TABLE wide (id INTEGER PRIMARY KEY, words TEXT);
        CREATE INDEX wide_by_words ON wide (words);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
            INSERT INTO churn SELECT printf('%08x', (i * 2654435761) & 4294967295),
                iif(i % 3 = 0, 'Quastenberg', 'Altdorfer') || substr('xxxxxxxxxxxxxxxxxxxxxxxx', 1, i % 23) FROM n;
        INSERT INTO wide (words) SELECT words || term FROM churn ORDER BY substr(term, 3);
        UPDATE wide SET words = words || 'yyyyyyyyyyyyyyyyyyyy' WHERE id % 5 = 0;
        UPDATE wide SET words = replace(words, 'Quastenberg', 'gone') WHERE words LIKE '%Quastenberg%';
        DELETE FROM churn WHERE words LIKE '%Quastenberg%';
        """

    private func files(_ bench: Workbench, with text: String) throws -> [String] {
        let grep = Process()
        let output = Pipe()
        grep.executableURL = URL(fileURLWithPath: "/usr/bin/grep")
        grep.arguments = ["-r", "-l", "-a", "-F", "--", text, bench.folder.path]
        grep.standardOutput = output
        try grep.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        grep.waitUntilExit()
        return String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("what is removed is in no byte of the ledger's files once the journal is empty, and in none that is written")
    func removed() throws {
        let bench = try Workbench()
        try bench.ledger.tamper(Self.churn)
        #expect(try !files(bench, with: "Quastenberg").isEmpty, "it is not even there")
        #expect(try bench.ledger.emptyJournal())
        #expect(try files(bench, with: "Quastenberg") == [])
        #expect(try files(bench, with: "Altdorfer").count == 1, "what stays is in the file")
        #expect(try bench.ledger.soiledPages() == 0)
        // Pages that are written from now on do not bring it back, neither in the journal nor in the file.
        try bench.ledger.tamper("UPDATE churn SET words = words || 'z'; INSERT INTO wide (words) VALUES ('more')")
        #expect(try files(bench, with: "Quastenberg") == [])
        #expect(try bench.ledger.emptyJournal())
        #expect(try files(bench, with: "Quastenberg") == [])
        let sound = try bench.ledger.inspect { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(sound == "ok")
    }

    @Test("a ledger whose pages were written by another SQLite shows what was removed, and is clean when written anew")
    func ofBefore() throws {
        let bench = try Workbench()
        let other = Process()
        other.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        other.arguments = [
            "-c",
            """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute("PRAGMA secure_delete = ON")
            db.executescript(sys.argv[2])
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            """, bench.folder.path + "/ledger.sqlite3", Self.churn,
        ]
        try other.run()
        other.waitUntilExit()
        #expect(other.terminationStatus == 0)
        #expect(try bench.ledger.soiledPages() > 0, "secure_delete alone does not do it")
        #expect(try !files(bench, with: "Quastenberg").isEmpty)
        let beats = bench.ledger.rewriting.beats
        try bench.ledger.rewriteFile()
        #expect(try bench.ledger.emptyJournal())
        #expect(try bench.ledger.soiledPages() == 0)
        #expect(try files(bench, with: "Quastenberg") == [])
        #expect(bench.ledger.rewriting.beats > beats, "who watches the writer sees that it goes on")
    }

    @Test("a ledger is written anew only where there is room for it, and says how much is wanting")
    func room() throws {
        let bench = try Workbench()
        try bench.ledger.requireRoomToRewrite(reserve: DiskReserve(), daemon: [])
        #expect {
            try bench.ledger.requireRoomToRewrite(reserve: DiskReserve(bytes: 1 << 60), daemon: [])
        } throws: { error in
            guard let missing = error as? MissingRoom else { return false }
            return missing.needed > 0 && missing.free > 0 && missing.kept == 1 << 60
                && "\(missing)".contains("\(missing.needed) bytes are needed")
        }
    }

    @Test("a journal that somebody reads from is not emptied, and nobody waits for that")
    func held() throws {
        let bench = try Workbench()
        try bench.ledger.read { snapshot in
            _ = try snapshot.fact("any")
            try bench.write { try $0.set("newer", to: "than the snapshot") }
            let begun = ContinuousClock.now
            #expect(try !bench.ledger.emptyJournal())
            #expect(ContinuousClock.now - begun < .seconds(5), "as long as a writer would wait")
        }
        #expect(try bench.ledger.emptyJournal())
    }

    @Test("more threads than connections read at the same time, each its own snapshot, and a closed ledger says so")
    func readers() throws {
        let bench = try Workbench()
        try bench.write { try $0.set("count", to: "1") }
        let ledger = bench.ledger
        let wrong = Mutex<[String]>([])
        let workers = try (1...12).map { number in
            try Worker(name: "reader-\(number)") {
                do {
                    for _ in 1...50 {
                        let said = try ledger.read { try $0.fact("count") }
                        if said != "1" { wrong.withLock { $0.append("\(said ?? "nothing")") } }
                    }
                } catch {
                    wrong.withLock { $0.append("\(error)") }
                }
            }
        }
        for worker in workers { worker.join() }
        #expect(wrong.withLock { $0 } == [])
        bench.writer.stop()
        try ledger.close()
        #expect(throws: LedgerFault.self) { try ledger.read { try $0.fact("count") } }
    }
}
