import Returns

/// The printers and the stations that they serve: the list `printers`.
enum PrinterSection {
    static let printersMax = 100
    private static let stationsMax = 100

    static func read(_ map: MapReader, labels: LabelSettings) -> [PrinterSettings] {
        let printers = map.list(
            "printers",
            "Label printers; none when left out. Labels of returns that come through a station of one are "
                + "printed by themselves.", counts: 0...printersMax
        ) { entry, _ in printer(entry, labels: labels) }
        if map.isSound("printers") { check(printers, map) }
        return printers
    }

    private enum Kind: String, CaseIterable { case raw, cups }

    private static func printer(_ map: MapReader, labels: LabelSettings) -> PrinterSettings? {
        let name: PrinterName? = map.required(
            "name", .name("name of the printer"), "By which commands and logs call it.")
        let kind = map.required(
            "kind", Form<Kind>.choice, "raw: bytes on a TCP port; cups: a queue of CUPS, or a printer that speaks IPP.")
        let host = map.optional("host", Form<String>.host, "raw: the printer's name or address.")
        let port = map.value("port", .integer(1...65_535), default: 9100, "raw: its port.")
        let hangsUp = map.value(
            "hangs_up", .flag, default: true,
            "raw: it closes the connection when it has taken everything. With false, bytes that its side has "
                + "acknowledged count as printed.")
        let answersStatus = map.value(
            "zebra_status", .flag, default: false,
            "raw: it answers Zebra's ~HS, so that it is asked for paper, head and pause before each label.")
        let queue = map.optional(
            "queue", .queue, "cups: the name of a queue on this machine, or an ipp:// or ipps:// address.")
        let language = map.value(
            "language", Form<PrinterSettings.Language>.choice, default: .zpl, "What it is sent: zpl or pdf.")
        let dots = map.optional("dpi", .resolution, "Its dots per inch; `labels.dpi` without it.")
        let stock = map.value(
            "stock", Form<PrinterSettings.Stock>.choice, default: .fourBySix,
            "The labels in it: 4x6 inches, A6, or tags of 100x50 mm.")
        let stations = map.value(
            "stations", Form<String>.station.list(0...stationsMax), default: [],
            "Folders in the drop whose labels it prints by itself; \".\" is the drop itself.")
        let isDefault = map.value(
            "default", .flag, default: false,
            "Prints what is asked for where no station says a printer. At most one.")
        let tags = map.value(
            "tags", .flag, default: stock == .tag,
            "It prints the tags of units that are judged at its stations. With 100x50 it prints nothing else.")
        if stock == .tag, !tags {
            map.reading.report(
                map.place(of: "tags"), found: "'false' for labels of 100x50 mm, which are tags", expected: "true",
                remedy: "take the line out, or correct 'stock'")
        }
        if stock == .tag, isDefault {
            map.reading.report(
                map.place(of: "default"), found: "'true' for a printer of tags",
                expected: "a default printer that prints the labels of parcels", remedy: "take the line out")
        }
        let ways: [Kind: [String]] = [.raw: ["host", "port", "hangs_up", "zebra_status"], .cups: ["queue"]]
        for (other, keys) in ways where kind != nil && kind != other {
            for key in keys where map.isGiven(key) {
                map.reading.report(
                    map.place(of: key), found: "'\(key)' for a printer of kind \(kind?.rawValue ?? "")",
                    expected: "no such key here", remedy: "take the line out, or write 'kind: \(other.rawValue)'")
            }
        }
        guard let name, let kind else { return nil }
        let way: PrinterSettings.Way
        switch kind {
        case .raw:
            guard let host else { return missing("host", kind, map) }
            way = .raw(host: host, port: port, hangsUp: hangsUp, answersStatus: answersStatus)
        case .cups:
            guard let queue else { return missing("queue", kind, map) }
            way = .queue(queue)
        }
        var printer = PrinterSettings(
            name: name, way: way, language: language, dotsPerInch: dots ?? labels.dotsPerInch, stock: stock,
            stations: stations, isDefault: isDefault)
        printer.printsTags = tags
        return printer
    }

    private struct Server: Hashable {
        let station: String
        let isForTags: Bool
    }

    private static func missing(_ key: String, _ kind: Kind, _ map: MapReader) -> PrinterSettings? {
        if !map.isGiven(key) {
            map.reading.report(
                map.place(of: key), found: "nothing", expected: "'\(key)' for a printer of kind \(kind.rawValue)",
                remedy: "add the line '\(key): …'")
        }
        return nil
    }

    private static func check(_ printers: [PrinterSettings], _ map: MapReader) {
        var names: Set<PrinterName> = []
        // A station may have a printer for labels and another one for tags.
        var servers: [Server: PrinterName] = [:]
        for (index, printer) in printers.enumerated() {
            let place = map.place(ofItem: index, in: "printers")
            if !names.insert(printer.name).inserted {
                map.reading.report(
                    place, found: "a second printer named '\(printer.name)'", expected: "a name of its own for each",
                    remedy: "rename one")
            }
            for station in printer.stations {
                for (isForTags, serves) in [(false, printer.printsLabels), (true, printer.printsTags)] where serves {
                    let server = Server(station: station, isForTags: isForTags)
                    if let other = servers[server] {
                        map.reading.report(
                            place, found: "station '\(station.isEmpty ? "." : station)', which '\(other)' serves too",
                            expected: "one printer of \(isForTags ? "tags" : "labels") for a station",
                            remedy: "take it out of one of them")
                    }
                    servers[server] = printer.name
                }
            }
        }
        let defaults = printers.filter(\.isDefault)
        if defaults.count > 1 {
            map.reading.report(
                map.place(of: "printers"),
                found: "\(defaults.map { "'\($0.name)'" }.joined(separator: ", ")) with 'default: true'",
                expected: "at most one default printer", remedy: "leave it at one of them")
        }
    }
}

extension Form where Value == String {
    /// A name of the DNS or an address; what it stands for is found out when it is used.
    static var host: Form {
        .scalar(
            "host name or IP address", remedy: "write it as printer-2.example.com, 192.0.2.10 or 2001:db8::10",
            show: { $0 }
        ) { text in
            let isFine = text.utf8.allSatisfy { $0.isLetter || $0.isDigit || ".-_:%".utf8.contains($0) }
            return isFine && (1...253).contains(text.utf8.count) && text.first != "-" ? text : nil
        }
    }

    /// The name of a folder in the drop; the drop itself is empty.
    static var station: Form {
        .scalar(
            "name of a folder in the drop, or \".\"", remedy: "write the folder's name, without a path",
            show: { $0.isEmpty ? "." : $0 }
        ) { text in
            if text == "." { return "" }
            return text.contains("/") || text.hasPrefix(".") ? nil : StationName(text)?.text
        }
    }
}

extension Form where Value == PrinterSettings.Queue {
    static var queue: Form {
        .scalar(
            "name of a CUPS queue, or ipp:// or ipps:// address",
            remedy: "write it as zebra, or ipp://printer-2.example.com/ipp/print", show: \.text
        ) { PrinterSettings.Queue($0) }
    }
}
