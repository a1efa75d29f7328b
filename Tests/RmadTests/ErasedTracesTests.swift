import Foundation
import Testing

extension Site {
    /// Files below the spool, the ledger's among them, in which a text stands, whatever the case.
    func places(of text: String) throws -> [String] {
        let grep = Process()
        let output = Pipe()
        grep.executableURL = URL(fileURLWithPath: "/usr/bin/grep")
        grep.arguments = ["-r", "-l", "-i", "-a", "-F", "--", text, spool.path]
        grep.standardOutput = output
        try grep.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        grep.waitUntilExit()
        return String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// Where a person leaves traces beside their returns, an erasure takes them, too; and nobody else's.
@Suite("Erased traces", .serialized)
struct ErasedTracesTests {
    private let hers = ["Quastenberg", "Irrlichtgasse", "zerlina@quast.example"]

    private func rma(_ site: Site, _ name: String) throws -> String {
        let record = (try site.receipt(name)["records"] as? [[String: Any]])?.first
        return try #require(record?["rma"] as? String)
    }

    private func request(_ number: String, _ name: String, _ email: String, order: Int) -> String {
        """
        {"type":"return_request","reference":"W-\(order)","customer":{"number":"\(number)","name":"\(name)",
         "email":"\(email)"},"lines":[{"order":"A-\(order)","sku":"LAMP","quantity":1,"reason":"unwanted",
         "condition":"unopened"}]}
        """
    }

    @Test("how somebody was paid, parcels that nobody could name and tasks about no return are rid of the person")
    func traces() throws {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(3))
        _ = try site.deliver(
            "people.json",
            """
            [{"type":"customer","number":"K-1","name":"Zerlina Quastenberg","email":"zerlina@quast.example",
              "address":{"lines":["Irrlichtgasse 77"],"city":"Hamburg","country":"DE","postal_code":"20095"}},
             {"type":"customer","number":"K-2","name":"Bruno Altdorfer","email":"bruno@alt.example"}]
            """)
        // Before there is a return: the task is about none.
        for (number, name) in [("K-1", "Frau Quastenberg"), ("K-2", "Herr Altdorfer")] {
            _ = try site.deliver(
                "goodwill-\(number).json",
                """
                {"type":"goodwill","customer":"\(number)","amount":{"amount":"10.00","currency":"EUR"},
                 "reason":"\(name) waited","staff":"Maria"}
                """)
        }
        for (place, sender) in [("irr", "Zerlina Quastenberg"), ("alt", "Bruno Altdorfer")] {
            let street = place == "irr" ? "Irrlichtgasse 77" : "Altgasse 1"
            _ = try site.deliver(
                "blind-\(place).json",
                """
                {"type":"blind_receipt","codes":["CODE-\(place)"],"sender_name":"\(sender)","sender_address":"\(street)",
                 "note":"\(sender) wrote on it","location":"shelf 3"}
                """)
        }
        _ = try site.deliver("1.json", request("K-1", "Zerlina Quastenberg", "zerlina@quast.example", order: 1))
        _ = try site.deliver("2.json", request("K-2", "Bruno Altdorfer", "bruno@alt.example", order: 2))
        for (name, reference) in [("1", "PayPal zerlina@quast.example"), ("2", "PayPal bruno@alt.example")] {
            let rma = try rma(site, "\(name).json")
            _ = try site.deliver(
                "dock-\(name).json",
                #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}]}"#)
            _ = try site.deliver(
                "bench-\(name).json",
                #"{"type":"inspection","rma":"\#(rma)","line":1,"units":[{"verdict":"accepted","grade":"a"}]}"#)
            _ = try site.deliver(
                "paid-\(name).json",
                #"""
                {"type":"settlement","rma":"\#(rma)","line":1,"resolution":"refunded","reference":"\#(reference)"}
                """#)
        }
        for text in hers { #expect(try !site.places(of: text).isEmpty, "\(text) is not even there") }

        let done = try site.rmad(["erase", "K-1", "--reason", "asked", "--yes", "--force"])
        #expect(done.status == 0, "\(done.output) \(done.errors)")
        try site.wait(30, "erased files") { site.log.contains("erased data has left the disk") }
        for text in hers { #expect(try site.places(of: text) == [], "\(text) is still there") }
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 0, "\(verified.output)")

        let tasks = try site.rmad(["tasks", "--json"]).output
        #expect(tasks.contains("Herr Altdorfer waited") && tasks.contains("(erased)"), "\(tasks)")
        let shown = try site.rmad(["show", try rma(site, "2.json"), "--json"]).output
        #expect(shown.contains("PayPal bruno@alt.example"), "\(shown)")
        let parcels = try site.rmad(["workbench", "list", "--json"]).output
        #expect(parcels.contains("Bruno Altdorfer") && parcels.contains("shelf 3"), "\(parcels)")
        #expect(!parcels.contains("CODE-irr"), "\(parcels)")
    }

    @Test("an old ledger is written anew only when there is room; until then it says so, and the rest of it works")
    func room() throws {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(1))
        site.stopDaemon()
        // Pages as another SQLite leaves them, and an erasure whose files are done.
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        python.arguments = [
            "-c",
            """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("CREATE TABLE churn (term TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID")
            for n in range(4000):
                db.execute("INSERT INTO churn VALUES (?, ?)", (f"{n * 2654435761 % 4294967296:08x}", "Quastenberg" * 3))
            db.execute("DELETE FROM churn WHERE term > '3'")
            db.execute("INSERT INTO erasure_errands (erasure, plan) SELECT max(sequence), '{}' FROM events")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            """, site.spool.path + "/ledger.sqlite3",
        ]
        try python.run()
        python.waitUntilExit()
        #expect(python.terminationStatus == 0)
        try site.configure([("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 1000000000000000")])
        try site.startDaemon()
        try site.wait(30, "the warning") { site.log.contains("erased data stays on the disk until there is room") }
        #expect(site.log.contains("bytes are needed on the disk of"), "\(site.log)")
        #expect(!site.log.contains("erased data has left the disk"))
        try site.configure([("disk_free_bytes_min: 1000000000000000", "disk_free_bytes_min: 268435456")])
        #expect(try site.rmad(["reload"]).status == 0)
        try site.wait(30, "the end of it") { site.log.contains("erased data has left the disk") }
    }
}
