import JSONText
import Ledger
import Returns

/// A resolution order as a file for the shop or the ERP: whole minor units, names that never change, the same bytes
/// each time that it is written.
package struct ExportFile: Sendable {
    /// In which form files are written.
    package enum Form: String, CaseIterable, Sendable { case json, csv }

    let name: String
    let bytes: [UInt8]

    /// - Parameters:
    ///   - order: as it was owed.
    ///   - moment: when it was owed.
    init(_ order: ResolutionOrder, of stored: StoredCase, at moment: Instant, as form: Form) {
        let stem = order.name(in: stored.case.number)
        self.init(
            name: "\(stem)\(order.attempt == 1 ? "" : "-\(order.attempt)")",
            Self.fields(order, of: stored, id: stem, at: moment), as: form)
    }

    /// That an order was taken back.
    /// - Parameter moment: when it was.
    init(withdrawing order: ResolutionOrder, of stored: StoredCase, at moment: Instant, as form: Form) {
        let stem = order.name(in: stored.case.number)
        let line = stored.case.lines.first { $0.number == order.line }
        self.init(
            name: "\(stem).withdrawn",
            [
                ("id", .string(stem)), ("attempt", .integer(Int64(order.attempt))),
                ("withdrawn_at", .string(moment.description)), ("kind", .string(order.kind.rawValue)),
                ("rma", .string(stored.case.number.text)), ("line", .integer(Int64(order.line))),
                ("order", Self.text(line?.product.order?.text)), ("sku", Self.text(line?.product.sku.text)),
                ("units", .integer(Int64(order.units.count))),
            ], as: form)
    }

    private init(name: String, _ fields: [(String, JSONValue?)], as form: Form) {
        self.name = "\(name).\(form.rawValue)"
        switch form {
        case .json: bytes = Array((JSONValue.object(known: fields).prettyText + "\n").utf8)
        case .csv:
            let row = fields.map { $0.1?.tableCell ?? "" }
            bytes = Array("\(fields.map(\.0).joined(separator: ","))\r\n\(row.joined(separator: ","))\r\n".utf8)
        }
    }

    /// Every field is always there, so that a table has the same columns for every order.
    private static func fields(
        _ order: ResolutionOrder, of stored: StoredCase, id: String, at moment: Instant
    ) -> [(String, JSONValue?)] {
        let line = stored.case.lines.first { $0.number == order.line }
        let amounts = Dictionary(
            uniqueKeysWithValues: (order.breakdown?.entries ?? []).map { ($0.item, $0.amount.minor) })
        let head: [(String, JSONValue?)] = [
            ("id", .string(id)), ("attempt", .integer(Int64(order.attempt))),
            ("created_at", .string(moment.description)), ("kind", .string(order.kind.rawValue)),
            ("rma", .string(stored.case.number.text)), ("line", .integer(Int64(order.line))),
            ("order", text(line?.product.order?.text)), ("sku", text(line?.product.sku.text)),
            ("serial", text(line?.product.serial?.text)), ("units", .integer(Int64(order.units.count))),
            ("exchange_for", text(order.kind == .exchange ? stored.exchange(forLine: order.line) : nil)),
            ("customer", text(stored.customer.number?.text)),
            ("customer_name", text(stored.customer.name ?? stored.customer.company)),
            ("customer_email", text(stored.customer.email)), ("brand", text(stored.brand?.text)),
            ("gift", .bool(stored.request["gift"] == .bool(true))),
            ("currency", text((order.breakdown?.total ?? order.charge)?.currency.code)),
        ]
        let items = Breakdown.Item.allCases.map { item -> (String, JSONValue?) in
            ("\(item.rawValue)_minor", order.breakdown == nil ? .null : .integer(amounts[item] ?? 0))
        }
        return head + items + [
            ("total_minor", order.breakdown.map { .integer($0.total.minor) } ?? .null),
            ("tax_minor", order.breakdown?.tax.map { .integer($0.minor) } ?? .null),
            ("charge_minor", order.charge.map { .integer($0.minor) } ?? .null),
        ]
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
