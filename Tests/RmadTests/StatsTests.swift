import Foundation
import Glibc
import Returns
import Testing

@Suite("Figures, from documents to numbers, with the real daemon")
struct StatsTests {
    @Test("a small ledger gives the numbers that a person counts by hand")
    func counted() throws {
        let site = try started()
        let first = try rma(site, "one.json", Sample.request(1, quantity: 2))
        _ = try rma(site, "two.json", Sample.request(2))
        _ = try rma(site, "three.json", Sample.request(3).replacing("\"unwanted\"", with: "\"defective\""))
        let steps = [
            #"{"type":"dock_receipt","rma":"\#(first)","lines":[{"sku":"LAMP","quantity":2}],"staff":"maria"}"#,
            #"{"type":"inspection","rma":"\#(first)","line":1,"accepted":2,"rejected":0,"grade":"a","#
                + #""disposition":"restock"}"#,
            #"{"type":"feedback","rma":"\#(first)","rating":5,"text":"fine"}"#,
        ]
        for (number, step) in steps.enumerated() {
            try site.drop("step-\(number).json", step)
            _ = try site.waitForReceipt("step-\(number).json")
        }
        let tables = try tables(site, ["--period", "all"])
        let volume = try #require(tables["volumes"]?.first)
        #expect(volume["returns"] as? Int == 3 && volume["units"] as? Int == 4 && volume["units_here"] as? Int == 2)
        let reasons = try #require(tables["reasons"])
        #expect(reasons.map { $0["reason"] as? String } == ["unwanted", "defective"])
        #expect(reasons.map { $0["units"] as? Int } == [3, 1])
        #expect(reasons.map { $0["percent"] as? String } == ["75.0", "25.0"])
        #expect(tables["reasons_by_product"]?.map { $0["sku"] as? String } == ["LAMP", "LAMP"])
        let goods = try #require(tables["goods"]?.first)
        #expect(goods["disposition"] as? String == "restock" && goods["paid"] as? String == "99.80")
        #expect(goods["recovered_estimate"] as? String == "99.80" && goods["recovered_percent"] as? String == "100.0")
        let feedback = try #require(tables["feedback"]?.first)
        #expect(feedback["thanks"] as? Int == 1 && feedback["complaints"] as? Int == 0)
        #expect(feedback["rating"] as? String == "5.0")
        let answers = try #require(tables["answers"]?.first)
        #expect(answers["in_time_percent"] as? String == "100.0")
        let stages = try #require(tables["cycle_times"])
        #expect(stages.first { $0["stage"] as? String == "received → inspected" }?["returns"] as? Int == 1)
        #expect(stages.first { $0["stage"] as? String == "requested → settled" }?["p50_minutes"] is NSNull)
        // Told apart by reason, a return stands with each of its reasons.
        let apart = try #require(try self.tables(site, ["--period", "all", "--by", "reason"])["volumes"])
        #expect(apart.map { $0["reason"] as? String } == ["defective", "unwanted"])
        #expect(apart.map { $0["returns"] as? Int } == [1, 2] && apart.map { $0["units"] as? Int } == [1, 3])
        let page = site.folder.path + "/apart.html"
        #expect(try site.rmad(["stats", "--html", "--by", "reason", "--output", page]).status == 0)
        try judge([page])
        // The folder is made where it is missing, and what is above it is named where that is missing.
        let figures = site.folder.path + "/figures/"
        #expect(try site.rmad(["stats", "--csv", "--output", figures]).status == 0)
        #expect(FileManager.default.fileExists(atPath: figures + "reasons.csv"))
        let nowhere = try site.rmad(["stats", "--html", "--output", site.folder.path + "/no/where/page.html"])
        #expect(nowhere.status != 0 && nowhere.errors.contains("there is no folder"), "\(nowhere)")
        let shown = try site.rmad(["stats"])
        #expect(shown.status == 0 && shown.output.contains("Reasons by product") && shown.output.contains("75.0 %"))
    }

