import JSONText
import Returns

/// Our values as the JSON that stands in the ledger's text columns. The names are those of the document
/// schemas, so that a person who reads a row meets nothing new.
extension Customer {
    package var json: JSONValue {
        .object(known: [
            ("number", .text(number?.text)), ("name", .text(name)), ("company", .text(company)),
            ("email", .text(email)), ("phone", .text(phone)), ("language", .text(language?.rawValue)),
            ("tier", .text(tier?.text)), ("address", address?.json),
        ])
    }

    init(json: JSONValue) throws {
        self.init(
            number: json["number"]?.string.map { CustomerNumber(trusted: $0) },
            name: json["name"]?.string, company: json["company"]?.string,
            email: json["email"]?.string, phone: json["phone"]?.string,
            language: json["language"]?.string.flatMap { Language(rawValue: $0) },
            tier: json["tier"]?.string.map { Tier(trusted: $0) },
            address: json["address"].map { PostalAddress(json: $0) })
    }
}

extension PostalAddress {
    var json: JSONValue {
        .object(known: [
            ("lines", .array(lines.map { .string($0) })), ("city", .string(city)), ("region", .text(region)),
            ("postal_code", .text(postalCode)), ("country", .string(country)),
        ])
    }

    init(json: JSONValue) {
        self.init(
            lines: json["lines"]?.strings ?? [], city: json["city"]?.string ?? "",
            region: json["region"]?.string, postalCode: json["postal_code"]?.string,
            country: json["country"]?.string ?? "")
    }
}

extension Money {
    package var json: JSONValue { ["minor": .integer(minor), "currency": .string(currency.code)] }

    init?(json: JSONValue) {
        guard let minor = json["minor"]?.integer, let code = json["currency"]?.string else { return nil }
        self.init(minor: minor, currency: Currency(trusted: code))
    }
}

extension OrderLine {
    var json: JSONValue {
        .object(known: [
            ("sku", .string(sku.text)), ("title", .text(title)), ("category", .text(category?.text)),
            ("quantity", .integer(Int64(quantity))), ("price", unitPrice?.json),
            ("serials", serials.isEmpty ? nil : .array(serials.map { .string($0.text) })),
            ("warranty_months", warrantyMonths.map { .integer(Int64($0)) }),
            ("hazards", hazards.isEmpty ? nil : .array(hazards.map(\.rawValue).sorted().map { .string($0) })),
            ("tax", tax?.json),
            ("weight_grams", unitGrams.map { .integer(Int64($0)) }),
        ])
    }

    init(json: JSONValue) {
        self.init(
            sku: SKU(trusted: json["sku"]?.string ?? ""), title: json["title"]?.string,
            category: json["category"]?.string.map { Category(trusted: $0) },
            quantity: Int(json["quantity"]?.integer ?? 0), unitPrice: json["price"].flatMap(Money.init(json:)),
            serials: json["serials"]?.strings.map { SerialNumber(trusted: $0) } ?? [],
            warrantyMonths: json["warranty_months"]?.integer.map { Int($0) },
            hazards: Set(json["hazards"]?.strings.compactMap(Hazard.init) ?? []),
            tax: json["tax"].flatMap(Money.init(json:)),
            unitGrams: json["weight_grams"]?.integer.map { Int($0) })
    }
}

extension JSONValue {
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    package var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    package var strings: [String] { elements.compactMap(\.string) }
}
