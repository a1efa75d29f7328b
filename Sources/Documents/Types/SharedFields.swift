import Returns

/// Fields that several types have, said once.
enum SharedFields {
    /// Names of people, places and goods.
    static let nameMax = 200
    static let codeMax = 100
    static let noteMax = 2_000

    static func order(_ need: Field.Need = .optional, _ about: String) -> Field {
        Field(
            "order", .identifier, need, about,
            words: [
                "order number", "order no", "order id", "Bestellnummer", "Bestellnr", "Bestellung", "Auftragsnummer",
                "Auftrag", "pedido", "número de pedido", "commande", "numéro de commande",
            ])
    }

    static func sku(
        _ need: Field.Need = .required, _ about: String = "The article number: SKU, GTIN or what the shop calls it."
    ) -> Field {
        Field(
            "sku", .identifier, need, about,
            words: [
                "article", "article number", "item", "item number", "product number", "product code", "GTIN", "EAN",
                "Artikelnummer", "Artikelnr", "Artikel-Nr", "Art.-Nr.", "artículo", "referencia del artículo",
                "código de artículo", "référence article", "numéro d'article", "code article",
            ])
    }

    static let title = Field(
        "title", .line(max: nameMax), "What the article is called.",
        words: [
            "product", "product name", "article name", "item name", "description", "Bezeichnung", "Artikelbezeichnung",
            "Artikelname", "Produkt", "Produktname", "Beschreibung", "producto", "descripción", "nombre del producto",
            "produit", "désignation", "nom du produit",
        ])

    static let category = Field(
        "category", .identifier, "The product category as the policy names it, for example `hygiene`.",
        words: ["product category", "Kategorie", "Warengruppe", "categoría", "catégorie"])

    static let serial = Field(
        "serial", .identifier, "The manufacturer's serial number of the unit.",
        words: [
            "serial number", "serial no", "S/N", "Seriennummer", "Seriennr", "número de serie", "serie",
            "numéro de série",
        ])

    static let price = Field(
        "price", .money, "What was paid for one unit.",
        words: [
            "unit price", "amount", "Preis", "Einzelpreis", "Stückpreis", "precio", "precio unitario", "prix",
            "prix unitaire",
        ])

    static let hazards = Field(
        "hazards", .list(.choice(Choices.hazard), max: 8), "What makes the goods dangerous to carry.",
        words: ["hazard", "dangerous goods", "Gefahrgut", "Gefahren", "peligros", "mercancía peligrosa", "dangers"])

    static func quantity(_ range: ClosedRange<Int>, _ need: Field.Need, _ about: String) -> Field {
        Field(
            "quantity", .integer(range), need, about,
            words: [
                "qty", "count", "units", "pieces", "pcs", "Menge", "Anzahl", "Stück", "Stückzahl", "cantidad",
                "unidades",
                "quantité", "qté",
            ])
    }

    static let rma = Field(
        "rma", .identifier, .required,
        "The RMA number, or a code scanned from the parcel: its SSCC or tracking number.",
        words: [
            "rma number", "rma no", "return number", "return", "RMA-Nummer", "RMA-Nr", "Retourennummer",
            "Rücksendenummer", "Rücksendung", "número de RMA", "número de devolución", "devolución", "numéro de RMA",
            "numéro de retour", "retour",
        ])

    static let line = Field(
        "line", .integer(1...1_000), "The number of the line on the return, from 1.",
        words: ["line number", "position", "pos", "Zeile", "Positionsnummer", "línea", "posición", "ligne"])

    static let staff = Field(
        "staff", .line(max: nameMax), "Who did it.",
        words: [
            "staff member", "employee", "user", "by", "Mitarbeiter", "Mitarbeiterin", "Bearbeiter", "Bearbeiterin",
            "Personal", "empleado", "personal", "employé", "collaborateur",
        ])

    static func note(_ about: String, column: String = "note") -> Field {
        Field(
            "note", .prose(max: noteMax), about, column: column,
            words: column != "note"
                ? []
                : [
                    "comment", "comments", "remark", "remarks", "Bemerkung", "Anmerkung", "Kommentar", "Notiz", "nota",
                    "comentario", "observaciones", "remarque", "commentaire",
                ])
    }

    static let condition = Field(
        "condition", .choice(Choices.condition), "The state of the goods.",
        words: ["Zustand", "estado", "état"])

    static func grams(_ about: String) -> Field {
        Field(
            "weight_grams", .integer(1...DockReceipt.gramsMax), about,
            words: [
                "weight", "grams", "weight g", "Gewicht", "Gewicht g", "Gramm", "peso", "gramos", "poids", "grammes",
            ])
    }

    static let photos = Field(
        "photos", .list(.identifier, max: DockReceipt.photosMax),
        "Photos of what came: names of files in the spool's `photos` folder (JPEG, PNG, WebP or HEIC). They are taken "
            + "from there and kept as evidence.",
        words: ["photo", "pictures", "Fotos", "Foto", "Bilder", "fotos", "foto", "photographies"])

