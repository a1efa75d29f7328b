import Foundation
import Glibc
import Ledger
import ServiceListener
import Testing

/// A running daemon takes a new configuration, or goes on with the old one.
@Suite("Reload", .serialized)
struct ReloadTests {
    @Test("a sound configuration is in force when `rmad reload` ends: policy, number ranges and all")
    func good() throws {
        let (site, manager) = (try Site(), try Listener())
        try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.name])
        try site.wait(20, "ready") { manager.lines().contains("READY=1") }
        try site.drop("orders.json", Sample.orders(2))
        _ = try site.waitForReceipt("orders.json")
        try site.drop("first.json", Sample.request(1))
        let process = site.daemon?.processIdentifier
        #expect(try number(site.waitForReceipt("first.json")).hasPrefix("RMA-"))
        try site.configure([(#"pattern: "RMA-???-???#""#, #"pattern: "RET-????-???#""#)])
        let reload = try site.rmad(["reload"])
        #expect(reload.status == 0 && reload.output.contains("is in force"), "\(reload)")
        try site.drop("second.json", Sample.request(2))
        #expect(try number(site.waitForReceipt("second.json")).hasPrefix("RET-"))
        #expect(site.daemon?.processIdentifier == process && site.daemon?.isRunning == true)
        // The reload began with its moment and ended with READY.
        #expect(manager.lines().contains("RELOADING=1"))
        try site.wait(10, "ready again") { manager.lines().contains("READY=1") }
    }

    @Test("a broken configuration is told with line and column, ends with 78, and changes nothing")
    func bad() throws {
        let site = try Site()
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        try site.configure([("settle_ms: 200", "settle_ms: soon")])
        let reload = try site.rmad(["reload"])
        #expect(reload.status == 78)
        #expect(reload.errors.contains("rmad.yaml:") && reload.errors.contains("the old configuration stays in force"))
        #expect(!site.log.contains("reloading"), "the daemon was not even asked")
        try site.drop("orders.json", Sample.orders(1))
        _ = try site.waitForReceipt("orders.json")
    }

    @Test("a signal without the command is as safe: the log names the problems, and the old configuration goes on")
    func badBySignal() throws {
        let (site, manager) = (try Site(), try Listener())
        try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.name])
        try site.wait(20, "ready") { manager.lines().contains("READY=1") }
        try site.configure([("settle_ms: 200", "settle_ms: soon")])
        kill(try #require(site.daemon?.processIdentifier), SIGHUP)
        try site.wait(10, "reloading") { manager.lines().contains("RELOADING=1") }
        try site.wait(10, "the words") {
            let lines = manager.lines()
            return lines.contains("READY=1")
                && lines.contains { $0.hasPrefix("STATUS=the new configuration is not used: 1 problem") }
        }
        #expect(site.log.contains("settle_ms") && site.log.contains("the old one stays in force"))
        try site.drop("orders.json", Sample.orders(1))
        _ = try site.waitForReceipt("orders.json")
    }

    @Test("what the machine cannot do is refused too, as `rmad check` would, and the old configuration goes on")
    func unusable() throws {
        let site = try Site()
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        let logo = site.folder.path + "/Config/logo.svg"
        try "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>".write(toFile: logo, atomically: true, encoding: .utf8)
        try site.configure([("logo: null", "logo: logo.svg")])
        let reload = try site.rmad(["reload"])
        #expect(reload.status == 78 && reload.errors.contains("logo"), "\(reload)")
        try site.drop("orders.json", Sample.orders(1))
        _ = try site.waitForReceipt("orders.json")
    }

    @Test("keys that wait for the next start are named, and the rest is in force")
    func late() throws {
        let site = try Site()
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        try site.configure([
            ("../var/ledger.sqlite3", "../var/other.sqlite3"),
            (#"pattern: "RMA-???-???#""#, #"pattern: "RET-????-???#""#),
        ])
        let reload = try site.rmad(["reload"])
        #expect(reload.status == 0 && reload.errors.contains("ledger.file: changed"), "\(reload)")
        #expect(!FileManager.default.fileExists(atPath: site.spool.path + "/other.sqlite3"))
        try site.drop("both.json", "[" + Sample.orders(1).dropFirst().dropLast() + "," + Sample.request(1) + "]")
        #expect(try number(site.waitForReceipt("both.json")).hasPrefix("RET-"))
    }

    @Test("without a daemon the command says so and ends with 69")
    func nobody() throws {
        let site = try Site()
        let reload = try site.rmad(["reload"])
        #expect(reload.status == 69 && reload.errors.contains("no daemon is known to work on"))
    }

    @Test("twenty reloads under load lose nothing and double nothing")
    func underLoad() throws {
        let (site, count) = (try Site(), 100)
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(count))
        try site.drop("endpoint.json", Sample.endpoint(port: site.port))
        _ = try site.waitForReceipt("orders.json")
        for round in 0..<20 {
            for part in 1...(count / 20) {
                let number = round * (count / 20) + part
                try site.drop("request-\(number).json", Sample.request(number))
            }
            let reload = try site.rmad(["reload"])
            #expect(reload.status == 0, "round \(round): \(reload)")
        }
        try site.wait(60, "all returns") { try site.ledger().read { try $0.caseCount() } == count }
        try site.wait(60, "all receipts") {
            site.names("receipts").filter { $0.hasPrefix("request-") }.count == count
        }
        try site.wait(60, "all papers and deliveries") {
            try site.ledger().read { snapshot in
                try snapshot.nextPaperDue() == nil
                    && snapshot.backlogs().filter { $0.name.hasPrefix("deliveries") }.allSatisfy { $0.count == 0 }
            }
        }
        try site.wait(20, "the last file in the archive") { site.names("work").isEmpty && site.names("drop").isEmpty }
        #expect(try site.ledger().read { try $0.verify { _ in } }.isSound)
        #expect(site.daemon?.isRunning == true)
    }

    private func number(_ receipt: [String: Any]) throws -> String {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: receipt), as: UTF8.self)
        let found = try #require(text.firstMatch(of: /"rma":"([A-Z0-9-]+)"/), "no RMA in \(text)")
        return String(found.1)
    }
}
