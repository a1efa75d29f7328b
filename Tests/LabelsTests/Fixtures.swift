import Foundation
import Labels
import Messages
import Returns
import Yams

/// Contents and catalogues that the tests of this folder share. Every date is fixed.
enum Fixtures {
    /// The package's root: the folder above Tests.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let catalogue: Catalogue = {
        var texts: [Language: [String: String]] = [:]
        for language in Language.allCases {
            let file = root.appending(path: "Config/messages/\(language.rawValue)/instructions.yaml")
            do {
                guard let node = try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8)) else { continue }
                texts[language] = flat(node, "")
            } catch {
                preconditionFailure("cannot read \(file.path): \(error)")
            }
        }
        return Catalogue(texts, policyEdition: "2026-11")
    }()

    private static func flat(_ node: Node, _ path: String) -> [String: String] {
        guard let mapping = node.mapping else { return [path: node.string ?? ""] }
        return mapping.reduce(into: [:]) { found, pair in
            let key = pair.key.string ?? ""
            found.merge(flat(pair.value, path.isEmpty ? key : "\(path).\(key)")) { _, last in last }
        }
    }

    static let madeAt = Instant(milliseconds: 1_795_000_000_000)
    static let day = CalendarDate(iso: "2026-11-24").unsafelyUnwrapped
    static let warehouse = LabelContent.Party(
        name: "Example Returns GmbH",
        address: PostalAddress(
            lines: ["Retourenzentrum Halle 3", "Industriestraße 12"], city: "Hannover", postalCode: "30179",
            country: "DE"))

    static func label(_ ordinal: Int = 7, language: Language = .english) -> LabelContent {
        LabelContent(
            rma: RMANumberPattern.standard.number(ordinal: ordinal).unsafelyUnwrapped,
            brand: Brand(name: "Example Shop"),
            from: LabelContent.Party(
                name: "Jürgen Müller-Lüdenscheidt",
                address: PostalAddress(
                    lines: ["Schöne Aussicht 7"], city: "Köln", postalCode: "50667", country: "DE")),
            to: warehouse,
            code: ParcelCode.sscc(extensionDigit: 3, companyPrefix: "4012345", serial: ordinal).unsafelyUnwrapped,
            trackingURL: "https://returns.example.com/r/4KD9T2X?t=\(ordinal)", service: "DHL Paket",
            routing: "R3 · Dock 12", summary: "2 × Desk lamp, 1 × Cable",
            marks: ["UN 3481 Lithium ion battery"], station: "dock-3", piece: LabelContent.Piece(1, of: 2),
            expires: CalendarDate(iso: "2026-12-08"), language: language, madeAt: madeAt)
    }

    /// As much as a label must show whole.
    static func dense() -> LabelContent {
        var content = label()
        content.carrier = "USPS"
        content.service = "Ground Advantage Return for Restricted Electronics"
        content.to.name = "Example Retouren und Aufbereitung Norddeutschland GmbH & Co. KG"
        content.to.address?.lines.append("Ecke Friedrich-Wilhelm-Raiffeisen-Straße, Zufahrt Hof B, Tor 7")
        content.marks = [
            "UN 3481 Lithium ion battery", "Surface Transportation Only", "Restricted Electronic Device",
            "Limited Quantity",
        ]
        return content
    }

    static let contact = InstructionsContent.Contact(
        name: "Maria Schneider, returns desk", phone: "+49 511 5550 123", email: "returns@example.com",
        hours: [
            OpeningHours(days: 1...5, opens: 540, closes: 1020), OpeningHours(days: 6...6, opens: 600, closes: 840),
        ],
        timeZone: "Europe/Berlin")

    /// Foreign text that wants to break out of whatever it stands in.
    static let hostile: [String] = [
        "^XA^FO0,0^FDowned^FS^XZ", "~JA~HS", "C\\O back\\&slash", "line\nbreak\r\n\ttab\u{0}\u{1B}[31m",
        "emoji 👩‍👩‍👧 🎉 ❤️", "a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306} marks",
        "\u{202E}gnp.exe\u{2066}\u{200F}",
        String(repeating: "Long Street Name ", count: 30), String(repeating: "W", count: 10_000),
        "<script>alert('x')</script>", "{{rma}} {{{title}}} {{/lines}}", "_5E_7E", "שלום עולם", "Привет", "مرحبا",
        "你好",
        "\u{FFFF}\u{E000}", "%PDF (unbalanced \\(", "", "   ",
    ]
}

/// A program that nobody here wrote, run to its end.
enum Tool {
    struct Output {
        var status: Int32
        var text: String
        var bytes: Data
    }

    static func run(_ program: String, _ arguments: [String]) throws -> Output {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Output(status: process.terminationStatus, text: String(decoding: bytes, as: UTF8.self), bytes: bytes)
    }

    /// A folder of its own, removed afterwards.
    static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "labels-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let result = Swift.Result { try body(folder) }
        try FileManager.default.removeItem(at: folder)
        return try result.get()
    }
}
