import Digests
import GRDB
import JSONText
import Returns

/// How a parcel on the workbench stands.
package enum WorkbenchState: String, CaseIterable, Sendable {
    case open
    /// It became a receipt of a return.
    case matched
    /// It left without a return; the reason says where to.
    case closed
}

/// A parcel that nobody can name, as it is stored.
package struct WorkbenchItem: Sendable {
    package let number: WorkbenchNumber
    package let state: WorkbenchState
    package let receivedAt: Instant
    package let content: BlindReceipt
    /// The return that it was matched with.
    package let rma: RMANumber?
    package let endedAt: Instant?
    package let reason: String?
    package let photos: [DockPhoto]
}

/// A photo of what came.
package struct DockPhoto: Sendable, Equatable {
    package let digest: Digest
    /// Below the spool's evidence folder.
    package let file: String
    /// As the document called it.
    package let name: String
    package let size: Int

    package init(digest: Digest, file: String, name: String, size: Int) {
        self.digest = digest
        self.file = file
        self.name = name
        self.size = size
    }
}

/// A photo that belongs to a return, to be shown to its customer.
package struct ShownPhoto: Sendable, Equatable {
    package let rma: RMANumber
    /// Below the spool's evidence folder.
    package let file: String

    package init(rma: RMANumber, file: String) {
        self.rma = rma
        self.file = file
    }
}

extension Transaction {
    /// Puts a parcel on the workbench.
    package func lay(
        _ receipt: BlindReceipt, photos: [DockPhoto], on occasion: Occasion, document: DocumentID
    ) throws -> WorkbenchNumber {
        let id = try (db.row("SELECT coalesce(max(id), 0) FROM workbench") { $0[0] as Int64 } ?? 0) + 1
        let number = WorkbenchNumber(id)
        let at = receipt.receivedAt ?? occasion.at
        let digest = WorkbenchRow(
            id: id, state: .open, receivedAt: at, content: receipt.json, rma: nil, endedAt: nil, reason: nil
        ).digest
        let event = try tell(
            number, "opened", digest: digest, photos: photos, content: receipt.json, reason: receipt.note, occasion)
        try db.run(
            """
            INSERT INTO workbench (id, state, received_at, content, document, event) VALUES (?, 'open', ?, ?, ?, ?)
            """, [id, at.milliseconds, receipt.json.text, document, event])
        for code in receipt.codesFiled {
            try db.run("INSERT INTO workbench_codes (code, item) VALUES (?, ?)", [code, id])
        }
        try keep(photos, event: event, rma: nil, item: id)
        return number
    }

    /// Takes a parcel off the workbench.
    package func end(
        _ item: WorkbenchItem, as state: WorkbenchState, rma: CaseID?, reason: String?, on occasion: Occasion
    ) throws {
        let row = WorkbenchRow(
            id: item.number.value, state: state, receivedAt: item.receivedAt, content: item.content.json, rma: rma,
            endedAt: occasion.at, reason: reason)
        let event = try tell(
            item.number, state.rawValue, digest: row.digest, photos: [], content: nil, reason: reason, occasion)
        try db.run(
            "UPDATE workbench SET state = ?, rma = ?, ended_at = ?, reason = ?, event = ? WHERE id = ?",
            [state.rawValue, rma, occasion.at.milliseconds, reason, event, item.number.value])
    }

