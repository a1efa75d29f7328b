import Foundation
import Glibc
import JSONText
import Ledger
import Returns
import Testing

@Suite("Number ranges, with the real daemon")
struct NumberTests {
    @Test("without a number the request is recorded and held, nothing is half-made, and numbers make it go on")
    func heldAndContinued() throws {
        let site = try started(range: ("last: 999999999", "last: 2"))
        _ = try site.deliver("endpoint.json", Sample.endpoint(port: site.port))
        #expect(try site.state("one.json", Sample.request(1)).state == "approved")
        #expect(try site.state("two.json", Sample.request(2)).state == "approved")
        let (rma, state, record) = try site.state("three.json", Sample.request(3))
        #expect(state == "under_review")
        #expect(record["held"] as? String == "no parcel number is left in range parcels")
        #expect(
            record["message"] as? String == "Wir sehen uns diese Rücksendung persönlich an und antworten Ihnen.",
            "the customer reads what a customer reads whose return a person looks at")
        #expect(record["parcels"] == nil && record["papers"] == nil)

        let stored = try #require(try site.ledger().read { try $0.stored(RMANumber(trusted: rma)) })
        #expect(stored.case.shipments.isEmpty && stored.case.state == .underReview)
        #expect(stored.case.lines[0].line.authorized == 1, "what the policy authorized is kept for the person")
        #expect(try site.ledger().read { try $0.promises(of: stored.id) }.map(\.name) == [.answered])
        #expect(!site.names("labels").contains { $0.hasPrefix(rma) })
        try site.wait(10, "the log") { site.log.contains("held for a person") }
        #expect(site.log.contains("rma=\(rma)") && site.log.contains("no parcel number is left in range parcels"))
        let listed = try site.rmad(["list", "--state", "under_review"])
        #expect(listed.output.contains(rma) && listed.output.contains("no parcel number is left"))
        #expect(try site.rmad(["show", rma]).output.contains("no parcel number is left"))
        try site.wait(20, "the webhook") {
            try site.hooks().contains { $0["type"] as? String == "return.under_review" }
        }

        // Still none: the answer of a person comes back whole, and the return waits on.
        let refused = try site.refusal("approve-1.json", review(rma))
        #expect(refused.contains("no parcel number is left in range parcels"))
        #expect(try site.ledger().read { try $0.stored(id: stored.id) }?.case.state == .underReview)