    @Test("an empty ledger has figures, too: zeros where something is counted, nothing where there is none")
    func empty() throws {
        let site = try started(orders: 0)
        let tables = try tables(site, ["--since", "2024-02-28", "--until", "2024-03-01", "--period", "day"])
        // A leap year has the day between.
        #expect(tables["volumes"]?.map { $0["period"] as? String } == ["2024-02-28", "2024-02-29", "2024-03-01"])
        #expect(tables["volumes"]?.allSatisfy { $0["returns"] as? Int == 0 } == true)
        #expect(tables["answers"]?.allSatisfy { $0["in_time_percent"] is NSNull } == true)
        #expect(tables["reasons"]?.isEmpty == true)
        #expect(try site.rmad(["stats"]).status == 0)
    }

    @Test("names with quotes, commas, line ends and markup stay what they are, in CSV and on the page")
    func strange() throws {
        let site = try started(orders: 0)
        let title = #"=Lamp \"big\", <script>alert(1)</script> & 'co'"#
        try site.drop(
            "order.json",
            """
            {"type":"order","number":"A-1","purchased_on":"\(Sample.today.adding(days: -3))","lines":[
             {"sku":"LAMP","title":"\(title)","quantity":1,"price":{"amount":"49.90","currency":"EUR"}}]}
            """)
        _ = try site.waitForReceipt("order.json")
        _ = try rma(site, "one.json", Sample.request(1))
        let csv = try site.rmad(["stats", "--table", "reasons-by-product", "--csv"])
        #expect(csv.output.hasPrefix("sku,title,reason,units,percent\r\n"))
        #expect(csv.output.contains(#""'=Lamp ""big"", <script>alert(1)</script> & 'co'""#), "\(csv.output)")
        let page = site.folder.path + "/figures.html"
        #expect(try site.rmad(["stats", "--html", "--output", page]).status == 0)
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("&lt;script&gt;") && !html.contains("<script"))
        try judge([page])
        let folder = site.folder.path + "/csv"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(try site.rmad(["stats", "--csv", "--output", folder]).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 12)
    }

    @Test("what cannot be counted is refused with a reason")
    func refused() throws {
        let site = try started(orders: 0)
        for (arguments, words) in [
            (["--since", "2026-02-02", "--until", "2026-02-01"], "before the first"),
            (["--since", "2020-01-01", "--period", "day"], "longer --period"),
            (["--csv"], "--table"), (["--csv", "--json"], "Choose one"), (["--since", "yesterday"], "yesterday"),
            (["--html", "--output", "/nowhere/figures.html"], "there is no folder"),
        ] {
            let said = try site.rmad(["stats"] + arguments)
            #expect(said.status != 0 && said.errors.contains(words), "\(arguments): \(said.errors)")
        }
    }

    @Test("figures that find no room are told under the name that was asked for", .enabled(if: getuid() == 0))
    func noRoom() throws {
        let site = try started(orders: 0)
        let folder = site.folder.appending(path: "full")
        let disk = try SmallDisk(at: folder, megabytes: 1)
        defer { disk.leave(site) }
        try disk.fill(megabytes: 1)
        let said = try site.rmad(["stats", "--html", "--output", folder.path + "/figures.html"])
        #expect(said.status != 0 && said.errors.contains("write \(folder.path)/figures.html: No space left"), "\(said)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["filler"])
    }

    private func started(orders: Int = 3) throws -> Site {
        let site = try Site()
        try site.startWatching()
        guard orders > 0 else { return site }
        try site.drop("orders.json", Sample.orders(orders))
        _ = try site.waitForReceipt("orders.json")
        return site
    }

    private func rma(_ site: Site, _ name: String, _ text: String) throws -> String {
        try site.drop(name, text)
        let records = try site.waitForReceipt(name)["records"] as? [[String: Any]]
        return try #require(records?.first?["rma"] as? String)
    }

    private func tables(_ site: Site, _ arguments: [String]) throws -> [String: [[String: Any]]] {
        let said = try site.rmad(["stats", "--json"] + arguments)
        let json = try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any]
        return try #require(json?["tables"] as? [String: [[String: Any]]], "\(said.errors)")
    }

    private func judge(_ pages: [String]) throws {
        let process = Process()
        process.executableURL = Site.root.appending(path: ".build/venv/bin/python")
        process.arguments = [Site.root.path + "/Tests/LabelsTests/check_html.py"] + pages
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
    }
}
