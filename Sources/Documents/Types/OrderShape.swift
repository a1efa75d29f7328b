import Returns

/// `order`: what was sold, as the shop tells it.
extension Shape {
    static let order = Shape(
        kind: .order, title: "an order",
        about: "What was sold, when and to whom. A later document with the same number replaces the earlier one.",
        fields: [
            Field(
                "number", .identifier, .required, "The shop's number of the order.",
                words: [
                    "order", "order number", "order no", "order id", "Bestellnummer", "Bestellnr", "Bestellung",
                    "Auftragsnummer", "Auftrag", "número", "pedido", "número de pedido", "numéro", "commande",
                    "numéro de commande", "Nummer",
                ]),
            Field(
                "customer", .identifier, "The number of the customer who bought.",
                words: [
                    "customer number", "customer no", "customer id", "Kundennummer", "Kundennr", "Kunde",
                    "número de cliente", "cliente", "numéro client", "numéro de client", "client",
                ]),
            SharedFields.channel,
            Field(
                "purchased_on", .date(.past), .required, "The day of purchase.", words: SharedFields.purchasedOnWords),
            Field(
                "shipped_on", .date(.past), "The day on which the goods left.",
                words: [
                    "ship date", "shipped", "shipping date", "Versanddatum", "versandt am", "fecha de envío",
                    "date d'expédition",
                ]),
            Field(
                "delivered_on", .date(.past), "The day on which the customer got them.",
                words: [
                    "delivery date", "delivered", "Lieferdatum", "Zustelldatum", "zugestellt am", "fecha de entrega",
                    "date de livraison",
                ]),
            Field(
                "discount", .money, "A discount or voucher on the whole order that the unit prices do not show.",
                column: "order_discount",
                words: ["voucher", "order discount", "Rabatt", "Gutschein", "descuento", "remise"]),
            Field(
                "shipping", .money, "What the customer paid for the way out.", column: "shipping",
                words: ["shipping cost", "postage", "Versandkosten", "gastos de envío", "frais de port"]),
            Field(
                "lines", .records(orderLine, max: Order.linesMax), .required, "The goods, one line for each product."),
        ],
        rules: [.inOrder("purchased_on", "shipped_on"), .inOrder("shipped_on", "delivered_on")],
        table: TableForm(
            signature: ["number", "purchased_on", "sku"], groupedBy: ["number"],
            example: """
                number,customer,purchased_on,delivered_on,sku,title,quantity,price,currency
                B-5001,K-77,2026-03-14,2026-03-17,LAMP-1,Desk lamp,1,129.90,EUR
                B-5001,K-77,2026-03-14,2026-03-17,BULB-9,Bulb 9 W,4,7.50,EUR
                """),
        example: """
            {"number": "B-5001", "customer": "K-77", "channel": "web", "purchased_on": "2026-03-14", "delivered_on": \
            "2026-03-17", "lines": [{"sku": "LAMP-1", "title": "Desk lamp", "quantity": 1, \
            "price": {"amount": "129.90", \
            "currency": "EUR"}, "serials": ["SN-0042"], "warranty_months": 24}]}
            """
    ) { values in
        let lines = values.records("lines").compactMap(\.orderLine)
        guard let number: OrderNumber = values.name("number"), let day = values.date("purchased_on"), !lines.isEmpty,
            lines.count == values.records("lines").count
        else { return nil }
        return .order(
            Order(
                number: number, customer: values.name("customer"), channel: values.name("channel"), purchasedOn: day,
                shippedOn: values.date("shipped_on"), deliveredOn: values.date("delivered_on"), lines: lines,
                discount: values.money("discount"), shipping: values.money("shipping")))
    }

    private static let orderLine = Shape(
        title: "a line of an order", about: "One product that was sold.",
        fields: [
            SharedFields.sku(), SharedFields.title, SharedFields.category,
            SharedFields.quantity(1...Quantity.unitsMax, .required, "How many units were sold."), SharedFields.price,
            Field(
                "tax", .money, "The tax that the price of one unit contains.",
                words: ["VAT", "sales tax", "Steuer", "MwSt", "USt", "IVA", "impuesto", "TVA", "taxe"]),
            Field(
                "serials", .list(.identifier, max: 1_000), "The serial numbers of the units.",
                words: SharedFields.serial.words + ["serial", "serial numbers", "Seriennummern", "números de serie"]),
            Field(
                "warranty_months", .integer(0...600), "Months of warranty from the purchase.",
                words: ["warranty", "Garantiemonate", "Garantie", "meses de garantía", "garantía", "mois de garantie"]),
            SharedFields.hazards,
            SharedFields.grams("What one unit weighs, packaging included; the dock compares it with the scales."),
        ])
}

extension FieldValues {
    fileprivate var orderLine: OrderLine? {
        guard let sku: SKU = name("sku"), let quantity = integer("quantity") else { return nil }
        return OrderLine(
            sku: sku, title: text("title"), category: name("category"), quantity: quantity, unitPrice: money("price"),
            serials: texts("serials").map { SerialNumber(trusted: $0) }, warrantyMonths: integer("warranty_months"),
            hazards: choices("hazards"), tax: money("tax"), unitGrams: integer("weight_grams"))
    }
}
