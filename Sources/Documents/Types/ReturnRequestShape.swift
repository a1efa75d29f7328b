import Returns

/// `return_request`: a customer asks to send goods back.
extension Shape {
    static let returnRequest = Shape(
        kind: .returnRequest, title: "a return request",
        about: """
            A customer asks to send goods back. One request may hold many lines, of several orders or of none. The \
            same \
            `reference` a second time is recognised and not recorded again.
            """,
        fields: [
            Field(
                "reference", .identifier, "The sender's own identifier of the request.",
                words: [
                    "request number", "ticket", "case", "case number", "Referenz", "Vorgang", "Vorgangsnummer",
                    "Aktenzeichen", "referencia", "número de caso", "référence", "dossier",
                ]),
            Field("customer", .record(requestingCustomer), .required, "Who sends the goods back."),
            SharedFields.channel,
            Field(
                "brand", .identifier,
                "The brand as the configuration names it; left out, the sales channel of the order decides.",
                words: ["Marke", "marca", "marque"]),
            Field(
                "wish", .choice(Choices.wish), "What the customer would like to get.",
                words: ["desired resolution", "Wunsch", "gewünschte Lösung", "deseo", "solución deseada", "souhait"]),
            Field(
                "gift", .flag, "True when the sender of the goods did not buy them; prices are hidden then.",
                words: ["is gift", "Geschenk", "regalo", "cadeau"]),
            SharedFields.note("Words of the customer on the whole request.", column: "request_note"),
            Field(
                "lines", .records(requestedLine, max: ReturnRequest.linesMax), .required,
                "The goods, one line for each product."),
        ],
        table: TableForm(
            signature: ["sku", "reason"], groupedBy: ["reference"],
            example: """
                reference;customer_number;customer_name;email;order;sku;quantity;reason;purchased_on
                R-1001;K-77;Ana Ruiz;ana@example.com;B-5001;LAMP-1;1;defekt;2026-03-14
                R-1001;K-77;Ana Ruiz;ana@example.com;B-5001;BULB-9;2;unwanted;2026-03-14
                """),
        example: """
            {"reference": "R-1001", "customer": {"number": "K-77", "name": "Ana Ruiz", "email": "ana@example.com"}, \
            "wish": "refund", "lines": [{"order": "B-5001", "sku": "LAMP-1", "quantity": 1, "reason": "defective", \
            "price": {"amount": "129.90", "currency": "EUR"}, "purchased_on": "2026-03-14"}]}
            """
    ) { values in
        guard let customer = values.record("customer")?.customer else { return nil }
        let lines = values.records("lines").compactMap(\.requestedLine)
        guard !lines.isEmpty, lines.count == values.records("lines").count else { return nil }
        return .returnRequest(
            ReturnRequest(
                reference: values.name("reference"), customer: customer, channel: values.name("channel"),
                brand: values.name("brand"), wish: values.choice("wish"), isGift: values.flag("gift"),
                note: values.text("note"), lines: lines))
    }

    private static let requestingCustomer = Shape(
        title: "a customer", about: "Who sends goods back: at least a number or a name.",
        fields: SharedFields.customer(prefix: "customer_", number: .optional),
        rules: [
            .oneOf(
                ["number", "name"], remedy: "Give the customer's number or name, so that we know whose return it is."),
            .better(
                ["email", "phone", "number"],
                remedy: "Give an e-mail address or a phone number, so that the customer hears from us."),
        ])

    private static let requestedLine = Shape(
        title: "a line of a request", about: "One product that comes back.",
        fields: [
            SharedFields.order(.optional, "The order that it was bought with; leave it out for goods without one."),
            SharedFields.sku(), SharedFields.title, SharedFields.category, SharedFields.serial,
            SharedFields.quantity(1...Quantity.unitsMax, .optional, "How many units; 1 when left out."),
            Field(
                "reason", .choice(Choices.reason), .required, "Why it comes back.",
                words: [
                    "return reason", "reason code", "Grund", "Rückgabegrund", "Retourengrund", "Rücksendegrund",
                    "motivo",
                    "motivo de devolución", "razón", "raison", "motif", "motif du retour",
                ]),
            SharedFields.condition, SharedFields.note("What the customer says of this line."), SharedFields.price,
            Field(
                "purchased_on", .date(.past), "The day of purchase; the order's date wins where we know the order.",
                words: SharedFields.purchasedOnWords),
            SharedFields.hazards,
            Field(
                "exchange_for", .identifier,
                "The article that the customer would like in exchange, such as another size; left out, the same.",
                words: ["exchange sku", "Umtausch gegen", "cambiar por", "échanger contre"]),
        ])
}

extension FieldValues {
    fileprivate var requestedLine: RequestedLine? {
        guard let sku: SKU = name("sku"), let reason: ReasonCode = choice("reason") else { return nil }
        return RequestedLine(
            order: name("order"), sku: sku, title: text("title"), category: name("category"), serial: name("serial"),
            quantity: integer("quantity") ?? 1, reason: reason, condition: choice("condition"), note: text("note"),
            unitPrice: money("price"), purchasedOn: date("purchased_on"), hazards: choices("hazards"),
            exchangeFor: name("exchange_for"))
    }
}
