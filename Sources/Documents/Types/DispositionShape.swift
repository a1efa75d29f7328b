import Returns

/// `disposition`: goods that were judged go somewhere else.
extension Shape {
    static let disposition = Shape(
        kind: .disposition, title: "a disposition",
        about: "Goods that were judged go somewhere, or somewhere else. Where they were and where they go is recorded.",
        fields: [
            SharedFields.rma,
            Field(
                "unit", .integer(1...100_000), "The number of the unit on the return, from 1.",
                words: ["unit number", "Gerät", "unidad", "unité"]),
            SharedFields.serial, SharedFields.line, SharedFields.sku(.optional),
            SharedFields.quantity(
                1...Quantity.unitsMax, .optional, "How many of the unit's pieces; all when left out."),
            Field(
                "to", .choice(Choices.disposition), .required, "Where the goods go.",
                words: ["disposition", "Verbleib", "Verwendung", "destino", "nach"]),
            Field(
                "reason", .prose(max: SharedFields.noteMax), .required, "Why.",
                words: ["because", "Grund", "Begründung", "motivo", "raison", "motif"]),
            Field(
                "warehouse", .identifier, "The warehouse, where it is another.",
                words: ["Lager", "almacén", "entrepôt"]),
            Field(
                "bin", .line(max: 60), "A shelf, bench or bin.",
                words: ["shelf", "Fach", "Platz", "estante", "casier"]),
            SharedFields.staff,
        ],
        rules: [
            .oneOf(
                ["unit", "serial", "line", "sku"],
                remedy: "Name the unit by its number or serial number, or the line for all its units.")
        ],
        table: TableForm(
            signature: ["rma", "unit", "to", "reason"], groupedBy: [],
            example: """
                rma,unit,to,reason,staff
                RMA-4KD-9T2X,3,restock,Tested again without a fault,Maria
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "unit": 3, "to": "restock", "reason": "Tested again without a fault", \
            "bin": "C-4", "staff": "Maria"}
            """
    ) { values in
        guard let next: Disposition = values.choice("to"), let reason = values.text("reason") else { return nil }
        return .disposition(
            Redisposition(
                key: values.key, unit: values.integer("unit"), serial: values.name("serial"),
                line: values.integer("line"), sku: values.name("sku"), quantity: values.integer("quantity"), to: next,
                reason: reason, destination: values.name("warehouse"), bin: values.text("bin"),
                staff: values.text("staff")))
    }
}
