/// A house's logo, checked once when it is loaded: afterwards every sheet can be drawn with it.
///
/// SVG stays a drawing in PDF and SVG; on dots it is drawn at the printer's density. It may not reach outside itself
/// and may hold nothing that makes drawing slow or surprising: entities, scripts, filters, pictures, other files.
package struct Logo: Sendable, Equatable {
    package static let fileBytesMax = 1 << 20
    package static let pixelsMax = 4_000_000

    enum Form: Sendable { case svg, png }

    /// The file, shared by all copies: renderers recognise it by identity.
    final class File: Sendable {
        let form: Form
        let bytes: [UInt8]

        init(_ form: Form, _ bytes: [UInt8]) {
            self.form = form
            self.bytes = bytes
        }
    }

    let file: File
    /// Width divided by height.
    let aspect: Double

    package static func == (left: Logo, right: Logo) -> Bool {
        left.file === right.file || (left.file.form == right.file.form && left.file.bytes == right.file.bytes)
    }

    /// - Parameter deadline: milliseconds that a trial drawing may take.
    /// - Throws: why the picture cannot be used, in words for the operator.
    package init(svg bytes: [UInt8], deadline: Int = 2000) throws(LogoError) {
        try SVGRules.check(bytes)
        let file = File(.svg, bytes)
        aspect = try Self.trialled(file, deadline)
        self.file = file
    }

    package init(png bytes: [UInt8], deadline: Int = 2000) throws(LogoError) {
        guard bytes.count <= Self.fileBytesMax else { throw .fileTooLarge(bytes: bytes.count) }
        let (width, height) = try PNGHeader.size(bytes)
        guard width <= Self.pixelsMax, height <= Self.pixelsMax, width * height <= Self.pixelsMax else {
            throw .tooManyPixels(width: width, height: height)
        }
        let file = File(.png, bytes)
        aspect = try Self.trialled(file, deadline)
        self.file = file
    }

    /// The size that fits a room without changing the shape.
    func fitted(width: Int, height: Int) -> (width: Int, height: Int) {
        let wide = Double(height) * aspect
        return wide <= Double(width)
            ? (max(1, Int(wide)), height) : (width, max(1, min(height, Int(Double(width) / aspect))))
    }

    private static func trialled(_ file: File, _ deadline: Int) throws(LogoError) -> Double {
        switch LogoTrial.run(file, deadline: deadline) {
        case .success(let aspect):
            guard (0.02...50).contains(aspect) else { throw .malformed("it is a line rather than a picture") }
            return aspect
        case .failure(let error): throw error
        }
    }
}

/// Why a logo cannot be used.
package enum LogoError: Error, Equatable, CustomStringConvertible {
    case fileTooLarge(bytes: Int)
    case tooManyPixels(width: Int, height: Int)
    case malformed(String)
    case forbidden(String)
    case tooSlow(milliseconds: Int)

    package var description: String {
        switch self {
        case .fileTooLarge(let bytes): "the logo has \(bytes) bytes of \(Logo.fileBytesMax); save it smaller"
        case .tooManyPixels(let width, let height):
            "the logo has \(width) × \(height) pixels, more than \(Logo.pixelsMax); save it smaller"
        case .malformed(let reason): "the logo cannot be read: \(reason); save it anew as SVG or PNG"
        case .forbidden(let what): "the logo contains \(what); save it as plain paths, or as PNG"
        case .tooSlow(let milliseconds): "drawing the logo takes more than \(milliseconds) ms; simplify it"
        }
    }
}

/// What a logo's SVG may not hold. librsvg opens no file for us in any case; these rules make it an error with a
/// name instead of a part that is silently missing.
enum SVGRules {
    static func check(_ bytes: [UInt8]) throws(LogoError) {
        guard bytes.count <= Logo.fileBytesMax else { throw .fileTooLarge(bytes: bytes.count) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed("it is not UTF-8") }
        let lower = text.lowercased()
        guard lower.contains("<svg") || lower.contains(":svg") else { throw .malformed("it has no <svg> element") }
        for (mark, what) in forbidden where lower.contains(mark) { throw .forbidden(what) }
        if let start = lower.firstRange(of: "<!doctype")?.upperBound,
            lower[start...].prefix(while: { $0 != ">" }).contains("[")
        {
            throw .forbidden("declarations of entities")
        }
        try checkReferences(lower)
    }

    private static let forbidden = [
        ("<!entity", "declarations of entities"), ("<script", "a script"), ("<foreignobject", "foreign elements"),
        ("<filter", "filters"), ("<image", "an embedded picture"), ("@import", "a reference to another file"),
        ("<?xml-stylesheet", "a reference to another file"), ("xi:include", "a reference to another file"),
    ]

    /// `href="…"` and `url(…)` may name parts of the file alone.
    private static func checkReferences(_ text: String) throws(LogoError) {
        for mark in ["href", "url("] {
            var rest = text[...]
            while let found = rest.firstRange(of: mark) {
                rest = rest[found.upperBound...]
                // Also `href = '…'`; the word in running text has no value behind it.
                let value = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" }
                guard mark == "url(" || value.first == "=" else { continue }
                let target = value.drop { "= \n\t\"'".contains($0) }
                guard target.first == "#" else { throw .forbidden("a reference to another file") }
            }
        }
    }
}

/// The first chunk of a PNG file (ISO/IEC 15948, 11.2.2).
enum PNGHeader {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func size(_ bytes: [UInt8]) throws(LogoError) -> (width: Int, height: Int) {
        guard bytes.starts(with: signature) else { throw .malformed("it is no PNG file") }
        guard bytes.count >= 33 else { throw .malformed("it is a PNG file, but it ends too early") }
        guard bytes[12..<16].elementsEqual("IHDR".utf8) else { throw .malformed("it is no PNG file") }
        let number = { (start: Int) in bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (width, height) = (number(16), number(20))
        guard width > 0, height > 0 else { throw .malformed("it has no pixels") }
        return (width, height)
    }
}
