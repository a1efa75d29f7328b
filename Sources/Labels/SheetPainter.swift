import CPangoCairo

/// Draws a sheet's elements with Cairo: what PDF and SVG have in common.
///
/// What Cairo spends its time on in a PDF is printing numbers and deflating, so a symbol is one path and a bar one
/// rectangle; colours and sizes are set where they change.
struct SheetPainter {
    /// How a symbol of two dimensions is drawn.
    enum MatrixDrawing {
        /// A one-bit picture, one pixel for each of the printer's dots: as a path its two hundred runs would cost
        /// as much as the rest of the page; pixels smaller than a module stay sharp in viewers that smooth pictures.
        case stencil
        /// Rectangles: Cairo numbers an SVG's pictures differently each time.
        case path
    }

    /// Marks in the document's structure, where a format has one.
    enum Structure { case tagged, none }

    let typesetter: Typesetter
    let logos: LogoShelf
    let matrices: MatrixDrawing
    let structure: Structure
    let brandColour: Colour?

    func draw(_ sheet: Sheet, on cairo: OpaquePointer?, unit: Double) {
        let page = Page(cairo: cairo, unit: unit)
        for element in sheet.elements {
            switch element {
            case .text(let block): draw(block, page)
            case .symbol(let symbol): draw(symbol, page)
            case .rule(let box, let ink):
                use(ink, page)
                page.path(box)
                cairo_fill(cairo)
            case .frame(let box, let thickness): draw(frame: box, thickness, page)
            case .logo(let logo, let box):
                tagged("Figure", page) { logos.draw(logo, on: cairo, x: page.x(box), y: page.y(box), page.size(box)) }
            case .dashes(let box, let kind): draw(dashes: box, kind, page)
            }
        }
    }

    /// A page that is being drawn: points for dots.
    private struct Page {
        let cairo: OpaquePointer?
        let unit: Double

        func x(_ box: Sheet.Box) -> Double { Double(box.x) * unit }
        func y(_ box: Sheet.Box) -> Double { Double(box.y) * unit }
        func size(_ box: Sheet.Box) -> (width: Double, height: Double) {
            (Double(box.width) * unit, Double(box.height) * unit)
        }
        func path(_ box: Sheet.Box) {
            cairo_rectangle(cairo, x(box), y(box), Double(box.width) * unit, Double(box.height) * unit)
        }
    }

    private func use(_ ink: Sheet.Ink, _ page: Page) {
        switch ink {
        case .black: cairo_set_source_rgb(page.cairo, 0, 0, 0)
        case .muted: cairo_set_source_rgb(page.cairo, 0.33, 0.33, 0.33)
        case .tint: cairo_set_source_rgb(page.cairo, 0.93, 0.93, 0.93)
        case .brand:
            // A light colour is not legible as text on white.
            guard let colour = brandColour, colour.luminance < 0.4 else {
                cairo_set_source_rgb(page.cairo, 0, 0, 0)
                return
            }
            cairo_set_source_rgb(
                page.cairo, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255)
        }
    }

    private func tagged(_ name: String, _ page: Page, attributes: String? = nil, _ body: () -> Void) {
        switch structure {
        case .none: body()
        case .tagged:
            cairo_tag_begin(page.cairo, name, attributes)
            body()
            cairo_tag_end(page.cairo, name)
        }
    }

    // MARK: Text

    private func draw(_ block: Sheet.TextBlock, _ page: Page) {
        use(block.ink, page)
        tagged(Self.tag(block.role), page) {
            if let target = block.link.flatMap(Self.linkTarget) {
                tagged("Link", page, attributes: "uri='\(target)'") { drawLines(block, page) }
            } else {
                drawLines(block, page)
            }
        }
    }

    private func drawLines(_ block: Sheet.TextBlock, _ page: Page) {
        for line in typesetter.set(block) {
            let shaped = typesetter.line(
                line.text, weight: line.weight, size: line.size * page.unit, direction: line.direction,
                language: line.scriptLanguage)
            let indent = Typesetter.indent(shaped, line.edge, width: Double(line.width) * page.unit)
            rmad_layout_draw(
                page.cairo, shaped, Double(line.x) * page.unit + indent, Double(line.baseline) * page.unit)
        }
    }

