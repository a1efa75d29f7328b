import Foundation
import Labels
import Returns
import Testing

@Suite("Logos")
struct LogoTests {
    private static let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 10\">"
    private static let square = head + "<path d=\"M0 0H40V10H0Z\" fill=\"#C03\"/></svg>"

    @Test("what is no logo is refused with its reason, quickly")
    func refused() {
        let big = [UInt8](repeating: 0x20, count: 50 << 20)
        #expect(throws: LogoError.fileTooLarge(bytes: 50 << 20)) { try Logo(svg: big) }
        #expect(throws: LogoError.fileTooLarge(bytes: 50 << 20)) { try Logo(png: big) }
        for text in ["", "no picture", "<svg", "<html></html>", Self.head + "<path d=", Self.head] {
            #expect(throws: LogoError.self, "\(text)") { try Logo(svg: Array(text.utf8)) }
        }
        #expect(throws: LogoError.malformed("it is not UTF-8")) { try Logo(svg: [0xFF, 0xFE, 0x3C]) }
        let empty = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"
        #expect(throws: LogoError.self) { try Logo(svg: Array(empty.utf8)) }
    }

    @Test(
        "a logo reaches nothing outside of itself",
        arguments: [
            "<image href=\"file:///etc/passwd\" width=\"9\" height=\"9\"/>", "<use href=\"other.svg#a\"/>",
            "<use xlink:href = 'http://127.0.0.1/a.svg#x'/>", "<rect fill=\"url(http://127.0.0.1/#a)\"/>",
            "<style>@import url(\"a.css\");</style>", "<script>1</script>", "<filter id=\"a\"/>",
            "<foreignObject/>",
        ])
    func outside(part: String) {
        #expect(throws: LogoError.self) { try Logo(svg: Array((Self.head + part + "</svg>").utf8)) }
    }

    @Test("entities that multiply are refused")
    func entities() {
        let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + Self.head + "&b;</svg>"
        #expect(throws: LogoError.forbidden("declarations of entities")) { try Logo(svg: Array(bomb.utf8)) }
    }

    @Test("a drawing that takes too long is given up")
    func slow() {
        let nested = (0..<9).map { level in
            "<g id=\"g\(level + 1)\">" + String(repeating: "<use href=\"#g\(level)\"/>", count: 9) + "</g>"
        }.joined()
        let svg = Self.head + "<g id=\"g0\"><circle r=\"3\"/></g>" + nested + "</svg>"
        #expect(throws: LogoError.self) { try Logo(svg: Array(svg.utf8), deadline: 100) }
    }

    @Test("a PNG with too many pixels, or cut short, is refused before it is drawn")
    func png() throws {
        let renderer = try LabelRenderer(catalogue: Fixtures.catalogue)
        let picture = try renderer.png(Fixtures.label())
        #expect(try Logo(png: picture) == Logo(png: picture))
        let short = LogoError.malformed("the file ends in the middle of the picture")
        for length in [40, picture.count / 2, picture.count - 20] {
            #expect(throws: short) { try Logo(png: Array(picture.prefix(length))) }
        }
        #expect(throws: LogoError.malformed("it is a PNG file, but it ends too early")) {
            try Logo(png: Array(picture.prefix(20)))
        }
        var huge = picture
        huge.replaceSubrange(16..<24, with: [0, 0, 0x40, 0, 0, 0, 0x40, 0])
        #expect(throws: LogoError.tooManyPixels(width: 16384, height: 16384)) { try Logo(png: huge) }
        var broken = picture
        broken.replaceSubrange(60..<200, with: [UInt8](repeating: 7, count: 140))
        #expect(throws: LogoError.self) { try Logo(png: broken) }
        #expect(throws: LogoError.self) { try Logo(png: Array("GIF89a".utf8)) }
    }

    @Test("a logo keeps its shape, stays a drawing in PDF and SVG, and becomes dots for a printer")
    func drawn() throws {
        let renderer = try LabelRenderer(catalogue: Fixtures.catalogue)
        var content = Fixtures.label()
        content.brand.logo = try Logo(svg: Array(Self.square.utf8))
        content.brand.colour = Colour("#0B5FA5")
        let document = try renderer.label(content)
        let placed = try #require(
            document.pages[0].elements.compactMap { element -> Sheet.Box? in
                if case .logo(_, let box) = element { box } else { nil }
            }.first)
        #expect(abs(Double(placed.width) / Double(placed.height) - 4) < 0.1)
        let bitmap = try renderer.bitmap(document)
        // The red is dark enough to be black.
        #expect(bitmap.isBlack(x: placed.x + placed.width / 2, y: placed.y + placed.height / 2))
        let svg = String(decoding: try renderer.svg(document), as: UTF8.self)
        #expect(!svg.contains("<image") && svg.contains("rgb(80"))
        #expect(try renderer.zpl(document).contains("^FO\(placed.x),\(placed.y)^GFA,"))
        #expect(Colour("#12345") == nil && Colour("blue") == nil && Colour("#+12345") == nil)
    }
}
