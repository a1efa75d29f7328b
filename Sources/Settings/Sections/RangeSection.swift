import Returns

/// A range of parcel numbers: one entry of `labels.ranges`.
enum RangeSection {
    static let serialMax = 999_999_999_999_999

    private enum Kind: String, CaseIterable { case sscc, s10, carrier }

    static func read(_ map: MapReader, warehouses: [Warehouse]?) -> NumberRange? {
        let name = map.required(
            "name", .text(40), "By which logs and warnings call it. Keep it: use is counted under it.")
        let kind = map.required(
            "kind", Form<Kind>.choice,
            "sscc: a GS1 shipping container code; s10: a postal identifier of the UPU; carrier: a range in a form of "
                + "the carrier's own.")
        let keys = Keys(map)
        let scheme = kind.flatMap { self.scheme($0, keys, map) }
        let first = map.value("first", .integer(0...serialMax), default: 1, "The first serial number.")
        let last = map.required("last", .integer(0...serialMax), "The last serial number.")
        let percent = map.value(
            "warn_at_percent", .integer(1...100), default: 90,
            "A warning comes when so much of the range is used up, again at 95 and 99, and when at the rate of the "
                + "last 30 days it lasts for less than 30 and 7 days.")
        let warehouse: WarehouseName? = map.optional(
            "warehouse", .name("name of a warehouse"), "Only for parcels to this warehouse.")
        let service = map.optional("service", .text(40), "Only for this service of the policy.")
        if let warehouse { known(warehouse, warehouses, map, "warehouse") }
        guard let name, let last, let scheme else { return nil }
        let range = NumberRange(
            name: name, scheme: scheme, carrier: keys.carrier, first: first, last: last, warnAtPercent: percent,
            warehouse: warehouse, service: service)
        if first > last {
            map.reading.report(
                map.place(of: "last"), found: "last \(last) before first \(first)", expected: "first ≤ last",
                remedy: "swap them or mend one")
        } else if range.code(serial: last) == nil {
            map.reading.report(
                map.place(of: "last"), found: "\(last)", expected: "a serial number that fits: \(widthWords(scheme))",
                remedy: "write a smaller number")
        } else {
            warnOfForm(range, map)
            warnOfNobody(range, map)
        }
        return range
    }

    /// The keys that belong to one kind of range or another.
    private struct Keys {
        let digit: Int
        let company: String?
        let post: String?
        let country: String?
        let carrier: CarrierName?
        let prefix: String?
        let digits: Int?
        let check: CheckDigitRule
        let suffix: String?

        init(_ map: MapReader) {
            digit = map.value(
                "extension_digit", .integer(0...9), default: 0, "SSCC: the first digit, free to choose.")
            company = map.optional(
                "company_prefix", .companyPrefix,
                "SSCC: the GS1 Company Prefix that was given to you, in quotation marks.")
            post = map.optional("service_indicator", .letters(2, "service"), "S10: the two letters in front.")
            country = map.optional("country", .letters(2, "country"), "S10: the two letters at the end.")
            let owner: CarrierName? = map.optional(
                "carrier", .name("name of the carrier"),
                "Who takes the parcels: dhl, ups. It stands on the label and in the instructions; a range of kind "
                    + "carrier must have it.")
            carrier = owner.map { CarrierName(trusted: $0.text.lowercased()) }
            prefix = map.optional(
                "prefix", .numberPart, "Carrier: what stands in front of the serial number, in quotation marks.")
            digits = map.optional(
                "digits", .integer(1...NumberForm.digitsMax),
                "Carrier: the width of the serial number; zeros stand in front.")
            check = map.value(
                "check", Form<CheckDigitRule>.choice, default: .none,
                "Carrier: the check digit behind the serial number, over prefix and serial number. mod10_3_1: GS1, "
                    + "USPS, FedEx Ground; mod10_luhn; mod11_fedex: FedEx Express; mod7: DHL Express; mod10_ups: UPS, "
                    + "behind 1Z; s10: UPU, over 8 digits.")
            suffix = map.optional("suffix", .numberPart, "Carrier: what stands at the end, in quotation marks.")
        }
    }

    private static func scheme(_ kind: Kind, _ keys: Keys, _ map: MapReader) -> NumberRange.Scheme? {
        let owned: [Kind: [String]] = [
            .sscc: ["extension_digit", "company_prefix"], .s10: ["service_indicator", "country"],
            .carrier: ["prefix", "digits", "check", "suffix"],
        ]
        for other in Kind.allCases where other != kind {
            for key in owned[other] ?? [] where map.isGiven(key) {
                map.reading.report(
                    map.place(of: key), found: "'\(key)' in a range of kind \(kind.rawValue)",
                    expected: "no such key here", remedy: "take the line out")
            }
        }
        func need(_ wanted: [String]) {
            for key in wanted where !map.isGiven(key) {
                map.reading.report(
                    map.place(of: key), found: "nothing", expected: "'\(key)' for a range of kind \(kind.rawValue)",
                    remedy: "add the line '\(key): …'")
            }
        }
        switch kind {
        case .sscc:
            need(["company_prefix"])
            return keys.company.map { .sscc(extensionDigit: keys.digit, companyPrefix: $0) }
        case .s10:
            need(["service_indicator", "country"])
            guard let post = keys.post, let country = keys.country else { return nil }
            return .s10(service: post, country: country)
        case .carrier:
            need(["carrier", "digits"])
            guard keys.carrier != nil, let digits = keys.digits else { return nil }
            let form = NumberForm(
                prefix: keys.prefix ?? "", digits: digits, check: keys.check, suffix: keys.suffix ?? "")
            return isSound(form, map) && isNoSSCC(form, keys, map) ? .carrier(form) : nil
        }
    }

