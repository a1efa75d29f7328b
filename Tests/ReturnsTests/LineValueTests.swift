import Returns
import Testing

/// Amounts that are parted always sum to the whole, however they are parted.
@Suite("What was paid for a line")
struct LineValueTests {
    private let euro = Currency(trusted: "EUR")

    @Test("a third of a cent is never lost: three refunds of one lamp each sum to the refund of three")
    func thirds() {
        let value = LineValue(
            price: Money(minor: 3333, currency: euro), units: 3,
            spread: LineSpread(discount: 1000, shipping: 490, postage: 100, tax: 532), fee: 50)
        let parts = (0..<3).map { value.breakdown(for: $0..<$0 + 1) }
        let whole = value.breakdown(for: 0..<3)
        #expect(whole.total.minor == 9999 - 1000 - 50 - 100 + 490)
        #expect(parts.map(\.total.minor).reduce(0, +) == whole.total.minor)
        #expect(parts.map { $0.entries.map(\.amount.minor).reduce(0, +) } == parts.map(\.total.minor))
        #expect(whole.entries.map(\.item) == [.price, .discount, .fee, .postage, .shipping])
    }

    @Test("a loss of value is taken of the price that was really paid, rounded half away from zero")
    func deduction() {
        let value = LineValue(
            price: Money(minor: 1001, currency: euro), units: 1, spread: LineSpread(discount: 1))
        let breakdown = value.breakdown(for: 0..<1, deduction: 1250)
        #expect(breakdown.entries.map(\.amount.minor) == [1001, -1, -125])
        #expect(breakdown.total.minor == 875)
        let credit = value.breakdown(for: 0..<1, bonus: 500)
        #expect(credit.entries.last.map { [$0.item.rawValue, "\($0.amount.minor)"] } == ["bonus", "50"])
    }

    @Test("the tax that a refund contains has the share that the price had")
    func tax() {
        let value = LineValue(price: Money(minor: 11_900, currency: euro), units: 1, spread: LineSpread(tax: 1900))
        #expect(value.breakdown(for: 0..<1).tax?.minor == 1900)
        #expect(value.breakdown(for: 0..<1, deduction: 5000).tax?.minor == 950)
        #expect(
            LineValue(price: Money(minor: 0, currency: euro), units: 1, spread: LineSpread(tax: 0))
                .breakdown(for: 0..<1).tax?.minor == 0)
    }

    @Test("whatever is kept back, a customer never pays for sending goods back")
    func floor() {
        let value = LineValue(
            price: Money(minor: 500, currency: euro), units: 1, spread: LineSpread(postage: 900), fee: 700)
        #expect(value.breakdown(for: 0..<1, deduction: 10_000).total.minor == 0)
        #expect(value.breakdown(for: 0..<1).total.minor == 0)
    }

    @Test("any parts of any line sum to the whole, in every currency", arguments: 0..<20)
    func property(round: Int) {
        let seed = UInt64(round) &* 0x9E37_79B9 &+ 20_261_122
        var random = SplitMix64(state: seed)
        for _ in 0..<200 {
            let currency = Currency(trusted: ["EUR", "JPY", "KWD"].randomElement(using: &random) ?? "EUR")
            let price = Int64.random(in: 0...(Bool.random(using: &random) ? 500 : 10_000_000), using: &random)
            let units = Int.random(in: 1...40, using: &random)
            let value = LineValue(
                price: Money(minor: price, currency: currency), units: units,
                spread: LineSpread(
                    discount: .random(in: 0...max(1, price), using: &random),
                    shipping: .random(in: 0...2000, using: &random), postage: .random(in: 0...2000, using: &random),
                    tax: Bool.random(using: &random) ? .random(in: 0...price, using: &random) : nil),
                fee: .random(in: 0...max(1, price), using: &random))
            let deduction = Int.random(in: 0...10_000, using: &random)
            let bonus = Int.random(in: 0...2_000, using: &random)
            let all = units + Int.random(in: 0...3, using: &random)
            let whole = value.breakdown(for: 0..<all, deduction: deduction, bonus: bonus)
            var (from, total, tax) = (0, Int64(0), Int64(0))
            while from < all {
                let to = Int.random(in: from + 1...all, using: &random)
                let part = value.breakdown(for: from..<to, deduction: deduction, bonus: bonus)
                #expect(part.entries.map(\.amount.minor).reduce(0, +) == part.total.minor, "seed \(seed)")
                #expect(part.total.minor >= 0, "seed \(seed)")
                total += part.total.minor
                tax += part.tax?.minor ?? 0
                from = to
            }
            #expect(total == whole.total.minor, "seed \(seed)")
            #expect(tax == whole.tax?.minor ?? 0, "seed \(seed)")
        }
    }
}
