import Foundation
import Ledger
import Returns
import Testing

@Suite("The dock, with the real daemon")
struct DockTests {
    @Test("short, surplus, wrong item, empty: each ends in its state, is told, and blames nobody")
    func kinds() throws {
        let site = try started()
        let rows: [(lines: String, more: String, events: [String], says: String)] = [
            (
                #"[{"sku":"LAMP","quantity":1}]"#, #""complete":true,"#,
                ["return.counted", "shipment.checked_in", "line.counted", "line.short"], "nicht im Paket"
            ),
            (
                #"[{"sku":"LAMP","quantity":3}]"#, "",
                ["return.counted", "shipment.checked_in", "line.received", "task.open"], "mehr als angekündigt"
            ),
            (
                #"[{"sku":"PLUG","quantity":1,"instead_of":"LAMP"}]"#, "",
                ["return.counted", "shipment.checked_in", "line.wrong_item", "line.unexpected", "task.open"],
                "etwas anderes"
            ),
            (
                "null", #""empty":true,"#, ["return.counted", "shipment.checked_in", "line.short", "task.open"],
                "war nichts darin"
            ),
        ]
        // What a count does to promises is told behind it.
        let told = { try site.hooks().filter { ($0["type"] as? String)?.hasPrefix("promise.") == false } }
        for (index, row) in rows.enumerated() {
            let rma = try approved(site, index + 1)
            let before = try told().count
            _ = try site.deliver(
                "count-\(index).json",
                #"{"type":"dock_receipt","rma":"\#(rma)",\#(row.more)"lines":\#(row.lines),"staff":"maria"}"#)
            try site.wait(20, "the webhooks of \(rma)") { try told().count >= before + row.events.count }
            let hooks = try told().dropFirst(before)
            #expect(hooks.map { $0["type"] as? String } == row.events)
            let text = try #require(try site.events(of: rma).last { $0["type"] as? String == "return.counted" })
            let message = try #require((text["details"] as? [String: Any])?["message"] as? String)
            #expect(message.contains(row.says), "\(message)")
        }
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("photos become evidence: kept by their digest, gone from the folder, shown, and a bad one says which")
    func photos() throws {
        let site = try started()
        let rma = try approved(site, 1)
        let folder = site.spool.appending(path: "photos")
        try Data([0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]).write(to: folder.appending(path: "box.jpg"))
        try site.drop("bad.json", count(rma, #""photos":["box.jpg","none.jpg"]"#))
        let reason = try site.waitForReason("bad.json")
        #expect(reason.contains("none.jpg") && reason.contains("there is no such file"), "\(reason)")
        #expect(FileManager.default.fileExists(atPath: folder.path + "/box.jpg"), "it may be dropped again")
        try site.drop("outside.json", count(rma, #""photos":["/etc/passwd"]"#))
        #expect(try site.waitForReason("outside.json").contains("lies elsewhere"))

        _ = try site.deliver("good.json", count(rma, #""photos":["box.jpg"],"weight_grams":900"#))
        try site.wait(20, "the photo to leave") { !FileManager.default.fileExists(atPath: folder.path + "/box.jpg") }
        let shown = try #require(
            try JSONSerialization.jsonObject(with: Data(try site.rmad(["show", rma, "--json"]).output.utf8))
                as? [String: Any])
        let photo = try #require((shown["photos"] as? [[String: Any]])?.first)
        let file = try #require(photo["file"] as? String)
        #expect(try Data(contentsOf: site.spool.appending(path: file)).count == 7)
        let counted = try #require(try site.events(of: rma).last { $0["type"] as? String == "return.counted" })
        let details = try #require(counted["details"] as? [String: Any])
        #expect(details["photos"] as? [String] == [try #require(photo["sha256"] as? String)])
        #expect(details["weight_grams"] as? Int == 900 && details["expected_grams"] as? Int == 1200)
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a parcel that nobody can name is proposed, matched, and becomes a receipt with its photo")
    func workbench() throws {
        let site = try started()
        let rma = try approved(site, 1)
        let photo = site.folder.appending(path: "label.png")
        try Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 5]).write(to: photo)
        let added = try site.rmad([
            "workbench", "add", "--code", "1Z5R89390357567127", "--goods", "2x LAMP", "--sender", "Grace Müller",
            "--postal-code", "20095", "--photo", photo.path, "--location", "shelf 3", "--staff", "Maria",
        ])
        #expect(added.status == 0 && added.output.contains("WB-1 is on the workbench"), "\(added)")
        let again = try site.rmad(["workbench", "add", "--code", "1Z5R89390357567127", "--note", "again"])
        #expect(again.status == 65 && again.output.contains("on the workbench already as WB-1"), "\(again)")
        let tag = try site.rmad(["label", "wb1", "--output", site.folder.path])
        #expect(tag.status == 0 && tag.output.contains("WB-1.tag.pdf"), "\(tag)")
        let bytes = try Data(contentsOf: site.folder.appending(path: "WB-1.tag.zpl"))
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("^XA"))
        #expect(try site.rmad(["label", "WB-9", "--output", site.folder.path]).status == 1)
        let shown = try site.rmad(["workbench"])
        #expect(shown.output.contains(rma) && shown.output.contains("postal code 20095 is the customer's: +20"))
        let matched = try site.rmad(["workbench", "match", "wb1", rma, "--staff", "Maria"])
        #expect(matched.status == 0 && matched.output.contains("line.received"), "\(matched)")
        #expect(try site.rmad(["show", rma]).output.contains("label.png") == false)
        #expect(try site.rmad(["show", rma]).output.contains("Photos"))
        let twice = try site.rmad(["workbench", "match", "WB-1", rma])
        #expect(twice.status == 65 && twice.output.contains("matched with \(rma)"))
        let unknown = try site.rmad(["workbench", "close", "WB-9", "--reason", "x"])
        #expect(unknown.status == 65 && unknown.output.contains("never given out"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test(
        "a number that is not ours is refused with what it is, and the workbench is offered",
        arguments: [
            ("1Z5R89390357567127", "a tracking number of UPS"), ("(00) 006141411234567890", "SSCC of another house"),
            ("!!garbage!!", "no number that we know"), ("RMA-FDF-7CTZ", "check character"),
        ])
    func foreign(code: String, words: String) throws {
        let site = try started()
        try site.drop("foreign.json", count(code, #""note":"x""#))
        let reason = try site.waitForReason("foreign.json")
        #expect(reason.contains(words), "\(reason)")
        #expect(reason.contains("rmad workbench add"))
    }

    @Test("the same count twice is asked about, and goods after closing open the return again")
    func twiceAndClosed() throws {
        let site = try started()
        let rma = try approved(site, 1)
        _ = try site.deliver("one.json", count(rma, #""staff":"maria""#))
        try site.drop("two.json", count(rma, #""staff":"maria""#))
        #expect(try site.waitForReason("two.json").contains("recorded already"))
        _ = try site.deliver(
            "inspect.json", #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":1,"rejected":0}"#)
        _ = try site.deliver(
            "short.json",
            #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":0}],"complete":true}"#)
        _ = try site.deliver(
            "settle.json",
            """
            {"type":"settlement","rma":"\(rma)","line":1,"resolution":"refunded","reference":"P-1",
             "amount":{"amount":"49.90","currency":"EUR"}}
            """)
        #expect(try site.state(of: rma) == "closed")
        let receipt = try site.deliver("late.json", count(rma, #""note":"a second parcel""#))
        let result = try #require(((receipt["records"] as? [[String: Any]])?.first)?["result"] as? String)
        #expect(result.contains("return.reopened") && result.contains("a person looks"), "\(result)")
        #expect(try site.state(of: rma) == "approved")
    }

    @Test("the dock line by line: a whole receipt through the real daemon, and without one nothing is lost")
    func plain() throws {
        let site = try started()
        let rma = try approved(site, 1)
        let counted = try site.rmad(
            ["dock", "--plain", "--station", "dock-1", "--staff", "Maria"],
            input: "\(rma)\n2\n*\n/\n1.15 kg\n+\n\(rma)\n\nq\n")
        #expect(counted.status == 0)
        #expect(counted.output.contains("OK: \(rma): 2 × LAMP recorded."), "\(counted.output)")
        #expect(counted.output.contains("weight 1.15 kg, 1.20 kg expected"))
        #expect(counted.output.contains("was counted here a moment ago"))
        #expect(!counted.output.contains("\u{1B}") && !counted.output.contains("\u{07}"))
        // What the ledger holds is told at once; its receipt follows.
        try site.wait(20, "the receipt") { site.names("receipts/dock-1").count == 1 }

        let second = try approved(site, 2)
        site.stopDaemon()
        let waiting = try site.rmad(["dock", "--plain", "--station", "dock-1"], input: "\(second)\n2\n+\n")
        #expect(waiting.status == 0 && waiting.output.contains("no daemon is running"), "\(waiting.output)")
        #expect(site.names("drop/dock-1").count == 1)
        try site.startDaemon()
        try site.wait(20, "the count that waited") { site.names("receipts/dock-1").count == 2 }
        #expect(try site.rmad(["show", second]).output.contains("received 2"))
    }

    @Test(
        "a parcel that comes after the last day is taken, or left to a person when it is very late",
        arguments: [
            (30, "approved"), (0, "under_review"),
        ])
    func late(days: Int, state: String) throws {
        let site = try started(acceptDays: days)
        let rma = try approved(site, 1)
        site.stopDaemon()
        try site.expire(rma)
        try site.startDaemon()
        try site.wait(20, "the end of its time") { try site.state(of: rma) == "expired" }
        let receipt = try site.deliver("late.json", count(rma, #""weight_grams":600"#))
        let record = try #require((receipt["records"] as? [[String: Any]])?.first)
        #expect(record["state"] as? String == state, "\(record)")
        let counted = try #require(try site.events(of: rma).last { $0["type"] as? String == "return.counted" })
        let message = (counted["details"] as? [String: Any])?["message"] as? String
        #expect(message?.contains("nach dem letzten Tag") == true, "\(counted)")
    }

    // MARK: The site

    private func count(_ rma: String, _ more: String) -> String {
        #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":1}],\#(more)}"#
    }

    private func started(acceptDays: Int = 30) throws -> Site {
        let site = try Site()
        let policy = site.folder.path + "/Config/policy.yaml"
        let text = try String(contentsOfFile: policy, encoding: .utf8)
        try text.replacingOccurrences(of: "accept_days: 30", with: "accept_days: \(acceptDays)")
            .write(toFile: policy, atomically: true, encoding: .utf8)
        try site.startWatching()
        let orders = Sample.orders(6).replacingOccurrences(
            of: #""quantity":2,"#, with: #""quantity":2,"weight_grams":600,"#)
        _ = try site.deliver("orders.json", orders)
        _ = try site.deliver("endpoint.json", Sample.endpoint(port: site.port))
        return site
    }

    /// A return of two lamps whose label is made and whose webhooks have gone.
    private func approved(_ site: Site, _ number: Int) throws -> String {
        let receipt = try site.deliver("request-\(number).json", Sample.request(number, quantity: 2))
        let rma = try #require((receipt["records"] as? [[String: Any]])?.first?["rma"] as? String)
        try site.wait(30, "the label of \(rma)") {
            try site.hooks().contains {
                $0["type"] as? String == "shipment.label_ready" && "\($0)".contains(rma)
            }
        }
        return rma
    }
}

extension Site {
    /// Moves the last day into the past and lets the clock do the rest.
    fileprivate func expire(_ rma: String) throws {
        let ledger = try Ledger(path: spool.path + "/ledger.sqlite3", access: .writing)
        try ledger.tamper("UPDATE rmas SET valid_until = valid_until - 40 WHERE number = '\(rma)'")
        try ledger.close()
    }

    fileprivate func events(of rma: String) throws -> [[String: Any]] {
        let shown = try rmad(["show", rma, "--json"])
        let object = try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
        return try #require(object?["events"] as? [[String: Any]])
    }

    fileprivate func state(of rma: String) throws -> String? {
        let shown = try rmad(["show", rma, "--json"])
        return (try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])?["state"] as? String
    }
}
