import CPangoCairo
import Returns

/// Shapes and measures text with Pango; for one thread, kept for that thread's life.
///
/// A font map costs 50 ms to build and holds every face it has opened, so a renderer keeps one. One layout is
/// used for all text. Metrics are unhinted: widths grow linearly with the size, so that one table of advances
/// answers for ordinary Latin text without shaping it.
final class Typesetter {
    /// A line of text with its place, in the unit of its layout.
    struct SetLine: Equatable {
        var text: String
        /// Left edge of the box; the alignment is within `width`.
        var x: Int
        var baseline: Int
        var width: Int
        var size: Double
        var weight: LabelLayout.Weight
        var alignment: LabelLayout.Alignment
        var scriptLanguage: String?
    }

    private struct FontKey: Hashable {
        var weight: LabelLayout.Weight
        var size: Double
    }

    private struct ShapedKey: Hashable {
        var text: String
        var font: FontKey
        var language: String?
    }

    private let fontMap: UnsafeMutablePointer<PangoFontMap>
    private let context: OpaquePointer
    private let family: String
    private var fonts: [FontKey: OpaquePointer] = [:]
    private var currentLanguage: String?
    /// Shaped lines in two generations: captions, the warehouse and the brand stand on every label and are
    /// shaped once; what no label has used for a generation is dropped.
    private var shaped: [ShapedKey: OpaquePointer] = [:]
    private var shapedBefore: [ShapedKey: OpaquePointer] = [:]
    private static let shapedMax = 256
    /// Em fractions of U+0020...U+017F for each weight; negative until measured.
    private var advances = [[Double]](
        repeating: [Double](repeating: -1, count: Typesetter.tableEnd), count: LabelLayout.Weight.allCases.count)
    private static let tableEnd = 0x180
    /// Sizes are few; a caller that varies them must not fill the memory.
    private static let fontsMax = 64

    init(family: String) throws(LabelError) {
        guard let map = pango_cairo_font_map_new(), let context = pango_font_map_create_context(map) else {
            throw .drawing(rma: "-", reason: "Pango gives no font map")
        }
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        pango_cairo_context_set_resolution(context, 72)
        pango_context_set_round_glyph_positions(context, 0)
        self.fontMap = map
        self.context = context
        self.family = family
    }

    deinit {
        for font in fonts.values { pango_font_description_free(font) }
        for layout in shaped.values { rmad_object_unref(UnsafeMutableRawPointer(layout)) }
        for layout in shapedBefore.values { rmad_object_unref(UnsafeMutableRawPointer(layout)) }
        rmad_object_unref(UnsafeMutableRawPointer(context))
        rmad_object_unref(fontMap)
    }

    // MARK: Setting

    /// The block's lines as they fit: a long line goes on in a spare slot, what still does not fit ends in
    /// an ellipsis. The last line of a block (an address's country) is never the one that is left out.
    func set(_ block: LabelLayout.TextBlock) -> [SetLine] {
        var block = block
        switch block.overflow {
        case .shrink: shrink(&block)
        case .ellipsis: break
        }
        var lines = block.lines
        if lines.count > block.slots, let last = lines.last {
            lines = Array(lines.prefix(block.slots - 1)) + [last]
        }
        var index = 0
        while lines.count < block.slots, index < lines.count {
            if let (head, tail) = split(lines[index], block) {
                lines.replaceSubrange(index...index, with: [head, tail])
            }
            index += 1
        }
        return lines.enumerated().map { index, line in
            SetLine(
                text: fitted(line, block), x: block.x, baseline: block.baseline + index * block.leading,
                width: block.width, size: block.size, weight: block.weight, alignment: block.alignment,
                scriptLanguage: block.scriptLanguage)
        }
    }

    /// In twentieths of the size, so that the fonts stay few.
    private func shrink(_ block: inout LabelLayout.TextBlock) {
        let full = block.size
        for step in 1..<20 {
            guard !block.lines.allSatisfy({ fits($0, block) }) else { return }
            block.size = full * (1 - Double(step) / 20)
        }
    }

