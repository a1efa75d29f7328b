import Returns

/// `inspection`: what an inspector found.
extension Shape {
    static let inspection = Shape(
        kind: .inspection, title: "an inspection",
        about: "What an inspector found for a line of a received return.",
        fields: [
            SharedFields.rma, SharedFields.line, SharedFields.sku(.optional),
            Field(
                "accepted", .integer(0...Quantity.unitsMax), .required, "Units that are accepted.",
                words: [
                    "accepted units", "ok", "angenommen", "akzeptiert", "gut", "aceptado", "aceptados", "accepté",
                    "acceptés",
                ]),
            Field(
                "rejected", .integer(0...Quantity.unitsMax), .required, "Units that are rejected.",
                words: [
                    "rejected units", "abgelehnt", "schlecht", "rechazado", "rechazados", "rejeté", "rejetés", "refusé",
                ]),
            Field(
                "grade", .choice(Choices.grade), "a as new, b light wear, c clear wear, d not fit for sale.",
                words: ["Güteklasse", "Klasse", "grado", "calidad", "qualité"]),
            Field(
                "disposition", .choice(Choices.disposition), "Where the goods go.",
                words: ["destination", "Verbleib", "Verwendung", "destino"]),
            SharedFields.staff, SharedFields.note("What the inspector saw."),
        ],
        rules: [
            .somethingCounted(
                ["accepted", "rejected"], unless: "disposition",
                remedy: "Count at least one unit as accepted or rejected, or say where judged goods go now."),
            .oneOf(["line", "sku"], remedy: "Give the line's number on the return, or the article number."),
        ],
        table: TableForm(
            signature: ["rma", "accepted", "rejected"], groupedBy: [],
            example: """
                rma,line,accepted,rejected,grade,disposition,staff
                RMA-4KD-9T2X,1,1,0,b,open_box,Maria
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "line": 1, "accepted": 1, "rejected": 0, "grade": "b", "disposition": "open_box", \
            "staff": "Maria", "note": "Small scratch on the base."}
            """
    ) { values in
        guard let accepted = values.integer("accepted"), let rejected = values.integer("rejected") else { return nil }
        return .inspection(
            Inspection(
                key: values.key, line: values.integer("line"), sku: values.name("sku"), accepted: accepted,
                rejected: rejected, grade: values.choice("grade"), disposition: values.choice("disposition"),
                staff: values.text("staff"), note: values.text("note")))
    }
}
