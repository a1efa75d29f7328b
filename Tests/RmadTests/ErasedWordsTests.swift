import Foundation
import Ledger
import Returns
import Testing

/// One word may say all. Each field of each document that takes free text says one, and an erasure takes all of them.
@Suite("Erased words", .serialized)
struct ErasedWordsTests {
    /// Words that nobody else says, by the field in which each stood.
    private final class Words {
        private(set) var fields: [(word: String, field: String)] = []

        func new(_ field: String) -> String {
            let letters = Array("bdfgklmnprstvw")
            let count = fields.count
            let word = "Zwq\(letters[count / 14])o\(letters[count % 14])ux"
            fields.append((word, field))
            return word
        }
    }

    private func rma(_ receipt: [String: Any]) throws -> String {
        let record = (receipt["records"] as? [[String: Any]])?.first
        return try #require(record?["rma"] as? String, "\(receipt)")
    }

    /// Returns of a person, with all that can be written about them.
    private func fill(_ site: Site, _ words: Words, customer: String, file: String) throws -> [String] {
        var count = 0
        let say = { (type: String, members: String) -> [String: Any] in
            count += 1
            let name = "\(file)-\(count).json"
            try site.drop(name, "{\"type\":\"\(type)\",\(members)}")
            try site.wait(20, "an answer to \(name)") {
                site.names("receipts").contains("\(name).receipt.json")
                    || site.names("rejected").contains("\(name).reason.txt")
            }
            guard site.names("receipts").contains("\(name).receipt.json") else {
                Issue.record("\(type): \(try site.text("rejected/\(name).reason.txt"))")
                return [:]
            }
            let receipt = try site.receipt(name)
            return receipt
        }
        let field = { (name: String, of: String) in "\"\(name)\":\"\(words.new("\(of).\(name)"))\"" }
        let request = { (order: Int) -> String in
            try self.rma(
                try say(
                    "return_request",
                    """
                    "reference":"\(file)-\(order)","customer":\(customer),\(field("note", "return_request")),
                    "lines":[{"order":"A-\(order)","sku":"LAMP","quantity":1,"reason":"unwanted",
                    "condition":"unopened",\(field("note", "return_request.lines"))}]
                    """))
        }
        let first = try request(1)
        let parcel = try #require(
            try site.ledger().read { try $0.stored(RMANumber(trusted: first)) }
        ).case.shipments[0].code.text
        _ = try say("note", #""rma":"\#(first)",\#(field("text", "note"))"#)
        _ = try say("note", #""rma":"\#(first)","text":"0407771234""#)
        let moment = Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000 - 60_000)
        _ = try say(
            "tracking_event",
            """
            "carrier":"dhl","number":"\(parcel)","status":"in_transit","occurred_at":"\(moment)",
            \(field("message", "tracking_event")),\(field("place", "tracking_event")),\(field("code", "tracking_event"))
            """)
        _ = try say(
            "dock_receipt",
            """
            "rma":"\(first)",\(field("note", "dock_receipt")),
            "lines":[{"sku":"LAMP","quantity":1,\(field("note", "dock_receipt.lines"))}]
            """)
        _ = try say(
            "inspection",
            """
            "rma":"\(first)","line":1,\(field("note", "inspection")),"units":[{"verdict":"accepted","grade":"b",
            "disposition":"donate",\(field("note", "inspection.units")),\(field("reason", "inspection.units"))}]
            """)
        _ = try say(
            "disposition",
            """
            "rma":"\(first)","unit":1,"to":"open_box",\(field("bin", "disposition")),\(field("reason", "disposition"))
            """)
        _ = try say(
            "settlement",
            """
            "rma":"\(first)","line":1,"resolution":"refunded",\(field("reference", "settlement")),
            \(field("note", "settlement"))
            """)
        _ = try say(
            "feedback",
            """
            "rma":"\(first)","rating":1,"kind":"complaint",\(field("text", "feedback")),
            "answers":["quick: \(words.new("feedback.answers"))"]
            """)
        _ = try say("feedback_reply", #""rma":"\#(first)",\#(field("text", "feedback_reply"))"#)
        _ = try say(
            "goodwill",
            #""rma":"\#(first)","amount":{"amount":"5.00","currency":"EUR"},\#(field("reason", "goodwill"))"#)
        _ = try say(
            "goodwill", #""rma":"\#(first)",\#(field("words", "goodwill")),\#(field("reason", "goodwill"))"#)
        let task = try #require(
            try site.ledger().read { try $0.tasks(of: $0.stored(RMANumber(trusted: first))?.id ?? 0) }
                .first { $0.state == .open })
        _ = try say(
            "task",
            #""task":\#(task.id),"state":"done","assignee":"returns desk",\#(field("note", "task"))"#)
        _ = try say("care", #""rma":"\#(first)","state":"special_care",\#(field("reason", "care"))"#)
        let second = try request(2)
        _ = try say("cancellation", #""rma":"\#(second)",\#(field("reason", "cancellation"))"#)
        let third = try request(3)
        _ = try say("dock_receipt", #""rma":"\#(third)","lines":[{"sku":"LAMP","quantity":1}]"#)
        _ = try say(
            "inspection",
            #""rma":"\#(third)","line":1,"rejected":1,"accepted":0,\#(field("note", "inspection"))"#)
        _ = try say(
            "settlement",
            """
            "rma":"\(third)","line":1,"resolution":"denied",\(field("reference", "settlement denied")),
            \(field("note", "settlement denied"))
            """)
        _ = try say("appeal", #""rma":"\#(third)",\#(field("reason", "appeal"))"#)
        return [first, second, third]
    }

    private func order(_ number: Int, _ title: String, of customer: String?) -> String {
        let today = Sample.today
        return """
            {"type":"order","number":"A-\(number)",\(customer.map { "\"customer\":\"\($0)\"," } ?? "")"purchased_on":"\(today.adding(days: -10))",
             "shipped_on":"\(today.adding(days: -9))","delivered_on":"\(today.adding(days: -7))",
             "lines":[{"sku":"LAMP","title":"\(title)","quantity":2,"price":{"amount":"49.90","currency":"EUR"}}]}
            """
    }

    @Test(
        "no word of what was written stays, in whatever field, table or file it stood",
        arguments: [
            #"{"number":"K-9","name":"Hilda Morgenroth","email":"hilda@moor.example","phone":"+49 40 7771234"}"#,
            #"{"name":"Hilda Morgenroth","email":"hilda@moor.example","phone":"+49 40 7771234"}"#,
        ])
    func words(customer: String) throws {
        let site = try Site()
        try site.startWatching()
        // Whose order it is, the shop says, or nobody does.
        let isKnown = customer.contains("K-9")
        let orders =
            (1...3).map { order($0, isKnown ? "Lamp engraved Morgenroth" : "Lamp", of: isKnown ? "K-9" : nil) }
            + [order(4, "Desk lamp", of: nil)]
        _ = try site.deliver("orders.json", "[\(orders.joined(separator: ","))]")
        let words = Words()
        let returns = try fill(site, words, customer: customer, file: "Anruf morgenroth")
        let others = try site.deliver(
            "other.json",
            """
            {"type":"return_request","reference":"O-1","customer":{"number":"K-8","name":"Bruno Altdorfer"},
             "note":"Brunonote","lines":[{"order":"A-4","sku":"LAMP","quantity":1,"reason":"unwanted"}]}
            """)
        let told = words.fields.map(\.word) + ["Morgenroth", "0407771234", "7771234"]
        for word in told { #expect(try !site.places(of: word).isEmpty, "\(word) is not even there") }

        let done = try site.rmad(["erase", "hilda@moor.example", "--reason", "asked", "--yes", "--force"])
        #expect(done.status == 0, "\(done.output) \(done.errors)")
        try site.wait(30, "erased files") { site.log.contains("erased data has left the disk") }
        let named = words.fields + [("Morgenroth", "names"), ("7771234", "telephone")]
        for (word, field) in named { #expect(try site.places(of: word) == [], "\(field)") }
        let verified = try site.rmad(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        let shown = try returns.map { try site.rmad(["show", $0, "--json"]).output }.joined().lowercased()
        for (word, field) in named { #expect(!shown.contains(word.lowercased()), "\(field)") }
        #expect(shown.contains("returns desk"), "who does a task is one of us")
        #expect(try site.rmad(["show", try rma(others), "--json"]).output.contains("Brunonote"))
        #expect(try site.rmad(["find", "morgenroth"]).status == 1)

        // What is written of an erased return afterwards goes with the next erasure.
        let late = words.new("late note")
        _ = try site.deliver("late.json", #"{"type":"note","rma":"\#(returns[1])","text":"\#(late)"}"#)
        let who = customer.contains("K-9") ? ["K-9"] : ["--returns", returns[1]]
        let again = try site.rmad(["erase"] + who + ["--reason", "asked", "--yes", "--force"])
        #expect(again.status == 0, "\(again.output) \(again.errors)")
        try site.wait(30, "erased files again") {
            site.log.components(separatedBy: "erased data has left the disk").count > 2
        }
        #expect(try site.places(of: late) == [])
        #expect(try site.rmad(["verify"]).status == 0)
    }
}
