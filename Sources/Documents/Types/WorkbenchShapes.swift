import Returns

/// `blind_receipt`, `workbench_match` and `workbench_close`: parcels that nobody can name.
extension Shape {
    static let blindReceipt = Shape(
        kind: .blindReceipt, title: "a blind receipt",
        about: "A parcel that nobody can name, put on the workbench with everything that is known of it.",
        fields: [
            SharedFields.receivedAt,
            Field(
                "codes", .list(.identifier, max: BlindReceipt.codesMax),
                "Everything on it that a scanner reads or that looks like a number: the carrier's, an order's.",
                words: ["code", "scanned", "Codes", "gescannt", "códigos", "código", "numéros"]),
            Field("goods", .records(foundGoods, max: BlindReceipt.goodsMax), "What is in it."),
            Field(
                "sender_name", .line(max: SharedFields.nameMax), "The sender's name as far as it is legible.",
                words: ["sender", "from", "Absender", "remitente", "expéditeur"]),
            Field(
                "sender_address", .line(max: 400), "The sender's street and town as far as they are legible.",
                words: ["sender street", "Absenderadresse", "dirección del remitente", "adresse de l'expéditeur"]),
            Field(
                "sender_postal_code", .line(max: 20), "The sender's postal code.",
                words: [
                    "sender zip", "sender postcode", "Absender-PLZ", "código postal del remitente",
                    "code postal de l'expéditeur",
                ]),
            SharedFields.grams("What the parcel weighs, packaging included."), SharedFields.photos,
            Field(
                "location", .line(max: SharedFields.nameMax), "Where it lies now.",
                words: ["shelf", "bin", "lies", "Lagerplatz", "Fach", "ubicación", "emplacement"]),
            SharedFields.station, SharedFields.staff,
            SharedFields.note("A remark on the whole parcel.", column: "receipt_note"),
        ],
        rules: [
            .oneOf(
                ["codes", "goods", "sender_name", "note"],
                remedy: "Say at least one thing of the parcel, so that it can be found again: a code, what is in it, "
                    + "the sender's name, or a note.")
        ],
        table: TableForm(
            signature: [], groupedBy: ["codes", "received_at"],
            example: """
                type;codes;sku;quantity;sender_name;sender_postal_code;location
                blind_receipt;00340434161094042557;LAMP-1;1;Ana Ruiz;28001;shelf 3
                """),
        example: """
            {"codes": ["00340434161094042557"], "goods": [{"sku": "LAMP-1", "serial": "SN-0042", "quantity": 1}, \
            {"description": "a blue cable", "quantity": 2}], "sender_name": "Ana Ruiz", \
            "sender_postal_code": "28001", "weight_grams": 1240, "location": "shelf 3", "staff": "Maria"}
            """
    ) { values in
        let goods = values.records("goods").compactMap(\.foundGoods)
        guard goods.count == values.records("goods").count else { return nil }
        return .blindReceipt(
            BlindReceipt(
                receivedAt: values.moment("received_at"), codes: values.texts("codes"), goods: goods,
                sender: FoundSender(
                    name: values.text("sender_name"), address: values.text("sender_address"),
                    postalCode: values.text("sender_postal_code")),
                grams: values.integer("weight_grams"), photos: values.texts("photos"),
                location: values.text("location"), station: values.text("station"), staff: values.text("staff"),
                note: values.text("note")))
    }

    private static let foundGoods = Shape(
        title: "goods of a blind receipt", about: "One kind of goods; an article number, a serial or words name it.",
        fields: [
            SharedFields.sku(.optional), SharedFields.serial,
            Field(
                "description", .line(max: SharedFields.nameMax), "What it looks like.",
                words: ["what", "title", "Bezeichnung", "Beschreibung", "descripción", "désignation"]),
            SharedFields.quantity(1...Quantity.unitsMax, .required, "How many units there are."),
            SharedFields.condition,
        ],
        rules: [
            .oneOf(["sku", "serial", "description"], remedy: "Say what it is: article number, serial, or a few words.")
        ])

    static let workbenchMatch = Shape(
        kind: .workbenchMatch, title: "a match of the workbench",
        about: "Somebody found out whose parcel it is: it becomes a receipt of that return, with counts and photos.",
        fields: [
            workbenchNumber, SharedFields.rma,
            Field(
                "complete", .flag, "True when nothing more is expected: what was not in it is short then.",
                words: ["is complete", "vollständig", "komplett", "completo", "complet"]),
            SharedFields.staff, SharedFields.note("How it was found out."),
        ],
        table: TableForm(
            signature: ["workbench", "rma"], groupedBy: [],
            example: """
                workbench,rma,staff
                WB-12,RMA-4KD-9T2X,Maria
                """),
        example: """
            {"workbench": "WB-12", "rma": "RMA-4KD-9T2X", "staff": "Maria"}
            """
    ) { values in
        guard let number = values.text("workbench") else { return nil }
        return .workbenchMatch(
            WorkbenchMatch(
                number: number, key: values.key, isComplete: values.flag("complete"), staff: values.text("staff"),
                note: values.text("note")))
    }

    static let workbenchClosure = Shape(
        kind: .workbenchClosure, title: "the end of a parcel on the workbench",
        about: "A parcel leaves the workbench without a return: sent back, handed over, disposed of.",
        fields: [
            workbenchNumber,
            Field(
                "reason", .prose(max: SharedFields.noteMax), .required, "What became of it.",
                words: ["why", "Grund", "motivo", "raison", "motif"]),
            SharedFields.staff,
        ],
        table: TableForm(
            signature: ["workbench", "reason"], groupedBy: [],
            example: """
                workbench,reason,staff
                WB-12,Not ours: handed back to the carrier,Maria
                """),
        example: """
            {"workbench": "WB-12", "reason": "Not ours: handed back to the carrier.", "staff": "Maria"}
            """
    ) { values in
        guard let number = values.text("workbench"), let reason = values.text("reason") else { return nil }
        return .workbenchClosure(WorkbenchClosure(number: number, reason: reason, staff: values.text("staff")))
    }

    private static let workbenchNumber = Field(
        "workbench", .identifier, .required, "The parcel's number on the workbench: `WB-12`.",
        words: ["workbench number", "WB", "Arbeitstisch", "Tischnummer", "banco", "établi"])
}

extension FieldValues {
    fileprivate var foundGoods: FoundGoods? {
        guard let quantity = integer("quantity") else { return nil }
        return FoundGoods(
            sku: name("sku"), serial: name("serial"), description: text("description"), quantity: quantity,
            condition: choice("condition"))
    }
}
