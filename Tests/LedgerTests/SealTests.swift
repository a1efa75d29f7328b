import Foundation
import GRDB
import Ledger
import Returns
import Testing

/// Orders, customers, documents and messages: no event vouches for them, a seal does.
@Suite("Seals of rows")
struct SealTests {
    @Test(
        "rows that no event vouches for are named where they are not what was written, with what to do",
        arguments: [
            ("UPDATE orders SET lines = '[{\"sku*:\"LAMP\"}]'", "order A-1: its row cannot be read. "),
            ("UPDATE orders SET lines = replace(lines, '\"sku\"', '\"skv\"')", "order A-1: its row cannot be read. "),
            ("UPDATE orders SET amounts = '{]'", "order A-1: its row cannot be read. "),
            (
                "UPDATE orders SET lines = replace(lines, '4990', '4090')",
                "order A-1: its row is not what was written. "
            ),
            ("UPDATE orders SET number = 'A-3'", "order A-3: its row is not what was written. "),
            ("UPDATE customers SET profile = '{\"name'", "customer K-1: its row cannot be read. "),
            (
                "UPDATE customers SET profile = replace(profile, 'Ada', 'Ida')",
                "customer K-1: its row is not what was written. "
            ),
            ("UPDATE documents SET receipt = '{ }'", "document 1: its row is not what was written. "),
            ("UPDATE documents SET receipt = '{'", "document 1: its row cannot be read. "),
            ("UPDATE messages SET payload = X'7B7D'", "message of event 1: its row is not what was written. "),
            ("UPDATE messages SET payload = X'7B'", "message of event 1: its row cannot be read. "),
        ])
    func altered(sql: String, found: String) throws {
        let bench = try filled()
        #expect(try bench.verify().isSound)
        try bench.ledger.tamper("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; " + sql)
        let findings = try bench.verify().findings.map(\.description)
        let finding = try #require(findings.first { $0.hasPrefix(found) }, "\(findings)")
        let dropsAgain = finding.hasPrefix("order") || finding.hasPrefix("customer")
        #expect(finding.contains(dropsAgain ? "Drop the " : "Restore the newest backup"), "\(finding)")
    }

    @Test("whichever column of such a row is altered, its seal included, the row is named")
    func everyColumn() throws {
        let kinds = ["orders": "order", "customers": "customer", "documents": "document", "messages": "message"]
        for (table, kind) in kinds {
            let columns = try filled().ledger.inspect { db in
                try GRDB.Row.fetchAll(db, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [table])
                    .map { (name: $0[0] as String, type: $0[1] as String) }
            }
            #expect(columns.contains { $0.name == "seal" } && columns.count >= 4, "\(columns)")
            for column in columns {
                let bench = try filled()
                let other =
                    switch column.type {
                    case "INTEGER": "ifnull(\(column.name), 0) + 1000"
                    case "BLOB": "CAST(ifnull(\(column.name), X'') || X'20' AS BLOB)"
                    case _: "ifnull(\(column.name), '') || ' '"
                    }
                try bench.ledger.tamper(
                    """
                    PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;
                    UPDATE \(table) SET \(column.name) = \(other)
                    """)
                let findings = try bench.verify().findings
                #expect(findings.contains { $0.place.hasPrefix(kind) }, "\(table).\(column.name): \(findings)")
            }
        }
    }

    @Test("values that change places, or where one ends and the next begins, are no longer what was sealed")
    func places() throws {
        for sql in [
            "UPDATE orders SET shipped_on = delivered_on, delivered_on = shipped_on",
            "UPDATE orders SET customer = customer || substr(channel, 1, 1), channel = substr(channel, 2)",
            "UPDATE orders SET customer = '', channel = customer || channel",
        ] {
            let bench = try filled()
            try bench.ledger.tamper(sql)
            #expect(try bench.verify().findings.map(\.place) == ["order A-1"], "\(sql)")
        }
    }

    @Test("what a shop tells again is sealed as it stands then")
    func writtenAgain() throws {
        let bench = try filled()
        let at = bench.occasion(30).at
        try bench.write { transaction in
            try transaction.put(Self.order(delivered: 20_502), at: at)
            try transaction.put(Customer(name: "Ada L."), number: Self.customer, at: at)
        }
        #expect(try bench.verify().isSound)
    }

    @Test("a ledger from before there were seals gets them when it is brought up; from then on altered rows are named")
    func migration() throws {
        let bench = try filled()
        try bench.age(to: 15)
        try bench.ledger.close()
        let path = bench.folder.path + "/old.sqlite3"
        try FileManager.default.copyItem(atPath: bench.folder.path + "/ledger.sqlite3", toPath: path)
        let ledger = try Ledger(path: path, access: .writing)
        #expect(try ledger.read { try $0.verify { _ in } }.isSound)
        try ledger.tamper("UPDATE messages SET kind = 'return.closed' WHERE event = 2")
        #expect(try ledger.read { try $0.verify { _ in } }.findings.map(\.place) == ["message of event 2"])
        try ledger.close()
    }

    private static let customer = CustomerNumber(trusted: "K-1")

    private static func order(delivered: Int) -> Order {
        let line = OrderLine(
            sku: SKU(trusted: "LAMP"), quantity: 1, unitPrice: Money(minor: 4990, currency: Currency(trusted: "EUR")))
        return Order(
            number: OrderNumber(trusted: "A-1"), customer: customer, channel: Channel(trusted: "web"),
            purchasedOn: CalendarDate(dayNumber: 20_490), shippedOn: CalendarDate(dayNumber: 20_491),
            deliveredOn: CalendarDate(dayNumber: delivered), lines: [line])
    }

    /// A document, an order, a customer, and a return whose two events are owed to a shop.
    private func filled() throws -> Workbench {
        let bench = try Workbench()
        let (at, secret) = (bench.start, "s")
        try bench.write { transaction in
            try transaction.put(Self.order(delivered: 20_495), at: at)
            try transaction.put(Customer(name: "Ada"), number: Self.customer, at: at)
            let shop = WebhookEndpoint(
                name: EndpointName(trusted: "shop"), url: "https://shop.example/in", customer: nil,
                terms: DeliveryTerms())
            try transaction.put(shop, state: .enabled, secretFile: secret, remark: nil, at: at)
        }
        try bench.add(bench.approvedCase(1))
        return bench
    }
}
