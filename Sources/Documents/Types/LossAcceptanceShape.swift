import Returns

/// `loss_acceptance`: an acknowledged document that was lost will not come back.
extension Shape {
    static let lossAcceptance = Shape(
        kind: .lossAcceptance, title: "the acceptance of a loss",
        about:
            "An acknowledged document was lost, as `rmad verify` says, and nobody can bring it back. It is counted "
            + "as lost no more; its numbers are given to nobody else. Should it be found after all, it is recorded.",
        fields: [
            Field(
                "document", .integer(1...Int(1) << 53), .required, "The number of the document that was lost.",
                words: ["number", "Dokument", "documento"]),
            Field(
                "reason", .line(max: 500), .required,
                "Why, for the record, which is kept: write nothing of a person here.",
                words: ["because", "Grund", "motivo", "motif", "raison"]),
            SharedFields.staff,
        ],
        table: TableForm(
            signature: [], groupedBy: [],
            example: """
                type,document,reason,staff
                loss_acceptance,4711,No copy is left; the customer was told,Maria
                """),
        example: """
            {"document": 4711, "reason": "No copy is left; the customer was told.", "staff": "Maria"}
            """
    ) { values in
        guard let document = values.integer("document"), let reason = values.text("reason") else { return nil }
        return .lossAcceptance(LossAcceptance(document: document, reason: reason, staff: values.text("staff")))
    }
}
