import Returns

/// `cancellation`: somebody calls a return off.
extension Shape {
    static let cancellation = Shape(
        kind: .cancellation, title: "a cancellation",
        about: "Somebody calls a return off; possible while nothing of it is received or settled.",
        fields: [
            SharedFields.rma,
            Field(
                "reason", .prose(max: SharedFields.noteMax), "Why, in words for the record.",
                words: ["Grund", "motivo", "razón", "raison", "motif"]),
            SharedFields.staff,
        ],
        table: TableForm(
            signature: [], groupedBy: [],
            example: """
                type,rma,reason
                cancellation,RMA-4KD-9T2X,The customer keeps the lamp
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "reason": "The customer keeps the lamp."}
            """
    ) { values in
        .cancellation(Cancellation(key: values.key, reason: values.text("reason"), staff: values.text("staff")))
    }
}
