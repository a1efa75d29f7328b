import Foundation
import JSONText
import Ledger
import Returns
import Testing

/// What follows from a corrected count, through the real daemon.
@Suite("Corrected counts and what follows from them")
struct CorrectionTests {
    @Test("a count of the wrong return is gone: its parcel is awaited, promised anew, and lost as if it had not been")
    func takenBack() throws {
        let site = try started()
        let rma = try approved(site, 1)
        try site.wait(30, "the label") { site.names("labels").contains("\(rma).pdf") }
        let parcel = try #require(try stored(site).case.shipments.first).code
        _ = try site.deliver("moving.csv", Self.row(parcel, "in_transit", secondsAgo: 300))
        let before = try promises(site)
        _ = try site.deliver("wrong.json", Self.count(rma, 2, #""complete":true"#))
        #expect(try promises(site)[.receiptConfirmed]?.state == .kept)
        _ = try site.deliver("right.json", Self.count(rma, 0, #""correction":true,"note":"another return's""#))
        let one = try stored(site).case
        #expect(one.shipments[0].state == .inTransit && one.lines[0].line.receipt == .awaiting)
        #expect(try site.rmad(["show", rma]).output.contains("in transit"))
        let after = try promises(site)
        #expect(after.mapValues(\.date) == before.mapValues(\.date), "\(after)")
        #expect(after.values.allSatisfy { $0.state.isOpen })
        let told = try #require(
            try events(site).last { $0.draft.kind == "return.count_corrected" }?.draft.details["message"]?.string)
        #expect(told.contains("statt 2") && told.contains("noch nichts bei uns"), "\(told)")

        _ = try site.deliver("lost.csv", Self.row(parcel, "lost", secondsAgo: 60))
        #expect(try stored(site).case.shipments[0].state == .lost)
        // The clock looks at every start.
        site.stopDaemon()
        try site.startDaemon()
        try site.wait(30, "the answer to the loss") { try stored(site).case.lines[0].line.receipt == .lost }
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("the dock says of a lost parcel what its count does to what is ordered for it, and so it is")
    func found() throws {
        let site = try started()
        let rma = try approved(site, 1)
        try site.wait(30, "the label") { site.names("labels").contains("\(rma).pdf") }
        let parcel = try #require(try stored(site).case.shipments.first).code
        _ = try site.deliver("moving.csv", Self.row(parcel, "in_transit", secondsAgo: 300))
        _ = try site.deliver("lost.csv", Self.row(parcel, "lost", secondsAgo: 60))
        // The clock looks at every start.
        site.stopDaemon()
        try site.startDaemon()
        try site.wait(30, "the answer to the loss") { try !stored(site).case.resolutions.isEmpty }
        for key in [parcel.text, rma] {
            let asked = try site.rmad(["dock", "--plain"], input: "\(key)\nq\n").output
            #expect(asked.contains("NOTE: Parcel 1 is counted as lost; a refund of "), "\(asked)")
            #expect(asked.contains("(\(rma)-R1): the count withdraws it"), "\(asked)")
            #expect(asked.contains("Parcels: 1 lost"), "\(asked)")
        }
        _ = try site.rmad(["dock", "--plain"], input: "\(parcel.text)\n\n+\nq\n")
        #expect(try stored(site).case.resolutions.map(\.state) == [.withdrawn])
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("more goods than a closed return was closed on are somebody's task until they are decided")
    func closed() throws {
        let site = try started()
        let rma = try approved(site, 1)
        _ = try site.deliver("count.json", Self.count(rma, 1, #""complete":true"#))
        try settled(site, rma, 1)
        #expect(try stored(site).case.state == .closed)
        _ = try site.deliver("more.json", Self.count(rma, 2, #""correction":true,"note":"behind the paper""#))
        #expect(try stored(site).case.state == .approved)
        #expect(try subjects(site).contains("count"))
        #expect(try promises(site)[.refunded]?.state == .open)
        try settled(site, rma, 2)
        #expect(try stored(site).case.state == .closed)
        #expect(try !subjects(site).contains("count"))
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("the task of surplus ends with what becomes of it, and a settlement settles the units that it names")
    func surplus() throws {
        let site = try started()
        let rma = try approved(site, 1, quantity: 1)
        _ = try site.deliver("count.json", Self.count(rma, 2, #""complete":true"#))
        #expect(try subjects(site).contains("count:1"))
        try settled(site, rma, 1, judged: 2)
        #expect(try subjects(site).contains("count:1"), "the other is undecided")
        _ = try site.deliver(
            "surplus.json",
            """
            {"type":"settlement","rma":"\(rma)","line":1,"resolution":"refunded","reference":"P-surplus","quantity":1,
             "amount":{"amount":"49.90","currency":"EUR"},"note":"it was bought with the other"}
            """)
        #expect(try !subjects(site).contains("count:1"))
        #expect(try stored(site).case.lines[0].line.settled == 2)
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("units that were given back and that another return has claimed since are paid when somebody has looked")
    func claimedTwice() throws {
        let site = try started()
        let rma = try approved(site, 1)
        _ = try site.deliver("count.json", Self.count(rma, 1, #""complete":true"#))
        let again = Sample.request(1).replacingOccurrences(of: "R-1", with: "R-2")
        let other = try site.deliver("again.json", again)
        #expect("\(other)".contains("approved"), "\(other)")
        _ = try site.deliver("more.json", Self.count(rma, 2, #""correction":true,"note":"behind the paper""#))
        let task = try #require(try tasks(site).first { $0.task.subject == "claims:1" })
        #expect(task.task.words.contains("3 units of LAMP") && task.task.words.contains("2 were sold"))
        _ = try site.deliver(
            "inspection.json", #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":2,"rejected":0}"#)
        #expect(try stored(site).case.resolutions.isEmpty, "nothing is owed before somebody has looked")
        #expect(try site.rmad(["tasks", "done", "\(task.id)"]).status == 0)
        #expect(try stored(site).case.resolutions.map(\.units.count) == [2])
        #expect(try site.rmad(["verify"]).status == 0)
    }

    // MARK: The site

    private func started() throws -> Site {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(1))
        return site
    }

    private func approved(_ site: Site, _ number: Int, quantity: Int = 2) throws -> String {
        let receipt = try site.deliver("request-\(number).json", Sample.request(number, quantity: quantity))
        return try #require((receipt["records"] as? [[String: Any]])?.first?["rma"] as? String)
    }

    /// Judges what is not judged yet as good, and pays what is owed for it.
    private func settled(_ site: Site, _ rma: String, _ round: Int, judged: Int = 1) throws {
        _ = try site.deliver(
            "inspection-\(round).json",
            #"{"type":"inspection","rma":"\#(rma)","line":1,"accepted":\#(judged),"rejected":0,"note":"\#(round)"}"#)
        let order = try #require(try stored(site).case.resolutions.last)
        _ = try site.deliver(
            "settlement-\(round).json",
            #"{"type":"settlement","rma":"\#(rma)","order":\#(order.number),"resolution":"refunded","#
                + #""reference":"P-\#(round)"}"#)
    }

    private func stored(_ site: Site) throws -> StoredCase {
        try #require(try site.ledger().read { try $0.stored(id: 1) })
    }

    private func promises(_ site: Site) throws -> [PromiseName: Promise] {
        let all = try site.ledger().read { try $0.promises(of: 1) }
        return Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func events(_ site: Site) throws -> [RecordedEvent] { try site.ledger().read { try $0.events(of: 1) } }
    private func tasks(_ site: Site) throws -> [TaskRecord] {
        try site.ledger().read { try $0.openTasks(TaskFilter()) }
    }
    private func subjects(_ site: Site) throws -> [String] { try tasks(site).map(\.task.subject) }

    private static func count(_ rma: String, _ units: Int, _ more: String) -> String {
        #"{"type":"dock_receipt","rma":"\#(rma)","lines":[{"sku":"LAMP","quantity":\#(units)}],\#(more)}"#
    }

    private static func row(_ parcel: ParcelCode, _ status: String, secondsAgo: Int) -> String {
        let moment = Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000 - Int64(secondsAgo) * 1000)
        return "carrier,number,status,occurred_at\ndhl,\(parcel.text),\(status),\(moment)\n"
    }
}
