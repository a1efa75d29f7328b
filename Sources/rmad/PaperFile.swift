import Foundation
import JSONText

/// A paper as it lies in its folder: how large it is, and what size it prints in.
struct PaperFile {
    let path: String
    /// nil where there is no such file.
    let byteCount: Int?
    /// nil for papers without pages, and for files that say nothing of it.
    let page: Page?

    struct Page: Equatable {
        /// Micrometres, because JSON numbers are whole here.
        let width: Int
        let height: Int
        /// nil for vectors, which have no dots.
        let dotsPerInch: Int?
    }

    /// - Parameter dotsPerInch: of the label printer, which files in dots are made for.
    init(path: String, dotsPerInch: Int) {
        self.path = path
        let content = FileManager.default.contents(atPath: path)
        byteCount = content?.count
        page = content.flatMap {
            Self.page(of: $0, ending: URL(filePath: path).pathExtension, dotsPerInch: dotsPerInch)
        }
    }

    static func page(of content: Data, ending: String, dotsPerInch: Int) -> Page? {
        switch ending {
        case "pdf":
            guard let box = numbers(in: content, behind: "/MediaBox", count: 4) else { return nil }
            // Points of 1/72 inch (ISO 32000-2, 8.3.2.3).
            return page(box[2] - box[0], box[3] - box[1], perInch: 72, dots: nil)
        case "svg":
            // Cairo writes points.
            guard let width = numbers(in: content, behind: " width=\"", count: 1, unit: "pt"),
                let height = numbers(in: content, behind: " height=\"", count: 1, unit: "pt")
            else { return nil }
            return page(width[0], height[0], perInch: 72, dots: nil)
        case "png":
            // The header chunk: signature 8, length 4, type 4, width 4, height 4, big-endian (ISO/IEC 15948).
            let bytes = [UInt8](content.prefix(24))
            guard bytes.count == 24 else { return nil }
            let size = [16, 20].map { place in bytes[place..<place + 4].reduce(0) { $0 * 256 + Double($1) } }
            return page(size[0], size[1], perInch: Double(dotsPerInch), dots: dotsPerInch)
        case "zpl":
            guard let width = numbers(in: content, behind: "^PW", count: 1),
                let height = numbers(in: content, behind: "^LL", count: 1)
            else { return nil }
            return page(width[0], height[0], perInch: Double(dotsPerInch), dots: dotsPerInch)
        default: return nil
        }
    }

    private static func page(_ width: Double, _ height: Double, perInch: Double, dots: Int?) -> Page? {
        guard width > 0, height > 0 else { return nil }
        let micrometres = { (units: Double) in Int((units * 25_400 / perInch).rounded()) }
        return Page(width: micrometres(width), height: micrometres(height), dotsPerInch: dots)
    }

    private static func numbers(in content: Data, behind mark: String, count: Int, unit: String = "") -> [Double]? {
        guard let place = content.range(of: Data(mark.utf8)) else { return nil }
        let text = String(decoding: content[place.upperBound...].prefix(80), as: UTF8.self)
        let numbers = text.drop { $0 == " " || $0 == "[" }.prefix { $0.isNumber || ". -".contains($0) }
            .split(separator: " ").compactMap { Double($0) }
        let isInUnit = unit.isEmpty || text.drop { $0.isNumber || $0 == "." }.hasPrefix(unit)
        return numbers.count == count && isInUnit ? numbers : nil
    }

    var words: String {
        guard let byteCount else { return "\(path)  (not there; draw it with --output FOLDER)" }
        var words = "\(path)  \(byteCount) bytes"
        if let page {
            words += "  \(Self.millimetres(page.width)) × \(Self.millimetres(page.height)) mm"
            if let dots = page.dotsPerInch { words += "  \(dots) dpi" }
        }
        return words
    }

    private static func millimetres(_ micrometres: Int) -> String {
        let tenths = (micrometres + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }

    var json: JSONValue {
        .object(known: [
            ("path", .string(path)), ("exists", .bool(byteCount != nil)), ("bytes", byteCount.map(Self.integer)),
            ("width_um", page.map { Self.integer($0.width) }), ("height_um", page.map { Self.integer($0.height) }),
            ("dpi", page?.dotsPerInch.map(Self.integer)),
        ])
    }

    private static func integer(_ number: Int) -> JSONValue { .integer(Int64(number)) }
}