    private static func isSound(_ form: NumberForm, _ map: MapReader) -> Bool {
        if form.width > ParcelCode.carrierCharactersMax {
            map.reading.report(
                map.place(of: "digits"), found: "numbers of \(form.width) characters",
                expected: "at most \(ParcelCode.carrierCharactersMax)", remedy: "shorten 'digits', 'prefix' or 'suffix'"
            )
            return false
        }
        if form.text(serial: 0) == nil {
            map.reading.report(
                map.place(of: "check"),
                found: "'\(form.check.rawValue)' over '\(form.prefix)' and \(form.digits) digits",
                expected: "8 digits in prefix and serial number together", remedy: "write another rule, or 8 digits")
            return false
        }
        return true
    }

    /// An SSCC is one whoever takes the parcel, and needs GS1's symbol: scanners look for `(00)`.
    private static func isNoSSCC(_ form: NumberForm, _ keys: Keys, _ map: MapReader) -> Bool {
        let digits = form.text(serial: 0) ?? ""
        guard form.check == .gs1, digits.utf8.count == 18, digits.utf8.allSatisfy(\.isASCIIDigit) else { return true }
        map.reading.report(
            map.place(of: "kind"), found: "a range of kind carrier whose numbers are SSCCs, such as \(digits)",
            expected: "kind sscc, so that the label bears them as GS1-128 with (00)",
            remedy: "write kind: sscc, carrier: \(keys.carrier?.text ?? "…"), with extension_digit (the first digit), "
                + "company_prefix, first and last")
        return false
    }

    private static func warnOfNobody(_ range: NumberRange, _ map: MapReader) {
        guard range.carrier == nil else { return }
        map.reading.warn(
            map.place(of: "carrier"), found: "nothing",
            expected: "who takes the parcels: without it neither label nor instructions tell the customer",
            remedy: "add the line 'carrier: …', for example dhl")
    }

    /// A known carrier's numbers should look like that carrier's.
    private static func warnOfForm(_ range: NumberRange, _ map: MapReader) {
        guard case .carrier = range.scheme, let carrier = range.carrier, let code = range.code(serial: range.last)
        else { return }
        let known = ScannedNumber.readings(of: code.text)
        let named = Set(CarrierNumber.Scheme.allCases.compactMap { CarrierNumber.carrier(of: $0) })
        guard named.contains(carrier) else { return }
        guard !known.contains(where: { $0.carrier == carrier || $0.carrier == nil }) else {
            return
        }
        map.reading.warn(
            map.place(of: "kind"), found: "numbers such as \(code.text)", expected: "the form of \(carrier)'s numbers",
            remedy: "compare 'prefix', 'digits' and 'check' with what the carrier gave you")
    }

    private static func widthWords(_ scheme: NumberRange.Scheme) -> String {
        switch scheme {
        case .sscc(_, let prefix): "\(16 - prefix.utf8.count) digits beside this company prefix"
        case .s10: "8 digits"
        case .carrier(let form): "\(form.digits) digits"
        }
    }

    static func check(_ ranges: [NumberRange], _ map: MapReader) {
        for (index, range) in ranges.enumerated() {
            for earlier in ranges[..<index] {
                let place = map.place(ofItem: index, in: "ranges")
                if earlier.name == range.name {
                    map.reading.report(
                        place, found: "two ranges named '\(range.name)'", expected: "a name of its own for each",
                        remedy: "rename one")
                }
                if earlier.first <= earlier.last, range.first <= range.last,
                    earlier.form.mayShare(earlier.first...earlier.last, with: range.form, range.first...range.last)
                {
                    map.reading.report(
                        place, found: "ranges '\(earlier.name)' and '\(range.name)' that share numbers",
                        expected: "every number in one range only", remedy: "move 'first' or 'last' of one of them")
                }
            }
        }
    }
}

extension Form where Value == String {
    static var companyPrefix: Form {
        .scalar(
            "GS1 Company Prefix, 4 to 12 digits", remedy: "write the digits in quotation marks: \"0614141\"",
            show: { "\"\($0)\"" }
        ) { text in
            (4...12).contains(text.utf8.count) && text.utf8.allSatisfy(\.isDigit) ? text : nil
        }
    }

    /// A fixed part of a number.
    static var numberPart: Form {
        .scalar(
            "1 to 20 capital letters and digits", remedy: "write it in quotation marks: \"1Z5R8939\"",
            show: { "\"\($0)\"" }
        ) { text in
            (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isASCIIDigit || $0.isASCIICapital }
                ? text : nil
        }
    }
}
