import Returns

/// `resolution_order`, `appeal` and `alternative`: what becomes of what the customer is to get.
extension Shape {
    static let resolution = Shape(
        kind: .resolution, title: "a word about a resolution order",
        about: "Somebody asks again for an order that failed, or takes one back. What was given is a `settlement`.",
        fields: [
            SharedFields.rma, SharedFields.resolutionOrder(.required),
            Field(
                "action", .choice(Choices.resolutionAction), .required,
                "`retry` asks again for an order that failed; `withdraw` takes an open one back.",
                words: ["Aktion", "acción"]),
            SharedFields.staff, SharedFields.note("Why."),
        ],
        table: TableForm(
            signature: [], groupedBy: [],
            example: """
                type,rma,order,action
                resolution_order,RMA-4KD-9T2X,1,retry
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "order": 1, "action": "retry"}
            """
    ) { values in
        guard let order = values.integer("order"), let action: ResolutionUpdate.Action = values.choice("action")
        else { return nil }
        return .resolution(
            ResolutionUpdate(
                key: values.key, order: order, action: action, staff: values.text("staff"), note: values.text("note")))
    }

    static let appeal = Shape(
        kind: .appeal, title: "an appeal",
        about: "A customer, or staff for one, does not accept that a line was denied: a person looks again.",
        fields: [
            SharedFields.rma, SharedFields.line,
            Field(
                "reason", .prose(max: SharedFields.noteMax), .required, "Why, in the customer's words.",
                words: ["grounds", "Grund", "Begründung", "motivo", "motif"]),
            SharedFields.staff,
        ],
        table: TableForm(
            signature: [], groupedBy: [],
            example: """
                type,rma,line,reason
                appeal,RMA-4KD-9T2X,1,The scratch was there when I opened the box.
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "line": 1, "reason": "The scratch was there when I opened the box."}
            """
    ) { values in
        guard let reason = values.text("reason") else { return nil }
        return .appeal(
            Appeal(key: values.key, line: values.integer("line"), reason: reason, staff: values.text("staff")))
    }
}

extension Shape {
    static let alternative = Shape(
        kind: .alternative, title: "an answer to a denial",
        about:
            "A customer, or staff for one, says whether they take what a denial offers: a part refund or a repair for "
            + "a charge is owed then, or the goods are recycled; otherwise they go back.",
        fields: [
            SharedFields.rma, SharedFields.line,
            Field(
                "reference", .identifier,
                "The `reference` of the denial; needed where more than one of the line awaits an answer.",
                words: ["Referenz", "referencia", "référence"]),
            Field(
                "answer", .choice(Choices.answer), .required, "Whether they take it.",
                words: ["Antwort", "respuesta", "réponse"]),
            Field(
                "reason", .prose(max: SharedFields.noteMax), "The customer's words, where there are some.",
                words: ["Grund", "Begründung", "motivo", "motif"]),
            SharedFields.staff,
        ],
        table: TableForm(
            signature: [], groupedBy: [],
            example: """
                type,rma,line,answer
                alternative,RMA-4KD-9T2X,1,accepted
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "line": 1, "answer": "accepted"}
            """
    ) { values in
        guard let answer: AlternativeAnswer.Answer = values.choice("answer") else { return nil }
        return .alternative(
            AlternativeAnswer(
                key: values.key, line: values.integer("line"), reference: values.name("reference"), answer: answer,
                reason: values.text("reason"), staff: values.text("staff")))
    }

    static let advance = Shape(
        kind: .advance, title: "a decision on what was sent ahead",
        about:
            "Goods were sent ahead, and the customer's own did not come, or were denied: somebody decides what becomes "
            + "of it. That it was charged is a `settlement` `satisfied` with the amount.",
        fields: [
            SharedFields.rma, SharedFields.line,
            Field(
                "decision", .choice(Choices.advanceDecision), .required,
                "`charge`: the customer is told that it is charged, and somebody gets the task; `waive`: nothing "
                    + "more is awaited or charged; `extend`: the goods may come until `due_on`.",
                words: ["Entscheidung", "decisión", "décision"]),
            Field(
                "amount", .money, "Of `charge`: how much, at most what the goods cost; their price when left out.",
                words: ["Betrag", "importe", "monto", "montant"]),
            Field(
                "due_on", .date(.any), "Of `extend`: the new last day.",
                words: ["due", "due date", "fällig", "fällig am", "vence", "échéance"]),
            Field(
                "reason", .prose(max: SharedFields.noteMax), "Why; the customer reads it.",
                words: ["Grund", "Begründung", "motivo", "motif"]),
            SharedFields.staff,
        ],
        rules: [
            .needs(
                "due_on", when: "decision", isOneOf: ["extend"], remedy: "Say until which day the goods may come.")
        ],
        table: TableForm(
            signature: [], groupedBy: [],
            example: """
                type,rma,line,decision,due_on
                advance,RMA-4KD-9T2X,1,extend,2026-12-19
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "line": 1, "decision": "charge", "reason": "It has not come.", "staff": "Maria"}
            """
    ) { values in
        guard let decision: AdvanceDecision.Answer = values.choice("decision") else { return nil }
        return .advance(
            AdvanceDecision(
                key: values.key, line: values.integer("line"), decision: decision, amount: values.money("amount"),
                due: values.date("due_on"), reason: values.text("reason"), staff: values.text("staff")))
    }
}

extension SharedFields {
    /// The number of a resolution order within its return.
    static func resolutionOrder(_ need: Field.Need) -> Field {
        Field(
            "order", .integer(1...100_000), need,
            "The number of the resolution order: the 1 of RMA-4KD-9T2X-R1.",
            words: ["order number", "Auftrag", "Auftragsnummer", "orden", "ordre"])
    }
}
