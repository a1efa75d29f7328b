import Foundation
import GRDB
import JSONText
import Ledger
import Returns
import Testing

/// What endpoints are owed, lane by lane: order, replacement, replay, health, forgetting.
@Suite("Deliveries")
struct DeliveryTests {
    private let bench: Workbench
    private let shop = EndpointName(trusted: "shop")

    init() throws { bench = try Workbench() }

    private var later: Instant { bench.start.adding(milliseconds: 100_000) }

    private func put(
        _ name: String = "shop", customer: String? = nil, order: DeliveryTerms.Order = .block,
        payload: DeliveryTerms.Payload = .full, state: WebhookEndpoint.State = .enabled
    ) throws {
        var terms = DeliveryTerms()
        terms.order = order
        terms.payload = payload
        let endpoint = WebhookEndpoint(
            name: EndpointName(trusted: name), url: "https://\(name).example/in",
            customer: customer.map { CustomerNumber(trusted: $0) }, terms: terms)
        let start = bench.start
        try bench.write { try $0.put(endpoint, state: state, secretFile: "s", remark: nil, at: start) }
    }

    private func turn(_ state: WebhookEndpoint.State, held: WebhookEndpoint.Held = .send) throws {
        let (wish, start) = (EndpointSwitch(endpoint: shop, state: state, held: held), bench.start)
        try bench.write { try $0.turn(wish, at: start) }
    }

    private func due(_ name: String = "shop", at moment: Instant? = nil) throws -> [DueDelivery] {
        let moment = moment ?? later
        return try bench.ledger.read { snapshot in
            try snapshot.dueDeliveries(to: EndpointName(trusted: name), at: moment, limit: 100, besides: []).due
        }
    }

    private func list(_ name: String = "shop", state: String? = nil) throws -> [DeliverySummary] {
        var filter = DeliveryFilter()
        filter.endpoint = EndpointName(trusted: name)
        filter.state = state
        return try bench.ledger.read { try $0.deliveries(filter) }
    }

    private func record(_ delivery: Int64, _ ending: AttemptRecord.Ending, at moment: Instant? = nil) throws {
        let record = attempt(delivery, ending, at: moment ?? later)
        try bench.write { _ = try $0.record(record) }
    }

    /// Sends everything that is due, until nothing is; the sequences in the order of sending.
    private func drain(_ name: String = "shop") throws -> [Int] {
        var sent: [Int] = []
        while let next = try due(name).first {
            let payload = try #require(
                try JSONSerialization.jsonObject(with: Data(next.payload)) as? [String: Any])
            sent.append(try #require((payload["data"] as? [String: Any])?["sequence"] as? Int))
            try record(next.id, .delivered)
        }
        return sent
    }

    @Test("where only the newest matters, a newer event takes the place of what waits and of what failed")
    func superseded() throws {
        try put(order: .skipStale)
        try bench.add(bench.approvedCase(1))
        let head = try #require(try due().first)
        try bench.change(2, at: 5) { $0.labelReady(shipment: 1) }
        #expect(try list(state: "superseded").count == 1, "the second event waited and was replaced by the third")
        try record(head.id, .again(at: later))
        let next = try due(at: later)
        #expect(next.count == 1 && next[0].id != head.id, "the head failed and was replaced, too")
        let replaced = try list(state: "superseded")
        #expect(replaced.count == 2)
        #expect(replaced.allSatisfy { $0.lastError?.contains("took its place") == true })
        #expect(try drain().count == 1)
    }

    @Test("what is asked for again goes in front of newer events that wait")
    func retryOrder() throws {
        try put()
        try bench.add(bench.approvedCase(1))
        let first = try #require(try due().first)
        try record(first.id, .failed)
        try bench.write { [shop, later] transaction in
            let count = try transaction.retryGivenUp(shop, since: Instant(milliseconds: 0), at: later)
            #expect(count == 1)
        }
        #expect(try drain() == [1, 2])
        #expect(try due().isEmpty)
    }

