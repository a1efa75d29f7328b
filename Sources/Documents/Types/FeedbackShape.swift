import Returns

/// `feedback`: what a customer says of how a return went.
extension Shape {
    static let feedback = Shape(
        kind: .feedback, title: "a feedback",
        about: "What a customer says of how a return went: a rating, words, or both.",
        fields: [
            SharedFields.rma,
            Field(
                "rating", .integer(1...5), "1 (poor) to 5 (excellent).",
                words: [
                    "stars", "score", "Bewertung", "Sterne", "valoración", "puntuación", "note sur 5", "évaluation",
                ]
            ),
            Field(
                "text", .prose(max: SharedFields.noteMax), "The customer's words.",
                words: ["comment", "message", "Kommentar", "Nachricht", "texto", "comentario", "texte", "commentaire"]),
        ],
        rules: [.oneOf(["rating", "text"], remedy: "Give a rating from 1 to 5, or words.")],
        table: TableForm(
            signature: ["rma", "rating"], groupedBy: [],
            example: """
                rma,rating,text
                RMA-4KD-9T2X,5,Quick and friendly
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "rating": 5, "text": "Quick and friendly."}
            """
    ) { values in
        .feedback(Feedback(key: values.key, rating: values.integer("rating"), text: values.text("text")))
    }
}
