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
            Field(
                "kind", .choice(Choices.feedbackKind), "What it is, where somebody knows.",
                words: ["sort", "Art", "tipo", "genre"]),
            Field(
                "answers", .list(.line(max: 500), max: 50),
                "Answers to the questions of the survey, each as `QUESTION: ANSWER`.",
                words: ["survey", "Antworten", "Umfrage", "respuestas", "encuesta", "réponses", "enquête"]),
        ],
        rules: [.oneOf(["rating", "text", "answers"], remedy: "Give a rating from 1 to 5, words, or answers.")],
        table: TableForm(
            signature: ["rma", "rating"], groupedBy: [],
            example: """
                rma,rating,text
                RMA-4KD-9T2X,5,Quick and friendly
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "rating": 5, "text": "Quick and friendly.", "kind": "thanks", "answers": ["worked: yes"]}
            """
    ) { values in
        .feedback(
            Feedback(
                key: values.key, rating: values.integer("rating"), text: values.text("text"),
                kind: values.choice("kind"), answers: values.texts("answers").map(Feedback.Answer.init(written:))))
    }
}

extension Feedback.Answer {
    /// `QUESTION: ANSWER`; without a colon it answers no question in particular.
    fileprivate init(written text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].trimmingWhitespace().isEmpty else {
            self.init(question: "general", text: text)
            return
        }
        self.init(
            question: String(parts[0].trimmingWhitespace()), text: String(parts[1].trimmingWhitespace()))
    }
}
