import Foundation
import Glibc
import Ledger
import Returns
import Testing

/// The daemon is killed again and again while it sends. The receiver's own log is the judge.
@Suite("Killed while sending", .serialized)
struct KillTests {
    /// As many kills as the promise names.
    private static let kills = 100

    @Test("a hundred times SIGKILL under load: nothing is lost, nothing comes out of order, repeats have the same id")
    func killed() throws {
        let site = try Site()
        let ear = try Ear(site)
        try site.configure([
            ("ports: [80, ", "ports: [\(ear.port), 80, "),
            ("schedule_seconds: [0, 5,", "schedule_seconds: [0, 1, 1, 1, 1, 1, 1, 1, 1, 5,"),
        ])
        try site.startWatching()
        try site.drop("orders.json", Sample.orders(300))
        _ = try site.waitForReceipt("orders.json")
        for name in ["a", "b"] { _ = try site.rmad(["endpoint", "add", name, ear.url(name)]) }
        let seed = UInt64.random(in: 0...UInt64.max)
        var chance = seed
        for kill in 1...Self.kills {
            // Three returns for each life of the daemon, dropped while it works.
            for part in 0..<3 {
                let number = (kill - 1) * 3 + part + 1
                try site.drop("request-\(number).json", Sample.request(number))
            }
            chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            usleep(UInt32(60_000 + chance >> 33 % 240_000))
            site.killDaemon()
            try site.startDaemon()
        }
        try site.wait(60, "all returns") { try site.ledger().read { try $0.caseCount() } == Self.kills * 3 }
        try site.wait(180, "all deliveries") {
            try site.ledger().read { snapshot in
                try snapshot.owed(to: EndpointName(trusted: "a")) == 0
                    && snapshot.owed(to: EndpointName(trusted: "b")) == 0 && snapshot.nextPaperDue() == nil
            }
        }
        for name in ["a", "b"] {
            let heard = try ear.heard(name)
            var sequences: [String: [Int]] = [:]
            var ids: [String: String] = [:]
            for message in heard {
                let rma = try #require(message.body.data.rma)
                let sequence = try #require(message.body.data.sequence)
                let id = try #require(message.headers["webhook-id"])
                #expect(message.signed_by == ["\(name).whsec"], "seed \(seed)")
                #expect(ids["\(rma) \(sequence)", default: id] == id, "seed \(seed): a repeat has another id")
                ids["\(rma) \(sequence)"] = id
                if sequences[rma]?.last != sequence { sequences[rma, default: []].append(sequence) }
            }
            #expect(sequences.count == Self.kills * 3, "seed \(seed)")
            for (rma, list) in sequences { #expect(list == [1, 2, 3, 4], "seed \(seed): \(name) \(rma)") }
        }
        #expect(try site.ledger().read { try $0.verify { _ in } }.isSound, "seed \(seed)")
    }
}
