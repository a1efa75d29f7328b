import Testing

@testable import Returns

@Suite("Parcels of a count by the number of the return")
struct CaseParcelTests {
    @Test("what is counted opens the parcels of its lines, and none of them is waited for")
    func opened() throws {
        var one = twoWarehouses()
        #expect(try one.opened(by: count("FAN", "LAMP")).parcels == [1, 2])
        #expect(try one.opened(by: count("FAN")) == .init(parcels: [2]))
        _ = try one.receive(count("FAN", "LAMP"), shipments: [1, 2])
        #expect(!one.awaitsGoods(inParcel: 1) && !one.awaitsGoods(inParcel: 2))
    }

    @Test("nothing more comes of the lines that were counted, and others wait for their own parcel")
    func complete() throws {
        var one = twoWarehouses()
        var fan = count("FAN")
        fan.isComplete = true
        let opened = try one.opened(by: fan)
        #expect(opened.parcels == [2])
        _ = try one.receive(fan, shipments: opened.parcels)
        #expect(one.lines[1].line.receipt == .awaiting && one.awaitsGoods(inParcel: 1))
    }

    @Test("of two parcels to one warehouse nobody can tell which is open, unless one was brought or all is here")
    func unclear() throws {
        var one = twoWarehouses()
        for index in one.lines.indices { one.lines[index].destination = main }
        one.shipments[1].warehouse = main
        #expect(try one.opened(by: count("FAN")) == .init(unclear: [1, 2]))
        #expect(try one.opened(by: count("FAN", "LAMP")).parcels == [1, 2])
        one.shipments[1].state = .delivered
        #expect(try one.opened(by: count("FAN")).parcels == [2])
        #expect(try one.opened(by: DockReceipt(key: Bench.key, lines: [], isEmpty: true)).parcels == [2])
    }

    @Test("an empty parcel, or one with something else in it, is here and the goods are not")
    func whereabouts() throws {
        var one = twoWarehouses()
        one.shipments.removeFirst()
        one.lines.removeLast()
        var wrong = one
        _ = try one.receive(DockReceipt(key: Bench.key, lines: [], isEmpty: true), shipments: [2])
        #expect(one.whereabouts == .delivered && one.lines[0].line.receipt == .short)
        let other = CountedLine(sku: SKU(trusted: "BULB"), quantity: 1, insteadOf: SKU(trusted: "fan"))
        _ = try wrong.receive(DockReceipt(key: Bench.key, lines: [other]), shipments: [2])
        #expect(wrong.whereabouts == .delivered && wrong.lines[0].line.receipt == .wrongItem)
    }

    private let main = WarehouseName(trusted: "main")

    /// A fan for the service, in parcel 2, and a lamp for the warehouse, in parcel 1.
    private func twoWarehouses() -> ReturnCase {
        let service = WarehouseName(trusted: "service")
        let lines = [("FAN", service), ("LAMP", main)].enumerated().map { place, goods in
            CaseLine(
                number: place + 1,
                product: RequestedLine(sku: SKU(trusted: goods.0), quantity: 1, reason: .defective),
                line: Line(requested: 1, authorized: 1), destination: goods.1)
        }
        let parcels = [main, service].enumerated().map { place, warehouse in
            Shipment(
                number: place + 1, code: .carrier("JD00\(place)"), warehouse: warehouse, state: .inTransit)
        }
        return ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, lines: lines, shipments: parcels)
    }

    private func count(_ skus: String...) -> DockReceipt {
        DockReceipt(key: Bench.key, lines: skus.map { CountedLine(sku: SKU(trusted: $0), quantity: 1) })
    }
}
