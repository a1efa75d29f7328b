import Returns
import Testing

@Suite("Sums of an order that cannot be true")
struct OrderSumTests {
    /// Two lamps at 7.50 EUR.
    private func order(tax: Int64? = nil, discount: Money? = nil, shipping: Money? = nil) -> Order {
        var line = OrderLine(sku: SKU(trusted: "LAMP"), quantity: 2, unitPrice: money(750))
        line.tax = tax.map { money($0) }
        return Order(
            number: OrderNumber(trusted: "A-1"), purchasedOn: CalendarDate(dayNumber: 20_500), lines: [line],
            discount: discount, shipping: shipping)
    }

    private func money(_ minor: Int64, _ currency: String = "EUR") -> Money {
        Money(minor: minor, currency: Currency(trusted: currency))
    }

    @Test("amounts that can be true are not remarked on, at their bounds either")
    func fine() {
        #expect(order().contradictions.isEmpty)
        #expect(order(tax: 750, discount: money(1500), shipping: money(9900)).contradictions.isEmpty)
        #expect(order(discount: money(0, "USD")).contradictions.isEmpty)
    }

    @Test("a tax above its price, a discount above the goods, and amounts in a strange currency are named")
    func contradictions() throws {
        let tax = try #require(order(tax: 900).contradictions.first)
        #expect(tax.contains("9.00 EUR") && tax.contains("above its price"))
        let discount = try #require(order(discount: money(1501)).contradictions.first)
        #expect(discount.contains("15.01 EUR is more than the goods cost, 15.00 EUR"), "\(discount)")
        let strange = order(discount: money(100, "USD"), shipping: money(100, "JPY")).contradictions
        #expect(strange.count == 2 && strange.allSatisfy { $0.contains("no currency of the goods") }, "\(strange)")
    }
}
