import Testing

@testable import Returns

@Suite("Numbers of goods")
struct GoodsCodeTests {
    @Test(
        "a GTIN is the same in whatever form a scanner sends it",
        arguments: [
            ("036000291452", "0036000291452"), ("4006381333931", "04006381333931"),
            ("4006381333931", "0104006381333931"), ("4006381333931", "]d20104006381333931 "),
            ("4006381333931", "]d2010400638133393121MX-900"), ("4006381333931", "(01)04006381333931(21)MX-900"),
            ("4006381333931", "]C101040063813339311726113010L7\u{1D}21MX-900"),
            ("4006381333931", "4006381333931\u{1D}"),
        ])
    func gtin(own: String, scanned: String) { #expect(GoodsCode.article(own) == GoodsCode.article(scanned)) }

    @Test(
        "the serial number beside an article's is read",
        arguments: [
            ("]d2010400638133393121MX-900", "MX-900" as String?), ("(01)04006381333931(21)MX-900", "MX-900"),
            ("]C101040063813339311726113010L7\u{1D}21MX-900\u{1D}3712", "MX-900"), ("0104006381333931", nil),
            ("0104006381333932 21X", nil), ("MX-900", nil),
        ])
    func serial(scanned: String, serial: String?) { #expect(GoodsCode.serial(in: scanned) == serial) }

    @Test("numbers that are no GTIN keep their zeros and their length")
    func noGTIN() {
        #expect(GoodsCode.article("036000291453") != GoodsCode.article("0036000291453"), "a wrong check digit")
        #expect(GoodsCode.article("0012") != GoodsCode.article("12"))
        #expect(GoodsCode.unit("036000291452") != GoodsCode.unit("0036000291452"), "serial numbers are no GTINs")
        #expect(GoodsCode.unit("mx 900") == GoodsCode.unit("MX-900"))
    }
}

@Suite("Goods as documents name them")
struct SpellingTests {
    @Test(
        "what somebody types is counted as what was announced",
        arguments: [("mixer", "mx900"), ("MIXER", "mx-900"), ("Mixer", nil)])
    func counted(sku: String, serial: String?) throws {
        var one = mixer()
        _ = try one.receive(
            DockReceipt(
                key: Bench.key,
                lines: [CountedLine(sku: SKU(trusted: sku), serial: serial.map { .init(trusted: $0) }, quantity: 1)],
                isComplete: true), shipments: [])
        #expect(one.lines.count == 1 && one.lines[0].line.receipt == .received)
        #expect(one.lines[0].product.serial?.text == "MX-900", "the return's own spelling stays")
    }

    @Test("of two articles that read alike the one that is meant is taken, and neither where it is not clear")
    func ambiguous() {
        var one = mixer()
        one.lines.append(CaseLine(number: 2, product: product("M-IXER"), line: Line(requested: 1, authorized: 1)))
        #expect(one.spelled(SKU(trusted: "M-IXER")).text == "M-IXER")
        #expect(one.spelled(SKU(trusted: "MIXER")).text == "MIXER")
        #expect(one.spelled(SKU(trusted: "mixer")).text == "mixer")
    }

    @Test("a serial number in an inspection is the one that was announced, however it is written")
    func inspected() throws {
        let said = SerialNumber(trusted: "mx900")
        #expect(SerialFinding(found: said, announced: SerialNumber(trusted: "MX-900"), sold: []) == .announced)
        var one = mixer()
        _ = try one.receive(
            DockReceipt(key: Bench.key, lines: [CountedLine(sku: SKU(trusted: "MIXER"), quantity: 1)]), shipments: [])
        _ = try one.inspect(
            Inspection(
                key: Bench.key, sku: SKU(trusted: "mixer"), accepted: 0, rejected: 0,
                units: [JudgedUnit(quantity: 1, verdict: .accepted, serial: said)]))
        #expect(one.units.map(\.serial?.text) == ["MX-900"])
    }

    @Test("a request speaks of what its order sold, and a settlement of what the return holds, however they write it")
    func requested() {
        let sold = ["MX-900-A", "MX-900-B"].map { SerialNumber(trusted: $0) }
        let order = Order(
            number: OrderNumber(trusted: "A-1"), purchasedOn: Bench.due,
            lines: [OrderLine(sku: SKU(trusted: "Mixer"), quantity: 2, serials: sold)])
        let asked = product("MIXER", "mx 900 b").spelled(as: order)
        #expect(asked.sku.text == "Mixer" && asked.serial == sold[1])
        #expect(product("Blender", "mx 900 b").spelled(as: order) == product("Blender", "mx 900 b"))
        let settlement = Settlement(
            key: ReturnKey(text: ""), sku: SKU(trusted: "mixer"), resolution: .refunded,
            reference: Reference(trusted: "S-1"))
        #expect(mixer().spelled(settlement).sku?.text == "MIXER")
    }

    @Test("goods of a workbench are the line of their serial number, whatever they were called")
    func workbench() {
        let goods = FoundGoods(
            sku: SKU(trusted: "KSM 150"), serial: SerialNumber(trusted: "mx900"), quantity: 1)
        #expect(mixer().counted(goods).sku.text == "MIXER" && mixer().counted(goods).serial?.text == "MX-900")
    }

    @Test("goods that only words describe are called by them, each by its own")
    func described() throws {
        var one = mixer()
        let goods = ["a blue cable", "a box of nails", "a blue cable"].map {
            one.counted(FoundGoods(description: $0, quantity: 1))
        }
        _ = try one.receive(DockReceipt(key: Bench.key, lines: goods), shipments: [])
        #expect(one.lines.dropFirst().map(\.product.title) == ["a blue cable", "a box of nails"])
        #expect(one.lines.dropFirst().map(\.line.extra) == [2, 1])
    }

    private func mixer() -> ReturnCase {
        ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved,
            lines: [
                CaseLine(number: 1, product: product("MIXER", "MX-900"), line: Line(requested: 1, authorized: 1))
            ])
    }

    private func product(_ sku: String, _ serial: String? = nil) -> RequestedLine {
        RequestedLine(
            sku: SKU(trusted: sku), serial: serial.map { .init(trusted: $0) }, quantity: 1, reason: .defective)
    }
}
