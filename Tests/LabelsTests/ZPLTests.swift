import Foundation
import Labels
import Messages
import Returns
import Testing

@Suite("ZPL")
struct ZPLTests {
    let renderer: LabelRenderer

    init() throws { renderer = try LabelRenderer(catalogue: Fixtures.catalogue) }

    @Test("the printer's file is the golden one", arguments: Language.allCases)
    func golden(language: Language) throws {
        let zpl = try renderer.zpl(Fixtures.label(7, language: language))
        try Golden.compare(zpl, "label.\(language.rawValue).zpl")
    }

    /// Other scripts are drawn as dots: what stands in them is judged by LayoutTests and by eye.
    private static let printersOwn: [Language] = [.english, .german, .spanish, .french]

    @Test("no caption and no date is cut in any language", arguments: printersOwn, DotDensity.allCases)
    func captions(language: Language, density: DotDensity) throws {
        var content = Fixtures.label(7, language: language)
        // The longest date of Spanish and French.
        content.expires = CalendarDate(iso: "2026-09-28")
        for piece in [LabelContent.Piece.single, .init(12, of: 24)] {
            content.piece = piece
            let texts = try fields(renderer.zpl(content, density: density))
            #expect(texts.filter { $0.contains("…") } == [])
            for key in ["from", "to", "number", "routing", "contents", "expires", "station", "track"] {
                #expect(texts.contains(Fixtures.catalogue.say("label." + key, in: language)), "\(key)")
            }
        }
    }

    @Test("a house's own longer captions get smaller instead of being cut")
    func ownCaptions() throws {
        let long = "Rücksendung hier verfolgen, jederzeit"
        let catalogue = Catalogue([.english: ["label.track": long, "label.station": long, "label.from": long]])
        let zpl = try LabelRenderer(catalogue: catalogue).zpl(Fixtures.label())
        #expect(fields(zpl).filter { $0 == long }.count == 3)
    }

    private func fields(_ zpl: String) -> [String] {
        zpl.matches(of: /\^FH\^FD([^\^]*)\^FS/).map { ZPLReader.unescaped(String($0.output.1)) }
    }

    @Test("it is one label, in UTF-8, with FNC1 in the licence plate")
    func frame() throws {
        let content = Fixtures.label()
        let zpl = try renderer.zpl(content)
        #expect(zpl.hasPrefix("^XA\n^CI28\n^PW812\n^LL1218\n"))
        #expect(zpl.hasSuffix("^XZ\n"))
        #expect(zpl.contains("^BY4,2,254^FO94,"))
        #expect(zpl.contains("^BCN,254,N,N,N,N^FD>;>800\(content.code.text)^FS"))
        #expect(!zpl.contains("^BQ"), "a QR code is sent as dots: printers choose its size for themselves")
        #expect(try renderer.zpl(content, density: .dpi300).contains("^PW1200\n^LL1800\n"))
    }

    @Test("no text can command the printer", arguments: Fixtures.hostile)
    func injection(hostile: String) throws {
        var content = LabelTable.filled(with: hostile)
        content.trackingURL = String(hostile.prefix(40))
        let zpl = try renderer.zpl(content)
        #expect(zpl.utf8.allSatisfy { $0 == 10 || (0x20...0x7E).contains($0) })
        #expect(!zpl.contains("~") && !zpl.contains("\\"))
        let commands = zpl.split(separator: "^", omittingEmptySubsequences: true).map { $0.prefix(2) }
        let known: Set<Substring> = [
            "XA", "CI", "PW", "LL", "LH", "FO", "GB", "FS", "FT", "A0", "FH", "FD", "FB", "BY", "BQ", "BC", "GF",
            "XZ",
        ]
        #expect(commands.allSatisfy { known.contains($0) })
        #expect(commands.filter { $0 == "XA" }.count == 1 && commands.filter { $0 == "XZ" }.count == 1)
        #expect(commands.last == "XZ")
    }

