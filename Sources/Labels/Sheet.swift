import Returns

/// Where everything stands on one page, in whole dots from the top left corner: the one description that PDF, SVG,
/// the bitmap and the printer's language are drawn from. What the elements say is printable already.
package struct Sheet: Sendable, Equatable {
    package let density: DotDensity
    package let width: Int
    package let height: Int
    /// In reading order, which is the order of a PDF's structure.
    package var elements: [Element] = []
    package var remarks: [SheetRemark] = []

    package init(density: DotDensity, width: Int, height: Int) {
        self.density = density
        self.width = width
        self.height = height
    }

    package enum Element: Sendable, Equatable {
        case text(TextBlock)
        case symbol(PlacedSymbol)
        /// A filled box.
        case rule(Box, Ink)
        /// An outline of the given thickness, drawn inside the box.
        case frame(Box, thickness: Int)
        case logo(Logo, Box)
        /// A broken line: where to cut, where to fold. The box is its extent, one side of it the thickness.
        case dashes(Box, Dashes)
    }

    package struct Box: Sendable, Equatable {
        package var x: Int
        package var y: Int
        package var width: Int
        package var height: Int

        package init(x: Int, y: Int, width: Int, height: Int) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }

        package var maxX: Int { x + width }
        package var maxY: Int { y + height }

        package func overlaps(_ other: Box) -> Bool {
            x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
        }

        package func holds(_ other: Box) -> Bool {
            other.x >= x && other.maxX <= maxX && other.y >= y && other.maxY <= maxY
        }
    }

    /// Start is where lines of the sheet's language begin; text of the other direction begins at the other side.
    package enum Alignment: Sendable { case start, centre, end }
    /// What happens to a line that is too long. Numbers that people type and our own constant words are never cut,
    /// they get smaller; a name gets smaller by a third at most before it is cut.
    package enum Overflow: Sendable { case ellipsis, squeeze, shrink }
    package enum Weight: Int, Sendable, CaseIterable { case regular, bold }
    /// Colours, where a format has any; on dots all but white and tint are black, and tint is left out.
    package enum Ink: Sendable, Equatable { case black, muted, brand, tint }
    package enum Dashes: Sendable { case cut, fold }
    package enum Direction: Sendable { case leftToRight, rightToLeft }
    /// What a text is, for screen readers.
    package enum Role: Sendable { case title, heading, body, caption }

    /// Lines of text under each other. Longer lines use spare slots, then end in an ellipsis.
    package struct TextBlock: Sendable, Equatable {
        package var lines: [String]
        package var x: Int
        /// Of the first line.
        package var baseline: Int
        package var width: Int
        /// Of the type, in dots.
        package var size: Double
        package var leading = 0
        package var slots = 1
        package var weight = Weight.regular
        package var alignment = Alignment.start
        package var overflow = Overflow.ellipsis
        package var ink = Ink.black
        package var role = Role.body
        /// BCP 47, where characters are shared between languages.
        package var scriptLanguage: String?
        /// The direction of the sheet.
        package var direction = Direction.leftToRight
        /// Set where the lines are parts of a paragraph, whose direction holds for all of them.
        package var paragraphDirection: Direction?
        /// What a click on the text opens.
        package var link: String?

        /// The room of its lines: ink never leaves it.
        package var box: Box {
            let above = Int((size * Typesetter.aboveMax).rounded(.up))
            let below = Int((size * Typesetter.belowMax).rounded(.up))
            let beside = Int((size * Typesetter.besideMax).rounded(.up))
            return Box(
                x: x - beside, y: baseline - above, width: width + 2 * beside,
                height: above + below + (slots - 1) * leading)
        }
    }

    /// A symbol in its place; the box is its modules alone, the quiet zone is around it.
    package struct PlacedSymbol: Sendable, Equatable {
        package var symbol: EncodedSymbol
        package var box: Box
        /// Whole dots of one module.
        package var moduleDots: Int

        package init(symbol: EncodedSymbol, box: Box, moduleDots: Int) {
            (self.symbol, self.box, self.moduleDots) = (symbol, box, moduleDots)
        }

        /// The box with its quiet zones: nothing else may stand in it.
        package var room: Box {
            let side = symbol.content.quietModules * moduleDots
            let end = symbol.content.isLinear ? 0 : side
            return Box(x: box.x - side, y: box.y - end, width: box.width + 2 * side, height: box.height + 2 * end)
        }
    }

    package var texts: [TextBlock] {
        elements.compactMap { if case .text(let block) = $0 { block } else { nil } }
    }

    package var symbols: [PlacedSymbol] {
        elements.compactMap { if case .symbol(let symbol) = $0 { symbol } else { nil } }
    }
}

/// Pages that belong together: one PDF, or one picture a page.
package struct SheetDocument: Sendable, Equatable {
    package var title: String
    /// One sentence for those who do not see the pages.
    package var summary: String
    /// BCP 47.
    package var language: String
    package var brandColour: Colour?
    /// Goes into the PDF's metadata, so that the same content always gives the same bytes.
    package var madeAt: Instant
    package var pages: [Sheet]

    /// What readers of its pages will miss, each once.
    package var remarks: [SheetRemark] {
        pages.reduce(into: []) { found, page in
            for remark in page.remarks where !found.contains(remark) { found.append(remark) }
        }
    }

    package init(
        title: String, summary: String, language: String, brandColour: Colour? = nil, madeAt: Instant,
        pages: [Sheet]
    ) {
        self.title = title
        self.summary = summary
        self.language = language
        self.brandColour = brandColour
        self.madeAt = madeAt
        self.pages = pages
    }
}
