import Foundation
import GRDB
import JSONText
import Ledger
import Returns
import Testing

@Suite("Ledger")
struct LedgerTests {
    @Test("a commit is synced to the disk: WAL with synchronous FULL")
    func durability() throws {
        let bench = try Workbench()
        let level = try bench.ledger.inspect { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        let mode = try bench.ledger.inspect { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(level == 2)
        #expect(mode == "wal")
    }

    @Test("a return comes back from the ledger as it went in")
    func roundTrip() throws {
        let bench = try Workbench()
        let one = bench.approvedCase(1)
        try bench.add(one)
        let stored = try #require(try bench.ledger.read { try $0.stored(one.case.number) })
        #expect(stored.case == one.case)
        #expect(stored.customer == one.customer)
        #expect(stored.token == one.token)
        #expect(stored.sequence == 2)
    }

    @Test("a step that throws is undone alone; the others of its commit stay")
    func undone() throws {
        struct Broken: Error {}
        let bench = try Workbench()
        #expect(throws: Broken.self) {
            try bench.write { transaction in
                try transaction.set("half", to: "written")
                throw Broken()
            }
        }
        try bench.write { try $0.set("whole", to: "written") }
        #expect(try bench.ledger.read { try $0.fact("half") } == nil)
        #expect(try bench.ledger.read { try $0.fact("whole") } == "written")
    }

    @Test("serials of a range are given out once, and a step that failed gives its serial back")
    func serials() throws {
        struct Broken: Error {}
        let bench = try Workbench()
        try bench.write { transaction in
            let serial = try transaction.nextSerial(of: "r", first: 5)
            #expect(serial == 5)
        }
        #expect(throws: Broken.self) {
            try bench.write {
                _ = try $0.nextSerial(of: "r", first: 5)
                throw Broken()
            }
        }
        try bench.write { transaction in
            let serial = try transaction.nextSerial(of: "r", first: 5)
            #expect(serial == 6)
        }
    }

    @Test("a short quantity is given back to what may still be returned")
    func entitlement() throws {
        let bench = try Workbench()
        let one = bench.approvedCase(1)
        try bench.add(one)
        let order = try #require(OrderNumber("A-1"))
        let sku = try #require(SKU("LAMP"))
        #expect(try bench.ledger.read { try $0.unitsReturned(order: order, sku: sku) } == 2)
        try bench.change(one.id, at: 1) { one in
            try one.receive(
                DockReceipt(
                    key: ReturnKey(text: ""), lines: [CountedLine(sku: SKU(trusted: "LAMP"), quantity: 1)],
                    isComplete: true), shipment: 1)
        }
        #expect(try bench.ledger.read { try $0.unitsReturned(order: order, sku: sku) } == 1)
    }

    @Test(
        "a return is found by name, phone, order, serial, number and parcel, however they are typed",
        arguments: ["grace mul", "MÜLLER 7", "muller", "1234567", "030 1234567", "a-7", "sn 7", "SN-7", "rma-"])
    func search(text: String) throws {
        let bench = try Workbench()
        for ordinal in 6...8 { try bench.add(bench.approvedCase(ordinal)) }
        let found = try bench.ledger.read { try $0.find(text, limit: 10) }
        #expect(found.contains { $0.id == 8 }, "\(text) finds \(found.map(\.number.text))")
    }

    @Test("an endpoint hears of a return in order, one delivery at a time")
    func lanes() throws {
        let bench = try Workbench()
        let endpoint = WebhookEndpoint(name: EndpointName(trusted: "shop"), url: "https://shop.example/hook")
        let start = bench.start
        try bench.write { try $0.put(endpoint, secretFile: "shop.whsec", remark: nil, at: start) }
        try bench.add(bench.approvedCase(1))
        try bench.add(bench.approvedCase(2))
        let later = start.adding(milliseconds: 10_000)
        for expected in [["return.requested", "return.requested"], ["return.approved", "return.approved"]] {
            let due = try bench.ledger.read { try $0.dueDeliveries(to: shop, at: later, limit: 10, besides: []).due }
            #expect(due.map { kind(of: $0) } == expected)
            for delivery in due {
                try bench.write { _ = try $0.record(attempt(delivery.id, .delivered, at: later)) }
            }
        }
        #expect(try bench.ledger.read { try $0.dueDeliveries(to: shop, at: later, limit: 10, besides: []).due }.isEmpty)
    }

