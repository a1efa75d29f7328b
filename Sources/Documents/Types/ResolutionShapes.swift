import Returns

/// `resolution_order` and `appeal`: what becomes of what the customer is to get.
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

extension SharedFields {
    /// The number of a resolution order within its return.
    static func resolutionOrder(_ need: Field.Need) -> Field {
        Field(
            "order", .integer(1...100_000), need,
            "The number of the resolution order: the 1 of RMA-4KD-9T2X-R1.",
            words: ["order number", "Auftrag", "Auftragsnummer", "orden", "ordre"])
    }
}
