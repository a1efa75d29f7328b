import Foundation
import Ledger
import Returns
import Testing

@Suite("What customers get, with the real daemon")
struct ResolutionTests {
    @Test("what is due goes to the shop as a file, with every item, and the shop's answer closes the return")
    func exported() throws {
        let site = try started(exports: "[json, csv]")
        let rma = try opened("R-1", units: 2, on: site)
        try count(rma, units: 2, on: site)
        try inspect(rma, accepted: 1, grade: "a", on: site)
        try inspect(rma, accepted: 1, grade: "c", on: site)
        let names = ["\(rma)-R1.csv", "\(rma)-R1.json", "\(rma)-R2.csv", "\(rma)-R2.json"]
        try site.wait(20, "the files") { site.names("out") == names }

        // 119.00 with 19.00 tax; 10.00 off the order of two; 6.00 for the way out comes back with the whole order.
        let first = try json("out/\(rma)-R1.json", site)
        #expect(first["price_minor"] as? Int == 11_900 && first["discount_minor"] as? Int == -500)
        #expect(first["shipping_minor"] as? Int == 300 && first["deduction_minor"] as? Int == 0)
        #expect(first["total_minor"] as? Int == 11_700 && first["tax_minor"] as? Int == 1868)
        #expect(first["currency"] as? String == "EUR" && first["order"] as? String == "A-1")
        let second = try json("out/\(rma)-R2.json", site)
        #expect(second["deduction_minor"] as? Int == -2280 && second["total_minor"] as? Int == 9420)
        let rows = try site.text("out/\(rma)-R2.csv").components(separatedBy: "\r\n")
        #expect(rows.count == 3 && rows[0].hasPrefix("id,attempt,created_at,kind,rma"))
        #expect(rows[1].hasPrefix("\(rma)-R2,1,") && rows[1].contains(",-2280,"))

        // The bank says no once: the file is written again later by itself, and nobody is troubled.
        try settle(rma, #""order":1,"resolution":"failed","reference":"B-1","note":"account closed""#, on: site)
        #expect(try site.rmad(["resolutions", "--rma", rma, "--json"]).output.contains(#""attempt":2"#))
        #expect(try !site.rmad(["tasks", "--json"]).output.contains("settle"))
        try settle(rma, #""order":1,"resolution":"refunded","reference":"PAY-1""#, on: site)
        try settle(rma, #""order":2,"resolution":"refunded","reference":"PAY-2""#, on: site)
        let shown = try site.rmad(["show", rma]).output
        #expect(shown.contains("closed") && shown.contains("117.00 EUR") && shown.contains("94.20 EUR"), "\(shown)")
        #expect(shown.contains("Loss of value") && shown.contains("-22.80 EUR"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a file that cannot be written is told, written once its folder is back, and an end of trying ends with 1")
    func failingExport() throws {
        let site = try started(exports: "[json]")
        let out = site.spool.appending(path: "out")
        try FileManager.default.removeItem(at: out)
        try Data().write(to: out)
        let rma = try opened("R-9", units: 1, on: site)
        try count(rma, units: 1, on: site)
        try inspect(rma, accepted: 1, grade: "a", on: site)
        try site.wait(20, "the trouble") { try site.rmad(["resolutions"]).output.contains("failing") }
        let told = try site.rmad(["resolutions"])
        #expect(told.status == 0 && told.output.contains("cannot be written yet"), "\(told)")
        try FileManager.default.removeItem(at: out)
        try site.wait(40, "the file") { site.names("out") == ["\(rma)-R1.json"] }
        try site.wait(20, "that it is written down") { try !site.rmad(["resolutions"]).output.contains("failing") }
        site.stopDaemon()
        let ledger = try Ledger(path: site.spool.path + "/ledger.sqlite3", access: .writing)
        try ledger.tamper("UPDATE exports SET state = 'failed', made_at = NULL, last_error = 'disk full'")
        try ledger.close()
        let given = try site.rmad(["resolutions"])
        #expect(given.status == 1 && given.output.contains("its file is given up: disk full"), "\(given)")
    }

    @Test("without an export a person has the task to pay, and it ends with the settlement")
    func byHand() throws {
        let site = try started(exports: "[]")
        let rma = try opened("R-2", units: 1, on: site)
        try count(rma, units: 1, on: site)
        try inspect(rma, accepted: 1, grade: "a", on: site)
        let tasks = try site.rmad(["tasks"]).output
        #expect(tasks.contains("Refund 114.00 EUR") && tasks.contains("\(rma)-R1"), "\(tasks)")
        try settle(rma, #""line":1,"resolution":"refunded","reference":"PAY-3""#, on: site)
        #expect(try !site.rmad(["tasks"]).output.contains("Refund 114.00 EUR"), "nothing is left to pay")
        #expect(site.names("out").isEmpty)
    }

    @Test("twice, too much, another currency, before the inspection, a denial without words: each is refused in words")
    func badSettlements() throws {
        let site = try started(exports: "[]")
        let rma = try opened("R-3", units: 1, on: site)
        let pay = #""line":1,"resolution":"refunded","reference":"P-"#
        #expect(
            try refusal(rma, pay + #"1","amount":{"amount":"10.00","currency":"EUR"}"#, site).contains("inspection"))
        try count(rma, units: 1, on: site)
        try inspect(rma, accepted: 1, grade: "a", on: site)
        let more = pay + #"2","note":"x","amount":{"amount":"119.01","currency":"EUR"}"#
        #expect(try refusal(rma, more, site).contains("at most"))
        #expect(
            try refusal(rma, pay + #"3","amount":{"amount":"50.00","currency":"USD"}"#, site).contains("currency"))
        #expect(try refusal(rma, pay + #"4","amount":{"amount":"50.00","currency":"EUR"}"#, site).contains("note"))
        #expect(try refusal(rma, #""line":1,"resolution":"denied","reference":"D-1""#, site).contains("denial"))
        try settle(rma, pay + #"5""#, on: site)
        #expect(try refusal(rma, pay + #"6""#, site).contains("settled"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a denial is appealed by a document; a person gets the task, and the customer a date")
    func appeal() throws {
        let site = try started(exports: "[]")
        let rma = try opened("R-4", units: 1, on: site)
        try count(rma, units: 1, on: site)
        try inspect(rma, accepted: 1, grade: "a", on: site)
        try settle(
            rma, #""line":1,"resolution":"denied","reference":"D-1","note":"Another serial number than was sold.""#,
            on: site)
        #expect(try site.rmad(["list", "--json"]).output.contains(#""state":"closed""#))
        _ = try delivered(#"{"type":"appeal","rma":"\#(rma)","reason":"It is the one that I got."}"#, on: site)
        let tasks = try site.rmad(["tasks"]).output
        #expect(tasks.contains("Look again") && tasks.contains("It is the one that I got."), "\(tasks)")
        try settle(rma, #""line":1,"resolution":"refunded","reference":"PAY-9""#, on: site)
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("an appeal stops what a denial had set going: nobody asks, nothing goes back, and nothing is paid by itself")
    func appealStops() throws {
        let site = try started(exports: "[]")
        let asked = try opened("R-12", units: 1, on: site)
        try count(asked, units: 1, on: site)
        _ = try delivered(#"{"type":"inspection","rma":"\#(asked)","line":1,"accepted":0,"rejected":1}"#, on: site)
        try settle(
            asked, #""line":1,"resolution":"denied","reference":"D-1","note":"Worn.","alternative":"recycled""#,
            on: site)
        #expect(try site.rmad(["tasks"]).output.contains("Ask the customer"))
        _ = try delivered(#"{"type":"appeal","rma":"\#(asked)","reason":"It was new."}"#, on: site)
        #expect(try !site.rmad(["tasks"]).output.contains("Ask the customer"))

        let back = try opened("R-13", units: 1, on: site)
        try count(back, units: 2, on: site)
        try inspect(back, accepted: 2, grade: "a", on: site)
        try settle(back, #""line":1,"resolution":"refunded","reference":"PAY-1""#, on: site)
        try settle(back, #""line":1,"resolution":"denied","reference":"D-2","note":"One was bought.""#, on: site)
        #expect(try site.rmad(["tasks", "--rma", back]).output.contains("back to the customer"))
        _ = try delivered(#"{"type":"appeal","rma":"\#(back)","line":1,"reason":"I paid two."}"#, on: site)
        var tasks = try site.rmad(["tasks", "--rma", back]).output
        #expect(tasks.contains("I paid two.") && !tasks.contains("back to the customer"), "\(tasks)")
        // Another document of the line pays nothing that waits for a person.
        _ = try delivered(
            #"{"type":"disposition","rma":"\#(back)","unit":1,"to":"open_box","reason":"opened"}"#, on: site)
        #expect(try !site.rmad(["resolutions"]).output.contains(back))
        try settle(back, #""line":1,"resolution":"denied","reference":"D-3","note":"One was bought.""#, on: site)
        tasks = try site.rmad(["tasks", "--rma", back]).output
        #expect(!tasks.contains("Look again") && tasks.contains("back to the customer"), "\(tasks)")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("an order that was taken back is told to the shop by a file, and comes again by a person's word alone")
    func withdrawn() throws {
        let site = try started(exports: "[json, csv]")
        let rma = try opened("R-14", units: 2, on: site)
        try count(rma, units: 2, on: site)
        try inspect(rma, accepted: 1, grade: "a", on: site)
        try site.wait(20, "the file, written down") {
            try site.names("out").contains("\(rma)-R1.json")
                && site.rmad(["resolutions", "--json"]).output.contains(#""file":"made""#)
        }
        site.stopDaemon()
        try site.startDaemon(failpoints: "exports.written:1")
        try site.drop(
            "withdraw.json", #"{"type":"resolution_order","rma":"\#(rma)","order":1,"action":"withdraw"}"#)
        #expect(site.daemonEnd(within: 30) != nil, "it dies before it has written down that the file is made")
        try site.startDaemon()
        let withdrawn = ["\(rma)-R1.withdrawn.csv", "\(rma)-R1.withdrawn.json"]
        try site.wait(20, "the files") { Set(withdrawn).isSubset(of: site.names("out")) }
        let file = try json("out/\(rma)-R1.withdrawn.json", site)
        #expect(file["id"] as? String == "\(rma)-R1" && file["units"] as? Int == 1 && file["withdrawn_at"] != nil)
        #expect(try site.text("out/\(rma)-R1.withdrawn.csv").hasPrefix("id,attempt,withdrawn_at,kind,rma,line"))
        let tasks = try site.rmad(["tasks"]).output
        #expect(tasks.contains("was taken back"), "\(tasks)")
        try inspect(rma, accepted: 1, grade: "b", on: site)
        #expect(try !site.rmad(["resolutions"]).output.contains("\(rma)-R2"), "it waits for a person")
        let open = try #require(
            try site.rmad(["tasks", "--json"]).output.split(separator: "\n").first {
                $0.contains("was taken back")
            })
        let number = try #require(open.firstMatch(of: /"(?:task|id)":(\d+)/)?.1)
        _ = try delivered(#"{"type":"task","task":\#(number),"state":"done"}"#, on: site)
        #expect(try site.rmad(["resolutions"]).output.contains("\(rma)-R2"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("surplus, and goods that nobody announced, bring money by a person's word alone, up to what was paid")
    func surplus() throws {
        let site = try started(exports: "[]")
        let rma = try opened("R-6", units: 1, on: site)
        _ = try delivered(
            #"""
            {"type":"dock_receipt","rma":"\#(rma)",
             "lines":[{"sku":"LAMP","quantity":3},{"sku":"RADIO","quantity":1}]}
            """#, on: site)
        try inspect(rma, accepted: 3, grade: "a", on: site)
        let orders = try site.rmad(["resolutions", "--json"]).output
        #expect(orders.contains(#""units":1"#) && !orders.contains(#""units":3"#), "\(orders)")
        try settle(rma, #""line":1,"resolution":"refunded","reference":"PAY-1""#, on: site)
        // The same reference with another amount is no repetition.
        let other = #""line":1,"resolution":"refunded","reference":"PAY-1","amount":{"amount":"1.00","currency":"EUR"}"#
        #expect(try refusal(rma, other, site).contains("another amount"))
        try #require(try site.rmad(["show", rma]).output.contains("114.00"))
        let more = #""line":1,"resolution":"refunded","reference":"PAY-2","note":"came along""#
        #expect(try refusal(rma, more, site).contains("above those that were announced"))
        // Two lamps for 238.00 less 10.00; the way out was not given back.
        let tooMuch = more + #","amount":{"amount":"115.00","currency":"EUR"}"#
        #expect(try refusal(rma, tooMuch, site).contains("at most 114.00"), "one lamp was paid back already")
        try settle(rma, more + #","amount":{"amount":"114.00","currency":"EUR"}"#, on: site)
        _ = try delivered(#"{"type":"inspection","rma":"\#(rma)","line":2,"accepted":1,"rejected":0}"#, on: site)
        let radio =
            #""line":2,"resolution":"refunded","reference":"PAY-3","note":"ours","#
            + #""amount":{"amount":"5.00","currency":"EUR"}"#
        let answer = try refusal(rma, radio, site)
        #expect(answer.contains("no order of this return holds"), "\(answer)")
        let replaced = #""line":2,"resolution":"replaced","reference":"X-1""#
        #expect(try refusal(rma, replaced, site).contains("a person who answers for it"))
        #expect(try site.rmad(["show", rma]).output.contains("approved"), "the radio has no end yet")
        _ = try delivered(
            #"{"type":"disposition","rma":"\#(rma)","line":2,"to":"return_to_customer","reason":"theirs"}"#, on: site)
        #expect(try site.rmad(["show", rma]).output.contains("closed"))
        #expect(try !site.rmad(["tasks"]).output.contains("had announced"), "nothing is left to decide")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a denial waits for the customer's answer; what they take is a file for the shop with its amounts")
    func alternative() throws {
        let site = try started(exports: "[json]")
        let rma = try opened("R-8", units: 2, on: site)
        try count(rma, units: 2, on: site)
        _ = try delivered(
            #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":0,"rejected":2,"note":"worn"}"#, on: site)
        #expect(try site.rmad(["tasks"]).output.contains("Decide on 2 × LAMP"))
        let denied = #""line":1,"resolution":"denied","reference":"D-1","note":"Worn.","alternative":"#
        #expect(try refusal(rma, denied + #""part_refund""#, site).contains("without its amount"))
        try settle(rma, denied + #""part_refund","amount":{"amount":"60.00","currency":"EUR"}"#, on: site)
        let again = denied.replacing("D-1", with: "D-2") + #""sent_back""#
        #expect(try refusal(rma, again, site).contains("D-1"))
        var shown = try site.rmad(["show", rma]).output
        #expect(shown.contains("2 units, D-1: Worn.") && shown.contains("60.00 EUR, awaits the customer's answer"))
        let tasks = try site.rmad(["tasks"]).output
        #expect(tasks.contains("Ask the customer whether they take") && !tasks.contains("Decide on"), "\(tasks)")
        _ = try delivered(#"{"type":"alternative","rma":"\#(rma)","line":1,"answer":"accepted"}"#, on: site)
        try site.wait(20, "the file") { site.names("out") == ["\(rma)-R1.json"] }
        let file = try json("out/\(rma)-R1.json", site)
        #expect(file["total_minor"] as? Int == 6_000 && file["kind"] as? String == "refund")
        #expect(try !site.rmad(["tasks"]).output.contains("Ask the customer"))
        try settle(rma, #""order":1,"resolution":"refunded","reference":"PAY-1""#, on: site)
        shown = try site.rmad(["show", rma]).output
        #expect(shown.contains("closed") && shown.contains("which the customer took"), "\(shown)")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("what is given for goods that nobody announced uses up their order for every other return")
    func usedUp() throws {
        let site = try started(exports: "[]")
        try site.drop(
            "cable.json",
            """
            {"type":"order","number":"A-1","purchased_on":"\(Sample.today.adding(days: -9))",
             "delivered_on":"\(Sample.today.adding(days: -7))",
             "lines":[{"sku":"LAMP","category":"home","quantity":2,"price":{"amount":"119.00","currency":"EUR"}},
             {"sku":"CABLE","category":"home","quantity":1,"price":{"amount":"9.00","currency":"EUR"}}]}
            """)
        _ = try site.waitForReceipt("cable.json")
        let rma = try opened("R-10", units: 1, on: site)
        _ = try delivered(
            #"""
            {"type":"dock_receipt","rma":"\#(rma)",
             "lines":[{"sku":"LAMP","quantity":1},{"sku":"CABLE","quantity":1}]}
            """#, on: site)
        _ = try delivered(#"{"type":"inspection","rma":"\#(rma)","line":2,"accepted":1,"rejected":0}"#, on: site)
        let pay = #""line":2,"resolution":"refunded","reference":"PAY-1","note":"bought","#
        try settle(rma, pay + #""amount":{"amount":"9.00","currency":"EUR"}"#, on: site)
        let again = Sample.request(1, quantity: 1).replacing("R-1", with: "R-11").replacing("LAMP", with: "CABLE")
        let second = try delivered(again, on: site)
        #expect(second["state"] as? String != "approved", "\(second)")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("the shop reads for which article an exchange is wished")
    func exchange() throws {
        let site = try started(exports: "[json]")
        let record = try delivered(
            #"""
            {"type":"return_request","reference":"R-7","wish":"exchange","customer":{"number":"K-1","name":"Ana Ruiz"},
             "lines":[{"order":"A-1","sku":"LAMP","reason":"size_too_small","exchange_for":"LAMP-RED"}]}
            """#, on: site)
        let rma = try #require(record["rma"] as? String)
        try count(rma, units: 1, on: site)
        try inspect(rma, accepted: 1, grade: "a", on: site)
        try site.wait(20, "the file for the shop") { site.names("out") == ["\(rma)-R1.json"] }
        let file = try String(contentsOf: site.spool.appending(path: "out/\(rma)-R1.json"), encoding: .utf8)
        #expect(file.contains(#""exchange_for": "LAMP-RED""#), "\(file)")
    }

    @Test("a kill between any two steps of an export loses no file and doubles none")
    func killed() throws {
        for point in ["exports.write", "exports.written"] {
            let site = try started(exports: "[json]", failpoints: nil)
            let rma = try opened("R-5", units: 1, on: site)
            try count(rma, units: 1, on: site)
            site.stopDaemon()
            try site.startDaemon(failpoints: "\(point):1")
            try site.drop("inspect-\(point).json", inspection(rma, accepted: 1, grade: "a"))
            #expect(site.daemonEnd(within: 30) != nil, "it dies at \(point)")
            try site.startDaemon()
            try site.wait(20, "the file after \(point)") { site.names("out") == ["\(rma)-R1.json"] }
            try site.wait(20, "that it is written down") {
                try site.rmad(["resolutions", "--json"]).output.contains(#""file":"made""#)
            }
            #expect(try site.rmad(["verify"]).status == 0)
        }
    }

    private func started(exports: String, failpoints: String? = nil) throws -> Site {
        let site = try Site()
        try site.configure([("formats: []", "formats: \(exports)")])
        try site.startWatching(failpoints: failpoints)
        let today = Sample.today
        try site.drop(
            "order.json",
            """
            {"type":"order","number":"A-1","purchased_on":"\(today.adding(days: -9))",
             "delivered_on":"\(today.adding(days: -7))","discount":{"amount":"10.00","currency":"EUR"},
             "shipping":{"amount":"6.00","currency":"EUR"},
             "lines":[{"sku":"LAMP","title":"Desk lamp","category":"home","quantity":2,
             "price":{"amount":"119.00","currency":"EUR"},"tax":{"amount":"19.00","currency":"EUR"}}]}
            """)
        _ = try site.waitForReceipt("order.json")
        return site
    }

    private func opened(_ reference: String, units: Int, on site: Site) throws -> String {
        let request = Sample.request(1, quantity: units).replacing("R-1", with: reference)
        let record = try delivered(request, on: site)
        return try #require(record["rma"] as? String)
    }

    private func count(_ rma: String, units: Int, on site: Site) throws {
        _ = try delivered(
            #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":\#(units)}]}"#, on: site)
    }

    private func inspection(_ rma: String, accepted: Int, grade: String) -> String {
        #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":\#(accepted),"rejected":0,"grade":"\#(grade)"}"#
    }

    private func inspect(_ rma: String, accepted: Int, grade: String, on site: Site) throws {
        _ = try delivered(inspection(rma, accepted: accepted, grade: grade), on: site)
    }

    private func settle(_ rma: String, _ fields: String, on site: Site) throws {
        _ = try delivered(#"{"type":"settlement","rma":"\#(rma)",\#(fields)}"#, on: site)
    }

    private func refusal(_ rma: String, _ fields: String, _ site: Site) throws -> String {
        let name = "\(UUID().uuidString).json"
        try site.drop(name, #"{"type":"settlement","rma":"\#(rma)",\#(fields)}"#)
        return try site.waitForReason(name)
    }

    private func delivered(_ document: String, on site: Site) throws -> [String: Any] {
        let name = "\(UUID().uuidString).json"
        try site.drop(name, document)
        let receipt = try site.waitForReceipt(name)
        return try #require((receipt["records"] as? [[String: Any]])?.first)
    }

    private func json(_ place: String, _ site: Site) throws -> [String: Any] {
        let data = Data(try site.text(place).utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
