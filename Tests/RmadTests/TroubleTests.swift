import Foundation
import Ledger
import Returns
import Testing

/// Trouble with parcels and customers who deserve an answer, through the real daemon.
@Suite("Trouble and answers", .serialized)
struct TroubleTests {
    @Test("a refused parcel is somebody's task, and the customer knows by when they hear more; the dock ends it")
    func refused() throws {
        let site = try started()
        let rma = try requested(site)
        let parcel = try #require(try site.ledger().read { try $0.stored(id: 1) }).case.shipments[0].code
        try site.wait(30, "the label") { site.names("labels").contains("\(rma).pdf") }
        _ = try site.deliver(
            "refused.csv", Self.row(parcel, "refused", secondsAgo: 90, ",address,address_correction,X_17,gone back"))
        let task = try #require(try tasks(site).first { $0.task.kind == .trace })
        #expect(task.task.assignee?.text == "returns desk" && task.task.words.contains("address correction"))
        #expect(task.task.words.contains("code: X_17") && task.task.words.contains("“gone back”"), "\(task.task.words)")
        let due = try #require(task.task.due)
        let event = try #require(try events(site).first { $0.draft.kind == "shipment.refused" })
        let details = "\(event.draft.details)"
        #expect(details.contains("answer_by") && details.contains(due.description))
        #expect(details.contains("tracking_reason"), "the column `reason` was read: \(details)")
        let words = try #require(try site.ledger().read { try $0.wordsSent(of: 1) }[event.sequence])
        #expect(words.text.contains("\(due.components.day)."), "\(words)")
        _ = try site.deliver("back.csv", Self.row(parcel, "delivered", secondsAgo: 60, ",,,,"))
        #expect(try tasks(site).contains { $0.task.kind == .trace && $0.task.words.contains("most likely") })
        _ = try site.deliver("here.json", #"{"type":"dock_receipt","rma":"\#(rma)","empty":true}"#)
        #expect(try !tasks(site).contains { $0.task.kind == .trace })
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("goodwill for a customer is paid and told; for nobody whom we know it is refused, as is care that is over")
    func goodwill() throws {
        let site = try started()
        _ = try requested(site, customer: "C-7")
        let goodwill = { (customer: String) in
            """
            {"type":"goodwill","customer":"\(customer)","amount":{"amount":"10.00","currency":"EUR"},
             "reason":"too slow","staff":"Maria"}
            """
        }
        _ = try site.deliver("goodwill.json", goodwill("C-7"))
        #expect(try tasks(site).contains { $0.task.kind == .settle && $0.task.words.contains("10.00 EUR") })
        try site.wait(20, "the webhook") {
            try site.hooks().contains { $0["type"] as? String == "customer.goodwill" }
        }
        #expect(try refusal(site, goodwill("C-8")).contains("neither a record nor a return"))
        _ = try site.deliver("customer.json", #"{"type":"customer","number":"C-8","name":"Ada"}"#)
        _ = try site.deliver("second.json", goodwill("C-8"))
        #expect(try site.rmad(["tasks"]).output.contains("customer C-8"))
        let care = { (fields: String) in
            #"{"type":"care","customer":"C-7","reason":"two lost parcels","staff":"Maria",\#(fields)}"#
        }
        let over = Sample.today.adding(days: -2)
        #expect(try refusal(site, care(#""state":"special_care","until":"\#(over)""#)).contains("has passed"))
        _ = try site.deliver("care.json", care(#""state":"special_care""#))
        _ = try site.deliver("usual.json", care(#""state":"usual_care""#))
        let shown = try site.rmad(["customer", "C-7"]).output
        #expect(shown.contains("two lost parcels") && shown.contains("ended") && shown.contains("by Maria"))
        #expect(!shown.contains("::"))
    }

    @Test("a complaint says by when it is answered, and answers to questions that we do not ask are refused")
    func complaint() throws {
        let site = try started()
        let rma = try requested(site)
        let feedback = { (question: String) in
            """
            {"type":"feedback","rma":"\(rma)","rating":1,"kind":"complaint","text":"Nobody called",
             "answers":["\(question): no"]}
            """
        }
        #expect(try refusal(site, feedback("colour")).contains("one of: works, quick, understandable"))
        _ = try site.deliver("feedback.json", feedback("works"))
        let due = try #require(try tasks(site).first { $0.task.kind == .answerFeedback }?.task.due)
        let event = try #require(try events(site).first { $0.draft.kind == "return.feedback" })
        let words = try #require(try site.ledger().read { try $0.wordsSent(of: 1) }[event.sequence])
        #expect(words.text.contains("\(due.components.day)."), "\(words)")
        #expect(try site.rmad(["promises", "--open", "--days", "0"]).output.contains("No promise is open"))
    }

    @Test("a unit that was repaired may come back; a request beside an open return is no second failure")
    func repairedUnit() throws {
        let site = try started()
        let faulty = Sample.request(1).replacing("\"unwanted\"", with: "\"defective\",\"serial\":\"SN-1\"")
            .replacing("unopened", with: "used").replacing("\"lines\":", with: "\"wish\":\"repair\",\"lines\":")
        let first = try rma(site, "first.json", faulty)
        let beside = try rma(
            site, "beside.json", faulty.replacing("R-1", with: "R-2").replacing("SN-1", with: "sn1"))
        let states = { try site.ledger().read { try [$0.stored(id: 1)?.case.state, $0.stored(id: 2)?.case.state] } }
        #expect(try states() != [.approved, .approved], "\(first) and \(beside) are the same unit")
        #expect(try !site.rmad(["list"]).output.contains("special"))
        _ = try site.deliver("cancel.json", #"{"type":"cancellation","rma":"\#(beside)","reason":"twice"}"#)
        _ = try site.deliver(
            "dock.json",
            #"{"type":"dock_receipt","rma":"\#(first)","lines":[{"sku":"LAMP","quantity":1}],"staff":"maria"}"#)
        _ = try site.deliver(
            "inspection.json", #"{"type":"inspection","rma":"\#(first)","line":1,"accepted":1,"rejected":0}"#)
        _ = try site.deliver(
            "settlement.json",
            #"{"type":"settlement","rma":"\#(first)","line":1,"resolution":"repaired","reference":"W-1"}"#)
        let used = try site.ledger().read {
            (
                try $0.unitsReturned(order: OrderNumber(trusted: "A-1"), sku: SKU(trusted: "LAMP")),
                try $0.isReturned(SerialNumber(trusted: "SN-1"))
            )
        }
        #expect(used.0 == 0 && !used.1, "\(used)")
        _ = try rma(site, "again.json", faulty.replacing("R-1", with: "R-3"))
        #expect(try site.ledger().read { try $0.stored(id: 3) }?.case.state == .approved)
        #expect(try site.rmad(["list"]).output.contains("special"), "it fails again")
    }

    private func started() throws -> Site {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(1))
        _ = try site.deliver("endpoint.json", Sample.endpoint(port: site.port))
        return site
    }

    private func requested(_ site: Site, customer: String? = nil) throws -> String {
        let number = customer.map { "{\"number\":\"\($0)\"," } ?? "{"
        return try rma(
            site, "request.json",
            Sample.request(1).replacing("\"customer\":{", with: "\"customer\":\(number)"))
    }

    private func rma(_ site: Site, _ name: String, _ text: String) throws -> String {
        let receipt = try site.deliver(name, text)
        return try #require((receipt["records"] as? [[String: Any]])?.first?["rma"] as? String, "\(receipt)")
    }

    private func tasks(_ site: Site) throws -> [TaskRecord] {
        try site.ledger().read { try $0.openTasks(TaskFilter()) }
    }

    private func events(_ site: Site) throws -> [RecordedEvent] { try site.ledger().read { try $0.events(of: 1) } }

    private func refusal(_ site: Site, _ text: String) throws -> String {
        let name = "refused-\(UUID().uuidString).json"
        try site.drop(name, text)
        return try site.waitForReason(name)
    }

    private static func row(_ parcel: ParcelCode, _ status: String, secondsAgo: Int, _ rest: String) -> String {
        let moment = Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000 - Int64(secondsAgo) * 1000)
        let head = "carrier,number,status,occurred_at,reason,action_required,code,message"
        return "\(head)\ndhl,\(parcel.text),\(status),\(moment)\(rest)\n"
    }
}
