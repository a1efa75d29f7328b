import Returns

/// Returns of one line of lamps at 40.00 EUR, and what people say of them.
enum Bench {
    static let key = ReturnKey(text: "")
    static let euro = Currency(trusted: "EUR")
    static let due = CalendarDate(dayNumber: 20_000)
    private static let lamp = SKU(trusted: "LAMP")

    static func approved(_ units: Int) -> ReturnCase {
        let product = RequestedLine(
            sku: lamp, quantity: units, reason: .unwanted, unitPrice: Money(minor: 4_000, currency: euro))
        return ReturnCase(
            number: RMANumber(trusted: "RMA-1"), state: .approved, validUntil: due,
            lines: [CaseLine(number: 1, product: product, line: Line(requested: units, authorized: units))])
    }

    /// One unit more than was announced; the first is paid, the other denied and on its way back.
    static func deniedSurplus() throws -> ReturnCase {
        var one = approved(1)
        try one.take(accepted: 2)
        _ = one.owe(.refund, units: 1, ofLine: 1, showsAmounts: true, reason: nil)
        _ = try one.settle(refund("PAY-1"))
        _ = try one.settle(denial("D-1"))
        return one
    }

    static func sentAhead(_ units: Int) throws -> ReturnCase {
        var one = approved(units)
        _ = try one.settle(ahead())
        return one
    }

    static func ahead() -> Settlement {
        Settlement(
            key: key, line: 1, resolution: .shippedAhead, reference: Reference(trusted: "SHIP-1"),
            ahead: SentAhead(due: due))
    }

    static let parcel = Shipment(
        number: 1, code: .sscc("006141410000000012"), warehouse: WarehouseName(trusted: "main"))

    static func count(_ units: Int) -> DockReceipt {
        DockReceipt(key: key, lines: [CountedLine(sku: lamp, quantity: units)])
    }

    static func correction(_ units: Int) -> DockReceipt {
        DockReceipt(
            key: key, lines: [CountedLine(sku: lamp, quantity: units)], note: "another return's", isCorrection: true)
    }

    static func refund(_ reference: String) -> Settlement {
        Settlement(key: key, line: 1, resolution: .refunded, reference: Reference(trusted: reference))
    }

    static func denial(
        _ reference: String, _ alternative: DenialAlternative = .sentBack, _ amount: Int64? = nil
    ) -> Settlement {
        Settlement(
            key: key, line: 1, resolution: .denied, amount: amount.map { Money(minor: $0, currency: euro) },
            reference: Reference(trusted: reference), note: "Worn out.", alternative: alternative)
    }

    static func answer(_ answer: AlternativeAnswer.Answer) -> AlternativeAnswer {
        AlternativeAnswer(key: key, answer: answer)
    }

    static func move(
        unit: Int? = nil, line: Int? = nil, quantity: Int? = nil, to next: Disposition
    ) -> Redisposition {
        Redisposition(key: key, unit: unit, line: line, quantity: quantity, to: next, reason: "so it is")
    }
}

extension ReturnCase {
    /// Units come and are judged.
    mutating func take(accepted: Int = 0, rejected: Int = 0) throws {
        _ = try receive(Bench.count(accepted + rejected), shipment: nil)
        _ = try inspect(Inspection(key: Bench.key, line: 1, accepted: accepted, rejected: rejected))
    }
}