    @Test("a retry has a whole schedule before it, and keeps counting attempts")
    func freshSchedule() throws {
        try put()
        try bench.add(bench.approvedCase(1))
        let first = try #require(try due().first)
        try record(first.id, .again(at: later))
        try record(first.id, .failed)
        try bench.write { [later] transaction in
            let before = try transaction.retry(first.publicID, at: later)
            #expect(before == "failed")
        }
        let again = try #require(try due().first)
        #expect(again.id == first.id && again.attempts == 0)
        try record(again.id, .delivered)
        let found = try #require(try bench.ledger.read { try $0.delivery(first.publicID) })
        #expect(found.summary.attempts == 3 && found.attempts.map(\.number) == [1, 2, 3])
    }

    @Test("replay brings an endpoint every event that it never confirmed, once, and nobody else's")
    func replay() throws {
        try bench.add(bench.approvedCase(1, customer: "C-1"))
        try bench.add(bench.approvedCase(2, customer: "C-2"))
        try put("late", customer: "C-1", order: .skipStale)
        let voice = bench.voice
        for expected in [2, 0] {
            try bench.write { [later] transaction in
                let endpoint = try #require(try transaction.snapshot.endpoint(EndpointName(trusted: "late")))
                let count = try transaction.replayMissing(
                    endpoint, since: Instant(milliseconds: 0), at: later, voice: voice)
                #expect(count == expected)
            }
        }
        #expect(try drain("late") == [1, 2], "a replay replaces nothing")
    }

