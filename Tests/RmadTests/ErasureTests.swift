import Foundation
import GRDB
import Glibc
import Ledger
import Returns
import Testing

/// Personal data goes from everywhere, down to the bytes on the disk, and nothing else does.
@Suite("Erasure", .serialized)
struct ErasureTests {
    /// Two customers with a return each, in files of their own and in files together; one return is over.
    private func fill(_ site: Site) throws -> (theirs: [String], other: String) {
        let orders = Sample.orders(6)
        try site.drop("orders.json", orders)
        _ = try site.waitForReceipt("orders.json")
        try site.drop(
            "people.json",
            """
            [{"type":"customer","number":"K-1","name":"Zerlina Quastenberg","email":"zerlina@quast.example",
              "phone":"+49 40 5557788","address":{"lines":["Irrlichtgasse 77"],"city":"Hamburg","country":"DE",
              "postal_code":"20095"}},
             {"type":"customer","number":"K-2","name":"Bruno Altdorfer","email":"bruno@alt.example"}]
            """)
        _ = try site.waitForReceipt("people.json")
        try site.drop("endpoint.json", Sample.endpoint(port: site.port))
        _ = try site.waitForReceipt("endpoint.json")
        let person = """
            {"number":"K-1","name":"Zerlina Quastenberg","email":"zerlina@quast.example","phone":"+49 40 5557788",
             "address":{"lines":["Irrlichtgasse 77"],"city":"Hamburg","postal_code":"20095","country":"DE"}}
            """
        let other = #"{"number":"K-2","name":"Bruno Altdorfer","email":"bruno@alt.example"}"#
        let line = { (order: Int, note: String) in
            """
            "lines":[{"order":"A-\(order)","sku":"LAMP","quantity":1,"reason":"unwanted","condition":"unopened",
             "note":"\(note)"}]
            """
        }
        try site.drop(
            "alone.json",
            #"{"type":"return_request","reference":"W-1","customer":\#(person),\#(line(1, "Ring at Quastenberg"))}"#)
        try site.drop(
            "mixed.json",
            """
            [{"type":"return_request","reference":"W-2","customer":\(person),\(line(2, "second"))},
             {"type":"return_request","reference":"W-3","customer":\(other),\(line(3, "Brunos note"))}]
            """)
        let alone = try records(site, "alone.json")
        let mixed = try records(site, "mixed.json")
        // Somebody wrote about her, and a file that nobody could take names her.
        try site.drop(
            "note.json",
            #"{"type":"note","rma":"\#(alone[0])","text":"Frau Quastenberg called from +49 40 5557788"}"#)
        _ = try site.waitForReceipt("note.json")
        try site.drop(
            "zerlina quastenberg.json", #"{"type":"return_request","customer":{"name":"ZERLINA QUASTENBERG"}}"#)
        _ = try site.waitForReason("zerlina quastenberg.json")
        try site.wait(30, "the labels") { site.names("labels").filter { $0.hasSuffix(".zpl") }.count >= 3 }
        try site.wait(30, "the webhooks") { try site.hooks().count >= 6 }
        return ([alone[0], mixed[0]], mixed[1])
    }

    private func records(_ site: Site, _ name: String) throws -> [String] {
        let receipt = try site.waitForReceipt(name)
        return try #require(receipt["records"] as? [[String: Any]]).compactMap { $0["rma"] as? String }
    }

    private let hers = ["Quastenberg", "Irrlichtgasse", "zerlina@quast.example", "5557788"]

    /// Until the clock has done the work of a day.
    private func waitForDay(_ site: Site, _ days: Int) throws {
        let today = Sample.today.adding(days: days - 1)
        try site.wait(30, "the work of day \(days)") {
            try site.ledger().read { try $0.clockDay() }.map { $0 >= today } ?? false
        }
    }

    private func waitForErasures(_ site: Site, _ count: Int) throws {
        try site.wait(30, "erased files") {
            site.log.components(separatedBy: "erased data has left the disk").count > count
        }
    }

    @Test("after an erasure no byte of the person is left, the chain holds, and the others are untouched")
    func erase() throws {
        let site = try Site()
        try site.startWatching()
        let (theirs, other) = try fill(site)
        for text in hers { #expect(try !site.places(of: text).isEmpty, "\(text) is not even there") }
        try site.wait(30, "every webhook") {
            try site.rmad(["queue", "--json"]).output.contains(#"deliveries ready","count":0"#)
        }
        let figures = try figures(site)
        let shown = try site.rmad(["show", other, "--json"]).output

        // Open returns stand against it, and say so.
        let refused = try site.rmad(["erase", "K-1", "--reason", "asked", "--yes"])
        #expect(refused.status == 65, "\(refused.output) \(refused.errors)")
        #expect(refused.output.contains("open returns") && theirs.allSatisfy { refused.output.contains($0) })

        let done = try site.rmad([
            "erase", "K-1", "--reason", "asked by letter", "--yes", "--force", "--staff", "Maria",
        ])
        #expect(done.status == 0, "\(done.output) \(done.errors)")
        try waitForErasures(site, 1)
        for text in hers { #expect(try site.places(of: text) == [], "\(text) is still there") }

        let verified = try site.rmad(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(try self.figures(site) == figures)
        #expect(try site.rmad(["show", other, "--json"]).output == shown)
        let mixed = try site.text("archive/\(archived(site, "mixed.json"))")
        #expect(mixed.contains("W-3") && mixed.contains("Brunos note") && !mixed.contains("W-2"), "\(mixed)")
        #expect(try site.places(of: "Bruno Altdorfer").contains { $0.contains("archive") })
        #expect(try site.rmad(["find", "altdorfer"]).output.contains(other))
        #expect(try site.rmad(["find", "quastenberg"]).status == 1)
        for number in theirs {
            #expect(!site.names("labels").contains { $0.hasPrefix(number) })
            #expect(try site.rmad(["show", number]).status == 0)
        }

        // Once more, by number and by address: nothing is left to do, and nothing goes wrong.
        for who in ["K-1", "zerlina@quast.example"] {
            let again = try site.rmad(["erase", who, "--reason", "asked", "--yes"])
            #expect(again.status == 0 && again.output.contains("nothing is on record"), "\(again.output)")
        }
        try waitForErasures(site, 3)
        for text in hers { #expect(try site.places(of: text) == [], "\(text) is there again") }
        #expect(try site.rmad(["verify"]).status == 0)
        site.stopDaemon()
        try site.startWatching()
        #expect(try site.rmad(["verify"]).status == 0)
    }

    /// All figures by country, without the moment at which they were counted.
    private func figures(_ site: Site) throws -> String {
        let output = try site.rmad(["stats", "--by", "country", "--json"]).output
        var report = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        report["made_at"] = nil
        return String(decoding: try JSONSerialization.data(withJSONObject: report, options: .sortedKeys), as: UTF8.self)
    }

    private func archived(_ site: Site, _ name: String) throws -> String {
        let day = try #require(site.names("archive").first)
        return "\(day)/" + (try #require(site.names("archive/\(day)").first { $0.hasSuffix("-\(name)") }))
    }

    @Test("what the bench wrote and photographed goes, with the folder of the return; what the goods are stays")
    func units() throws {
        let site = try Site()
        try site.startWatching()
        let (theirs, other) = try fill(site)
        _ = try site.photo("quastenberg.jpg")
        let photo = try site.photo("bench.jpg")
        for rma in [theirs[0], other] {
            try photo.bytes.write(to: site.spool.appending(path: "photos/bench-\(rma).jpg"))
            _ = try site.deliver(
                "dock-\(rma).json", #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}]}"#)
            let own = rma == other ? "" : #","quastenberg.jpg""#
            _ = try site.deliver(
                "bench-\(rma).json",
                #"""
                {"type":"inspection","rma":"\#(rma)","line":1,"staff":"jo","units":[
                 {"serial":"S-\#(rma)","verdict":"accepted","grade":"b","disposition":"donate",
                  "reason":"Frau Quastenberg said so","note":"Engraved: Zerlina Quastenberg",
                  "photos":["bench-\#(rma).jpg#sha256=\#(photo.sha256)"\#(own)]}]}
                """#)
        }
        #expect(site.names("evidence/\(theirs[0])").count == 2)
        try site.wait(30, "every webhook") {
            try site.rmad(["queue", "--json"]).output.contains(#"deliveries ready","count":0"#)
        }
        let done = try site.rmad(["erase", "K-1", "--reason", "asked", "--yes", "--force"])
        #expect(done.status == 0, "\(done.output) \(done.errors)")
        try waitForErasures(site, 1)
        #expect(!site.names("evidence").contains(theirs[0]))
        #expect(site.names("evidence/\(other)").count == 1, "the same picture belongs to another, too")
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        let export = site.folder.appending(path: "export").path
        #expect(try site.rmad(["export", export]).status == 0)
        let rows = try String(contentsOfFile: "\(export)/units.jsonl", encoding: .utf8).split(separator: "\n")
        let hers = try #require(rows.first { $0.contains("\"\(theirs[0])\"") })
        #expect(hers.contains("S-\(theirs[0])") && hers.contains("donate") && !hers.contains("Engraved"), "\(hers)")
        #expect(hers.contains(#""photos":[]"#) && !hers.contains("said so"), "\(hers)")
        #expect(rows.contains { $0.contains("\"\(other)\"") && $0.contains("Engraved") })
    }

    @Test("what only claims to have been erased is noticed")
    func forged() throws {
        let site = try Site()
        try site.startWatching()
        let (theirs, _) = try fill(site)
        #expect(try site.rmad(["erase", "--returns", theirs[0], "--reason", "asked", "--yes", "--force"]).status == 0)
        try waitForErasures(site, 1)
        site.stopDaemon()
        #expect(try site.rmad(["verify"]).status == 0)
        let path = site.spool.path + "/ledger.sqlite3"
        for statement in [
            "UPDATE events SET reason = 'other', erased_by = (SELECT max(erased_by) FROM events) WHERE sequence = 9",
            "UPDATE originals SET bytes = x'00' WHERE rowid = 2",
            "DELETE FROM erased_originals",
        ] {
            let copy = try Data(contentsOf: URL(fileURLWithPath: path))
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: statement) }
            try queue.close()
            let verified = try site.rmad(["verify"])
            #expect(verified.status == 1, "\(statement): \(verified.output)")
            try copy.write(to: URL(fileURLWithPath: path))
            for ending in ["-wal", "-shm"] { unlink(path + ending) }
            #expect(try site.rmad(["verify"]).status == 0)
        }
    }

    @Test("after the configured days originals and personal data of ended returns are forgotten by themselves")
    func retention() throws {
        let site = try Site()
        try site.configure([
            ("originals_days: null", "originals_days: 40"), ("personal_data_days: null", "personal_data_days: 60"),
            ("archive_days: 30", "archive_days: 5"),
        ])
        try site.startWatching()
        let (theirs, other) = try fill(site)
        // Somebody of the same name, and another return of hers that is under way.
        _ = try site.deliver(
            "namesake.json",
            """
            {"type":"return_request","reference":"W-9","customer":{"number":"K-9","name":"Zerlina Quastenberg",
             "email":"other@quast.example"},"lines":[{"order":"A-4","sku":"LAMP","quantity":1,"reason":"unwanted",
             "condition":"unopened"}]}
            """)
        let namesake = try records(site, "namesake.json")[0]
        // Of somebody whose only return has ended, nothing is left that would need who they are.
        _ = try site.deliver(
            "Rabenhorst.json",
            """
            [{"type":"customer","number":"K-30","name":"Ludmilla Rabenhorst","phone":"+49 40 1112223"},
             {"type":"return_request","reference":"W-30","customer":{"number":"K-30","name":"Ludmilla Rabenhorst"},
              "lines":[{"order":"A-5","sku":"LAMP","quantity":1,"reason":"unwanted","condition":"unopened"}]}]
            """)
        let records = try #require(try site.receipt("Rabenhorst.json")["records"] as? [[String: Any]])
        let over = try #require(records.compactMap { $0["rma"] as? String }.first)
        _ = try site.deliver("cancel-30.json", #"{"type":"cancellation","rma":"\#(over)","reason":"Cancer"}"#)
        try site.drop("cancel.json", #"{"type":"cancellation","rma":"\#(theirs[0])","reason":"Zerlina keeps it"}"#)
        _ = try site.waitForReceipt("cancel.json")
        site.stopDaemon()
        // The clock is believed an hour after such a leap; so it leaps in steps of a few days.
        for days in stride(from: 6, through: 66, by: 6) {
            try site.startWatching(days: days)
            try waitForDay(site, days)
            site.stopDaemon()
        }
        try site.startWatching(days: 66)
        try waitForErasures(site, 2)
        for text in ["Rabenhorst", "1112223"] { #expect(try site.places(of: text) == [], "\(text) is still there") }
        #expect(try !site.rmad(["show", over, "--json"]).output.contains("Cancer"))
        let contact = try site.rmad(["show", theirs[0], "--json"]).output
        #expect(!contact.contains("Quastenberg"), "\(contact)")
        #expect(try site.rmad(["show", other, "--json"]).output.contains("Altdorfer"))
        for neighbour in [theirs[1], namesake] {
            #expect(try site.rmad(["show", neighbour, "--json"]).output.contains("Quastenberg"), "\(neighbour)")
        }
        #expect(try site.rmad(["customer", "K-1"]).output.contains("Quastenberg"))
        #expect(site.log.contains("originals forgotten"))
        #expect(try site.rmad(["verify"]).status == 0)
    }
}
