import Digests
import JSONText
import Ledger
import Returns
import Testing

/// What an erasure leaves behind cannot be used any more, and does not stay longer than it must.
@Suite("What an erasure leaves")
struct ErasedLeftoversTests {
    private let bench: Workbench
    private let shop = EndpointName(trusted: "shop")
    private let number = CustomerNumber(trusted: "C-1")

    init() throws { bench = try Workbench() }

    private func put(_ name: String, _ state: WebhookEndpoint.State) throws {
        let endpoint = WebhookEndpoint(
            name: EndpointName(trusted: name), url: "https://\(name).example/in", customer: nil, terms: DeliveryTerms())
        let start = bench.start
        try bench.write { try $0.put(endpoint, state: state, secretFile: "s", remark: nil, at: start) }
    }

    private func erase(_ wish: ErasureWish) throws {
        let found = try bench.ledger.erasureSearch(for: wish)
        let occasion = bench.occasion(60)
        try bench.write { _ = try $0.erase(found, documents: [], because: "asked", on: occasion) }
    }

    @Test("a message that was erased is sent to nobody, whoever asks for it")
    func messages() throws {
        try put("shop", .disabled)
        try bench.add(bench.approvedCase(1))
        try bench.add(bench.approvedCase(2, customer: "C-2"))
        let (shop, start) = (shop, bench.start)
        // All of them were given up.
        try bench.write { try $0.turn(EndpointSwitch(endpoint: shop, state: .enabled, held: .drop), at: start) }
        try put("late", .enabled)
        try erase(ErasureWish(customers: [number]))
        var filter = DeliveryFilter()
        filter.endpoint = shop
        let all = try bench.ledger.read { try $0.deliveries(filter) }
        let hers = all.filter { $0.state == "superseded" }
        #expect(hers.count == 2 && all.count == 4, "\(all)")
        let later = bench.occasion(120).at
        let voice = bench.voice
        let id = try #require(hers.first?.publicID)
        try bench.write { transaction in
            #expect(throws: Refusal.self) { try transaction.retry(id, at: later) }
            #expect(try transaction.retryGivenUp(shop, since: Instant(milliseconds: 0), at: later) == 2)
            for (name, expected) in [("shop", 0), ("late", 2)] {
                let endpoint = try #require(try transaction.snapshot.endpoint(EndpointName(trusted: name)))
                let count = try transaction.replayMissing(
                    endpoint, since: Instant(milliseconds: 0), at: later, voice: voice)
                #expect(count == expected, "\(name)")
            }
        }
        #expect(try bench.verify().isSound)
    }

    @Test("a customer whose returns were erased goes when nothing came since; who never had one stays")
    func customers() throws {
        let start = bench.start
        try bench.add(bench.approvedCase(1))
        let order = Order(
            number: OrderNumber(trusted: "A-9"), customer: number, channel: nil, purchasedOn: start.date,
            shippedOn: nil, deliveredOn: nil, lines: [])
        let (number, after) = (number, bench.occasion(3_600).at)
        try bench.write { transaction in
            try transaction.put(Customer(name: "Grace Hopper"), number: number, at: start)
            try transaction.put(Customer(name: "Ana Ruiz"), number: CustomerNumber(trusted: "C-3"), at: start)
            try transaction.put(order, at: after)
        }
        let silent = { (moment: Instant) in
            try self.bench.ledger.read { try $0.customersToErase(silentSince: moment, after: nil, limit: 9) }
        }
        let (early, late) = (bench.occasion(3_000).at, bench.occasion(4_000).at)
        #expect(try silent(late) == [], "a return of theirs is there")
        try erase(ErasureWish(returns: [2]))
        #expect(try silent(early) == [], "an order came since")
        #expect(try silent(late) == [number])
        // The shop tells of all customers every night: that alone changes nothing but the time.
        try bench.write { try $0.put(Customer(name: "Grace Hopper", phone: "1"), number: number, at: after) }
        #expect(try silent(early) == [] && silent(late) == [number])
        #expect(try bench.ledger.read { try $0.isSilent(number, since: late) && !$0.isSilent(number, since: early) })
    }

    @Test("bytes that are forgotten go with the rows that were given back, and with the reasons that quote them")
    func refused() throws {
        let bytes = Array("a row of Refusa Nirgends".utf8)
        let record = DocumentRecord(
            id: 2, digest: Digest(of: bytes), name: "o.csv", station: "", receivedAt: bench.start,
            outcome: .partlyAccepted, paperName: "o.csv",
            receipt: #"{"records":[{"record":1,"result":"refused","reason":"Refusa Nirgends"}]}"#,
            reason: "found Refusa Nirgends", givenBack: ("o.to-correct.csv", bytes))
        let occasion = bench.occasion(60)
        try bench.write { transaction in
            try transaction.begin(record)
            try transaction.keepOriginal(bytes, digest: record.digest)
            try transaction.end(record)
        }
        let old = try bench.ledger.read {
            try $0.originalsToForget(receivedBefore: occasion.at, after: nil, limit: 10)
        }
        try bench.write { _ = try $0.forget(old, receivedBefore: occasion.at, on: occasion) }
        let left = try #require(try bench.ledger.read { try $0.document(2) })
        #expect(left.givenBack?.bytes == [] && left.reason == "(forgotten)", "\(left)")
        #expect(left.receipt?.contains("Nirgends") == false && left.receipt?.contains("refused") == true)
        #expect(try bench.verify().isSound)
    }
}
