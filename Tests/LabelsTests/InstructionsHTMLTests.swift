import Foundation
import Messages
import Returns
import Testing

@testable import Labels

@Suite("Instructions as HTML")
struct InstructionsHTMLTests {
    static let logo =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAA"
        + "C0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
    let instructions = Instructions(catalogue: Fixtures.catalogue)

    @Test(
        "it is whole in itself: language, direction, one title, no script, nothing from outside",
        arguments: Language.allCases)
    func selfContained(language: Language) {
        let html = instructions.html(Fixtures.instructions(language))
        let direction = language == .arabic ? "rtl" : "ltr"
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\" dir=\"\(direction)\">\n"))
        #expect(html.components(separatedBy: "<h1>").count == 2)
        for banned in ["<script", "src=", "url(", "@import", "<link", "<img", "onload", "{{"] {
            #expect(!html.contains(banned), "\(banned)")
        }
    }

    @Test("a strict parser and the rules of accessibility find no fault, whatever stands in it")
    func judged() throws {
        let python = try Reader.python()
        let script = Fixtures.root.appending(path: "Tests/LabelsTests/check_html.py").path
        try Tool.inFolder { folder in
            var files: [String] = []
            let write = { (html: String) in
                let file = folder.appending(path: "\(files.count).html")
                try html.write(to: file, atomically: true, encoding: .utf8)
                files.append(file.path)
            }
            for language in Language.allCases {
                for telling in Telling.allCases { try write(instructions.html(telling.content(language))) }
            }
            for hostile in Fixtures.hostile where !hostile.allSatisfy(\.isWhitespace) {
                var content = Telling.paperless.content(.arabic)
                content.brand = "Shop " + hostile
                content.customerName = hostile
                content.lines[0].title = "Lamp " + hostile
                content.trackingURL = "https://example.com/" + hostile
                try write(instructions.html(content, brandColour: "#ffd400", logoDataURI: Self.logo))
            }
            let found = try Tool.run(python, [script] + files)
            #expect(found.status == 0 && found.text.contains("\(files.count) files, 0 faults"), "\(found.text)")
        }
    }

    @Test("the judge itself finds faults", arguments: ["<h1>x", "<!DOCTYPE html><title>x</title><script>1</script>"])
    func judge(html: String) throws {
        try Tool.inFolder { folder in
            let file = folder.appending(path: "bad.html")
            try html.write(to: file, atomically: true, encoding: .utf8)
            let script = Fixtures.root.appending(path: "Tests/LabelsTests/check_html.py").path
            #expect(try Tool.run(try Reader.python(), [script, file.path]).status == 1)
        }
    }

    @Test(
        "only links to the web can be clicked",
        arguments: ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.com"])
    func links(url: String) {
        var content = Fixtures.instructions(.english)
        content.trackingURL = url
        content.feedback = .init(link: url)
        #expect(!instructions.html(content).contains("href=\"\(url)"))
        #expect(instructions.text(content).contains(url))
    }

    @Test("an accent on a quotation mark does not end the link's attribute")
    func attribute() {
        var content = Fixtures.instructions(.english)
        content.trackingURL = "https://example.com/\"\u{301} onmouseover=\"x"
        let html = instructions.html(content)
        #expect(html.contains("href=\"https://example.com/&quot;\u{301} onmouseover=&quot;x\""))
    }

    @Test(
        "the five signs of HTML are escaped, whatever stands on them",
        arguments: [
            ("plain", "plain"), ("", ""), ("<&>\"'", "&lt;&amp;&gt;&quot;&#39;"), ("a<b", "a&lt;b"),
            ("&amp;", "&amp;amp;"),
            ("\"\u{301} x='y", "&quot;\u{301} x=&#39;y"), ("<\u{FE0F}ü€👩‍👧", "&lt;\u{FE0F}ü€👩‍👧"),
        ])
    func escape(text: String, escaped: String) {
        var page: [UInt8] = []
        HTMLEscape.append(text, to: &page)
        #expect(Array(escaped.utf8) == page)
    }

    @Test("text that looks like a template fills nothing", arguments: ["{{title}}", "{date}", "{rma}", "%s"])
    func templates(text: String) {
        var content = Fixtures.instructions(.english)
        let usual = instructions.html(content)
        content.customerName = text
        #expect(instructions.html(content) == usual.replacing("Jürgen Müller", with: text))
    }

    // MARK: Brand

    @Test("a logo that the file holds takes the place of the brand's name, which it then names")
    func logo() {
        let html = instructions.html(Fixtures.instructions(.english), logoDataURI: Self.logo)
        #expect(html.contains("<img class=\"logo\" src=\"\(Self.logo)\" alt=\"Example Shop\">"))
        #expect(!html.contains("class=\"brand\""))
    }

    @Test(
        "a logo from outside, of another kind or too large is left out",
        arguments: [
            "https://example.com/logo.png", "data:text/html;base64,AAAA", "data:image/png,AAAA", "",
            "data:image/png;base64,",
            "data:image/png;base64,AA\" onerror=\"x", "data:image/png;base64," + String(repeating: "A", count: 400_000),
        ])
    func badLogo(uri: String) {
        let plain = instructions.html(Fixtures.instructions(.english))
        #expect(instructions.html(Fixtures.instructions(.english), logoDataURI: uri) == plain)
    }

    @Test("any brand colour can be read on light and dark ground; its hue stays", arguments: 0..<200)
    func colours(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        let value = UInt32.random(in: 0...0xFFFFFF, using: &random)
        let text = "#" + String(repeating: "0", count: 6 - String(value, radix: 16).count) + String(value, radix: 16)
        let colour = try #require(BrandColour(text))
        for ground in [BrandColour.lightGround, .init(red: 255, green: 255, blue: 255)] {
            #expect(colour.onLight.contrast(to: ground) >= 4.5, "\(text)")
        }
        for ground in [BrandColour.darkGround, .init(red: 0x14, green: 0x18, blue: 0x1D)] {
            #expect(colour.onDark.contrast(to: ground) >= 4.5, "\(text)")
        }
        let html = instructions.html(Fixtures.instructions(.english), brandColour: text.uppercased())
        #expect(html.contains(":root{--accent:\(colour.onLight.hex)}"))
    }

    @Test("a colour that can be read already stays as it is")
    func keptColour() throws {
        let blue = try #require(BrandColour("#0B5CAD"))
        #expect(blue.onLight.hex == "#0b5cad" && blue == .standard)
        #expect(BrandColour("#ffd400")?.onDark.hex == "#ffd400")
        let white = BrandColour.RGB(red: 255, green: 255, blue: 255)
        #expect(abs(white.contrast(to: .init(red: 0, green: 0, blue: 0)) - 21) < 0.001)
        #expect(abs(white.contrast(to: .init(red: 0x76, green: 0x76, blue: 0x76)) - 4.54) < 0.01)
    }

    @Test(
        "what is no colour gives our own",
        arguments: ["", "#", "red", "#12345", "#1234567", "#12345g", "#+12345", "0b5cad0", "#\u{661}23456"])
    func badColour(text: String) {
        #expect(BrandColour(text) == nil)
        let plain = instructions.html(Fixtures.instructions(.english))
        #expect(instructions.html(Fixtures.instructions(.english), brandColour: text) == plain)
    }

    @Test("the style's colours stand out from their grounds, light and dark")
    func contrast() throws {
        let sheet = InstructionsStyle.sheet.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        let roots = sheet.matches(
            of: #/--ink:(#[0-9a-f]+);--soft:(#[0-9a-f]+);--line:[^;]+;--paper:(#[0-9a-f]+);--panel:(#[0-9a-f]+)/#)
        #expect(roots.count == 3)
        for root in roots {
            let colour = { (hex: Substring) throws -> BrandColour.RGB in
                let digits = Array(hex.dropFirst())
                let whole = digits.count == 3 ? digits.flatMap { [$0, $0] } : digits
                let value = try #require(UInt32(String(whole), radix: 16))
                return .init(red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
            }
            for text in [root.output.1, root.output.2] {
                for ground in [root.output.3, root.output.4] {
                    #expect(try colour(text).contrast(to: colour(ground)) >= 4.5, "\(text) on \(ground)")
                }
            }
        }
    }

    @Test("the counter's symbol says the code: it is read back by a reader of codes")
    func symbol() throws {
        let html = instructions.html(Telling.paperless.content(.english))
        let start = try #require(html.range(of: "<svg"))
        let end = try #require(html.range(of: "</svg>"))
        let svg = html[start.lowerBound..<end.upperBound].replacing(
            "<svg ", with: "<svg xmlns=\"http://www.w3.org/2000/svg\" ")
        try Tool.inFolder { folder in
            let picture = folder.appending(path: "symbol.png")
            let file = folder.appending(path: "symbol.svg")
            try svg.write(to: file, atomically: true, encoding: .utf8)
            let script = Fixtures.root.appending(path: "Tests/LabelsTests/draw_boxes.py").path
            let drawn = try Tool.run(try Reader.python(), [script, file.path, picture.path])
            try #require(drawn.status == 0)
            let reader = Fixtures.root.appending(path: "Tests/LabelsTests/read_codes.py").path
            #expect(try Tool.run(try Reader.python(), [reader, picture.path, "203"]).text == "]Q1\tQX7-4412-0098\n")
        }
    }
}