    @Test("what stands in a field comes back when its hex is read")
    func fields() throws {
        var content = Fixtures.label()
        content.brand = Brand(name: "50% ^~\\_ Größe €")
        let zpl = try renderer.zpl(content)
        let texts = zpl.matches(of: /\^FH\^FD([^\^]*)\^FS/).map { ZPLReader.unescaped(String($0.output.1)) }
        #expect(texts.contains("50% ^~\\_ Größe €"))
        #expect(texts.contains("Jürgen Müller-Lüdenscheidt"))
    }

    @Test("text that the printer lacks is drawn whole", arguments: ["Łódź", "Привет", "مرحبا", "ไทย"])
    func drawn(text: String) throws {
        var content = Fixtures.label()
        content.from.name = text
        let zpl = try renderer.zpl(content)
        let field = try #require(zpl.firstMatch(of: /\^GFA,(\d+),(\d+),(\d+),([^\^]*)\^FS/))
        let (total, perRow) = (try #require(Int(field.output.1)), try #require(Int(field.output.3)))
        let rows = ZPLReader.graphic(String(field.output.4), bytesPerRow: perRow)
        #expect(rows.count * perRow == total)
        #expect(rows.allSatisfy { $0.count == perRow })
        let black = rows.joined().reduce(0) { $0 + $1.nonzeroBitCount }
        #expect(black > 100 && black < total * 4)
        #expect(rows.first?.allSatisfy { $0 == 0 } == true, "the text touches the upper edge")
        #expect(rows.last?.allSatisfy { $0 == 0 } == true, "the text touches the lower edge")
    }

    @Test(
        "a return number is never cut: it gets smaller",
        arguments: [
            "RMA-WWW-WWWW", "RETURNS-MMMM-MMMM-WWWW-WWWW-QQ",
        ])
    func wholeNumber(number: String) throws {
        var content = Fixtures.label()
        content.rma = RMANumber(trusted: number)
        #expect(try renderer.zpl(content).contains("^FD\(number)^FS"))
    }

    @Test("long texts end in an ellipsis and stay within their width")
    func ellipsis() throws {
        var content = Fixtures.label()
        content.from.name = String(repeating: "W", count: 300)
        content.from.address = PostalAddress(
            lines: [String(repeating: "Long Street Name ", count: 30)], city: "Graz", postalCode: "8010",
            country: "AT")
        let zpl = try renderer.zpl(content)
        let texts = zpl.matches(of: /\^FH\^FD([^\^]*)\^FS/).map { ZPLReader.unescaped(String($0.output.1)) }
        let name = try #require(texts.first { $0.hasPrefix("WWW") })
        #expect(name.hasSuffix("…") && (20...60).contains(name.count))
        #expect(texts.filter { $0.contains("Street") }.count >= 2, "a long street goes on in a spare line")
        #expect(texts.contains("8010 Graz") && texts.contains("ÖSTERREICH / AUSTRIA"))
    }
}

/// Reads back what a printer would.
enum ZPLReader {
    static func unescaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "_"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The rows of a compressed `^GFA` field.
    static func graphic(_ data: String, bytesPerRow: Int) -> [[UInt8]] {
        var rows: [[UInt8]] = []
        var nibbles: [UInt8] = []
        var count = 0
        func endRow() {
            rows.append(stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] })
            nibbles = []
        }
        for byte in data.utf8 {
            switch byte {
            case UInt8(ascii: "G")...UInt8(ascii: "Y"): count += Int(byte) - 70
            case UInt8(ascii: "g")...UInt8(ascii: "z"): count += (Int(byte) - 102) * 20
            case UInt8(ascii: ","), UInt8(ascii: "!"):
                let value: UInt8 = byte == UInt8(ascii: "!") ? 15 : 0
                nibbles += [UInt8](repeating: value, count: bytesPerRow * 2 - nibbles.count)
            case UInt8(ascii: ":"): rows.append(rows.last ?? [])
            default:
                let value = byte <= 57 ? byte - 48 : byte - 55
                nibbles += [UInt8](repeating: value, count: max(1, count))
                count = 0
            }
            if nibbles.count == bytesPerRow * 2 { endRow() }
        }
        return rows
    }
}
