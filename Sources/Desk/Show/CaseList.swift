import JSONText
import Ledger
import Returns

/// Returns as rows: for people a table, for programs one object a line.
struct CaseList {
    let rows: [CaseSummary]
    let session: DeskSession

    func show(none: String) {
        switch session.form {
        case .json: for row in rows { session.screen.json(row.json) }
        case .forPeople: rows.isEmpty ? session.screen.line(none) : session.screen.show(table)
        }
    }

    /// The last line: in which zone the times are, and how to get the next page.
    func showEnd(more: Int, isAtLeast: Bool, command: String) {
        let next = more > 0 ? rows.last.map { "\(command) --before \($0.id)" } : nil
        showEnd(remark: next.map { "\(isAtLeast ? "At least \(more)" : "\(more)") more: \($0)" })
    }

    func showEnd(remark: String?) {
        guard case .forPeople = session.form, !rows.isEmpty else { return }
        let zone = "Times: \(session.zone.name)."
        session.screen.paragraph(remark.map { "\(zone) \($0)" } ?? zone, .faint)
    }

    private var table: Table {
        var table = Table([
            .init("RMA"), .init("State"), .init("Customer", .cut(min: 10)),
            .init("Here", side: .right, leaves: 2), .init("Goods", .cut(min: 8), leaves: 4),
            .init("Send by", leaves: 3), .init("Changed", leaves: 1),
            .init("Held", .wrapped(min: 16)), .init("Care", leaves: 2),
        ])
        for row in rows {
            table.add([
                .init(Printable.line(row.number.text), .strong), .init(row.state.words, row.state.ink),
                .init(Printable.line(row.customer ?? "–")), .init("\(row.received)/\(row.units)"),
                .init(Printable.line(row.skus)),
                .init(row.state == .approved ? row.validUntil?.description ?? "" : ""),
                .init(session.zone.text(row.changedAt)), .init(Printable.line(row.held ?? ""), .attention),
                .init(row.isSpecial ? "special" : "", .attention),
            ])
        }
        return table
    }
}

extension CaseSummary {
    var json: JSONValue {
        .object(known: [
            ("id", .integer(id)), ("rma", .string(number.text)), ("state", .string(state.rawValue)),
            ("created_at", .string(createdAt.description)), ("changed_at", .string(changedAt.description)),
            ("valid_until", validUntil.map { .string($0.description) }), ("customer", .text(customer)),
            ("units", .count(units)), ("received", .count(received)), ("skus", .string(skus)),
            ("brand", .text(brand?.text)), ("held", .text(held)),
            ("special_care", isSpecial ? true : nil),
        ])
    }
}
