import Foundation
import Ledger
import Testing

/// What waited for a number goes on once there are numbers.
@Suite("Releasing what waits for a number")
struct ReleaseTests {
    @Test("one command releases all that waited, in as many documents as it takes, until numbers run out again")
    func release() throws {
        let site = try started(last: 1)
        let rows = (1...6).map { "R-\($0);A-\($0);LAMP;1;unwanted;unopened;Ada Byron" }
        let header = "reference;order;sku;quantity;reason;condition;name\n"
        _ = try site.deliver("batch.csv", header + rows.joined(separator: "\n"))
        #expect(
            try site.rmad(["ranges"]).output.contains("5 returns wait for a number. Once there are some: rmad ranges"))
        // None is there yet: nothing changes, and it is said why.
        let vain = try site.rmad(["ranges", "release"])
        #expect(vain.status == 1 && vain.output.contains("0 released, 5 returns wait still"), "\(vain)")
        #expect(vain.output.contains("no parcel number is left in range parcels"), "\(vain)")

        site.stopDaemon()
        try site.edit("last: 1", "last: 4")
        try site.startDaemon()
        try site.wait(20, "the hint") { site.count("returns wait for a parcel number") == 1 }
        let some = try site.rmad(["ranges", "release", "--json"])
        #expect(some.status == 1 && some.output.contains(#""asked":5,"released":3,"waiting":2"#), "\(some)")
        #expect(try held(site) == 2)

        site.stopDaemon()
        try site.edit("last: 4", "last: 999")
        try site.startDaemon()
        try site.wait(20, "the third start") { site.count("ready") == 3 }
        let rest = try site.rmad(["ranges", "release"])
        #expect(rest.status == 0 && rest.output.contains("2 released, none waits any more"), "\(rest)")
        try site.wait(40, "six labels") { site.names("labels").count { $0.hasSuffix(".zpl") } == 6 }
        #expect(try site.rmad(["ranges", "release"]).output == "No return waits for a number.\n")
        #expect(try site.rmad(["ranges"]).output.contains("wait for a number") == false)
        #expect(try site.rmad(["list", "--state", "approved", "--json"]).output.split(separator: "\n").count == 6)
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a return that waits for a person's judgement is not released")
    func notJudged() throws {
        let site = try started(last: 999)
        let unknown = Sample.request(1).replacingOccurrences(of: "A-1", with: "A-404")
        let (rma, state, _) = try site.state("one.json", unknown)
        #expect(state == "under_review")
        let release = #"{"type":"review","rma":"\#(rma)","verdict":"release","staff":"maria"}"#
        #expect(try site.refusal("release.json", release).contains("only lacks a parcel number"))
        #expect(try site.rmad(["ranges", "release"]).output == "No return waits for a number.\n")
    }

    @Test("a range that is used up is not warned of once another one serves the same parcels")
    func relieved() throws {
        let site = try started(last: 2)
        for number in 1...2 { #expect(try site.state("\(number).json", Sample.request(number)).state == "approved") }
        let still = try site.rmad(["check"])
        #expect(still.status == 1 && still.output.contains("standstill: labels.ranges parcels: used up"), "\(still)")
        // What stands still anyhow is no reason to refuse what would mend it.
        #expect(try site.rmad(["reload"]).status == 0)
        let second =
            "    - {name: more, kind: carrier, carrier: ups, prefix: \"1Z5R893903\", digits: 7, check: mod10_ups, "
            + "first: 5756712, last: 5756912}\n"
        site.stopDaemon()
        // For another warehouse it is no help.
        try site.edit(
            "  ranges:\n", "  ranges:\n" + second.replacingOccurrences(of: "}", with: ", warehouse: service}"))
        #expect(try site.rmad(["ranges"]).output.contains("parcels: used up"))
        try site.edit(", warehouse: service}", "}")
        for command in ["check", "ranges"] {
            let answer = try site.rmad([command])
            #expect(answer.status == 0 && !answer.output.contains("used up"), "\(answer)")
        }
        let told = site.count("a number range is used up")
        try site.startDaemon()
        let (_, state, record) = try site.state("3.json", Sample.request(3))
        #expect(state == "approved" && (record["parcels"] as? [String])?.first?.hasPrefix("1Z5R893903") == true)
        #expect(site.count("a number range is used up") == told)
    }

    @Test(
        "by the shipped policy a device with a lithium battery travels inland by surface, and from abroad not at all",
        arguments: [("DE", "authorize"), ("US", "decline")])
    func lithium(country: String, answer: String) throws {
        let site = try started(last: 999)
        let text = Sample.request(1).replacingOccurrences(of: #""country":"DE""#, with: #""country":"\#(country)""#)
            .replacingOccurrences(of: #""condition":"#, with: #""hazards":["lithium_battery"],"condition":"#)
        let file = site.spool.appending(path: "try.json")
        try text.write(to: file, atomically: true, encoding: .utf8)
        let tried = try site.rmad(["policy", "try", file.path])
        #expect(tried.status == 0 && tried.output.contains(answer), "\(tried)")
        let (rma, state, record) = try site.state("one.json", text)
        if answer == "authorize" {
            #expect(state == "approved" && (record["parcels"] as? [String])?.count == 1)
            let shown = try site.rmad(["show", rma, "--json"]).output
            for words in [
                #""marks":["Restricted Electronic Device","Surface Transportation Only"]"#,
                #""limits":["surface_only","inland_only"]"#,
            ] { #expect(shown.contains(words), "\(words) in \(shown)") }
        } else {
            #expect(tried.output.contains("inland only, and its way is US to DE"), "\(tried)")
            let message = record["message"] as? String ?? ""
            #expect(state == "declined" && record["parcels"] == nil)
            #expect(message.contains("Lithium") && message.contains("rufen Sie uns an"), "\(message)")
        }
    }

    @Test(
        "by the shipped policy aerosols, liquids and magnets do not come from abroad",
        arguments: ["aerosol", "liquid", "magnet"])
    func inlandGoods(hazard: String) throws {
        let site = try started(last: 999)
        let own = Sample.request(1).replacingOccurrences(
            of: #""condition":"#, with: #""hazards":["\#(hazard)"],"condition":"#)
        #expect(try site.state("inland.json", own).state == "approved")
        let abroad = Sample.request(2).replacingOccurrences(of: #""country":"DE""#, with: #""country":"US""#)
            .replacingOccurrences(of: #""condition":"#, with: #""hazards":["\#(hazard)"],"condition":"#)
        let (_, state, record) = try site.state("abroad.json", abroad)
        #expect(state == "declined" && record["parcels"] == nil, "\(record)")
    }

    private func held(_ site: Site) throws -> Int { try site.ledger().read { try $0.heldCases(limit: 100).count } }

    private func started(last: Int) throws -> Site {
        let site = try Site()
        try site.edit("last: 999999999", "last: \(last)")
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(6))
        return site
    }
}
