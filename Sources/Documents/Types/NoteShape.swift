import Returns

/// `note`: a remark on a return.
extension Shape {
    static let note = Shape(
        kind: .note, title: "a note",
        about: "A remark on a return, for the staff or for the customer to see.",
        fields: [
            SharedFields.rma,
            Field(
                "text", .prose(max: SharedFields.noteMax), .required, "The remark.",
                words: [
                    "note", "comment", "remark", "Notiz", "Bemerkung", "Kommentar", "texto", "nota", "texte",
                    "remarque",
                ]),
            Field(
                "audience", .choice(Choices.audience), "Who may read it; staff when left out.",
                words: ["for", "für", "Empfänger", "para", "pour"]),
            Field(
                "author", .line(max: SharedFields.nameMax), "Who wrote it.",
                words: ["by", "staff", "Autor", "Verfasser", "von", "auteur"]),
        ],
        table: TableForm(
            signature: ["rma", "text", "audience"], groupedBy: [],
            example: """
                rma,text,audience,author
                RMA-4KD-9T2X,The box is wet; photos are in the case,staff,Maria
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "text": "The box is wet; photos are in the case.", "author": "Maria"}
            """
    ) { values in
        guard let text = values.text("text") else { return nil }
        return .note(
            Note(
                key: values.key, text: text, audience: values.choice("audience") ?? .staff,
                author: values.text("author")))
    }
}
