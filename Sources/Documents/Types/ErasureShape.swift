import Returns

/// `erasure`: somebody's personal data is to be erased.
extension Shape {
    static let erasure = Shape(
        kind: .erasure, title: "an erasure",
        about: "Personal data of a customer is erased: in returns, originals, papers, messages and files. What is left "
            + "says what happened to the goods, and not to whose. It stands alone in its file. See docs/operating.md.",
        fields: [
            Field(
                "customer", .identifier, "The shop's number of the customer.",
                words: ["customer number", "Kunde", "Kundennummer", "cliente", "client"]),
            Field("email", .email, "The customer's e-mail address.", words: ["e-mail", "correo", "courriel"]),
            Field(
                "returns", .list(.identifier, max: 10_000),
                "Returns whose personal data is erased, whoever's they are.",
                words: ["rma", "rmas", "Retouren", "devoluciones", "retours"]),
            Field(
                "customers", .list(.identifier, max: 1_000),
                "What rmad keeps of an erasure: the shop's numbers of those whom it meant."),
            Field(
                "sealed_emails", .list(.identifier, max: 100),
                "What rmad keeps of an erasure: e-mail addresses that can be compared and not read."),
            Field(
                "reason", .line(max: 500), .required,
                "Why, for the record, which is kept: write nothing of the person here.",
                words: ["because", "Grund", "motivo", "motif", "raison"]),
            Field(
                "force", .flag, "True to erase although returns are open.",
                words: ["forced", "erzwingen", "forzar", "forcer"]),
            SharedFields.staff,
        ],
        rules: [
            .oneOf(
                ["customer", "email", "returns", "customers", "sealed_emails"],
                remedy: "Say whose data: the customer, or returns of theirs.")
        ],
        table: TableForm(
            signature: [], groupedBy: [],
            example: """
                type,customer,reason,staff
                erasure,C-1001,Request of 20 November,Maria
                """),
        example: """
            {"customer": "C-1001", "reason": "Request of 20 November.", "staff": "Maria"}
            """
    ) { values in
        guard let reason = values.text("reason") else { return nil }
        var erasure = Erasure(
            customer: values.name("customer"), email: values.text("email"),
            returns: values.texts("returns").map { ReturnKey(text: $0) }, reason: reason,
            isForced: values.flag("force"), staff: values.text("staff"))
        erasure.customers = values.texts("customers").map { CustomerNumber(trusted: $0) }
        erasure.sealedEmails = values.texts("sealed_emails")
        return .erasure(erasure)
    }
}
