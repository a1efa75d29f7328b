import Foundation
import Ledger
import Returns
import Testing

@Suite("The walk of a return")
struct WalkTests {
    @Test("a return goes from the drop to closed, every step a document, every step told")
    func wholeLife() throws {
        let site = try started()
        let receipt = try site.deliver("request.json", Sample.request(1))
        let record = try #require((receipt["records"] as? [[String: Any]])?.first)
        let rma = try #require(record["rma"] as? String)
        let parcel = try #require((record["parcels"] as? [String])?.first)
        #expect(record["state"] as? String == "approved")
        // The file lies there a moment before the ledger says so, and a carrier's word may come in between.
        try site.wait(30, "the label") { try site.hooks().contains { $0["type"] as? String == "shipment.label_ready" } }

        let soon = Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000)
        for (status, minutes) in [("in_transit", -120), ("delivered", -60)] {
            let at = soon.adding(milliseconds: Int64(minutes) * 60_000)
            _ = try site.deliver(
                "track-\(status).json",
                """
                {"type":"tracking_event","carrier":"dhl","number":"\(parcel)","status":"\(status)",
                 "occurred_at":"\(at)"}
                """)
        }
        _ = try site.deliver(
            "dock.json",
            """
            {"type":"dock_receipt","rma":"\(rma)","lines":[{"sku":"LAMP","quantity":1}],"staff":"maria"}
            """)
        _ = try site.deliver(
            "inspection.json",
            """
            {"type":"inspection","rma":"\(rma.lowercased())","line":1,"accepted":1,"rejected":0,"grade":"a",
             "disposition":"restock","staff":"jo"}
            """)
        _ = try site.deliver(
            "settlement.json",
            """
            {"type":"settlement","rma":"\(rma)","line":1,"resolution":"refunded",
             "amount":{"amount":"49.90","currency":"EUR"},"reference":"PAY-1"}
            """)
        let wanted = [
            "return.requested", "return.approved", "shipment.label_requested", "shipment.label_ready",
            "shipment.in_transit", "shipment.delivered", "shipment.checked_in", "line.received", "promise.kept",
            "unit.judged", "line.accepted", "unit.restock", "line.restock", "task.open", "line.pending",
            "resolution.owed", "task.open", "promise.kept",
            "line.refunded", "resolution.settled", "return.closed", "task.done", "promise.kept",
        ]
        try site.wait(30, "all webhooks") { try site.hooks().count >= wanted.count }
        #expect(try site.hooks().map { $0["type"] as? String } == wanted)
        #expect(try site.hooks().allSatisfy { $0["verified"] as? Bool == true })

        let again = try site.deliver(
            "settlement-again.json",
            """
            {"type":"settlement","rma":"\(rma)","line":1,"resolution":"refunded",
             "amount":{"amount":"49.90","currency":"EUR"},"reference":"PAY-1"}
            """)
        #expect(again["outcome"] as? String == "duplicate")
        let shown = try site.rmad(["show", rma, "--json"])
        #expect(shown.status == 0 && shown.output.contains("\"closed\""))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("the same content under another name makes no second return and says which it already is")
    func duplicates() throws {
        let site = try started()
        let first = try site.deliver("one.json", Sample.request(1))
        let rma = try #require((first["records"] as? [[String: Any]])?.first?["rma"] as? String)
        let second = try site.deliver("two.json", Sample.request(1))
        #expect(second["outcome"] as? String == "duplicate")
        let record = try #require((second["records"] as? [[String: Any]])?.first)
        #expect(record["rma"] as? String == rma)
        #expect((record["result"] as? String)?.contains("already \(rma)") == true)
        #expect(site.names("duplicates") == ["two.json"])
    }

    @Test("one bad row among 100 is handed back alone, and mended it is taken")
    func badRow() throws {
        let site = try started(orders: 100)
        var rows = (1...100).map { "R-\($0);A-\($0);LAMP;\($0 == 57 ? "-1" : "1");unwanted;Ada Byron" }
        rows.insert("reference;order;sku;quantity;reason;name", at: 0)
        let receipt = try site.deliver("batch.csv", rows.joined(separator: "\r\n") + "\r\n")
        #expect(receipt["accepted"] as? Int == 99)
        #expect(receipt["refused"] as? Int == 1)
        let name = try #require(receipt["to_correct"] as? String)
        var handedBack = try site.text("rejected/\(name)")
        #expect(handedBack.split(separator: "\r\n").count == 2, "the header and the bad row: \(handedBack)")
        let reason = try site.text("rejected/\(name).reason.txt")
        #expect(reason.contains("58") && reason.contains("-1"), "line and value are named: \(reason)")
        handedBack = handedBack.replacingOccurrences(of: ";-1;", with: ";1;")
        #expect(try site.deliver("mended.csv", handedBack)["accepted"] as? Int == 1)
        let whole = try site.deliver("batch-mended.csv", rows.joined(separator: "\r\n").replacing(";-1;", with: ";1;"))
        #expect(whole["outcome"] as? String == "duplicate", "the whole file, mended, is 100 returns that are known")
    }

    @Test("goods below a value stay with the customer: instructions, no label, and a sound ledger")
    func keeping() throws {
        let site = try started()
        _ = try site.deliver(
            "cheap.json", Sample.orders(1).replacing("A-1", with: "K-1").replacing("49.90", with: "4.90"))
        let request = Sample.request(1).replacing("A-1", with: "K-1").replacing("unwanted", with: "defective")
        let receipt = try site.deliver("keep.json", request)
        let record = try #require((receipt["records"] as? [[String: Any]])?.first)
        let rma = try #require(record["rma"] as? String)
        #expect(record["state"] as? String == "approved")
        #expect(record["parcels"] == nil)
        try site.wait(20, "the instructions") { site.names("labels").contains("\(rma).instructions.html") }
        #expect(!site.names("labels").contains("\(rma).pdf"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("the generated documents are up to date")
    func documents() throws {
        let process = Process()
        process.executableURL = Site.binary
        process.arguments = ["docs", "--root", Site.root.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "run `make docs`")
    }

    private func started(orders: Int = 6) throws -> Site {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(orders))
        _ = try site.deliver("endpoint.json", Sample.endpoint(port: site.port))
        return site
    }
}

extension Site {
    /// Drops a file and waits for its receipt.
    func deliver(_ name: String, _ text: String) throws -> [String: Any] {
        try drop(name, text)
        return try waitForReceipt(name)
    }
}
