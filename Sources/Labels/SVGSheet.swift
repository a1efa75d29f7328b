import CPangoCairo

/// Writes a sheet as SVG with Cairo: text as outlines, so that it looks the same where our fonts are missing, and
/// its title and summary for those who do not see it.
struct SVGSheet {
    let typesetter: Typesetter
    let logos: LogoShelf

    func write(_ sheet: Sheet, of document: SheetDocument) throws(LabelError) -> [UInt8] {
        let sink = ByteSink()
        let unit = sheet.density.points(1)
        let surface = cairo_svg_surface_create_for_stream(
            ByteSink.write, Unmanaged.passUnretained(sink).toOpaque(), Double(sheet.width) * unit,
            Double(sheet.height) * unit)
        let cairo = cairo_create(surface)
        SheetPainter(
            typesetter: typesetter, logos: logos, matrices: .path, structure: .none,
            brandColour: document.brandColour
        ).draw(sheet, on: cairo, unit: unit)
        let status = withExtendedLifetime(sink) { CairoEnd.finish(cairo, surface) }
        guard status == CAIRO_STATUS_SUCCESS else { throw CairoEnd.error(status, document.title) }
        return described(Self.renumbered(sink.bytes), document)
    }

    /// Cairo counts its surfaces through the life of the process; numbers from zero keep the bytes the same.
    private static func renumbered(_ svg: [UInt8]) -> [UInt8] {
        let mark = Array("surface".utf8)
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        var written: [UInt8] = []
        written.reserveCapacity(svg.count)
        var index = 0
        while index < svg.count {
            guard svg[index] == mark[0], svg[index...].starts(with: mark) else {
                written.append(svg[index])
                index += 1
                continue
            }
            let digits = svg[(index + mark.count)...].prefix { (48...57).contains($0) }
            let number = numbers[digits] ?? numbers.count
            numbers[digits] = number
            written += mark + (digits.isEmpty ? [] : Array(String(number).utf8))
            index += mark.count + digits.count
        }
        return written
    }

    /// Cairo writes no title; it goes right behind the opening tag.
    private func described(_ svg: [UInt8], _ document: SheetDocument) -> [UInt8] {
        let mark = Array("<svg ".utf8)
        guard let start = (0..<min(svg.count, 256)).first(where: { svg[$0...].starts(with: mark) }),
            let end = svg[start...].firstIndex(of: UInt8(ascii: ">"))
        else { return svg }
        let words =
            "\n<title>\(Self.escaped(document.title))</title>\n<desc>\(Self.escaped(document.summary))</desc>"
        let attributes = " role=\"img\" xml:lang=\"\(Self.escaped(document.language))\""
        return svg[..<end] + Array(attributes.utf8) + [UInt8(ascii: ">")] + Array(words.utf8) + svg[(end + 1)...]
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for sign in text.unicodeScalars {
            switch sign {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(sign)
            }
        }
        return escaped
    }
}
