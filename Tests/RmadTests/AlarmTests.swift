import Foundation
import Glibc
import ServiceListener
import Testing

/// What an operator hears when something around the daemon is not as it was.
@Suite("Alarms", .serialized)
struct AlarmTests {
    @Test(
        "folders of the spool that are removed or moved away are said, made anew, and files go on without a restart",
        arguments: ["work", "archive"])
    func foldersGone(place: String) throws {
        let (site, manager) = (try Site(), try Listener())
        let figures = site.folder.appending(path: "rmad.prom").path
        try site.configure([("  file: null ", "  file: \(figures) "), ("  seconds: 15", "  seconds: 1")])
        try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.name])
        try site.wait(30, "the start") { site.log.contains("ready") }
        try site.drop("orders.json", Sample.orders(2))
        _ = try site.waitForReceipt("orders.json")
        #expect(rename("\(site.spool.path)/\(place)", "\(site.folder.path)/moved") == 0)
        try site.wait(20, "a word") { site.log.contains("removed or replaced while in use") }
        #expect(site.log.contains("folders=\(place)"))
        try site.drop("request.json", Sample.request(1))
        _ = try site.waitForReceipt("request.json")
        #expect(site.daemon?.isRunning == true)
        // It went the way of every file, and none of it into the folder that was moved.
        try site.wait(20, "the archive") { !site.names("archive").isEmpty }
        try site.wait(20, "the figures") {
            let text = (try? String(contentsOfFile: figures, encoding: .utf8)) ?? ""
            return text.contains(/rmad_faults_total [1-9]/)
                && text.contains("rmad_backlog{queue=\"files in work\"} 0\n")
                && text.contains("rmad_backlog{queue=\"files in the drop\"} 0\n")
        }
        // The label of the return is made behind its receipt.
        try site.wait(20, "an empty queue") {
            let queue = try site.rmad(["queue"])
            return queue.status == 0 && queue.output.contains("Nothing waits")
        }
        var heard: [String] = []
        try site.wait(10, "the alarm in the state") {
            heard += manager.lines()
            return heard.contains { $0.hasPrefix("STATUS=folders of the spool were removed or replaced") }
        }
        #expect(try site.rmad(["verify"]).status == 0)
    }

    @Test("figures go on where the folder of backups cannot be read, and it is said once")
    func backupsUnreadable() throws {
        let site = try Site()
        let figures = site.folder.appending(path: "rmad.prom").path
        let backups = site.folder.appending(path: "backups").path
        try "no folder".write(toFile: backups, atomically: true, encoding: .utf8)
        try site.configure([
            ("  file: null ", "  file: \(figures) "), ("  seconds: 15", "  seconds: 1"),
            ("/var/backups/rmad", backups),
        ])
        try site.startDaemon()
        try site.wait(30, "the start") { site.log.contains("ready") }
        try site.drop("orders.json", Sample.orders(2))
        _ = try site.waitForReceipt("orders.json")
        try site.wait(20, "the figures") {
            let text = try? String(contentsOfFile: figures, encoding: .utf8)
            return text?.contains("rmad_files_total{outcome=\"accepted\"} 1\n") == true
                && text?.contains("rmad_backup_newest_timestamp_seconds 0\n") == true
        }
        // Several rounds, of one second each.
        usleep(3_200_000)
        #expect(site.log.matches(of: /cannot look at the backups/).count <= 2, "\(site.log)")
    }

    @Test("a metrics file that cannot be written is said once, with what to do")
    func metricsUnwritable() throws {
        let site = try Site()
        try site.configure([
            ("  file: null ", "  file: \(site.folder.path)/nowhere/rmad.prom "), ("  seconds: 15", "  seconds: 1"),
        ])
        try site.startDaemon()
        try site.wait(20, "a word") { site.log.contains("cannot write the metrics file") }
        usleep(3_200_000)
        #expect(site.log.matches(of: /cannot write the metrics file/).count == 1)
        #expect(site.log.contains("Make its folder, or correct `metrics.file`."))
    }

    @Test("a daemon whose lock was removed is not said to be gone")
    func lockRemoved() throws {
        let site = try Site()
        try site.startDaemon()
        try site.wait(30, "the start") { site.log.contains("ready") }
        #expect(unlink("\(site.spool.path)/spool.lock") == 0)
        try site.wait(20, "the lock to be held again") { site.log.contains("the spool's lock was removed") }
        let queue = try site.rmad(["queue"])
        #expect(queue.output.contains("Daemon: running, process"), "\(queue)")
        #expect(try site.rmad(["reload"]).status == 0)
        site.stopDaemon()
        unlink("\(site.spool.path)/spool.lock")
        #expect(try site.rmad(["queue"]).output.contains("not running"))
    }

    @Test("rmad check warns of what is an example in the shipped configuration, and of nothing once it is ours")
    func examples() throws {
        let site = try Site()
        let shipped = try site.rmad(["check"])
        #expect(shipped.status == 0, "\(shipped)")
        for key in ["labels.ranges parcels: 0614141", "tracking.base_url", "contact.phone", "contact.email"] {
            #expect(shipped.output.contains("warning: \(key)"), "\(key): \(shipped.output)")
        }
        try site.configure([
            ("company_prefix: \"0614141\"", "company_prefix: \"4012345\""),
            ("http://localhost:8080", "https://returns.lamps.shop"), ("+49 30 5550100", "+49 30 901820"),
            ("returns@example.com", "returns@lamps.shop"),
        ])
        let ours = try site.rmad(["check"])
        #expect(ours.status == 0 && !ours.output.contains("example"), "\(ours)")
    }
}
