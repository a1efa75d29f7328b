import CPangoCairo
import Returns

/// Shapes and measures text with Pango; for one thread, kept for that thread's life.
///
/// A font map costs 50 ms to build and holds every face it has opened, so a renderer keeps one. Metrics are
/// unhinted: widths grow linearly with the size, so that one table of advances answers for ordinary Latin text
/// without shaping it.
package final class Typesetter {
    /// A line of text with its place, in the unit of its sheet.
    struct SetLine: Equatable {
        var text: String
        /// Left edge of the box; the alignment is within `width`.
        var x: Int
        var baseline: Int
        var width: Int
        var size: Double
        var weight: Sheet.Weight
        var edge: Edge
        var direction: Sheet.Direction
        var scriptLanguage: String?
    }

    /// Where a line stands in its width, whatever its direction.
    enum Edge { case left, centre, right }

    /// Ems that the ink of a line may reach above and below its baseline: stacked marks that want more make the
    /// line smaller.
    static let aboveMax = 1.15
    static let belowMax = 0.45
    /// And beside its box: the tail of a `J`, a leaning letter.
    static let besideMax = 0.12

    private struct FontKey: Hashable {
        var weight: Sheet.Weight
        var size: Double
    }

    private struct ContextKey: Hashable {
        var direction: Sheet.Direction
        var language: String?
    }

    private struct ShapedKey: Hashable {
        var text: String
        var font: FontKey
        var direction: Sheet.Direction
        var language: String?
    }

    private let fontMap: UnsafeMutablePointer<PangoFontMap>
    let family: String
    private var fonts: [FontKey: OpaquePointer] = [:]
    /// One for each language and direction: a layout is shaped anew when its context changes.
    private var contexts: [ContextKey: OpaquePointer] = [:]
    /// Shaped lines in two generations: captions, the warehouse and the brand stand on every label and are
    /// shaped once; what no label has used for a generation is dropped.
    private var shaped: [ShapedKey: OpaquePointer] = [:]
    private var shapedBefore: [ShapedKey: OpaquePointer] = [:]
    private static let shapedMax = 256
    /// Em fractions of U+0020...U+017F for each weight; negative until measured.
    private var advances = [[Double]](
        repeating: [Double](repeating: -1, count: Typesetter.tableEnd), count: Sheet.Weight.allCases.count)
    private static let tableEnd = 0x180
    /// Sizes are few; a caller that varies them must not fill the memory.
    private static let fontsMax = 64

    package init(family: String) throws(LabelError) {
        guard let map = pango_cairo_font_map_new() else {
            throw .drawing(rma: "-", reason: "Pango gives no font map")
        }
        self.fontMap = map
        self.family = family
    }

    deinit {
        for font in fonts.values { pango_font_description_free(font) }
        for layout in shaped.values { rmad_object_unref(UnsafeMutableRawPointer(layout)) }
        for layout in shapedBefore.values { rmad_object_unref(UnsafeMutableRawPointer(layout)) }
        for context in contexts.values { rmad_object_unref(UnsafeMutableRawPointer(context)) }
        rmad_object_unref(fontMap)
    }

    /// False where fontconfig puts another family in its place.
    var hasFamily: Bool { rmad_font_map_has(fontMap, family) != 0 }

    // MARK: Setting

    /// The block's lines as they fit: a long line goes on in a spare slot, what still does not fit ends in
    /// an ellipsis. The last line of a block (an address's country) is never the one that is left out.
    func set(_ block: Sheet.TextBlock) -> [SetLine] {
        var block = block
        switch block.overflow {
        case .shrink: shrink(&block, steps: 19)
        case .squeeze: shrink(&block, steps: 7)
        case .ellipsis: break
        }
        var lines = block.lines.map { (text: $0, direction: direction(of: $0, in: block)) }
        let edge = Self.edge(block, lines.map(\.text))
        if lines.count > block.slots, let last = lines.last {
            lines = Array(lines.prefix(block.slots - 1)) + [last]
        }
        // From the end: town and country come before the rest of a long street.
        for index in lines.indices.reversed() where lines.count < block.slots {
            var place = index
            while lines.count < block.slots, let (head, tail) = split(lines[place].text, block) {
                let direction = lines[place].direction
                lines.replaceSubrange(place...place, with: [(head, direction), (tail, direction)])
                place += 1
            }
        }
        return lines.enumerated().map { index, line in
            let text = fitted(line.text, block)
            return SetLine(
                text: text, x: block.x, baseline: block.baseline + index * block.leading, width: block.width,
                size: sizeWithin(block, text, line.direction), weight: block.weight, edge: edge,
                direction: line.direction, scriptLanguage: block.scriptLanguage)
        }
    }

    /// True where not all of a block's text can be shown.
    func loses(_ block: Sheet.TextBlock) -> Bool {
        let signs = { (texts: [String]) in String(texts.joined().filter { !$0.isWhitespace }) }
        return signs(set(block).map(\.text)) != signs(block.lines)
    }

    /// The signs of a text that no installed font has, each once.
    func unknownSigns(in text: String, language: String?) -> String {
        // Every font has ASCII.
        guard text.utf8.contains(where: { $0 >= 0xC2 }) else { return "" }
        let isUnknown = { (text: String) in
            rmad_layout_unknown(
                self.line(text, weight: .regular, size: 20, direction: .leftToRight, language: language)) > 0
        }
        guard isUnknown(text) else { return "" }
        var found = ""
        for sign in text where !found.contains(sign) && isUnknown(String(sign)) { found.append(sign) }
        return found
    }

    /// A paragraph as lines of a width, broken by the rules of its script. Together they are the paragraph: the
    /// space at which a line was broken is its end.
    /// - Parameter withinWords: a word that is longer than the width is broken as well.
    func wrapped(
        _ text: String, weight: Sheet.Weight, size: Double, width: Int, language: String?, withinWords: Bool = true
    ) -> [String] {
        guard measure(text, weight: weight, size: size, language: language) > Double(width) else { return [text] }
        let direction = Self.strongDirection(text) ?? .leftToRight
        let layout = shape(
            ShapedKey(text: text, font: FontKey(weight: weight, size: size), direction: direction, language: language))
        defer { rmad_object_unref(UnsafeMutableRawPointer(layout)) }
        let count = rmad_layout_wrap(layout, Double(width), withinWords ? 1 : 0)
        let bytes = Array(text.utf8)
        let starts = (0..<count).map { Int(rmad_layout_line_start(layout, $0)) } + [bytes.count]
        return zip(starts, starts.dropFirst()).map { start, end in
            String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
        }
    }

    /// The direction of the first letter that has one, which decides for the whole text (UAX 9, P2).
    static func strongDirection(_ text: String) -> Sheet.Direction? {
        // Nothing before U+0590 runs from right to left.
        guard text.utf8.contains(where: { $0 >= 0xD6 }) else {
            let hasLetter = text.utf8.contains { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0xC3 }
            return hasLetter ? .leftToRight : nil
        }
        var text = text
        let found = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                rmad_direction($0.baseAddress, Int32($0.count))
            }
        }
        return found < 0 ? nil : found == 1 ? .rightToLeft : .leftToRight
    }

    /// Digits alone read from the left in every script.
    private func direction(of line: String, in block: Sheet.TextBlock) -> Sheet.Direction {
        block.paragraphDirection ?? Self.strongDirection(line) ?? .leftToRight
    }

    /// The first line with a direction speaks for its block, so that an address keeps one edge. On a sheet that
    /// runs from the right all of its blocks do.
    private static func edge(_ block: Sheet.TextBlock, _ lines: [String]) -> Edge {
        let own = block.paragraphDirection ?? lines.lazy.compactMap(strongDirection).first ?? .leftToRight
        let isFromRight = own == .rightToLeft || block.direction == .rightToLeft
        return switch block.alignment {
        case .centre: .centre
        case .start: isFromRight ? .right : .left
        case .end: block.direction == .rightToLeft ? .left : .right
        }
    }

    /// In twentieths of the size, so that the fonts stay few.
    private func shrink(_ block: inout Sheet.TextBlock, steps: Int) {
        let full = block.size
        for step in 1...steps {
            guard !block.lines.allSatisfy({ fits($0, block) }) else { return }
            block.size = full * (1 - Double(step) / 20)
        }
    }

    /// The block's size, or less where the ink of the line would leave its room.
    private func sizeWithin(_ block: Sheet.TextBlock, _ text: String, _ direction: Sheet.Direction) -> Double {
        guard text.unicodeScalars.contains(where: { $0.value >= 0x300 && $0.value != 0x2026 }) else {
            return block.size
        }
        let shaped = line(
            text, weight: block.weight, size: block.size, direction: direction, language: block.scriptLanguage)
        var (above, below, before, after) = (0.0, 0.0, 0.0, 0.0)
        rmad_layout_ink(shaped, &above, &below, &before, &after)
        let excess = max(
            above / (block.size * Self.aboveMax), below / (block.size * Self.belowMax),
            max(before, after) / (block.size * Self.besideMax))
        return excess > 1 ? block.size * (20 / excess).rounded(.down) / 20 : block.size
    }

    /// Cuts a line that is too long where its script allows; nil where it fits or has no such place.
    private func split(_ line: String, _ block: Sheet.TextBlock) -> (String, String)? {
        guard !fits(line, block) else { return nil }
        let parts = wrapped(
            line, weight: block.weight, size: block.size, width: block.width, language: block.scriptLanguage,
            withinWords: false)
        guard parts.count > 1, let head = parts.first?.trimmingWhitespace(), !head.isEmpty,
            fits(String(head), block)
        else { return nil }
        let tail = parts.dropFirst().joined().trimmingWhitespace()
        return tail.isEmpty ? nil : (String(head), String(tail))
    }

    /// The line, or its longest beginning that leaves room for an ellipsis.
    private func fitted(_ line: String, _ block: Sheet.TextBlock) -> String {
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
        String(signs.prefix(count)).trimmingWhitespace() + "…"
    }

    private func fits(_ text: String, _ block: Sheet.TextBlock) -> Bool {
        // The table knows no kerning: near the edge the text itself is shaped.
        let near = measure(text, weight: block.weight, size: block.size, language: block.scriptLanguage)
        guard near > 0.97 * Double(block.width) else { return true }
        guard near < 1.1 * Double(block.width) else { return false }
        let direction = Self.strongDirection(text) ?? .leftToRight
        let shaped = line(
            text, weight: block.weight, size: block.size, direction: direction, language: block.scriptLanguage)
        return rmad_layout_width(shaped) <= Double(block.width)
    }

    // MARK: Measuring

    /// Width in the unit of `size`.
    func measure(_ text: String, weight: Sheet.Weight, size: Double, language: String?) -> Double {
        var ems = 0.0
        for scalar in text.unicodeScalars {
            guard let advance = advance(scalar, weight) else {
                let direction = Self.strongDirection(text) ?? .leftToRight
                return rmad_layout_width(
                    line(text, weight: weight, size: size, direction: direction, language: language))
            }
            ems += advance
        }
        return ems * size
    }

    private func advance(_ scalar: Unicode.Scalar, _ weight: Sheet.Weight) -> Double? {
        // The ellipsis ends every text that was cut, so it has the table's unused first place.
        let index = scalar.value == 0x2026 ? 0 : Int(scalar.value)
        guard index < Self.tableEnd else { return nil }
        let known = advances[weight.rawValue][index]
        if known >= 0 { return known }
        let measured =
            rmad_layout_width(
                line(
                    String(Character(scalar)), weight: weight, size: 1000, direction: .leftToRight, language: nil))
            / 1000
        advances[weight.rawValue][index] = measured
        return measured
    }

    /// The text as a shaped line of Pango's, valid until the next call.
    func line(
        _ text: String, weight: Sheet.Weight, size: Double, direction: Sheet.Direction, language: String?
    ) -> OpaquePointer? {
        let key = ShapedKey(
            text: text, font: FontKey(weight: weight, size: size), direction: direction, language: language)
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
        let layout = pango_layout_new(context(key))
        pango_layout_set_single_paragraph_mode(layout, 1)
        pango_layout_set_auto_dir(layout, 0)
        pango_layout_set_font_description(layout, font(key.font))
        var text = key.text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                pango_layout_set_text(layout, characters.baseAddress, Int32(characters.count))
            }
        }
        return layout
    }

    private func context(_ shaped: ShapedKey) -> OpaquePointer? {
        let key = ContextKey(direction: shaped.direction, language: shaped.language)
        if let context = contexts[key] { return context }
        let context = pango_font_map_create_context(fontMap)
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        pango_cairo_context_set_resolution(context, 72)
        pango_context_set_round_glyph_positions(context, 0)
        pango_context_set_language(context, pango_language_from_string(key.language ?? "en"))
        let isFromRight = key.direction == .rightToLeft
        pango_context_set_base_dir(context, isFromRight ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR)
        contexts[key] = context
        return context
    }

    /// How far right of the box's left edge a shaped line begins.
    static func indent(_ line: OpaquePointer?, _ edge: Edge, width: Double) -> Double {
        switch edge {
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
