import Foundation
import Testing

/// A ledger that has lost commits, beside an archive that is damaged, too: what can be trusted is recorded again, and
/// what cannot is said, never replaced.
@Suite("Lost commits and damaged archives", .serialized)
struct LostCommitTests {
    /// What was given out for a file.
    private struct Promise {
        let rma: String
        let parcel: String
        let archived: String
        let text: String
    }

    private let site: Site

    init() throws { site = try Site() }

    private func promise(_ number: Int) throws -> Promise {
        let name = "request-\(number).json"
        // Longer than the least that can be set as a limit.
        try site.drop(name, Sample.request(number) + String(repeating: " ", count: 1_200))
        let receipt = try site.waitForReceipt(name)
        let record = try #require((receipt["records"] as? [[String: Any]])?.first)
        let document = try #require(receipt["document"] as? Int)
        var archived: String?
        try site.wait(20, "\(name) in the archive") {
            archived = site.names("archive").map { "archive/\($0)/\(document)-\(name)" }.first {
                FileManager.default.fileExists(atPath: "\(site.spool.path)/\($0)")
            }
            return archived != nil
        }
        let path = try #require(archived)
        return Promise(
            rma: try #require(record["rma"] as? String),
            parcel: try #require((record["parcels"] as? [String])?.first), archived: path, text: try site.text(path))
    }

    private func write(_ text: String, to place: String) throws {
        try Data(text.utf8).write(to: site.spool.appending(path: place))
    }

    /// Orders and one return are safe in the ledger; what comes from now on lies in its WAL alone.
    private func openShop() throws {
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(20))
        _ = try site.waitForReceipt("orders.json")
        _ = try promise(1)
        site.stopDaemon()
        try site.startWatching()
    }

    private func loseCommits() throws {
        site.killDaemon()
        try FileManager.default.removeItem(atPath: site.spool.path + "/ledger.sqlite3-wal")
    }

