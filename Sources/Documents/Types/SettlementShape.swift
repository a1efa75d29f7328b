import Returns

/// `settlement`: what the customer got.
extension Shape {
    static let settlement = Shape(
        kind: .settlement, title: "a settlement",
        about: "What the customer got for a line. The same `reference` twice settles once.",
        fields: [
            SharedFields.rma, SharedFields.line, SharedFields.sku(.optional), SharedFields.resolutionOrder(.optional),
            Field(
                "resolution", .choice(Choices.resolution), .required, "What the customer got.",
                words: ["result", "Ergebnis", "Lösung", "resolución", "résolution"]),
            Field(
                "amount", .money,
                "How much, for a refund or a credit; of a denial, what `part_refund` gives or `paid_repair` costs.",
                words: ["refund amount", "Betrag", "Erstattungsbetrag", "importe", "monto", "montant"]),
            SharedFields.quantity(
                1...Quantity.unitsMax, .optional,
                "For how many units, where no order says it, such as units above those that were announced, or where "
                    + "only some of those of an order were repaired or sent; all when left out. A denial is for all."),
            Field(
                "reference", .identifier, .required, "The identifier of the payment, credit note or replacement order.",
                words: [
                    "payment reference", "transaction", "transaction id", "Referenz", "Zahlungsreferenz", "Belegnummer",
                    "referencia", "référence",
                ]),
            SharedFields.staff, SharedFields.note("A remark for the record; of a denial, the reason for the customer."),
            Field(
                "alternative", .choice(Choices.denialAlternative),
                "Of a denial: what the customer can do instead; left out, what the policy says. All but `sent_back` "
                    + "wait for the customer's answer (`alternative`), `part_refund` and `paid_repair` "
                    + "need an `amount`.",
                words: ["instead", "stattdessen", "alternativa"]),
            Field(
                "kind", .choice(Choices.advanceKind),
                "Of `shipped_ahead`: a `replacement` is kept, a `loaner` comes back; a replacement when left out.",
                words: ["Art der Sendung", "clase"]),
            Field(
                "serial", .identifier,
                "The serial number of the unit that was repaired, or that something else is given for; of "
                    + "`shipped_ahead`, of what was sent. It means one unit.",
                words: ["serial number", "Seriennummer", "número de serie", "numéro de série"]),
            Field(
                "sent_sku", .identifier, "Of `shipped_ahead`: the article that was sent, where it is another.",
                words: ["sent article", "gesendeter Artikel"]),
            Field(
                "due_on", .date(.any),
                "Of `shipped_ahead`: the last day on which the goods may come that are awaited for it; by the policy "
                    + "when left out. Afterwards it is to be charged.",
                words: ["due", "due date", "fällig", "fällig am", "vence", "échéance"]),
        ],
        rules: [
            .oneOf(
                ["line", "sku", "order"],
                remedy: "Give the line's number on the return, the article number, or the number of the order.")
        ],
        table: TableForm(
            signature: ["rma", "resolution", "reference"], groupedBy: [],
            example: """
                rma;line;resolution;amount;currency;reference
                RMA-4KD-9T2X;1;erstattet;129,90;EUR;PAY-88121
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "line": 1, "resolution": "refunded", "amount": {"amount": "129.90", "currency": \
            "EUR"}, "reference": "PAY-88121"}
            """
    ) { values in
        guard let resolution: Resolution = values.choice("resolution"),
            let reference: Reference = values.name("reference")
        else { return nil }
        return .settlement(
            Settlement(
                key: values.key, line: values.integer("line"), sku: values.name("sku"), resolution: resolution,
                amount: values.money("amount"), reference: reference, staff: values.text("staff"),
                note: values.text("note"), order: values.integer("order"),
                alternative: values.choice("alternative"),
                ahead: resolution != .shippedAhead
                    ? nil
                    : SentAhead(
                        kind: values.choice("kind") ?? .replacement, serial: values.name("serial"),
                        sku: values.name("sent_sku"), due: values.date("due_on")),
                quantity: values.integer("quantity"),
                serial: resolution == .shippedAhead ? nil : values.name("serial")))
    }
}
