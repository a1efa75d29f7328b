import Returns

/// `feedback_reply`, `goodwill` and `care`: how a customer is looked after.
extension Shape {
    static let feedbackReply = Shape(
        kind: .feedbackReply, title: "an answer to feedback",
        about: "What we answer to a customer's feedback. It is told to the customer, and ends the task to answer.",
        fields: [
            SharedFields.rma,
            Field(
                "text", .prose(max: SharedFields.noteMax), .required, "The answer, in the customer's language.",
                words: ["reply", "answer", "Antwort", "respuesta", "réponse", "texto", "texte"]),
            Field(
                "feedback", .integer(1...1_000_000),
                "Which feedback, by its number among the return's events; the oldest without an answer when left out.",
                words: ["feedback number", "Rückmeldung", "valoración", "avis"]),
            SharedFields.staff,
        ],
        table: TableForm(
            signature: ["rma", "text", "feedback"], groupedBy: [],
            example: """
                rma,feedback,text,staff
                RMA-4KD-9T2X,14,Thank you; we have changed the packaging,Maria
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "text": "Thank you. We have changed the packaging.", "staff": "Maria"}
            """
    ) { values in
        guard let text = values.text("text") else { return nil }
        return .feedbackReply(
            FeedbackReply(
                key: values.key, feedback: values.integer("feedback"), text: text, staff: values.text("staff")))
    }

    static let goodwill = Shape(
        kind: .goodwill, title: "goodwill",
        about: "What a customer is given beyond what is owed: an amount, or something else in words.",
        fields: [
            ofReturn, ofCustomer,
            Field(
                "amount", .money, "How much; within the yearly limit of the policy.",
                words: ["credit", "Betrag", "Gutschrift", "importe", "monto", "montant"]),
            Field(
                "words", .line(max: SharedFields.nameMax), "What else is given.",
                words: ["what", "gift", "was", "Geschenk", "qué", "quoi"]),
            reason, SharedFields.staff,
        ],
        rules: [
            .oneOf(["rma", "customer"], remedy: "Say for which return, or for which customer."),
            .oneOf(["amount", "words"], remedy: "Say what is given: an amount, or something in words."),
        ],
        table: TableForm(
            signature: ["rma", "amount", "reason"], groupedBy: [],
            example: """
                rma;amount;currency;reason;staff
                RMA-4KD-9T2X;5,00;EUR;Erstattung kam zwei Tage zu spät;Maria
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "amount": {"amount": "5.00", "currency": "EUR"}, "reason": "The refund came two \
            days late.", "staff": "Maria"}
            """
    ) { values in
        guard let reason = values.text("reason") else { return nil }
        return .goodwill(
            Goodwill(
                key: values.text("rma").map { ReturnKey(text: $0) }, customer: values.name("customer"),
                amount: values.money("amount"), words: values.text("words"), reason: reason,
                staff: values.text("staff")))
    }

    static let care = Shape(
        kind: .care, title: "a word about special care",
        about: "A person begins or ends the special care for a customer.",
        fields: [
            ofReturn, ofCustomer,
            Field(
                "state", .choice(Choices.careState), .required, "Whether the customer is under special care now.",
                words: ["care", "Pflege", "Stand", "atención", "estado", "attention", "état"]),
            reason,
            Field(
                "until", .date(.any), "Until which day; a year when left out.",
                words: ["end", "bis", "hasta", "jusqu'au"]),
            SharedFields.staff,
        ],
        rules: [.oneOf(["rma", "customer"], remedy: "Say for which customer, or name a return of theirs.")],
        table: TableForm(
            signature: ["customer", "state", "reason"], groupedBy: [],
            example: """
                customer,state,reason,staff
                C-1001,special_care,Two parcels were lost,Maria
                """),
        example: """
            {"customer": "C-1001", "state": "special_care", "reason": "Two parcels were lost.", "staff": "Maria"}
            """
    ) { values in
        guard let state: CareState = values.choice("state"), let reason = values.text("reason") else { return nil }
        return .care(
            CareOrder(
                key: values.text("rma").map { ReturnKey(text: $0) }, customer: values.name("customer"), state: state,
                reason: reason, until: values.date("until"), staff: values.text("staff")))
    }

    private static let ofReturn = Field(
        "rma", .identifier, "A return of the customer.", words: SharedFields.rma.words)

    private static let ofCustomer = Field(
        "customer", .identifier, "The shop's number of the customer.",
        words: ["customer number", "Kunde", "Kundennummer", "cliente", "client"])

    private static let reason = Field(
        "reason", .line(max: 500), .required, "Why.", words: ["because", "Grund", "motivo", "motif", "raison"])
}
