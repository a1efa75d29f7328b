import CPangoCairo
import Returns

/// Draws a label as dots: the picture that a thermal printer would print, and the drawn lines of text that a
/// printer's own fonts lack.
struct BitmapLabel {
    let typesetter: Typesetter

    /// The whole label.
    func draw(_ layout: LabelLayout, _ symbols: LabelSymbols) throws(LabelError) -> Bitmap {
        let canvas = DotCanvas(width: layout.width, height: layout.height)
        let cairo = canvas.cairo
        cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE)
        for rule in layout.rules { path(rule, cairo) }
        for frame in layout.frames { outline(frame, layout.frameThickness, cairo) }
        add(symbols.linear, at: layout.linear.box, module: layout.linear.moduleDots, cairo, isLinear: true)
        if let matrix = layout.matrix {
            add(symbols.matrix, at: matrix.box, module: matrix.moduleDots, cairo, isLinear: false)
        }
        cairo_fill(cairo)
        cairo_set_antialias(cairo, CAIRO_ANTIALIAS_GRAY)
        for line in layout.texts.flatMap(typesetter.set) {
            draw(line, cairo, x: Double(line.x), baseline: Double(line.baseline))
        }
        return try canvas.bitmap(for: layout.title)
    }

    /// One line of text alone, with the place of its top left corner on the label.
    func draw(_ line: Typesetter.SetLine) throws(LabelError) -> (bitmap: Bitmap, x: Int, y: Int) {
        let shaped = typesetter.line(
            line.text, weight: line.weight, size: line.size, language: line.scriptLanguage)
        let indent = Int(Typesetter.indent(shaped, line.alignment, width: Double(line.width)))
        let width = min(line.width, max(8, Int(rmad_layout_width(shaped).rounded(.up)) + 2))
        // Scripts with tall marks need more than an em above the baseline.
        let above = Int((line.size * 1.25).rounded(.up))
        let height = above + Int((line.size * 0.5).rounded(.up))
        let canvas = DotCanvas(width: width, height: height)
        var alone = line
        alone.alignment = .left
        draw(alone, canvas.cairo, x: 0, baseline: Double(above))
        return (try canvas.bitmap(for: line.text), line.x + max(0, indent), max(0, line.baseline - above))
    }

    private func draw(_ line: Typesetter.SetLine, _ cairo: OpaquePointer?, x: Double, baseline: Double) {
        let shaped = typesetter.line(
            line.text, weight: line.weight, size: line.size, language: line.scriptLanguage)
        let indent = Typesetter.indent(shaped, line.alignment, width: Double(line.width))
        rmad_layout_draw(cairo, shaped, x + indent, baseline)
    }

    private func path(_ box: LabelLayout.Box, _ cairo: OpaquePointer?) {
        cairo_rectangle(cairo, Double(box.x), Double(box.y), Double(box.width), Double(box.height))
    }

    private func outline(_ box: LabelLayout.Box, _ thickness: Int, _ cairo: OpaquePointer?) {
        let (right, bottom) = (box.x + box.width - thickness, box.y + box.height - thickness)
        path(.init(x: box.x, y: box.y, width: box.width, height: thickness), cairo)
        path(.init(x: box.x, y: bottom, width: box.width, height: thickness), cairo)
        path(.init(x: box.x, y: box.y, width: thickness, height: box.height), cairo)
        path(.init(x: right, y: box.y, width: thickness, height: box.height), cairo)
    }

    private func add(
        _ symbol: SymbolBoxes, at box: LabelLayout.Box, module: Int, _ cairo: OpaquePointer?, isLinear: Bool
    ) {
        for dark in symbol.boxes {
            path(
                .init(
                    x: box.x + dark.x * module, y: box.y + dark.y * module, width: dark.width * module,
                    height: isLinear ? box.height : dark.height * module), cairo)
        }
    }
}