    /// Cuts a line that is too long at its last fitting space; nil where it fits or has no such space.
    private func split(_ line: String, _ block: LabelLayout.TextBlock) -> (String, String)? {
        guard !fits(line, block) else { return nil }
        let words = line.split(separator: " ")
        var low = 0
        var high = words.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if fits(words.prefix(middle).joined(separator: " "), block) { low = middle } else { high = middle - 1 }
        }
        guard low > 0 else { return nil }
        return (words.prefix(low).joined(separator: " "), words.dropFirst(low).joined(separator: " "))
    }

    /// The line, or its longest beginning that leaves room for an ellipsis.
    private func fitted(_ line: String, _ block: LabelLayout.TextBlock) -> String {
        guard !fits(line, block) else { return line }
        let signs = Array(line)
        var low = 0
        var high = signs.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if fits(Self.cut(signs, middle), block) { low = middle } else { high = middle - 1 }
        }
        return Self.cut(signs, low)
    }

    private static func cut(_ signs: [Character], _ count: Int) -> String {
        String(String(signs.prefix(count)).trimmingWhitespace()) + "…"
    }

    private func fits(_ text: String, _ block: LabelLayout.TextBlock) -> Bool {
        measure(text, weight: block.weight, size: block.size, language: block.scriptLanguage)
            <= Double(block.width)
    }

    // MARK: Measuring

    /// Width in the unit of `size`.
    func measure(_ text: String, weight: LabelLayout.Weight, size: Double, language: String?) -> Double {
        var ems = 0.0
        for scalar in text.unicodeScalars {
            guard let advance = advance(scalar, weight) else {
                return rmad_layout_width(line(text, weight: weight, size: size, language: language))
            }
            ems += advance
        }
        return ems * size
    }

    private func advance(_ scalar: Unicode.Scalar, _ weight: LabelLayout.Weight) -> Double? {
        // The ellipsis ends every text that was cut, so it has the table's unused first place.
        let index = scalar.value == 0x2026 ? 0 : Int(scalar.value)
        guard index < Self.tableEnd else { return nil }
        let known = advances[weight.rawValue][index]
        if known >= 0 { return known }
        let measured =
            rmad_layout_width(
                line(String(Character(scalar)), weight: weight, size: 1000, language: nil)) / 1000
        advances[weight.rawValue][index] = measured
        return measured
    }

    /// The text as a shaped line of Pango's, valid until the next call.
    func line(_ text: String, weight: LabelLayout.Weight, size: Double, language: String?) -> OpaquePointer? {
        let key = ShapedKey(text: text, font: FontKey(weight: weight, size: size), language: language)
        if let layout = shaped[key] { return layout }
        if shaped.count >= Self.shapedMax {
            for layout in shapedBefore.values { rmad_object_unref(UnsafeMutableRawPointer(layout)) }
            shapedBefore = shaped
            shaped = [:]
        }
        let layout = shapedBefore.removeValue(forKey: key) ?? shape(key)
        shaped[key] = layout
        return layout
    }

    private func shape(_ key: ShapedKey) -> OpaquePointer? {
        if key.language != currentLanguage {
            pango_context_set_language(context, pango_language_from_string(key.language ?? "en"))
            currentLanguage = key.language
        }
        let layout = pango_layout_new(context)
        pango_layout_set_single_paragraph_mode(layout, 1)
        pango_layout_set_font_description(layout, font(key.font))
        var text = key.text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                pango_layout_set_text(layout, characters.baseAddress, Int32(characters.count))
            }
        }
        return layout
    }

    /// How far right of the box's left edge a shaped line begins.
    static func indent(_ line: OpaquePointer?, _ alignment: LabelLayout.Alignment, width: Double) -> Double {
        switch alignment {
        case .left: 0
        case .centre: (width - rmad_layout_width(line)) / 2
        case .right: width - rmad_layout_width(line)
        }
    }

    private func font(_ key: FontKey) -> OpaquePointer? {
        if let font = fonts[key] { return font }
        if fonts.count >= Self.fontsMax {
            for font in fonts.values { pango_font_description_free(font) }
            fonts.removeAll()
        }
        let font = pango_font_description_new()
        pango_font_description_set_family(font, family)
        pango_font_description_set_weight(font, key.weight == .bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        rmad_font_size(font, key.size)
        fonts[key] = font
        return font
    }
}
