import Returns

/// `dock_receipt`: what was counted when a parcel was opened.
extension Shape {
    static let dockReceipt = Shape(
        kind: .dockReceipt, title: "a dock receipt",
        about: "What was counted when a parcel was opened at the dock. Only this makes goods received.",
        fields: [
            SharedFields.rma,
            Field(
                "received_at", .moment, "When it was counted; now when left out.",
                words: ["received", "time", "Eingangszeit", "empfangen am", "Zeitpunkt", "recibido", "reçu le"]),
            Field("lines", .records(countedLine, max: 1_000), .required, "What the parcel held."),
            Field(
                "complete", .flag, "True when nothing more is expected: what was not counted is short then.",
                words: ["is complete", "vollständig", "komplett", "completo", "complet"]),
            SharedFields.staff, SharedFields.note("A remark on the whole parcel.", column: "receipt_note"),
        ],
        table: TableForm(
            signature: ["rma", "sku", "quantity"], groupedBy: ["rma", "received_at"],
            example: """
                rma;sku;quantity;condition;complete;staff
                RMA-4KD-9T2X;LAMP-1;1;beschädigt;ja;Maria
                RMA-4KD-9T2X;BULB-9;2;neu;ja;Maria
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "lines": [{"sku": "LAMP-1", "quantity": 1, "condition": "damaged"}], \
            "complete": true, \
            "staff": "Maria"}
            """
    ) { values in
        let lines = values.records("lines").compactMap(\.countedLine)
        guard !lines.isEmpty, lines.count == values.records("lines").count else { return nil }
        return .dockReceipt(
            DockReceipt(
                key: values.key, receivedAt: values.moment("received_at"), lines: lines,
                isComplete: values.flag("complete"), staff: values.text("staff"), note: values.text("note")))
    }

    private static let countedLine = Shape(
        title: "a line of a dock receipt", about: "One count.",
        fields: [
            SharedFields.sku(), SharedFields.serial,
            SharedFields.quantity(
                0...Quantity.unitsMax, .required, "How many units were there; 0 says that there was none."),
            SharedFields.condition, SharedFields.note("A remark on this line."),
        ])
}

extension FieldValues {
    fileprivate var countedLine: CountedLine? {
        guard let sku: SKU = name("sku"), let quantity = integer("quantity") else { return nil }
        return CountedLine(
            sku: sku, serial: name("serial"), quantity: quantity, condition: choice("condition"), note: text("note"))
    }
}
