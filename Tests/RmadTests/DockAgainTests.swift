import Foundation
import Testing

/// Counts that do not add up: by two stations, by a slip, of goods that nobody expected.
@Suite("The dock's second look, with the real daemon")
struct DockAgainTests {
    @Test("a parcel that another station has just counted is refused with what it counted, unless more is said to be")
    func twoStations() throws {
        let site = try started()
        let rma = try approved(site, 1)
        let at = #""received_at":"\#(Self.now)""#
        let first = try count(site, rma, 1, at, station: "dock-1")
        #expect(first.record != nil, "\(first)")
        let second = try count(site, rma, 2, at, station: "dock-2")
        let reason = try #require(second.reason)
        #expect(reason.contains("dock-1 counted") && reason.contains("1 × LAMP") && reason.contains("further"))
        #expect(try site.rmad(["show", rma]).output.contains("received 1"))
        let further = try count(site, rma, 1, at + #","further":true"#, station: "dock-2")
        #expect(further.record != nil, "\(further)")
        #expect(try site.rmad(["show", rma]).output.contains("received 2"))
        let asked = try site.rmad(
            ["dock", "--plain", "--station", "dock-3"], input: "\(rma)\n\nRMA-FDF-7CTZ\nq\n")
        #expect(asked.output.contains("dock-2 counted this parcel of \(rma)"), "\(asked.output)")
        #expect(asked.output.contains("the check character does not fit"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a count is corrected, the customer hears of it, and the task ends with its reason")
    func corrected() throws {
        let site = try started()
        let rma = try approved(site, 1)
        _ = try count(site, rma, 100_000, #""staff":"maria""#)
        let tasks = try site.rmad(["tasks", "--json"]).output
        #expect(tasks.contains("count:1") && tasks.contains("More units of LAMP came"), "\(tasks)")
        _ = try count(site, rma, 1, #""note":"and one more""#)
        #expect(try site.rmad(["tasks", "--json"]).output.split(separator: "\n").count == 1, "one for each line")
        let unsaid = try count(site, rma, 2, #""correction":true"#)
        #expect(unsaid.reason?.contains("`note`") == true, "\(unsaid)")
        let right = try count(site, rma, 2, #""correction":true,"note":"a slip of the finger""#)
        #expect(right.record != nil, "\(right)")
        let shown = try site.rmad(["show", rma, "--json"]).output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any])
        let line = try #require((object["lines"] as? [[String: Any]])?.first)
        #expect(line["received"] as? Int == 2 && line["extra"] as? Int ?? 0 == 0, "\(line)")
        #expect(try site.rmad(["tasks"]).output.contains("Nothing waits"))
        let told = try #require(try site.heard(of: rma).last)
        #expect(told.contains("berichtigt") && told.contains("Alles Angekündigte ist hier"), "\(told)")
        #expect(!told.contains("mehr als") && told.contains("2 Artikel statt 100001"), "\(told)")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("rmad dock corrects with one key, and a reason")
    func plainCorrection() throws {
        let site = try started()
        let rma = try approved(site, 1)
        let said = try site.rmad(
            ["dock", "--plain", "--station", "dock-1"],
            input: "\(rma)\n20\n+\n+\n\(rma)\n+\nc\n2\n+\na slip\n+\nq\n")
        #expect(said.output.contains("LAMP: 20 counted before, 2 announced"), "\(said.output)")
        #expect(said.output.contains("2 × LAMP corrected"), "\(said.output)")
        #expect(try site.rmad(["show", rma]).output.contains("received 2"))
    }

    @Test("goods that nobody expected, other goods, and goods for an ended return are somebody's task")
    func tasks() throws {
        let site = try started()
        let unexpected = try approved(site, 1)
        _ = try site.deliver(
            "plug.json", #"{"type":"dock_receipt","rma":"\#(unexpected)","lines":[{"sku":"PLUG","quantity":1}]}"#)
        let wrong = try approved(site, 2)
        _ = try site.deliver(
            "wrong.json",
            #"{"type":"dock_receipt","rma":"\#(wrong)","lines":[{"sku":"PLUG","quantity":1,"instead_of":"LAMP"}]}"#)
        let cancelled = try approved(site, 3)
        _ = try site.deliver("cancel.json", #"{"type":"cancellation","rma":"\#(cancelled)"}"#)
        _ = try count(site, cancelled, 1, #""note":"it came all the same""#)
        let rows = try site.rmad(["tasks", "--json"]).output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let found = rows.map { "\($0["rma"] ?? "") \($0["kind"] ?? "") \($0["subject"] ?? "")" }
        #expect(Set(found) == ["\(unexpected) look count:2", "\(wrong) look count:1", "\(cancelled) look count"])
        #expect(rows.allSatisfy { $0["due_on"] is String })
        let id = try #require(rows[0]["task"] as? Int)
        #expect(try site.rmad(["tasks", "done", "\(id)"]).status == 0)
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("one serial number is counted once for a return, and is found where only its order names it")
    func serials() throws {
        let site = try started()
        _ = try site.deliver(
            "serial-order.json",
            Sample.orders(1).replacingOccurrences(of: #""quantity":2,"#, with: #""quantity":2,"serials":["SN-36-0"],"#))
        let rma = try approved(site, 1)
        let found = try site.rmad(["dock", "--plain"], input: "sn-36-0\nq\n")
        #expect(found.output.contains("\(rma), Grace Müller"), "\(found.output)")
        let line = #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","serial":"SN-36-0","quantity":1}]"#
        _ = try site.deliver("one.json", line + "}")
        try site.drop("two.json", line + #","note":"again"}"#)
        #expect(try site.waitForReason("two.json").contains("SN-36-0"))
        #expect(try site.rmad(["show", rma]).output.contains("received 1"))
    }

    @Test(
        "a mistyped number of ours is told once what is wrong with it",
        arguments: [
            ("RMA-FDF-7CT8", "the check character does not fit"), ("RMA-AAA-AAAA", "'A' does not occur"),
            ("RMA-FDF-7CT", "this one has 6"),
        ])
    func mistyped(number: String, words: String) throws {
        let site = try started()
        let reason = try #require(try count(site, number, 1, #""staff":"maria""#).reason)
        #expect(reason.contains("'\(number)', which is meant as one of our RMA numbers, but"), "\(reason)")
        #expect(reason.contains(words) && reason.contains("Compare it with the label"), "\(reason)")
        #expect(!reason.contains("form we know"), "\(reason)")
    }

    @Test("parcels that are another return's, or nobody's, are told in the receipt")
    func parcels() throws {
        let site = try started()
        let rma = try approved(site, 1)
        let other = try approved(site, 2)
        let opened = try #require((site.receipt("request-2.json")["records"] as? [[String: Any]])?.first)
        let parcel = try #require((opened["parcels"] as? [String])?.first)
        let counted = try count(site, rma, 1, #""parcels":["\#(parcel)","nonsense"]"#)
        let warnings = try #require(counted.record?["warnings"] as? [String])
        #expect(warnings.count == 2 && warnings[0].contains(other) && warnings[1].contains("'nonsense'"))
    }

    // MARK: The site

    private static var now: String { ISO8601DateFormatter().string(from: Date()) }

    /// Drops a count at a station and waits for its answer.
    private func count(
        _ site: Site, _ rma: String, _ units: Int, _ more: String, station: String = ""
    ) throws -> (record: [String: Any]?, reason: String?) {
        let folder = station.isEmpty ? "" : station + "/"
        try FileManager.default.createDirectory(
            atPath: site.spool.path + "/drop/" + folder, withIntermediateDirectories: true)
        let name = "\(UUID().uuidString).json"
        try site.drop(
            folder + name,
            #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":\#(units)}],\#(more)}"#)
        try site.wait(20, "the answer to \(name)") {
            site.names("receipts/\(station)").contains("\(name).receipt.json")
                || site.names("rejected/\(station)").contains("\(name).reason.txt")
        }
        guard site.names("receipts/\(station)").contains("\(name).receipt.json") else {
            return (nil, try site.text("rejected/\(folder)\(name).reason.txt"))
        }
        let data = try Data(contentsOf: site.spool.appending(path: "receipts/\(folder)\(name).receipt.json"))
        let receipt = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return ((receipt?["records"] as? [[String: Any]])?.first, nil)
    }

    private func started() throws -> Site {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(3))
        return site
    }

    /// A return of two lamps.
    private func approved(_ site: Site, _ number: Int) throws -> String {
        let receipt = try site.deliver("request-\(number).json", Sample.request(number, quantity: 2))
        return try #require((receipt["records"] as? [[String: Any]])?.first?["rma"] as? String)
    }
}

extension Site {
    /// What the customer was told of corrected counts, in order.
    fileprivate func heard(of rma: String) throws -> [String] {
        let shown = try rmad(["show", rma, "--json"]).output
        let object = try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any]
        return (object?["events"] as? [[String: Any]] ?? []).filter {
            $0["type"] as? String == "return.count_corrected"
        }
        .compactMap { ($0["details"] as? [String: Any])?["message"] as? String }
    }
}
