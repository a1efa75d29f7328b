import Ledger
import Returns

/// Webhook deliveries as a table.
enum DeliveryList {
    static func table(_ rows: [DeliverySummary], zone: SiteZone, isOfOneReturn: Bool) -> Table {
        var columns: [Table.Column] = [
            .init("Delivery"), .init("State"), .init("Endpoint", .cut(min: 8), leaves: 1),
            .init("Event", .cut(min: 10), leaves: 2), .init("Tries", side: .right, leaves: 4),
            .init("Since", leaves: 3), .init("Last error", .cut(min: 10), leaves: 5),
        ]
        if !isOfOneReturn { columns.insert(.init("RMA"), at: 2) }
        var table = Table(columns)
        for row in rows {
            var cells: [Table.Cell] = [
                .init(Printable.line(row.publicID.text)),
                .init(Printable.line(row.state), DeliveryState(rawValue: row.state)?.ink ?? .plain),
                .init(Printable.line(row.endpoint.text)), .init(Printable.line(row.kind)), .init("\(row.attempts)"),
                .init(zone.text(row.createdAt)), .init(Printable.line(row.lastError ?? "")),
            ]
            if !isOfOneReturn { cells.insert(.init(Printable.line(row.rma?.text ?? "")), at: 2) }
            table.add(cells)
        }
        return table
    }
}