        site.stopDaemon()
        try site.edit("last: 2", "last: 3")
        try site.startDaemon()
        let (_, approved, after) = try site.state("approve-2.json", review(rma))
        #expect(approved == "approved")
        #expect(after["parcels"] as? [String] == ["006141410000000036"])
        try site.wait(30, "the label") { site.names("labels").contains("\(rma).pdf") }
        let done = try #require(try site.ledger().read { try $0.stored(id: stored.id) })
        #expect(done.case.lines[0].line.authorized == 1)
        #expect(try site.rmad(["list", "--json"]).output.contains("\"held\"") == false)
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a return of two parcels with one number left takes none, and the number goes to the next return")
    func nothingHalfMade() throws {
        let site = try started(range: ("last: 999999999", "last: 1"))
        let order = Sample.orders(1).replacing(
            "\"lines\":[", with: "\"lines\":[{\"sku\":\"PHONE\",\"category\":\"electronics\",\"quantity\":1},")
        _ = try site.deliver("order.json", order.replacing("A-1", with: "T-1"))
        let request = Sample.request(1).replacing("A-1", with: "T-1").replacing(
            "\"lines\":[{", with: "\"lines\":[{\"order\":\"T-1\",\"sku\":\"PHONE\",\"reason\":\"defective\"},{")
        let (rma, state, record) = try site.state("two-parcels.json", request)
        #expect(state == "under_review", "\(record)")
        let stored = try #require(try site.ledger().read { try $0.stored(RMANumber(trusted: rma)) })
        #expect(stored.decision["shipments"]?.elements.count == 2, "the policy planned two parcels")
        #expect(stored.case.shipments.isEmpty)
        let (_, next, taken) = try site.state("one-parcel.json", Sample.request(2))
        #expect(next == "approved" && taken["parcels"] as? [String] == ["006141410000000012"])
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("each threshold is told once, in the log, in check and in ranges; a restart tells only what is used up")
    func warnings() throws {
        let site = try started(range: ("last: 999999999", "last: 20"), orders: 20)
        let rows = (1...19).map { "R-\($0);A-\($0);LAMP;1;unwanted;unopened;Ada Byron" }
        _ = try site.deliver(
            "batch.csv", (["reference;order;sku;quantity;reason;condition;name"] + rows).joined(separator: "\n"))
        try site.wait(10, "the warnings") { site.count("a number range runs low") >= 2 }
        #expect(site.count("used_percent=90") == 1 && site.count("used_percent=95") == 1)
        let checked = try site.rmad(["check"])
        #expect(checked.status == 0 && checked.output.contains("labels.ranges parcels: 95 % used, 1 numbers left"))
        let ranges = try site.rmad(["ranges", "--json"])
        #expect(ranges.status == 0)
        let parcels = try #require(ranges.output.split(separator: "\n").last.map(String.init))
        for words in [
            "\"name\":\"parcels\"", "\"kind\":\"sscc\"", "\"left\":1", "\"percent\":95",
            "\"next\":\"006141410000000203\"", "\"recent\":{\"count\":19,\"days\":1}",
        ] { #expect(parcels.contains(words), "\(words) in \(parcels)") }
        #expect(ranges.output.contains("\"name\":\"rma_number\""))
        #expect(try site.rmad(["ranges"]).output.contains("95 %"))

        _ = try site.deliver("last.json", Sample.request(20))
        try site.wait(10, "the last warning") { site.count("a number range is used up") == 1 }
        #expect(site.count("a number range runs low") == 2)
        site.stopDaemon()
        try site.startDaemon()
        try site.wait(20, "the second start") {
            site.count("ready") == 2 && site.count("a number range is used up") == 2
        }
        #expect(site.count("a number range runs low") == 2)
        #expect(try site.rmad(["check"]).output.contains("used up"))
    }

    @Test(
        "a range that ends in the middle of a batch, with a kill around the commit, gives each number once",
        arguments: ["ledger.begin", "ledger.committed", "intake.publish", "papers.written"])
    func endInABatch(point: String) throws {
        let site = try started(range: ("last: 999999999", "last: 5"), orders: 9)
        site.stopDaemon()
        // All labels may be one group.
        try site.startDaemon(failpoints: point == "papers.written" ? point : "\(point):2")
        let header = "reference;order;sku;quantity;reason;condition;name\n"
        for part in [1...2, 3...9] {
            let rows = part.map { "R-\($0);A-\($0);LAMP;1;unwanted;unopened;Ada Byron" }
            try site.drop("batch-\(part.lowerBound).csv", header + rows.joined(separator: "\n"))
        }
        let end = site.daemonEnd(within: 20)
        #expect(end?.status == SIGKILL, "\(point) was not reached")
        try site.startDaemon()
        try site.wait(40, "both receipts and five labels") {
            site.names("receipts").count { $0.hasPrefix("batch") } == 2
                && site.names("labels").count { $0.hasSuffix(".zpl") } == 5
        }
        var filter = CaseFilter()
        filter.limit = 100
        let cases = try site.ledger().read { snapshot in
            try snapshot.cases(filter).compactMap { try snapshot.stored(id: $0.id) }
        }
        #expect(cases.count == 9)
        let codes = cases.flatMap { $0.case.shipments.map(\.code.text) }.sorted()
        #expect(
            codes
                == (1...5).compactMap {
                    ParcelCode.sscc(extensionDigit: 0, companyPrefix: "0614141", serial: $0)?.text
                }, "each number once, and none is lost")
        #expect(cases.filter { $0.case.state == .underReview }.count == 4)
        #expect(cases.allSatisfy { ($0.case.state == .underReview) == $0.case.shipments.isEmpty })
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a range that lasts for less than 30 days at its rate is told before any share of it is, and once")
    func rate() throws {
        let site = try started(range: ("last: 999999999", "last: 1000"))
        site.stopDaemon()
        // Ten days of use, as ten days of work would have left them.
        let days = (1...10).map { "('parcel:parcels', \(Sample.siteDay.dayNumber - $0), 50)" }
        try site.tamper("INSERT INTO range_uses VALUES \(days.joined(separator: ", "))")
        try site.tamper("INSERT INTO ranges VALUES ('parcel:parcels', 501)")
        try site.startDaemon()
        try site.wait(20, "the warning") { site.count("a number range runs low") == 1 }
        // 500 numbers in at most 11 days, 500 left.
        #expect(site.log.contains("days_left=11") && site.log.contains("used_percent=50"))
        let ranges = try site.rmad(["ranges"])
        #expect(ranges.output.contains("for about 11 days at the rate of the last 11 days"), "\(ranges.output)")
        #expect(try site.rmad(["check"]).output.contains("50 % used, 500 numbers left, for about 11 days"))
        site.stopDaemon()
        try site.startDaemon()
        try site.wait(20, "the third start") { site.count("ready") == 3 }
        #expect(try site.state("one.json", Sample.request(1)).state == "approved")
        #expect(site.count("a number range runs low") == 1)
    }

    @Test("a range that was renamed gives no number twice: check, ranges, the log and the return say so")
    func renamed() throws {
        let site = try started()
        let (_, _, first) = try site.state("one.json", Sample.request(1))
        #expect(first["parcels"] as? [String] == ["006141410000000012"])
        site.stopDaemon()
        try site.edit("- name: parcels", "- name: renamed")
        let checked = try site.rmad(["check"])
        #expect(checked.status == 1)
        #expect(checked.output.contains("number 006141410000000012 was given out before"))
        #expect(checked.output.contains("first: 2"))
        #expect(try site.rmad(["ranges"]).status == 1)
        try site.startDaemon()
        try site.wait(20, "the log") { site.log.contains("a number range cannot be used") }
        let (rma, state, record) = try site.state("two.json", Sample.request(2))
        #expect(state == "under_review")
        #expect(
            (record["held"] as? String)?.contains("006141410000000012 of range renamed was given out before") == true)
        site.stopDaemon()
        try site.edit("first: 1\n", "first: 2\n")
        #expect(try site.rmad(["check"]).status == 0)
        #expect(try site.rmad(["ranges"]).status == 0)
        try site.startDaemon()
        let (_, approved, after) = try site.state("approve.json", review(rma))
        #expect(approved == "approved" && after["parcels"] as? [String] == ["006141410000000029"])
    }

    @Test("a range that was shortened below what is used gives nothing, and goes on when it is long again")
    func shortened() throws {
        let site = try started()
        for number in 1...3 { #expect(try site.state("\(number).json", Sample.request(number)).state == "approved") }
        site.stopDaemon()
        try site.edit("last: 999999999", "last: 2")
        try site.startDaemon()
        #expect(try site.state("4.json", Sample.request(4)).state == "under_review")
        site.stopDaemon()
        try site.edit("last: 2", "last: 9")
        try site.startDaemon()
        #expect(try site.state("5.json", Sample.request(5)).record["parcels"] as? [String] == ["006141410000000043"])
    }

    @Test("a carrier's range: the number, the carrier, the label, and every form in which it is scanned")
    func carrierRange() throws {
        let site = try Site()
        try site.edit(
            "  ranges:\n",
            "  ranges:\n    - {name: ups, kind: carrier, carrier: ups, prefix: \"1Z5R893903\", digits: 7, "
                + "check: mod10_ups, first: 5756712, last: 5756720, service: Standard}\n"
                + "    - {name: any, kind: carrier, carrier: ups, prefix: \"1Z5R893903\", digits: 7, "
                + "check: mod10_ups, first: 6000000, last: 6000009, warehouse: main}\n")
        try started(site)
        let (rma, _, record) = try site.state("one.json", Sample.request(1))
        let code = try #require((record["parcels"] as? [String])?.first)
        #expect(code.hasPrefix("1Z5R8939036000000"), "the range of the warehouse goes before the general one")
        let stored = try #require(try site.ledger().read { try $0.stored(RMANumber(trusted: rma)) })
        #expect(stored.case.shipments[0].carrier?.text == "ups" && stored.case.shipments[0].code == .carrier(code))
        try site.wait(30, "the label") { site.names("labels").contains("\(rma).zpl") }
        #expect(try site.text("labels/\(rma).zpl").contains("^BCN"))
        let spaced = code.lowercased().map { "\($0) " }.joined()
        #expect(try site.rmad(["show", spaced, "--json"]).output.contains(rma))
        #expect(try site.rmad(["find", spaced]).output.contains(rma))
        _ = try site.deliver(
            "track.json",
            """
            {"type":"tracking_event","carrier":"ups","number":"\(spaced.trimmingCharacters(in: .whitespaces))",
             "status":"in_transit","occurred_at":"\(Sample.today)T00:00:00Z"}
            """)
        #expect(try site.rmad(["show", code]).output.contains("in transit"))
        #expect(try site.rmad(["check"]).status == 0)
    }

    private func started(range: (String, String)? = nil, orders: Int = 6) throws -> Site {
        let site = try Site()
        if let range { try site.edit(range.0, range.1) }
        try started(site, orders: orders)
        return site
    }

    private func started(_ site: Site, orders: Int = 6) throws {
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(orders))
    }

    private func review(_ rma: String) -> String {
        #"{"type":"review","rma":"\#(rma)","verdict":"approve","staff":"maria","reason":"numbers are there"}"#
    }
}

extension Site {
    /// Changes the first place of a text in the configuration; a daemon that runs does not notice.
    func edit(_ old: String, _ new: String) throws {
        var text = try String(contentsOfFile: configuration, encoding: .utf8)
        let place = try #require(text.range(of: old), "the configuration has no '\(old)'")
        text.replaceSubrange(place, with: new)
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// Drops a file with one record and says how its return stands.
    func state(_ name: String, _ text: String) throws -> (rma: String, state: String, record: [String: Any]) {
        let record = try #require((try deliver(name, text)["records"] as? [[String: Any]])?.first)
        return (try #require(record["rma"] as? String), try #require(record["state"] as? String), record)
    }

    /// Drops a file that is refused and gives the reason.
    func refusal(_ name: String, _ text: String) throws -> String {
        try drop(name, text)
        return try waitForReason(name)
    }

    /// Changes the ledger of a daemon that is stopped; the lock goes with the ledger.
    func tamper(_ sql: String) throws {
        let writing = try Ledger(path: spool.path + "/ledger.sqlite3", access: .writing)
        try writing.tamper(sql)
        try writing.close()
    }

    func count(_ words: String) -> Int { log.components(separatedBy: words).count - 1 }
}
