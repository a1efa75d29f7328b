import Returns

/// Labels and the numbers on them: the keys of `labels`.
enum LabelSection {
    static let rangesMax = 200

    static func read(_ map: MapReader, warehouses: [Warehouse]?) -> LabelSettings {
        let dots = map.value("dpi", .resolution, default: 203, "Dots per inch of the label printer.")
        let formats = map.value(
            "formats", Form<LabelSettings.Format>.choice.list(1...3), default: [.pdf, .zpl],
            "The files that are made of each label.")
        let font = map.value("font", .text(80), default: "Noto Sans", "The family of fonts on labels and papers.")
        let service = map.value(
            "service", .text(40), default: "Standard return",
            "What stands for the service where the policy asks for none.")
        let ranges = map.list(
            "ranges", "The ranges of parcel numbers that are ours to give out.", counts: 1...rangesMax
        ) { entry, _ in
            range(entry, warehouses: warehouses)
        }
        if map.isSound("ranges") { check(ranges, map) }
        return LabelSettings(
            dotsPerInch: dots, formats: formats, font: font, service: service, ranges: ranges)
    }

    private enum Kind: String, CaseIterable { case sscc, s10 }

    private static func range(_ map: MapReader, warehouses: [Warehouse]?) -> NumberRange? {
        let name = map.required("name", .text(40), "By which logs and warnings call it.")
        let kind = map.required(
            "kind", Form<Kind>.choice, "sscc: a GS1 shipping container code; s10: a postal identifier of the UPU.")
        let digit = map.value("extension_digit", .integer(0...9), default: 0, "SSCC: the first digit, free to choose.")
        let prefix = map.optional(
            "company_prefix", .companyPrefix, "SSCC: the GS1 Company Prefix that was given to you, in quotation marks.")
        let post = map.optional("service_indicator", .letters(2, "service"), "S10: the two letters in front.")
        let country = map.optional("country", .letters(2, "country"), "S10: the two letters at the end.")
        let first = map.value("first", .integer(0...999_999_999_999), default: 1, "The first serial number.")
        let last = map.required("last", .integer(0...999_999_999_999), "The last serial number.")
        let percent = map.value(
            "warn_at_percent", .integer(1...100), default: 90, "A warning comes when so much of the range is used up.")
        let warehouse: WarehouseName? = map.optional(
            "warehouse", .name("name of a warehouse"), "Only for parcels to this warehouse.")
        let service = map.optional("service", .text(40), "Only for this service of the policy.")
        if let warehouse { known(warehouse, warehouses, map, "warehouse") }
        guard let name, let kind, let last else { return nil }
        guard let scheme = scheme(kind, digit, prefix, post, country, map) else { return nil }
        let range = NumberRange(
            name: name, scheme: scheme, first: first, last: last, warnAtPercent: percent, warehouse: warehouse,
            service: service)
        if first > last {
            map.reading.report(
                map.place(of: "last"), found: "last \(last) before first \(first)", expected: "first ≤ last",
                remedy: "swap them or mend one")
        } else if range.code(serial: last) == nil {
            map.reading.report(
                map.place(of: "last"), found: "\(last)", expected: "a serial number that fits: \(widthWords(scheme))",
                remedy: "write a smaller number")
        }
        return range
    }

    private static func scheme(
        _ kind: Kind, _ digit: Int, _ prefix: String?, _ post: String?, _ country: String?, _ map: MapReader
    ) -> NumberRange.Scheme? {
        func need(_ key: String) {
            map.reading.report(
                map.place(of: key), found: "nothing", expected: "'\(key)' for a range of kind \(kind.rawValue)",
                remedy: "add the line '\(key): …'")
        }
        func spare(_ keys: [String]) {
            for key in keys where map.isGiven(key) {
                map.reading.report(
                    map.place(of: key), found: "'\(key)' in a range of kind \(kind.rawValue)",
                    expected: "no such key here", remedy: "take the line out")
            }
        }
        switch kind {
        case .sscc:
            spare(["service_indicator", "country"])
            guard let prefix else {
                if !map.isGiven("company_prefix") { need("company_prefix") }
                return nil
            }
            return .sscc(extensionDigit: digit, companyPrefix: prefix)
        case .s10:
            spare(["extension_digit", "company_prefix"])
            if !map.isGiven("service_indicator") { need("service_indicator") }
            if !map.isGiven("country") { need("country") }
            guard let post, let country else { return nil }
            return .s10(service: post, country: country)
        }
    }

    private static func widthWords(_ scheme: NumberRange.Scheme) -> String {
        switch scheme {
        case .sscc(_, let prefix): "\(16 - prefix.utf8.count) digits beside this company prefix"
        case .s10: "8 digits"
        }
    }

    private static func check(_ ranges: [NumberRange], _ map: MapReader) {
        for (index, range) in ranges.enumerated() {
            for earlier in ranges[..<index] {
                let place = map.place(of: "ranges")
                if earlier.name == range.name {
                    map.reading.report(
                        place, found: "two ranges named '\(range.name)'", expected: "a name of its own for each",
                        remedy: "rename one")
                }
                if earlier.scheme == range.scheme, earlier.first <= range.last, range.first <= earlier.last {
                    map.reading.report(
                        place, found: "ranges '\(earlier.name)' and '\(range.name)' that share numbers",
                        expected: "every number in one range only", remedy: "move 'first' or 'last' of one of them")
                }
            }
        }
    }
}

/// Reports a warehouse that the configuration does not have.
func known(_ warehouse: WarehouseName, _ warehouses: [Warehouse]?, _ map: MapReader, _ key: String) {
    guard let names = warehouses?.map(\.name.text), !names.contains(warehouse.text) else { return }
    let nearest = Spelling.nearest(to: warehouse.text, among: names)
    map.reading.report(
        map.place(of: key), found: "'\(warehouse)'", expected: "one of the warehouses \(names.joined(separator: ", "))",
        remedy: nearest.map { "did you mean '\($0)'?" } ?? "add it to 'warehouses' or write another")
}

extension Form where Value == Int {
    static var resolution: Form {
        .scalar("203 or 300", remedy: "write the printer's own resolution", show: String.init) { text in
            Int(text).flatMap { [203, 300].contains($0) ? $0 : nil }
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
}
