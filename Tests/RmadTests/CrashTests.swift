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
        try site.drop("orders.json", Sample.orders(Self.requestsMax))
        try site.drop("endpoint.json", Sample.endpoint(port: site.port))
        _ = try site.waitForReceipt("orders.json")
        _ = try site.waitForReceipt("endpoint.json")
        site.stopDaemon()

        try site.startDaemon(failpoints: "\(point):\(time)")
        var requests = 6
        for number in 1...requests { try site.drop("request-\(number).json", Sample.request(number)) }
        for number in 1...4 { try site.drop("broken-\(number).json", "{\"type\": \"return_request\", oops}") }
        try site.drop("batch.csv", batch)
        // Papers are written in groups, the larger the slower the disk is: further files bring further groups.
        var end = site.daemonEnd(within: 5)
        while end == nil, requests < Self.requestsMax {
            requests += 1
            try site.drop("request-\(requests).json", Sample.request(requests))
            end = site.daemonEnd(within: 5)
        }
        #expect(end?.reason == .uncaughtSignal && end?.status == SIGKILL, "\(point):\(time) was not reached")

        try site.startDaemon()
        try site.wait(40, "an empty drop and work folder") {
            site.names("drop").isEmpty && site.names("work").isEmpty
        }
        try checkOutcomes(site, requests)
        try checkLedger(site, requests)
        try checkHooks(site, requests)
    }

    private static let requestsMax = 12

    /// Two good rows and a bad one.
    private let batch = """
        reference;order;sku;quantity;reason;name
        B-1;A-1;LAMP;1;unwanted;Ada Byron
        B-2;A-2;LAMP;0;unwanted;Ada Byron
        B-3;A-3;LAMP;1;unwanted;Ada Byron

        """

    private func checkOutcomes(_ site: Site, _ requests: Int) throws {
        for number in 1...requests {
            let receipt = try site.receipt("request-\(number).json")
            #expect(receipt["outcome"] as? String == "accepted")
        }
        // Orders, endpoint and batch beside them.
        #expect(site.names("receipts").count == requests + 3, "one receipt for each file: \(site.names("receipts"))")
        for number in 1...4 { #expect(site.names("rejected").contains("broken-\(number).json.reason.txt")) }
        #expect(site.names("rejected").filter { $0.hasPrefix("broken") }.count == 8)
        let corrected = site.names("rejected").filter { $0.hasPrefix("batch") }
        #expect(corrected == ["batch.csv.to-correct.csv", "batch.csv.to-correct.csv.reason.txt"])
        let archived = site.names("archive").flatMap { site.names("archive/\($0)") }
            .filter { !$0.hasSuffix(".receipt.json") }
        #expect(archived.count == requests + 3, "each taken file lies in the archive once: \(archived)")
    }

    private func checkLedger(_ site: Site, _ requests: Int) throws {
        let ledger = try site.ledger()
        let cases = try ledger.read { snapshot in
            var filter = CaseFilter()
            filter.limit = 100
            return try snapshot.cases(filter)
        }
        #expect(cases.count == requests + 2, "\(requests) requests and two rows")
        #expect(Set(cases.map(\.number)).count == requests + 2)
        try site.wait(40, "all labels") {
            let made = Set(site.names("labels"))
            let nothingOwed = try ledger.read { try $0.nextPaperDue() } == nil
            return cases.allSatisfy { $0.state == .approved && made.contains("\($0.number).pdf") }
                && nothingOwed
        }
        let report = try ledger.read { try $0.verify { _ in } }
        #expect(report.isSound, "\(report.findings)")
    }

    private func checkHooks(_ site: Site, _ requests: Int) throws {
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
        #expect(heard.count == requests + 2)
        for (rma, sequences) in heard {
            #expect(
                sequences == Array(1...4), "\(rma): requested, approved, label_requested, label_ready: \(sequences)")
        }
    }
}