    private func shown(_ rma: String) throws -> (status: Int32, errors: String) {
        let answer = try site.rmad(["show", rma])
        return (answer.status, answer.errors.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    @Test("what cannot be recorded again is said, its numbers go to nobody else, and a whole copy brings it back")
    func damagedArchive() throws {
        try openShop()
        let promises = try (2...6).map { try promise($0) }
        try loseCommits()
        let (altered, missing, emptied) = (promises[1], promises[2], promises[4])
        let lost = [altered, missing, emptied]
        try write(altered.text.replacing("A-3", with: "A-13"), to: altered.archived)
        #expect(try site.text(altered.archived) != altered.text)
        try FileManager.default.removeItem(atPath: "\(site.spool.path)/\(missing.archived)")
        try write("", to: emptied.archived)
        let receipt = try site.text("receipts/request-3.json.receipt.json")

        try site.startWatching()
        for one in lost {
            let line = site.log.split(separator: "\n").first {
                $0.contains("an acknowledged document is lost: \(one.archived)")
            }
            #expect(line?.contains(one.rma) == true, "\(one.archived): \(site.log.suffix(3000))")
            let shown = try shown(one.rma)
            #expect(shown.status == 1 && shown.errors.contains("its record is lost"), "\(shown.errors)")
            #expect(try self.shown(one.parcel).errors.contains("its record is lost"))
        }
        #expect(try shown(altered.rma).errors.contains("is not what came"))
        #expect(try site.text("receipts/request-3.json.receipt.json") == receipt)
        for one in [promises[0], promises[3]] {
            #expect(try site.rmad(["show", one.parcel, "--json"]).output.contains(one.rma))
        }
        let found = try site.rmad(["verify"])
        #expect(found.status == 1 && lost.allSatisfy { found.output.contains($0.rma) }, "\(found.output)")

        let fresh = try promise(8)
        #expect(!promises.map(\.rma).contains(fresh.rma) && !promises.map(\.parcel).contains(fresh.parcel))
        site.stopDaemon()

        // The next start has nothing to say again, and whole files bring the returns back.
        let said = site.log.components(separatedBy: "is lost: ").count
        try site.startWatching()
        #expect(site.log.components(separatedBy: "is lost: ").count == said)
        site.stopDaemon()
        for one in lost { try write(one.text, to: one.archived) }
        let replayed = try site.rmad(["replay", site.spool.path + "/archive"])
        #expect(replayed.status == 0, "\(replayed.output) \(replayed.errors)")
        for one in promises { #expect(try site.rmad(["show", one.parcel, "--json"]).output.contains(one.rma)) }
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("the newest file of the archive empty and its receipt gone: nobody gets the numbers that it may have had")
    func withoutTrace() throws {
        try openShop()
        let given = try [promise(2), promise(3)]
        try loseCommits()
        let newest = try #require(given.last)
        try write("", to: newest.archived)
        for receipt in ["receipts/request-3.json.receipt.json", receiptBeside(newest.archived)] {
            try FileManager.default.removeItem(atPath: "\(site.spool.path)/\(receipt)")
        }
        try site.startWatching()
        #expect(site.log.contains("an acknowledged document is lost: \(newest.archived)"), "\(site.log.suffix(3000))")
        let fresh = try promise(4)
        #expect(!given.map(\.rma).contains(fresh.rma) && !given.map(\.parcel).contains(fresh.parcel))
        site.stopDaemon()
    }

    private func receiptBeside(_ archived: String) -> String {
        let parts = archived.split(separator: "/")
        return "\(parts[0])/\(parts[1])/\(parts[2].prefix { $0 != "-" }).receipt.json"
    }

    @Test(
        "what lies in an original's place and cannot be read stops neither start nor replay nor restore: all is named")
    func unreadable() throws {
        try openShop()
        let backups = site.folder.appending(path: "backups").path
        #expect(try site.rmad(["backup", backups]).status == 0)
        let promises = try (2...7).map { try promise($0) }
        try loseCommits()
        let files = FileManager.default
        let lost = Array(promises[1...4])
        let paths = lost.map { "\(site.spool.path)/\($0.archived)" }
        for path in paths.prefix(3) { try files.removeItem(atPath: path) }
        try files.createDirectory(atPath: paths[0], withIntermediateDirectories: false)
        #expect(symlink("/nowhere", paths[1]) == 0 && symlink(paths[2], paths[2]) == 0)
        // The fourth is whole, and what its receipts say lies behind loops.
        for receipt in [receiptBeside(lost[3].archived), "receipts/request-6.json.receipt.json"] {
            let path = "\(site.spool.path)/\(receipt)"
            try files.removeItem(atPath: path)
            #expect(symlink(path, path) == 0)
        }
        // All of them are larger than what is taken today.
        try site.configure([("file_bytes_max: 67108864", "file_bytes_max: 1024")])
        let archive = site.folder.appending(path: "originals").path
        try files.copyItem(atPath: "\(site.spool.path)/archive", toPath: archive)

        try site.startWatching()
        for one in lost {
            #expect(site.log.contains("an acknowledged document is lost: \(one.archived)"), "\(site.log.suffix(3000))")
        }
        for one in [promises[0], promises[5]] { #expect(try shown(one.rma).status == 0, "\(site.log.suffix(3000))") }
        #expect(try shown(lost[0].rma).errors.contains("cannot be read"))
        #expect(try site.rmad(["queue", "--json"]).output.contains(#""documents lost","count":4"#))
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 1, "\(verified.output)")
        for one in lost {
            let document = one.archived.split(separator: "/")[2].prefix { $0 != "-" }
            #expect(verified.output.contains("document \(document):"), "\(verified.output)")
        }
        site.stopDaemon()

        // The same archive, brought to a backup: what was restored is said, and each file that was not.
        try files.moveItem(atPath: site.spool.path, toPath: site.folder.appending(path: "away").path)
        let name = try #require(try files.contentsOfDirectory(atPath: backups).first { $0.hasPrefix("rmad-") })
        let restored = try site.rmad(["restore", "\(backups)/\(name)", "--originals", archive])
        #expect(restored.status == 1, "\(restored.output) \(restored.errors)")
        #expect(restored.output.contains("Restored as of") && restored.output.contains("2 recorded again"))
        for one in lost.dropFirst() {
            let file = one.archived.split(separator: "/")[2]
            #expect(restored.output.contains("/\(file)\n"), "\(file): \(restored.output)")
        }
        #expect(restored.output.contains("no original beside it"), "a folder hides that one: \(restored.output)")
    }

    @Test("a file that gave out no number is lost no more when its copy was replayed")
    func foundAgain() throws {
        try openShop()
        try site.drop("more.json", Sample.orders(21))
        let document = try #require(try site.waitForReceipt("more.json")["document"] as? Int)
        var place: String?
        try site.wait(20, "the file in the archive") {
            place = site.names("archive").map { "archive/\($0)/\(document)-more.json" }.first {
                FileManager.default.fileExists(atPath: "\(site.spool.path)/\($0)")
            }
            return place != nil
        }
        let archived = try #require(place)
        let text = try site.text(archived)
        try loseCommits()
        let files = FileManager.default
        try files.removeItem(atPath: "\(site.spool.path)/\(archived)")
        try files.createDirectory(atPath: "\(site.spool.path)/\(archived)", withIntermediateDirectories: false)
        try site.startWatching()
        #expect(try site.rmad(["queue", "--json"]).output.contains(#""documents lost","count":1"#))
        let listed = try site.rmad(["lost"])
        #expect(listed.status == 1 && listed.output.contains("Document \(document)"), "\(listed)")
        // Somebody gives it up; nobody is asked for it any more.
        #expect(try site.rmad(["lost", "accept", "\(document + 1)", "--reason", "x"]).status != 0)
        let accepted = try site.rmad(["lost", "accept", "\(document)", "--reason", "no copy is left"])
        #expect(accepted.status == 0, "\(accepted)")
        #expect(!(try site.rmad(["queue"]).output.contains("documents lost")))
        #expect(try site.rmad(["lost"]).status == 0)
        #expect(try site.rmad(["verify"]).status == 0)
        site.stopDaemon()
        try site.startWatching()
        #expect(try site.rmad(["verify"]).status == 0, "a start does not lose it anew")
        site.stopDaemon()
        try files.removeItem(atPath: "\(site.spool.path)/\(archived)")
        try write(text, to: archived)
        #expect(try site.rmad(["replay", "\(site.spool.path)/archive"]).output.contains("1 recorded again"))
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(!(try site.rmad(["queue"]).output.contains("documents lost")))
    }

    @Test("an erasure and what it left of other files are recorded again like everything else")
    func erasure() throws {
        try openShop()
        site.stopDaemon()
        let (ledger, copy) = ("\(site.spool.path)/ledger.sqlite3", site.folder.appending(path: "older").path)
        try FileManager.default.copyItem(atPath: ledger, toPath: copy)
        try site.startWatching()
        let other = Sample.request(3).replacing("Grace Müller", with: "Ada Byron")
            .replacing("grace@", with: "ada@").replacing("Hauptstr. 5", with: "Marktplatz 1")
        try site.drop("both.json", "[\(Sample.request(2)), \(other)]")
        let records = try #require(try site.waitForReceipt("both.json")["records"] as? [[String: Any]])
        let rmas = records.compactMap { $0["rma"] as? String }
        #expect(rmas.count == 2)
        try site.drop(
            "erase.json", #"{"type": "erasure", "returns": ["\#(rmas[0])"], "reason": "asked", "force": true}"#)
        _ = try site.waitForReceipt("erase.json")
        try site.wait(60, "the end of the erasure") { site.log.contains("erased data has left the disk") }
        site.stopDaemon()
        try FileManager.default.removeItem(atPath: ledger)
        try FileManager.default.moveItem(atPath: copy, toPath: ledger)
        try site.startWatching()
        #expect(site.log.contains("taken again from the archive"))
        #expect(try site.rmad(["show", rmas[1]]).status == 0, "\(site.log.suffix(3000))")
        #expect(!site.log.contains("SHA-256") && !site.log.contains("is lost: archive/\(today)/4-both"))
        site.stopDaemon()
    }

    private var today: String { site.names("archive").last ?? "" }

    @Test("no backup of a ledger that has lost documents, and none is removed for one that does not go on")
    func backups() throws {
        try openShop()
        let folder = site.folder.appending(path: "backups").path
        let backup = ["backup", folder, "--keep", "1"]
        _ = try promise(2)
        #expect(try site.rmad(backup).status == 0)
        let good = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("rmad-") }
        #expect(good.count == 1)
        // Without its WAL it lacks a document of the archive.
        try loseCommits()
        Thread.sleep(forTimeInterval: 1.1)
        let shorter = try site.rmad(backup)
        #expect(shorter.status == 1 && shorter.errors.contains("has lost its newest commits"), "\(shorter.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("rmad-") } == good)
        // Begun anew, with an archive that is empty: sound, and not what it was.
        for name in try FileManager.default.contentsOfDirectory(atPath: site.spool.path)
        where name.hasPrefix("ledger.sqlite3") {
            try FileManager.default.removeItem(atPath: "\(site.spool.path)/\(name)")
        }
        try FileManager.default.moveItem(
            atPath: site.spool.path + "/archive", toPath: site.folder.appending(path: "away").path)
        try site.startWatching()
        for run in 1...2 {
            Thread.sleep(forTimeInterval: 1.1)
            let anew = try site.rmad(backup)
            #expect(anew.status == (run == 1 ? 1 : 0), "\(anew.output) \(anew.errors)")
            #expect(anew.output.contains("Kept: \(good[0])"), "\(anew.output)")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("rmad-") }
            #expect(left.count == 2 && left.contains(good[0]), "\(left)")
        }
        site.stopDaemon()
    }
}
