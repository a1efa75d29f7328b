import Foundation
import Ledger
import Returns
import Testing

/// The daemon dies by SIGKILL at each step of a file's walk, at its first and at a later file, and starts again.
/// Afterwards every file has exactly one outcome, every request is exactly one return, every return has its label,
/// and the receiver heard everything in order.
@Suite("A crash at any step loses nothing and doubles nothing")
struct CrashTests {
    static let points = [
        "spool.claim", "spool.claimed", "spool.read", "ledger.begin", "ledger.committed", "intake.publish",
        "spool.written", "spool.renamed", "spool.archived", "spool.rejected", "intake.published", "papers.write",
        "papers.written", "courier.answered", "courier.recorded",
    ]

    @Test("kill -9 at", arguments: points, [1, 4])
    func kill(point: String, time: Int) throws {
        let site = try Site()
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(6))
        try site.drop("endpoint.json", Sample.endpoint(port: site.port))
        _ = try site.waitForReceipt("orders.json")
        _ = try site.waitForReceipt("endpoint.json")
        site.stopDaemon()

        try site.startDaemon(failpoints: "\(point):\(time)")
        for number in 1...6 { try site.drop("request-\(number).json", Sample.request(number)) }
        for number in 1...4 { try site.drop("broken-\(number).json", "{\"type\": \"return_request\", oops}") }
        try site.drop("batch.csv", batch)
        let end = site.daemonEnd(within: 20)
        #expect(end?.reason == .uncaughtSignal && end?.status == SIGKILL, "\(point):\(time) was not reached")

        try site.startDaemon()
        try site.wait(40, "an empty drop and work folder") {
            site.names("drop").isEmpty && site.names("work").isEmpty
        }
        try checkOutcomes(site)
        try checkLedger(site)
        try checkHooks(site)
    }

    /// Two good rows and a bad one.
    private let batch = """
        reference;order;sku;quantity;reason;name
        B-1;A-1;LAMP;1;unwanted;Ada Byron
        B-2;A-2;LAMP;0;unwanted;Ada Byron
        B-3;A-3;LAMP;1;unwanted;Ada Byron

        """

    private func checkOutcomes(_ site: Site) throws {
        for number in 1...6 {
            let receipt = try site.receipt("request-\(number).json")
            #expect(receipt["outcome"] as? String == "accepted")
        }
        #expect(site.names("receipts").count == 9, "one receipt for each file: \(site.names("receipts"))")
        for number in 1...4 { #expect(site.names("rejected").contains("broken-\(number).json.reason.txt")) }
        #expect(site.names("rejected").filter { $0.hasPrefix("broken") }.count == 8)
        let corrected = site.names("rejected").filter { $0.hasPrefix("batch") }
        #expect(corrected == ["batch.csv.to-correct.csv", "batch.csv.to-correct.csv.reason.txt"])
        let archived = site.names("archive").flatMap { site.names("archive/\($0)") }
            .filter { !$0.hasSuffix(".receipt.json") }
        #expect(archived.count == 9, "each taken file lies in the archive once: \(archived)")
    }

    private func checkLedger(_ site: Site) throws {
        let ledger = try site.ledger()
        let cases = try ledger.read { snapshot in
            var filter = CaseFilter()
            filter.limit = 100
            return try snapshot.cases(filter)
        }
        #expect(cases.count == 8, "six requests and two rows are eight returns")
        #expect(Set(cases.map(\.number)).count == 8)
        try site.wait(40, "all labels") {
            let made = Set(site.names("labels"))
            let nothingOwed = try ledger.read { try $0.nextPaperDue() } == nil
            return cases.allSatisfy { $0.state == .approved && made.contains("\($0.number).pdf") }
                && nothingOwed
        }
        let report = try ledger.read { try $0.verify { _ in } }
        #expect(report.isSound, "\(report.findings)")
    }

    private func checkHooks(_ site: Site) throws {
        let ledger = try site.ledger()
        try site.wait(40, "all deliveries") { try ledger.read { try $0.owed(to: EndpointName(trusted: "shop")) } == 0 }
        let hooks = try site.hooks()
        #expect(hooks.allSatisfy { $0["verified"] as? Bool == true })
        var heard: [String: [Int]] = [:]
        for hook in hooks {
            let rma = try #require(hook["rma"] as? String)
            let sequence = try #require(hook["sequence"] as? Int)
            // A repetition may follow at once, after a crash; anything else must come in order.
            if heard[rma]?.last != sequence { heard[rma, default: []].append(sequence) }
        }
        #expect(heard.count == 8)
        for (rma, sequences) in heard {
            #expect(
                sequences == Array(1...4), "\(rma): requested, approved, label_requested, label_ready: \(sequences)")
        }
    }
}