    @Test("a failing delivery holds back its own return and no other; 410 holds the whole endpoint until enabled")
    func holding() throws {
        let bench = try Workbench()
        var endpoint = WebhookEndpoint(name: EndpointName(trusted: "shop"), url: "https://shop.example/hook")
        let start = bench.start
        try bench.write { [endpoint] in try $0.put(endpoint, secretFile: "s", remark: nil, at: start) }
        try bench.add(bench.approvedCase(1))
        try bench.add(bench.approvedCase(2))
        let later = start.adding(milliseconds: 10_000)
        let heads = try bench.ledger.read { try $0.dueDeliveries(to: shop, at: later, limit: 10, besides: []).due }
        try bench.write { _ = try $0.record(attempt(heads[0].id, .again(at: later.adding(days: 1)), at: later)) }
        try bench.write { _ = try $0.record(attempt(heads[1].id, .delivered, at: later)) }
        var due = try bench.ledger.read { try $0.dueDeliveries(to: shop, at: later, limit: 10, besides: []).due }
        #expect(due.map(\.rma) == [heads[1].rma])
        try bench.write { [due] in _ = try $0.record(attempt(due[0].id, .endpointGone, at: later)) }
        #expect(
            try bench.ledger.read {
                try $0.dueDeliveries(
                    to: shop, at: later.adding(days: 2), limit: 10, besides: []
                ).due
            }.isEmpty)
        try bench.add(bench.approvedCase(3), at: 20)
        endpoint.state = .enabled
        try bench.write { [endpoint] in try $0.put(endpoint, secretFile: "s", remark: nil, at: later) }
        due = try bench.ledger.read {
            try $0.dueDeliveries(
                to: shop, at: later.adding(days: 2), limit: 10, besides: []
            ).due
        }
        #expect(due.count == 3, "the heads of three lanes")
        #expect(Set(due.map(\.rma)).count == 3)
    }

    @Test("a return that nobody sent expires after its last day; a late parcel brings it back")
    func expiry() throws {
        let bench = try Workbench()
        try bench.add(bench.approvedCase(1))
        try bench.add(bench.approvedCase(2))
        let lastDay = bench.start.date.adding(days: 30)
        let state = { (id: CaseID) in try bench.ledger.read { try $0.stored(id: id)?.case.state } }
        try bench.change(3, at: 1) { $0.labelReady(shipment: 1) }
        try bench.change(3, at: 2) { one in
            one.track(
                TrackingEvent(
                    carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .inTransit,
                    occurredAt: Instant(milliseconds: 0)), shipment: 1)
        }
        var looks = 0
        try bench.live(on: lastDay) {
            looks += 1
            return looks > 50
        }
        #expect(try state(2) == .approved, "the last day is still good")
        try bench.live(on: lastDay.adding(days: 1)) { try state(2) == .expired }
        #expect(try state(2) == .expired)
        #expect(try state(3) == .approved, "goods on their way do not expire")
        try bench.change(2, at: 3) { one in
            try one.receive(
                DockReceipt(key: ReturnKey(text: ""), lines: [CountedLine(sku: SKU(trusted: "LAMP"), quantity: 2)]),
                shipment: 1)
        }
        #expect(try state(2) == .approved)
        #expect(try bench.verify().isSound)
    }

    private let shop = EndpointName(trusted: "shop")

    private func kind(of delivery: DueDelivery) -> String {
        let text = String(decoding: delivery.payload, as: UTF8.self)
        return text.split(separator: "\"").dropFirst(2).first { !$0.contains(":") }.map(String.init) ?? text
    }
}

func attempt(_ delivery: Int64, _ ending: AttemptRecord.Ending, at moment: Instant) -> AttemptRecord {
    AttemptRecord(
        delivery: delivery, startedAt: moment, endedAt: moment, ending: ending, outcome: "test", status: 200,
        peer: "127.0.0.1", timings: [:], response: [])
}