    private static func tag(_ role: Sheet.Role) -> String {
        switch role {
        case .title: "H1"
        case .heading: "H2"
        case .body: "P"
        case .caption: "P"
        }
    }

    /// Only what a reader expects to follow, and nothing that ends the attribute.
    static func linkTarget(_ link: String) -> String? {
        let isPlain = link.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"'\\\"<>".utf8.contains($0) }
        let isKnown = ["https://", "http://", "mailto:", "tel:"].contains { link.hasPrefix($0) }
        return isPlain && isKnown ? link : nil
    }

    // MARK: Lines and symbols

    private func draw(frame box: Sheet.Box, _ thickness: Int, _ page: Page) {
        use(.black, page)
        let inset = Double(thickness) * page.unit / 2
        let size = page.size(box)
        cairo_set_line_width(page.cairo, inset * 2)
        cairo_rectangle(
            page.cairo, page.x(box) + inset, page.y(box) + inset, size.width - 2 * inset, size.height - 2 * inset)
        cairo_stroke(page.cairo)
    }

    private func draw(dashes box: Sheet.Box, _ kind: Sheet.Dashes, _ page: Page) {
        use(.muted, page)
        for dash in DashLine.boxes(box, kind) { page.path(dash) }
        cairo_fill(page.cairo)
    }

    private func draw(_ placed: Sheet.PlacedSymbol, _ page: Page) {
        use(.black, page)
        tagged("Figure", page) {
            let isStencil =
                switch matrices {
                case .stencil: !placed.symbol.content.isLinear
                case .path: false
                }
            if isStencil {
                stencil(placed, page)
            } else {
                for box in placed.boxes { page.path(box) }
                cairo_fill(page.cairo)
            }
        }
    }

    private func stencil(_ placed: Sheet.PlacedSymbol, _ page: Page) {
        let surface = cairo_image_surface_create(
            CAIRO_FORMAT_A1, Int32(placed.box.width), Int32(placed.box.height))
        let dots = cairo_create(surface)
        cairo_set_antialias(dots, CAIRO_ANTIALIAS_NONE)
        for box in placed.boxes {
            cairo_rectangle(
                dots, Double(box.x - placed.box.x), Double(box.y - placed.box.y), Double(box.width),
                Double(box.height))
        }
        cairo_fill(dots)
        cairo_destroy(dots)
        let pattern = cairo_pattern_create_for_surface(surface)
        cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST)
        cairo_save(page.cairo)
        // A viewer fills every pixel that a picture touches: a hair less on each side keeps rounding errors from
        // adding a row of dots to the quiet zone.
        let inset = 0.02
        let size = page.size(placed.box)
        cairo_translate(
            page.cairo, page.x(placed.box) + inset * page.unit, page.y(placed.box) + inset * page.unit)
        cairo_scale(
            page.cairo, size.width / Double(placed.box.width) * (1 - 2 * inset / Double(placed.box.width)),
            size.height / Double(placed.box.height) * (1 - 2 * inset / Double(placed.box.height)))
        cairo_mask(page.cairo, pattern)
        cairo_restore(page.cairo)
        cairo_pattern_destroy(pattern)
        cairo_surface_destroy(surface)
    }
}

extension Sheet.PlacedSymbol {
    /// Its dark modules, in dots; bars have the height of the box.
    var boxes: [Sheet.Box] {
        symbol.runs.map { run in
            Sheet.Box(
                x: box.x + run.x * moduleDots, y: box.y + run.y * moduleDots, width: run.length * moduleDots,
                height: symbol.content.isLinear ? box.height : moduleDots)
        }
    }
}

/// The dashes of a broken line: long ones to cut along, short ones to fold along.
enum DashLine {
    static func boxes(_ line: Sheet.Box, _ kind: Sheet.Dashes) -> [Sheet.Box] {
        let thickness = min(line.width, line.height)
        let length = thickness * (kind == .cut ? 12 : 3)
        let step = length + thickness * (kind == .cut ? 8 : 6)
        let isUpright = line.height > line.width
        let extent = max(line.width, line.height)
        return stride(from: 0, to: extent, by: max(1, step)).map { start in
            let run = min(length, extent - start)
            return isUpright
                ? Sheet.Box(x: line.x, y: line.y + start, width: thickness, height: run)
                : Sheet.Box(x: line.x + start, y: line.y, width: run, height: thickness)
        }
    }
}
