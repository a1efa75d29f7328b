import Foundation
import Ledger
import Returns
import Testing

/// Promises and care with the real daemon, on the days that it lives through.
@Suite("Promises and care", .serialized)
struct CareTests {
    @Test("a promise that is not kept is told on its day, and broken after the new one; staff see it first")
    func promise() throws {
        // At midnight, so that the hour of the test does not matter.
        let site = try started([("tell_at: \"12:00\"", "tell_at: \"00:00\"")])
        let rma = try requested(site)
        _ = try site.deliver("dock.json", Self.dock(rma))
        let inspected = { try site.ledger().read { try $0.promise(.inspected, of: 1) } }
        let due = try #require(try inspected()).due
        try live(site, on: due)
        try site.wait(20, "the new day") { try inspected()?.revised != nil }
        let told = { (kind: String) in
            var filter = DeliveryFilter()
            filter.rma = 1
            return try site.ledger().read { try $0.deliveries(filter) }.count { $0.kind == kind }
        }
        #expect(try told("promise.revised") == 1)
        let risk = try site.rmad(["promises", "--json"])
        #expect(risk.output.contains("\"at_risk\"") && risk.output.contains(rma), "\(risk)")
        #expect(try site.rmad(["tasks"]).output.contains("keep promise"))
        site.stopDaemon()
        let days = site.daysAhead
        try site.startWatching(days: days)
        usleep(500_000)
        #expect(try told("promise.revised") == 1, "told once")

        let revised = try #require(try inspected()?.revised)
        try live(site, on: revised.adding(days: 1))
        try site.wait(20, "the end") { try inspected()?.state == .broken }
        #expect(try told("promise.broken") == 1)
        #expect(try site.rmad(["promises", "--broken"]).output.contains(rma))
        #expect(try site.rmad(["show", rma]).output.contains("Special care"))
        #expect(try site.rmad(["list"]).output.contains("special"))
        #expect(try site.rmad(["customer", rma]).output.contains("broken"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("a parcel without a word is traced, and some days after its end a return is followed up")
    func silence() throws {
        let site = try started([("follow_up_days: 14", "follow_up_days: 3")])
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000)
        let rma = try requested(site)
        let parcel = try #require(try site.ledger().read { try $0.stored(id: 1) }).case.shipments[0].code
        try site.wait(30, "the label") { site.names("labels").contains("\(rma).pdf") }
        _ = try site.deliver(
            "track.json",
            """
            {"type":"tracking_event","carrier":"dhl","number":"\(parcel.text)","status":"in_transit",
             "occurred_at":"\(now.adding(milliseconds: -60_000))"}
            """)
        let receipt = try site.deliver("second.json", Sample.request(1).replacing("R-1", with: "R-2"))
        let second = try #require((receipt["records"] as? [[String: Any]])?.first?["rma"] as? String)
        _ = try site.deliver("dock.json", Self.dock(second))
        _ = try site.deliver(
            "inspection.json", #"{"type":"inspection","rma":"\#(second)","line":1,"accepted":1,"rejected":0}"#)
        _ = try site.deliver(
            "settlement.json",
            """
            {"type":"settlement","rma":"\(second)","line":1,"resolution":"refunded","reference":"PAY-1",
             "amount":{"amount":"49.90","currency":"EUR"}}
            """)
        try live(site, on: Sample.siteDay.adding(days: 6))
        let told = { (id: CaseID, kind: String) in
            try site.ledger().read { try $0.events(of: id) }.contains { $0.draft.kind == kind }
        }
        try site.wait(20, "the trace") { try told(1, "shipment.traced") }
        try site.wait(20, "the thanks") { try told(2, "return.follow_up") }
        #expect(try site.rmad(["tasks"]).output.contains("Ask dhl where parcel"))
        #expect(try site.rmad(["show", rma]).output.contains("fragen deshalb"), "Grace reads German")
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("feedback reaches a person, is answered, and a complaint brings special care")
    func feedback() throws {
        let site = try started()
        let rma = try requested(site)
        let token = try #require(try site.ledger().read { try $0.stored(id: 1) }).token
        _ = try site.deliver(
            "feedback.json",
            """
            {"type":"feedback","rma":"\(token)","rating":1,"text":"Nobody called","kind":"complaint",
             "answers":["works: no"]}
            """)
        _ = try site.deliver(
            "again.json",
            """
            {"type":"feedback","kind":"complaint","answers":["works: no"],"text":"Nobody called","rating":1,
             "rma":"\(token)"}
            """)
        let told = try site.ledger().read { try $0.events(of: 1) }.filter { $0.draft.kind == "return.feedback" }
        #expect(told.count == 1, "the same words in another form are the same feedback")
        let tasks = try site.rmad(["tasks", "--json"]).output
        #expect(tasks.contains("answer_feedback") && tasks.contains("returns desk") && tasks.contains("special_care"))
        _ = try site.deliver(
            "reply.json", #"{"type":"feedback_reply","rma":"\#(rma)","text":"We call you today","staff":"Maria"}"#)
        #expect(try !site.rmad(["tasks"]).output.contains("answer feedback"))
        try site.wait(20, "the webhook") {
            try site.hooks().contains { $0["type"] as? String == "return.feedback_answered" }
        }
        let again = try refusal(site, #"{"type":"feedback_reply","rma":"\#(rma)","text":"Once more"}"#)
        #expect(again.contains("without an answer"))
        let shown = try site.rmad(["customer", "grace@example.com"])
        #expect(shown.status == 0 && shown.output.contains("Nobody called") && shown.output.contains("We call you"))
        _ = try site.deliver(
            "care.json", #"{"type":"care","rma":"\#(rma)","state":"usual_care","reason":"settled by phone"}"#)
        #expect(try !site.rmad(["show", rma]).output.contains("Special care"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("goodwill is remembered within its limit; what cannot be is refused with a way forward")
    func goodwill() throws {
        let site = try started()
        let rma = try requested(site)
        let goodwill = { (amount: String, currency: String) in
            """
            {"type":"goodwill","rma":"\(rma)","amount":{"amount":"\(amount)","currency":"\(currency)"},
             "reason":"too slow","staff":"Maria"}
            """
        }
        _ = try site.deliver("goodwill.json", goodwill("10.00", "EUR"))
        #expect(try site.rmad(["show", rma]).output.contains("10.00 EUR"))
        #expect(try site.rmad(["tasks"]).output.contains("Credit 10.00 EUR"))
        // What is given in words is somebody's to bring, too.
        _ = try site.deliver(
            "words.json", #"{"type":"goodwill","rma":"\#(rma)","words":"a free lamp","reason":"slow."}"#)
        let bring = "Give the customer what was promised, “a free lamp”: slow."
        #expect(try site.rmad(["tasks", "--rma", rma]).output.contains(bring))
        #expect(try refusal(site, goodwill("0.00", "EUR")).contains("more than nothing"))
        #expect(try refusal(site, goodwill("10.00", "USD")).contains("the currency of the goods, EUR"))
        #expect(try refusal(site, goodwill("50.01", "EUR")).contains("at most 60.00 EUR within a year"))
        let mistyped = try refusal(site, #"{"type":"feedback","rma":"RMA-NONE","rating":5}"#)
        #expect(mistyped.contains("meant as one of our RMA numbers"), "\(mistyped)")
        #expect(try refusal(site, #"{"type":"goodwill","words":"a mug","reason":"x"}"#).contains("for which"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    private func started(_ changes: [(String, String)] = []) throws -> Site {
        let site = try Site()
        let path = site.folder.path + "/Config/policy.yaml"
        var text = try String(contentsOfFile: path, encoding: .utf8)
        for (old, new) in changes {
            #expect(text.contains(old))
            text = text.replacing(old, with: new)
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(1))
        _ = try site.deliver("endpoint.json", Sample.endpoint(port: site.port))
        return site
    }

    private func requested(_ site: Site) throws -> String {
        let receipt = try site.deliver("request.json", Sample.request(1))
        return try #require((receipt["records"] as? [[String: Any]])?.first?["rma"] as? String)
    }

    private func refusal(_ site: Site, _ text: String) throws -> String {
        let name = "refused-\(UUID().uuidString).json"
        try site.drop(name, text)
        return try site.waitForReason(name)
    }

    /// Starts the daemon anew on another day.
    private func live(_ site: Site, on day: CalendarDate) throws {
        site.stopDaemon()
        try site.startWatching(days: day.dayNumber - Sample.siteDay.dayNumber)
    }

    private static func dock(_ rma: String) -> String {
        """
        {"type":"dock_receipt","rma":"\(rma)","lines":[{"sku":"LAMP","quantity":1}],"staff":"maria"}
        """
    }
}