    @Test("a thin message says which return and which event, and nothing about people")
    func thin() throws {
        try put(payload: .thin)
        try bench.add(bench.approvedCase(1))
        let text = String(decoding: try #require(try due().first).payload, as: UTF8.self)
        #expect(text.contains("\"rma\"") && text.contains("\"sequence\":1"))
        for secret in ["Grace", "C-1", "token-", "LAMP", "tracking_url"] { #expect(!text.contains(secret)) }
    }

    @Test("disabling an endpoint costs one row and loses nothing; enabling goes on where it was")
    func disabled() throws {
        try put()
        try bench.add(bench.approvedCase(1))
        try turn(.disabled)
        try bench.add(bench.approvedCase(2))
        #expect(try due().isEmpty)
        #expect(try list(state: "held").count == 4)
        #expect(try bench.ledger.read { try $0.owed(to: shop) } == 4)
        try turn(.enabled)
        #expect(try drain().count == 4)
    }

    @Test("what was held can be dropped, and be asked for after all")
    func dropped() throws {
        try put(state: .disabled)
        try bench.add(bench.approvedCase(1))
        try turn(.enabled, held: .drop)
        #expect(try due().isEmpty && list(state: "failed").count == 2)
        try bench.write { [shop, later] in
            _ = try $0.retryGivenUp(shop, since: Instant(milliseconds: 0), at: later)
        }
        #expect(try drain() == [1, 2])
    }

    @Test("an endpoint fails from its first failure until its next success, and each alert is noted once")
    func health() throws {
        try put()
        try bench.add(bench.approvedCase(1))
        let first = try #require(try due().first)
        try record(first.id, .again(at: later), at: bench.start.adding(milliseconds: 7000))
        try record(first.id, .again(at: later), at: bench.start.adding(milliseconds: 9000))
        let failing = try #require(try bench.ledger.read { try $0.endpoint(shop) })
        #expect(failing.failingSince == bench.start.adding(milliseconds: 7000))
        try bench.write { [shop] transaction in
            let told = try [50, 50, 70].map { try transaction.noteAlert($0, of: shop) }
            #expect(told == [true, false, true])
        }
        let success = attempt(first.id, .delivered, at: later)
        try bench.write { transaction in
            let turn = try transaction.record(success)
            #expect(turn == .recovered(alerted: 70))
        }
        let well = try #require(try bench.ledger.read { try $0.endpoint(shop) })
        #expect(well.failingSince == nil && well.alerted == 0)
    }

    @Test("an alert stays open when its endpoint is disabled and enabled, until something arrives there")
    func openAlert() throws {
        let shop = shop
        for (number, cause) in ["budget", "gone", "person"].enumerated() {
            try put()
            try bench.add(bench.approvedCase(number + 1))
            let first = try #require(try due().first)
            switch cause {
            case "budget":
                try record(first.id, .again(at: later))
                try bench.write { [later] transaction in
                    let isNews = try transaction.noteAlert(100, of: shop)
                    let isDisabled = try transaction.disable(shop, because: "budget", at: later)
                    #expect(isNews && isDisabled)
                }
            case "gone": try record(first.id, .endpointGone)
            default: try turn(.disabled)
            }
            try turn(.enabled)
            let enabled = try #require(try bench.ledger.read { try $0.endpoint(shop) })
            #expect(enabled.failingSince == nil, "it has not failed since")
            let again = try #require(try due().first)
            try record(again.id, .again(at: later))
            let failing = try #require(try bench.ledger.read { try $0.endpoint(shop) })
            #expect(failing.failingSince == later, "\(cause): counted from the new failure")
            #expect(failing.alerted < 50, "a new failure is told from the beginning")
            let success = attempt(again.id, .delivered, at: later)
            try bench.write { transaction in
                let turn = try transaction.record(success)
                let isTold = turn == .recovered(alerted: failing.alerted)
                #expect(isTold == (cause != "person"), "\(cause): whoever was told of it is told of its end")
            }
            _ = try drain()
        }
    }

    @Test("an alert goes to the operator's endpoint in a lane of its own, and never to the endpoint that it is about")
    func alert() throws {
        try put()
        try put("ops", customer: "nobody")
        try bench.write { [later] transaction in
            for name in ["shop", "ops"] {
                try transaction.announce(
                    .failing(percent: 50), of: EndpointName(trusted: name), because: nil, at: later,
                    to: EndpointName(trusted: "ops"))
            }
        }
        let told = try due("ops")
        #expect(told.count == 1 && told[0].rma == nil)
        #expect(String(decoding: told[0].payload, as: UTF8.self).contains("\"endpoint\":\"shop\""))
        #expect(try bench.verify().isSound)
    }

    @Test("attempts of deliveries that ended long ago are forgotten, those still owed keep theirs")
    func retention() throws {
        try put()
        for ordinal in 1...4 { try bench.add(bench.approvedCase(ordinal)) }
        let heads = try due()
        try record(heads[0].id, .delivered)
        try record(heads[1].id, .again(at: later))
        let end = later.adding(days: 90)
        try bench.write { transaction in
            while try transaction.pruneAttempts(endedBefore: end, batch: 3) {}
        }
        let attempts = { (one: DueDelivery) in
            try bench.ledger.read { try $0.delivery(one.publicID) }?.attempts.count
        }
        #expect(try attempts(heads[0]) == 0)
        #expect(try attempts(heads[1]) == 1)
        #expect(try list().contains { $0.publicID == heads[0].publicID && $0.attempts == 1 })
    }

    @Test("pages of a list are whole and do not overlap, whatever the filter")
    func pages() throws {
        try put()
        for ordinal in 1...7 { try bench.add(bench.approvedCase(ordinal)) }
        for endpoint in [nil, shop] {
            var filter = DeliveryFilter()
            filter.endpoint = endpoint
            filter.limit = 4
            var seen: [DeliveryID] = []
            while true {
                let page = try bench.ledger.read { [filter] in try $0.deliveries(filter) }
                guard let last = page.last else { break }
                seen += page.map(\.publicID)
                filter.before = last.publicID
            }
            #expect(seen.count == 14 && Set(seen).count == 14)
        }
    }

    @Test("a ledger of the first edition is brought up to date with everything that it owed, and a copy is kept")
    func migration() throws {
        let folder = bench.folder.appending(path: "old")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.path + "/ledger.sqlite3"
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Ledger/Schema/m0001.sql")
        let old = try DatabaseQueue(path: path)
        try old.write { db in
            try db.execute(sql: String(contentsOf: script, encoding: .utf8))
            try db.execute(
                sql: """
                    INSERT INTO documents VALUES (1, zeroblob(32), 'a', '', 0, 'accepted', 'a', '{}', NULL, NULL, NULL);
                    INSERT INTO rmas VALUES (1, 'RMA-1', '0123456789012345678901', 'approved', 0, 0, 30000, 2, NULL, NULL,
                        '{}', 'en', '{}', '{}', 'p', 1);
                    INSERT INTO events VALUES (1, 1, 1, 0, 'return.requested', 'rma', 'rma', '', 'requested', 'x', NULL, '{}',
                        1, NULL, zeroblob(32)), (2, 1, 2, 0, 'return.approved', 'rma', 'rma', 'requested', 'approved', 'x',
                        NULL, '{}', 1, NULL, zeroblob(32));
                    INSERT INTO endpoints VALUES ('shop', 'https://shop.example', NULL, '[]', 'enabled', 's', NULL, 0),
                        ('off', 'https://off.example', NULL, '[]', 'disabled', 's', 'gone', 0);
                    INSERT INTO messages VALUES (1, 'return.requested', X'7B7D'), (2, 'return.approved', X'7B7D');
                    INSERT INTO deliveries VALUES (1, 'msg_1', 'shop', 1, 1, 'delivered', 1, 0, 0, 5, NULL),
                        (2, 'msg_2', 'off', 1, 1, 'held', 1, 0, 0, NULL, 'HTTP 410'),
                        (3, 'msg_3', 'shop', 1, 2, 'ready', 0, 0, 0, NULL, NULL),
                        (4, 'msg_4', 'off', 1, 2, 'held', 0, 0, 0, NULL, NULL);
                    INSERT INTO attempts VALUES (1, 1, 0, 5, 'delivered', 204, NULL, '{}', X''),
                        (2, 1, 0, 5, 'HTTP 410', 410, NULL, '{}', X'');
                    PRAGMA user_version = 1;
                    """)
        }
        try old.close()
        let ledger = try Ledger(path: path, access: .writing)
        let states = try ledger.read { snapshot in
            try snapshot.deliveries(DeliveryFilter()).map { "\($0.publicID) \($0.endpoint) \($0.state)" }
        }
        #expect(states == ["msg_4 off held", "msg_3 shop ready", "msg_2 off held", "msg_1 shop delivered"])
        let head = try ledger.inspect { db in
            try Int.fetchAll(db, sql: "SELECT id FROM deliveries WHERE endpoint = 'off' AND state = 'ready'")
        }
        #expect(head == [2], "the oldest of a lane is its head")
        #expect(try ledger.read { try $0.delivery(DeliveryID(trusted: "msg_2"))?.attempts.count } == 1)
        try ledger.close()
        let copies = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("before") }
        #expect(copies.count == 1, "\(copies)")
    }

    @Test("an endpoint that has taken nothing for long does not count towards the mark; one that takes again does")
    func burden() throws {
        try put()
        try put("slow")
        try bench.add(bench.approvedCase(1))
        func owed() throws -> Int {
            var bound = Burden()
            bound.deliveries = 1000
            let patience = later
            return try bench.ledger.read { try $0.burden(upTo: bound, failingSince: patience).deliveries }
        }
        let all = try owed()
        #expect(all > 0 && all % 2 == 0)
        let first = try #require(try due().first)
        // Since before the moment from which patience is counted.
        try record(first.id, .again(at: later), at: later.adding(milliseconds: -1))
        #expect(try owed() == all / 2)
        // A short failure holds the drop back as a slow receiver does.
        let other = try #require(try due("slow").first)
        try record(other.id, .again(at: later), at: later.adding(milliseconds: 1))
        #expect(try owed() == all / 2)
        try record(first.id, .delivered, at: later.adding(milliseconds: 2))
        #expect(try owed() == all - 1)
    }
}
