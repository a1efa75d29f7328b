import GRDB
import JSONText
import Returns

extension Transaction {
    /// Stores an order as the shop tells it now; what it told before is replaced.
    package func put(_ order: Order, at moment: Instant) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO orders
                (number, customer, channel, purchased_on, shipped_on, delivered_on, lines, changed_at, amounts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                order.number.text, order.customer?.text, order.channel?.text, order.purchasedOn.dayNumber,
                order.shippedOn?.dayNumber, order.deliveredOn?.dayNumber,
                JSONValue.array(order.lines.map(\.json)).text, moment.milliseconds,
                JSONValue.object(known: [("discount", order.discount?.json), ("shipping", order.shipping?.json)]).text,
            ])
        try seal(.orders, where: "number = ?", [order.number.text])
        try db.run("DELETE FROM order_serials WHERE number = ?", [order.number.text])
        for serial in Set(order.lines.flatMap(\.serials).map { SearchTerms.serial($0.text) }) {
            try db.run("INSERT INTO order_serials (serial, number) VALUES (?, ?)", [serial, order.number.text])
        }
    }

    /// Stores what is known of a customer.
    package func put(_ customer: Customer, number: CustomerNumber, at moment: Instant) throws {
        try db.run(
            """
            INSERT INTO customers (number, profile, changed_at) VALUES (?, ?, ?)
            ON CONFLICT (number) DO UPDATE SET changed_at = excluded.changed_at,
                profile = iif(profile ->> '$.\(Self.erasedReturns)' IS NULL, excluded.profile,
                    json_set(excluded.profile, '$.\(Self.erasedReturns)', 1))
            """,
            [number.text, customer.json.text, moment.milliseconds])
        try seal(.customers, where: "number = ?", [number.text])
    }
}

extension SearchTerms {
    /// A serial number as orders are looked up by it: letters of ASCII in lower case, as SQLite's lower() writes them.
    static func serial(_ text: some StringProtocol) -> String {
        String(
            decoding: text.trimmingWhitespace().utf8.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}

extension Snapshot {
    /// The orders with which a unit of this serial number was sold; at most ten.
    package func orders(bearing serial: String) throws -> [OrderNumber] {
        try db.rows(
            "SELECT number FROM order_serials WHERE serial = ? LIMIT 10", [SearchTerms.serial(serial)]
        ) { OrderNumber(trusted: $0[0]) }
    }

    package func order(_ number: OrderNumber) throws -> Order? {
        try db.row(
            """
            SELECT customer, channel, purchased_on, shipped_on, delivered_on, lines, amounts FROM orders WHERE number = ?
            """, [number.text]
        ) { row in
            let amounts = try JSONValue(stored: row[6], "orders.amounts")
            return Order(
                number: number, customer: (row[0] as String?).map { CustomerNumber(trusted: $0) },
                channel: (row[1] as String?).map { Channel(trusted: $0) },
                purchasedOn: CalendarDate(dayNumber: row[2]),
                shippedOn: (row[3] as Int?).map { CalendarDate(dayNumber: $0) },
                deliveredOn: (row[4] as Int?).map { CalendarDate(dayNumber: $0) },
                lines: try JSONValue(stored: row[5], "orders.lines").elements.map(OrderLine.init(json:)),
                discount: amounts["discount"].flatMap(Money.init(json:)),
                shipping: amounts["shipping"].flatMap(Money.init(json:)))
        }
    }

    package func customer(_ number: CustomerNumber) throws -> Customer? {
        try db.row("SELECT profile FROM customers WHERE number = ?", [number.text]) { row in
            try Customer(json: JSONValue(stored: row[0], "customers.profile"))
        }
    }
}
