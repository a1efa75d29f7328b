import Foundation
import Glibc
import Testing

/// What was erased stays erased, whatever is brought back, and whoever is called what.
@Suite("Erasures and restores", .serialized)
struct RestoredErasureTests: BackupPlaces {
    private func rmas(_ site: Site, _ name: String, _ document: String) throws -> [String] {
        let receipt = try site.deliver(name, document)
        return try #require(receipt["records"] as? [[String: Any]]).compactMap { $0["rma"] as? String }
    }

    private func request(_ order: Int, customer: String, name: String) -> String {
        """
        {"type":"return_request","reference":"W-\(order)","customer":{"number":"\(customer)","name":"\(name)"},
         "lines":[{"order":"A-\(order)","sku":"LAMP","quantity":1,"reason":"unwanted","condition":"unopened"}]}
        """
    }

    private func waitForErasures(_ site: Site, _ count: Int) throws {
        try site.wait(30, "erased files") {
            site.log.components(separatedBy: "erased data has left the disk").count > count
        }
    }

    @Test("returns that came and were erased after a backup are named by a restore; their numbers are nobody else's")
    func restored() throws {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(6))
        let first = try #require(try rmas(site, "1.json", request(1, customer: "K-0", name: "Ada Vorher")).first)
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        let hers = { request($0, customer: "K-1", name: "Zerlina Quastenberg") }
        let alone = try #require(try rmas(site, "2.json", hers(2)).first)
        let mixed = try rmas(site, "3.json", "[\(hers(3)),\(request(4, customer: "K-2", name: "Bruno"))]")
        let codes = try ["2.json", "3.json"].flatMap { name in
            let records = try #require(try site.receipt(name)["records"] as? [[String: Any]])
            return records.compactMap { $0["parcels"] as? [String] }.flatMap { $0 }
        }
        #expect(codes.count == 3)
        let erased = [alone, mixed[0]]
        #expect(try site.rmad(["erase", "K-1", "--reason", "asked", "--yes", "--force"]).status == 0)
        try waitForErasures(site, 1)
        // The parcel is here all the same, and a file of somebody else's has its count beside another.
        let count = { (rma: String) in
            #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}]}"#
        }
        _ = try site.deliver("dock.json", count(alone))
        _ = try site.deliver("docks.json", "[\(count(mixed[0])),\(count(mixed[1]))]")
        site.killDaemon()

        try FileManager.default.moveItem(atPath: site.spool.path + "/archive", toPath: folder(site, "originals"))
        try FileManager.default.removeItem(at: site.spool)
        let restored = try site.rmad(["restore", try newest(backups), "--originals", folder(site, "originals")])
        #expect(restored.status == 0, "\(restored.output) \(restored.errors)")
        #expect(
            restored.output.contains("Erased since, and not brought back: \(erased.joined(separator: ", "))"),
            "\(restored.output)")
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(try site.rmad(["lost"]).status == 0)
        for number in erased {
            let shown = try site.rmad(["show", number])
            #expect(shown.status == 1 && shown.errors.contains("erased with its customer's data"), "\(shown)")
        }
        for number in [first, mixed[1]] { #expect(try site.rmad(["show", number]).status == 0, "\(number)") }
        #expect(try site.rmad(["show", mixed[1], "--json"]).output.contains("received"))
        let again = try site.rmad(["replay", folder(site, "originals")])
        #expect(again.status == 0 && again.output.contains("0 recorded again"), "\(again.output) \(again.errors)")

        try site.startWatching()
        #expect(try site.places(of: "Quastenberg").filter { !$0.contains("/backups/") } == [])
        let fresh = try site.deliver("5.json", request(5, customer: "K-3", name: "Cleo"))
        let record = try #require((fresh["records"] as? [[String: Any]])?.first)
        #expect(!erased.contains(try #require(record["rma"] as? String)))
        #expect(Set(try #require(record["parcels"] as? [String])).isDisjoint(with: codes))
        // Who counts the parcel now is told why there is nothing to count.
        try site.drop("late.json", count(alone))
        #expect(try site.waitForReason("late.json").contains("erased with its customer's data"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a customer whose number is an e-mail address is gone with it, and is shown before, however it is typed")
    func address() throws {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(2))
        let who = "zerlina@quast.example"
        let rma = try #require(try rmas(site, "1.json", request(1, customer: who, name: "Zerlina Quastenberg")).first)
        let shown = try site.rmad(["erase", " \(who) ", "--reason", "asked", "--yes", "--force"])
        #expect(shown.status == 0 && shown.output.contains("Returns: 1\n  \(rma)"), "\(shown.output) \(shown.errors)")
        try waitForErasures(site, 1)
        for text in [who, "Quastenberg"] { #expect(try site.places(of: text) == [], "\(text) is still there") }
        #expect(try site.rmad(["verify"]).status == 0)
        #expect(try site.rmad(["erase", " ", "--reason", "asked", "--yes"]).status == 64)
    }

    @Test("a customer called by an e-mail address whom a backup has brought back is erased again by the archived wish")
    func addressRestored() throws {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(2))
        let who = "zerlina@quast.example"
        _ = try rmas(site, "1.json", request(1, customer: who, name: "Zerlina Quastenberg"))
        let backups = folder(site, "backups")
        #expect(try site.rmad(["backup", backups]).status == 0)
        #expect(try site.rmad(["erase", who, "--reason", "asked", "--yes", "--force"]).status == 0)
        try waitForErasures(site, 1)
        site.killDaemon()
        try FileManager.default.moveItem(atPath: site.spool.path + "/archive", toPath: folder(site, "originals"))
        try FileManager.default.removeItem(at: site.spool)
        let restored = try site.rmad(["restore", try newest(backups), "--originals", folder(site, "originals")])
        #expect(restored.status == 0, "\(restored.output) \(restored.errors)")
        try site.startWatching()
        // The first one was before the restore.
        try waitForErasures(site, 2)
        for text in [who, "Quastenberg"] {
            let places = try site.places(of: text).filter { !$0.contains("/backups/") }
            #expect(places == [], "\(text) is still there")
        }
        #expect(try site.rmad(["verify"]).status == 0)
    }
}