    static let station = Field(
        "station", .line(max: nameMax), "The place in the warehouse; the folder of the drop when left out.",
        words: ["dock", "place", "Station", "Platz", "estación", "puesto", "poste"])

    static let receivedAt = Field(
        "received_at", .moment, "When it was counted; now when left out.",
        words: ["received", "time", "Eingangszeit", "empfangen am", "Zeitpunkt", "recibido", "reçu le"])

    static let channel = Field(
        "channel", .identifier, "The sales channel as the policy names it, for example `web`.",
        words: ["sales channel", "Kanal", "Vertriebskanal", "canal", "canal de venta", "canal de vente"])

    static let purchasedOnWords = [
        "purchase date", "date of purchase", "order date", "purchased", "date", "Kaufdatum", "Bestelldatum",
        "gekauft am",
        "Datum", "fecha de compra", "fecha del pedido", "fecha", "date d'achat", "date de commande",
    ]
}

/// The parts of a return's customer.
extension SharedFields {
    /// - Parameter prefix: in front of number and name where a table holds other numbers and names too.
    static func customer(prefix: String, number: Field.Need) -> [Field] {
        [
            Field(
                "number", .identifier, number, "The shop's number of the customer.", column: prefix + "number",
                words: [
                    "customer", "customer number", "customer no", "customer id", "client number", "Kundennummer",
                    "Kundennr", "Kunden-Nr", "número de cliente", "numéro client", "numéro de client",
                ]),
            Field(
                "name", .line(max: nameMax), "First and last name.", column: prefix + "name",
                words: [
                    "name", "customer name", "full name", "Kunde", "Kundin", "Kundenname", "cliente", "nombre",
                    "nombre del cliente", "client", "nom", "nom du client",
                ]),
            Field(
                "company", .line(max: nameMax), "The company, for customers in business.",
                words: ["company name", "Firma", "Unternehmen", "empresa", "société", "entreprise"]),
            Field(
                "email", .email, "The e-mail address that news goes to.",
                words: [
                    "e-mail", "mail", "e-mail address", "email address", "E-Mail-Adresse", "correo",
                    "correo electrónico",
                    "courriel", "adresse e-mail",
                ]),
            Field(
                "phone", .phone, "A telephone number for questions.",
                words: [
                    "telephone", "phone number", "mobile", "tel", "Telefon", "Telefonnummer", "Handy", "teléfono",
                    "móvil", "téléphone", "portable",
                ]),
            Field(
                "language", .language, "The language that the customer reads: \(Language.listed).",
                words: ["lang", "locale", "Sprache", "idioma", "langue"]),
            Field(
                "tier", .identifier, "The tier as the policy names it, for example `gold`.",
                words: ["customer tier", "Kundengruppe", "Stufe", "nivel", "niveau"]),
            Field("address", .record(address), "Where the customer lives; for labels and replacements."),
        ]
    }

    static let address = Shape(
        title: "an address", about: "A postal address.",
        fields: [
            Field(
                "lines", .list(.line(max: nameMax), max: PostalAddress.linesMax), .required,
                "Street, number, building: up to \(PostalAddress.linesMax) lines as on a parcel.", column: "address",
                words: [
                    "address line", "address 1", "address line 1", "street", "street address", "Straße", "Adresse",
                    "Anschrift", "Straße und Hausnummer", "dirección", "calle", "rue", "adresse",
                ]),
            Field(
                "city", .line(max: nameMax), .required, "The town.",
                words: ["town", "Ort", "Stadt", "Wohnort", "ciudad", "población", "ville"]),
            Field(
                "region", .line(max: nameMax), "State, province or county, where addresses need it.",
                words: ["state", "province", "county", "Bundesland", "Kanton", "provincia", "région"]),
            Field(
                "postal_code", .line(max: 20), "The postal code.",
                words: ["postcode", "zip", "zip code", "PLZ", "Postleitzahl", "código postal", "CP", "code postal"]),
            Field(
                "country", .country, .required, "The country: its two letters; tables may write its name.",
                words: ["country code", "Land", "Ländercode", "país", "pays"]),
        ])
}

extension FieldValues {
    /// The customer from the fields of `SharedFields.customer`.
    var customer: Customer {
        Customer(
            number: name("number"), name: text("name"), company: text("company"), email: text("email"),
            phone: text("phone"), language: choice("language"), tier: name("tier"),
            address: record("address")?.postalAddress)
    }

    private var postalAddress: PostalAddress? {
        guard let city = text("city"), let country = text("country") else { return nil }
        return PostalAddress(
            lines: texts("lines"), city: city, region: text("region"), postalCode: text("postal_code"),
            country: country)
    }

    var key: ReturnKey { ReturnKey(text: text("rma") ?? "") }
}
