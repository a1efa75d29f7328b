import Foundation
import Glibc
import Testing

/// A photo that is lost or damaged is named; it ends neither backups nor what a restore is for.
@Suite("Lost photos", .serialized)
struct LostPhotoTests: BackupPlaces {
    /// A site at rest with one photo of one return, and a backup that has it.
    private func filled() throws -> (site: Site, rma: String, photo: String, bytes: Data, backups: String) {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(1))
        _ = try site.deliver("1.json", Sample.request(1))
        let record = (try site.receipt("1.json")["records"] as? [[String: Any]])?.first
        let rma = try #require(record?["rma"] as? String)
        let (bytes, sum) = try site.photo("box.jpg")
        _ = try site.deliver(
            "dock.json",
            #"""
            {"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}],"photos":["box.jpg"]}
            """#)
        try site.wait(30, "the photo to be shown") { site.names("evidence/\(rma)").count == 1 }
        try site.wait(30, "the labels") { site.names("labels").contains { $0.hasSuffix(".zpl") } }
        site.stopDaemon()
        let backups = folder(site, "backups")
        let made = try site.rmad(["backup", backups])
        #expect(made.status == 0, "\(made.output) \(made.errors)")
        return (site, rma, "evidence/\(sum.prefix(2))/\(sum).jpg", bytes, backups)
    }

    private func empty(_ site: Site, _ place: String) throws {
        #expect(truncate("\(site.spool.path)/\(place)", 0) == 0)
    }

    /// Backups are named by the second.
    private func backup(_ site: Site, _ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
        usleep(1_100_000)
        return try site.rmad(["backup"] + arguments)
    }

    @Test("verify names the return and the file; the backup takes the photo from the one before, and says so")
    func mended() throws {
        let (site, rma, photo, bytes, backups) = try filled()
        #expect(try site.rmad(["verify", "--json"]).output.contains(#""photos":1"#))
        try empty(site, photo)
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 1, "\(verified.output)")
        for word in [rma, photo, "0 bytes", "cp BACKUP"] {
            #expect(verified.output.contains(word), "\(verified.output)")
        }

        let made = try backup(site, [backups, "--json"])
        #expect(made.status == 66, "\(made.output) \(made.errors)")
        #expect(made.output.contains(#""mended":true"#) && made.output.contains(rma), "\(made.output)")
        let newest = try newest(backups)
        for name in [photo, "evidence/\(rma)/\(photo.split(separator: "/").last ?? "")"] {
            #expect(FileManager.default.contents(atPath: "\(newest)/spool/\(name)") == bytes, "\(name)")
        }
        #expect(try site.rmad(["backup", "--check", newest]).status == 0)

        // The ledger is lost; the empty photo stands where the good one belongs.
        for name in try names(site.spool.path) where name.hasPrefix("ledger.sqlite3") {
            try FileManager.default.moveItem(atPath: "\(site.spool.path)/\(name)", toPath: folder(site, "lost-\(name)"))
        }
        try empty(site, "receipts/1.json.receipt.json")
        let restored = try site.rmad(["restore", newest])
        #expect(restored.status == 0 && restored.output.contains("Replaced"), "\(restored.output) \(restored.errors)")
        #expect(FileManager.default.contents(atPath: "\(site.spool.path)/\(photo)") == bytes)
        #expect(try site.text("receipts/1.json.receipt.json").contains(rma))
        let after = try site.rmad(["verify"])
        #expect(after.status == 0, "\(after.output)")
    }

    @Test("a photo whose first name is lost is taken from its second, though no backup was made before")
    func twin() throws {
        let (site, _, photo, bytes, backups) = try filled()
        try FileManager.default.removeItem(at: site.spool.appending(path: photo))
        try FileManager.default.moveItem(atPath: try newest(backups), toPath: folder(site, "elsewhere"))
        let made = try backup(site, [backups, "--json"])
        #expect(made.status == 66 && made.output.contains(#""mended":true"#), "\(made.output) \(made.errors)")
        #expect(made.output.contains(#""cause":"missing""#) && made.output.contains("\(site.spool.path)/\(photo)"))
        #expect(FileManager.default.contents(atPath: "\(try newest(backups))/spool/\(photo)") == bytes)
        #expect(try site.rmad(["backup", "--check", try newest(backups)]).status == 0)
    }

    @Test("a photo that no backup has is named until somebody accepts its loss; what is whole is kept meanwhile")
    func lost() throws {
        let (site, rma, photo, bytes, backups) = try filled()
        let first = try newest(backups)
        // Damaged: as long as it was, and another picture. The first backup is not at hand.
        try FileManager.default.moveItem(atPath: first, toPath: folder(site, "elsewhere"))
        var other = bytes
        other[other.count - 1] ^= 1
        let handle = try FileHandle(forWritingTo: site.spool.appending(path: photo))
        try handle.write(contentsOf: other)
        try handle.close()
        let made = try backup(site, [backups, "--keep", "1"])
        #expect(made.status == 66, "\(made.output) \(made.errors)")
        #expect(made.errors.contains(rma) && made.errors.contains("--accept-losses"), "\(made.errors)")
        let checked = try site.rmad(["backup", "--check", try newest(backups)])
        #expect(checked.status == 66 && checked.output.contains("sound") && checked.output.contains(rma))

        // It is back at hand: whatever the plan says, the one that is whole stays.
        try FileManager.default.moveItem(atPath: folder(site, "elsewhere"), toPath: first)
        try FileManager.default.removeItem(at: site.spool.appending(path: photo))
        try FileManager.default.removeItem(at: site.spool.appending(path: "evidence/\(rma)"))
        let gone = try backup(site, [backups, "--keep", "1", "--json"])
        #expect(gone.status == 66 && gone.output.contains(#""found":"it is not there""#), "\(gone.output)")
        #expect(FileManager.default.fileExists(atPath: first))

        let accepted = try backup(site, [backups, "--keep", "1", "--accept-losses"])
        #expect(accepted.status == 0, "\(accepted.output) \(accepted.errors)")
        let next = try backup(site, [backups, "--keep", "1"])
        #expect(next.status == 0, "\(next.output) \(next.errors)")
        #expect(try names(backups).filter { $0.hasPrefix("rmad-") }.count == 1)
        // It is no secret: a look at the backup still says what it lacks, and so does a restore.
        #expect(try site.rmad(["backup", "--check", try newest(backups)]).output.contains("It lacks"))
        let out = try site.rmad(["restore", try newest(backups), "--to", folder(site, "out")])
        #expect(out.status == 0 && out.errors.contains("lacks"), "\(out.errors)")
    }
}