    /// Keeps where the photos of an event lie.
    package func keep(_ photos: [DockPhoto], event: Int64, rma: CaseID?, item: Int64? = nil) throws {
        for (offset, photo) in photos.enumerated() {
            try db.run(
                """
                INSERT INTO dock_photos (event, number, digest, file, name, size, rma, item)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, [event, offset + 1, photo.digest.bytes, photo.file, photo.name, photo.size, rma, item])
        }
    }

    /// An item with other content, as its newest event then says.
    func rewrite(_ item: WorkbenchItem, content: BlindReceipt, on occasion: Occasion) throws {
        let rma = try item.rma.flatMap { try snapshot.stored($0)?.id }
        let reason = item.reason.map { _ in ErasureScope.gone }
        let row = WorkbenchRow(
            id: item.number.value, state: item.state, receivedAt: item.receivedAt, content: content.json, rma: rma,
            endedAt: item.endedAt, reason: reason)
        let event = try tell(
            item.number, "erased", digest: row.digest, photos: [], content: nil, reason: nil, occasion)
        try db.run(
            "UPDATE workbench SET content = ?, reason = ?, event = ? WHERE id = ?",
            [content.json.text, reason, event, item.number.value])
    }

    private func tell(
        _ number: WorkbenchNumber, _ what: String, digest: Digest, photos: [DockPhoto], content: JSONValue?,
        reason: String?, _ occasion: Occasion
    ) throws -> Int64 {
        try append(
            EventDraft(
                rma: nil, rmaSequence: nil, at: occasion.at, kind: "record.workbench_\(what)",
                subject: "workbench:\(number)", axis: "record", before: "", after: what, actor: occasion.actor,
                reason: reason,
                details: .object(known: [
                    ("digest", .string(digest.description)), ("content", content),
                    (
                        "photos",
                        photos.isEmpty ? nil : .array(photos.map { .string($0.digest.description) })
                    ),
                ]),
                document: occasion.document)
        ).sequence
    }
}

extension Snapshot {
    package func workbench(_ number: WorkbenchNumber) throws -> WorkbenchItem? {
        try workbench(where: "w.id = ?", [number.value]).first
    }

    /// The parcels that still lie there, oldest first.
    package func openWorkbench(after number: WorkbenchNumber = WorkbenchNumber(0), limit: Int) throws -> [WorkbenchItem]
    {
        try workbench(
            where: "w.state = 'open' AND w.id > ? ORDER BY w.id LIMIT ?", [number.value, limit])
    }

    /// The open parcel that bears a code.
    package func workbench(bearing code: String) throws -> WorkbenchItem? {
        for filing in ScannedNumber(code).filings + [code] {
            let found = try workbench(
                where: "w.id IN (SELECT item FROM workbench_codes WHERE code = ?) AND w.state = 'open' LIMIT 1",
                [filing])
            if let item = found.first { return item }
        }
        return nil
    }

    /// What was photographed of a return, in the order in which it came.
    package func photos(of rma: CaseID) throws -> [DockPhoto] { try photos("rma = ?", rma) }

    /// The whole weight of a unit of a line, where its order says it.
    package func unitGrams(of product: RequestedLine) throws -> Int? {
        guard let order = try product.order.flatMap({ try order($0) }) else { return nil }
        return order.lines.first { $0.sku == product.sku }?.unitGrams
    }

    private func photos(_ condition: String, _ id: Int64) throws -> [DockPhoto] {
        try db.rows(
            "SELECT digest, file, name, size FROM dock_photos WHERE \(condition) ORDER BY event, number LIMIT 1000",
            [id]
        ) { row in
            DockPhoto(digest: Digest(bytes: row.bytes(0)) ?? .zero, file: row[1], name: row[2], size: row[3])
        }
    }

    /// The photos of every return that a document changed. It was recorded lately: only the newest events are read.
    package func photosShown(by document: DocumentID) throws -> [ShownPhoto] {
        try db.rows(
            """
            SELECT DISTINCT r.number, p.file FROM events e JOIN rmas r ON r.id = e.rma
            JOIN dock_photos p ON p.rma = e.rma
            WHERE e.document = ? AND e.sequence > (SELECT max(sequence) - 100000 FROM events)
            """, [document]
        ) { ShownPhoto(rma: RMANumber(trusted: $0[0]), file: $0[1]) }
    }

    private func workbench(where condition: String, _ arguments: [any SQLConvertible]) throws -> [WorkbenchItem] {
        try db.rows(
            """
            SELECT w.id, w.state, w.received_at, w.content, r.number, w.ended_at, w.reason
            FROM workbench w LEFT JOIN rmas r ON r.id = w.rma WHERE \(condition)
            """, arguments
        ) { row in
            let id: Int64 = row[0]
            return WorkbenchItem(
                number: WorkbenchNumber(id), state: try row.axis(1, "workbench.state"),
                receivedAt: Instant(milliseconds: row[2]),
                content: BlindReceipt(json: try JSONValue(stored: row[3], "workbench.content")),
                rma: (row[4] as String?).map { RMANumber(trusted: $0) },
                endedAt: (row[5] as Int64?).map { Instant(milliseconds: $0) }, reason: row[6],
                photos: try photos("item = ?", id))
        }
    }
}

/// A row of the workbench as its digest sees it.
struct WorkbenchRow {
    let id: Int64
    let state: WorkbenchState
    let receivedAt: Instant
    let content: JSONValue
    let rma: CaseID?
    let endedAt: Instant?
    let reason: String?

    var digest: Digest {
        Digest(
            of: JSONValue.object(known: [
                ("id", .integer(id)), ("state", .string(state.rawValue)),
                ("received_at", .integer(receivedAt.milliseconds)), ("content", content),
                ("rma", rma.map { .integer($0) }), ("ended_at", endedAt.map { .integer($0.milliseconds) }),
                ("reason", .text(reason)),
            ]).canonicalText.utf8)
    }
}

extension BlindReceipt {
    /// Its codes in the form in which they are looked up.
    var codesFiled: Set<String> { Set(codes.map { ScannedNumber($0).filings.first ?? $0 }) }

    /// As it is kept; the names are those of the document.
    package var json: JSONValue {
        .object(known: [
            ("received_at", receivedAt.map { .string($0.description) }),
            ("codes", codes.isEmpty ? nil : .array(codes.map { .string($0) })),
            ("goods", goods.isEmpty ? nil : .array(goods.map(\.json))),
            ("sender_name", .text(sender.name)), ("sender_address", .text(sender.address)),
            ("sender_postal_code", .text(sender.postalCode)), ("weight_grams", grams.map { .integer(Int64($0)) }),
            ("location", .text(location)), ("station", .text(station)), ("staff", .text(staff)),
            ("note", .text(note)),
        ])
    }

    init(json: JSONValue) {
        self.init(
            codes: json["codes"]?.strings ?? [], goods: json["goods"]?.elements.map(FoundGoods.init(json:)) ?? [],
            sender: FoundSender(
                name: json["sender_name"]?.string, address: json["sender_address"]?.string,
                postalCode: json["sender_postal_code"]?.string),
            grams: json["weight_grams"]?.integer.map { Int($0) }, location: json["location"]?.string,
            station: json["station"]?.string, staff: json["staff"]?.string, note: json["note"]?.string)
        receivedAt = json["received_at"]?.string.flatMap { Instant(stored: $0) }
    }
}

extension FoundGoods {
    package var json: JSONValue {
        .object(known: [
            ("sku", .text(sku?.text)), ("serial", .text(serial?.text)), ("description", .text(description)),
            ("quantity", .integer(Int64(quantity))), ("condition", .text(condition?.rawValue)),
        ])
    }

    init(json: JSONValue) {
        self.init(
            sku: json["sku"]?.string.map { SKU(trusted: $0) },
            serial: json["serial"]?.string.map { SerialNumber(trusted: $0) },
            description: json["description"]?.string, quantity: Int(json["quantity"]?.integer ?? 0),
            condition: json["condition"]?.string.flatMap(Condition.init(rawValue:)))
    }
}

extension Instant {
    /// A moment as `description` writes it.
    package init?(stored text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, let date = CalendarDate(iso: text.prefix(10)),
            let hour = Int(text.dropFirst(11).prefix(2)), let minute = Int(text.dropFirst(14).prefix(2)),
            let second = Int(text.dropFirst(17).prefix(2)), let millisecond = Int(text.dropFirst(20).prefix(3))
        else { return nil }
        self.init(date: date, hour: hour, minute: minute, second: second, millisecond: millisecond)
    }
}
