import Foundation
import Glibc
import ServiceListener
import Testing

/// A daemon with nothing to do lets the machine sleep.
@Suite("Idle", .serialized)
struct IdleTests {
    @Test("an idle daemon, watched, with an endpoint and reloaded, wakes less than once a second over all threads")
    func wakes() throws {
        let (site, manager) = (try Site(), try Listener())
        // As the unit has it: Type=notify, WatchdogSec=30.
        try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "30000000"])
        try site.wait(20, "ready") { site.log.contains(" ready") }
        try site.drop("orders.json", Sample.orders(4))
        try site.drop("shop.json", Sample.endpoint(port: site.port))
        for name in ["orders.json", "shop.json"] { _ = try site.waitForReceipt(name) }
        // Threads that meet when they read must not leave anything behind that ticks.
        for number in 1...4 { try site.drop("r\(number).json", Sample.request(number)) }
        for number in 1...4 { _ = try site.waitForReceipt("r\(number).json") }
        try site.wait(30, "the labels") { site.names("labels").filter { $0.hasSuffix(".zpl") }.count == 4 }
        try site.wait(30, "the webhooks") { try site.hooks().count >= 12 }
        // What looks at the configuration opens the ledger once more, and must leave nothing behind either.
        let reloaded = try site.rmad(["reload"])
        #expect(reloaded.status == 0, "\(reloaded.errors)")
        usleep(5_000_000)
        let process = try #require(site.daemon?.processIdentifier)
        let before = try switches(of: process)
        let seconds = 30
        usleep(UInt32(seconds) * 1_000_000)
        let after = try switches(of: process)
        let wakes = after.reduce(into: [String: Int]()) { wakes, thread in
            wakes[thread.key] = thread.value - (before[thread.key] ?? 0)
        }.filter { $0.value > 0 }
        let rate = Double(wakes.values.reduce(0, +)) / Double(seconds)
        print("an idle daemon wakes \(rate) times a second: \(wakes.sorted { $0.value > $1.value })")
        #expect(rate < 1, "\(wakes)")
    }

    /// How often each thread has gone to sleep by itself, by its name and number.
    private func switches(of process: Int32) throws -> [String: Int] {
        var found: [String: Int] = [:]
        for thread in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task") {
            let place = "/proc/\(process)/task/\(thread)"
            let name = try String(contentsOfFile: "\(place)/comm", encoding: .utf8).dropLast()
            let status = try String(contentsOfFile: "\(place)/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches:") })
            found["\(name) \(thread)"] = Int(line.split(separator: "\t").last ?? "")
        }
        return found
    }
}
