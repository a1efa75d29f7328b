import JSONText
import Ledger
import Returns
import Testing

@Suite("What figures are counted from")
struct CaseFigureTests {
    @Test("every return of the span comes once, the oldest first, in pieces of any size")
    func pieces() throws {
        let bench = try Workbench()
        // Four at the same moment, and one on each side.
        for (ordinal, hours) in [-1, 0, 0, 0, 0, 1, 2].enumerated() {
            var one = bench.approvedCase(ordinal)
            one.createdAt = bench.start.adding(milliseconds: Int64(hours) * 3_600_000)
            try bench.add(one)
        }
        let until = bench.start.adding(milliseconds: 2 * 3_600_000)
        for piece in [1, 2, 3, 5, 100] {
            var ids: [CaseID] = []
            try bench.ledger.eachCaseFigures(from: bench.start, until: until, piece: piece) { ids.append($0.id) }
            #expect(ids == [2, 3, 4, 5, 6], "pieces of \(piece)")
        }
        try bench.ledger.eachCaseFigures(from: until.adding(milliseconds: 1), until: until) { _ in
            Issue.record("nothing lies in an empty span")
        }
    }

    @Test("lines, moments and what went before are read as they were recorded")
    func content() throws {
        let bench = try Workbench()
        var (first, second) = (bench.approvedCase(1), bench.approvedCase(2))
        second.case.lines[0].product.serial = first.case.lines[0].product.serial
        second.brand = BrandName(trusted: "lights")
        second.request = ["channel": "web"]
        first.createdAt = bench.start.adding(milliseconds: -1)
        try bench.add(first)
        try bench.add(second)
        let known = TrackingEvent(
            carrier: CarrierName(trusted: "dhl"), number: TrackingNumber(trusted: "1"), status: .handedOver,
            occurredAt: bench.start.adding(milliseconds: -7_000))
        try bench.change(second.id, at: 60) { one in
            one.labelReady(shipment: 1) + one.track(known, shipment: 1)
        }
        try bench.change(second.id, at: 70) { _ in
            [Change(.rma, axis: "feedback", before: "", after: "feedback", details: [("rating", .count(2))])]
        }
        var all: [CaseFigures] = []
        try bench.ledger.eachCaseFigures(
            from: bench.start, until: bench.start.adding(milliseconds: 1)
        ) { all.append($0) }
        let one = try #require(all.first)
        #expect(all.count == 1 && one.id == second.id && one.state == .approved && one.requestedAt == bench.start)
        #expect(one.brand == "lights" && one.channel == "web" && one.warehouse == "main" && one.customer == "C-1")
        #expect(one.lines.map(\.sku) == ["LAMP", "CABLE"] && one.lines.map(\.cameBefore) == [true, false])
        #expect(one.lines[0].price == Money(minor: 4990, currency: Currency(trusted: "EUR")))
        let handed = try #require(one.moments.first { $0.after == "handed_over" })
        #expect(handed.at == bench.start.adding(milliseconds: -7_000), "the carrier's time counts, not ours")
        #expect(one.moments.last?.rating == 2)
    }

    @Test("units count as they were judged, and gifts by what was given")
    func judgedAndGiven() throws {
        let bench = try Workbench()
        try bench.add(bench.approvedCase(1))
        let key = ReturnKey(text: "")
        try bench.change(2, at: 60) { one in
            // A third lamp came along.
            try one.receive(
                DockReceipt(key: key, lines: [CountedLine(sku: SKU(trusted: "LAMP"), quantity: 3)]), shipment: nil)
                + one.inspect(Inspection(key: key, line: 1, accepted: 1, rejected: 1, disposition: .quarantine))
        }
        try bench.change(2, at: 70) { one in
            one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        }
        try bench.change(2, at: 80) { one in
            try one.settle(
                Settlement(key: key, line: 1, resolution: .credited, reference: Reference(trusted: "V-1"), order: 1))
        }
        let present = Goodwill(amount: Money(minor: 500, currency: Currency(trusted: "EUR")), reason: "For the wait.")
        let (occasion, voice) = (bench.occasion(90), bench.voice)
        try bench.write { transaction in
            guard var stored = try transaction.snapshot.stored(id: 2) else { return }
            let (old, changes) = (stored.case, try transaction.give(present, on: stored, occasion: occasion))
            try transaction.record(changes, of: &stored, was: old, on: occasion, voice: voice)
        }
        let figures = { () throws -> CaseFigures in
            var all: [CaseFigures] = []
            let until = bench.start.adding(milliseconds: 1)
            try bench.ledger.eachCaseFigures(from: bench.start, until: until) { all.append($0) }
            return try #require(all.first)
        }
        #expect(try figures().given.map(\.kind) == ["credit"], "nobody has brought the present yet")
        let later = bench.occasion(95)
        try bench.write { transaction in
            guard var stored = try transaction.snapshot.stored(id: 2) else { return }
            let ended = try transaction.end(.settle, of: 2, subject: "goodwill:1", as: .done, because: nil, on: later)
            try transaction.record(ended, of: &stored, was: stored.case, on: later, voice: voice)
        }
        let one = try figures()
        #expect(one.lines[0].judged == Array(repeating: .init(units: 1, disposition: .quarantine), count: 2))
        #expect(one.lines[0].received == 3 && one.lines[0].unjudged == 1 && one.lines[1].judged.isEmpty)
        let paid = Money(minor: 4990, currency: Currency(trusted: "EUR"))
        #expect(
            one.given == [
                .init(kind: "credit", units: 1, paid: paid, line: 1),
                .init(kind: CaseFigures.Given.goodwill, units: 0, paid: present.amount),
            ])
        #expect(try bench.ledger.read { try $0.stored(id: 2)?.case.resolutions.map(\.kind) } == [.credit])
        #expect(try bench.verify().isSound)
    }
}
