import Returns

/// `dock_receipt`: what was counted when a parcel was opened.
extension Shape {
    static let dockReceipt = Shape(
        kind: .dockReceipt, title: "a dock receipt",
        about: "What was counted when a parcel was opened at the dock. Only this makes goods received.",
        fields: [
            SharedFields.rma, SharedFields.receivedAt,
            Field("lines", .records(countedLine, max: 1_000), "What the parcel held; none only with `empty`."),
            Field(
                "complete", .flag,
                "True when nothing more is expected: what was not counted is short then. False in a correction says "
                    + "that more may come; left out there, what was said before holds.",
                words: ["is complete", "vollständig", "komplett", "completo", "complet"]),
            Field(
                "empty", .flag, "True when the parcel held nothing at all; everything that was awaited is short then.",
                words: ["empty box", "is empty", "leer", "vacío", "vacía", "vide"]),
            SharedFields.grams("What the parcel weighs, packaging included."), SharedFields.photos,
            Field(
                "parcels", .list(.identifier, max: DockReceipt.parcelsMax),
                "Codes of the parcels that were opened for this count, where `rma` does not say it: several for one "
                    + "return, or the parcel of another return in which these goods lay. Of a correction: the parcels "
                    + "that are really here; the others go back to where their carriers have them.",
                words: ["parcel", "parcel codes", "Pakete", "Paket", "paquetes", "paquete", "colis"]),
            Field(
                "correction", .flag,
                "True when these counts replace what was counted of the articles that they name; needs a `note`.",
                words: ["corrects", "Korrektur", "Berichtigung", "corrección", "correction", "rectification"]),
            Field(
                "further", .flag,
                "True when these are further goods, beside what another station counted a moment ago.",
                words: ["further goods", "weitere Ware", "zusätzlich", "más mercancía", "autres articles"]),
            SharedFields.station, SharedFields.staff,
            SharedFields.note("A remark on the whole parcel.", column: "receipt_note"),
        ],
        rules: [
            .oneOf(["lines", "empty"], remedy: "Say what the parcel held, or that it was empty: `\"empty\": true`.")
        ],
        table: TableForm(
            signature: ["rma", "sku", "quantity"], groupedBy: ["rma", "received_at"],
            example: """
                rma;sku;quantity;condition;complete;staff
                RMA-4KD-9T2X;LAMP-1;1;beschädigt;ja;Maria
                RMA-4KD-9T2X;BULB-9;2;neu;ja;Maria
                """),
        example: """
            {"rma": "RMA-4KD-9T2X", "lines": [{"sku": "LAMP-1", "quantity": 1, "condition": "damaged"}, \
            {"sku": "BULB-7", "quantity": 1, "instead_of": "BULB-9"}], "complete": true, "weight_grams": 1240, \
            "photos": ["box.jpg"], "staff": "Maria"}
            """
    ) { values in
        let lines = values.records("lines").compactMap(\.countedLine)
        guard lines.count == values.records("lines").count else { return nil }
        return .dockReceipt(
            DockReceipt(
                key: values.key, receivedAt: values.moment("received_at"), lines: lines,
                isComplete: values.flag("complete"), isEmpty: values.flag("empty"), staff: values.text("staff"),
                note: values.text("note"), grams: values.integer("weight_grams"), photos: values.texts("photos"),
                parcels: values.texts("parcels"), station: values.text("station"),
                isCorrection: values.flag("correction"), isFurther: values.flag("further"),
                isOpen: values.isGiven("complete") && !values.flag("complete")))
    }

    private static let countedLine = Shape(
        title: "a line of a dock receipt", about: "One count.",
        fields: [
            SharedFields.sku(
                .required,
                "The article number: SKU, GTIN or what the shop calls it. A count names articles, not lines of the "
                    + "return."),
            SharedFields.serial,
            SharedFields.quantity(
                0...Quantity.unitsMax, .required, "How many units were there; 0 says that there was none."),
            SharedFields.condition,
            Field(
                "instead_of", .identifier,
                "The article number of what was announced, where this came in its place by mistake.",
                words: ["in place of", "statt", "anstelle von", "en lugar de", "au lieu de", "à la place de"]),
            SharedFields.note("A remark on this line."),
        ])
}

extension FieldValues {
    fileprivate var countedLine: CountedLine? {
        guard let sku: SKU = name("sku"), let quantity = integer("quantity") else { return nil }
        return CountedLine(
            sku: sku, serial: name("serial"), quantity: quantity, condition: choice("condition"), note: text("note"),
            insteadOf: name("instead_of"))
    }
}
