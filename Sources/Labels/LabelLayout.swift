import Messages
import Returns

/// Where everything stands on a label, in whole dots from the top left corner: the one description that the
/// PDF, the printer language and the bitmap are drawn from. A pure function of its arguments.
///
/// Zones from the top, after GS1's logistic label guideline: from and link (A), carrier and piece (D), to (B),
/// our number and the dock (G/H), trade data (E/F), marks, and the licence plate at the bottom.
package struct LabelLayout: Sendable, Equatable {
    package struct Box: Sendable, Equatable {
        package var x: Int
        package var y: Int
        package var width: Int
        package var height: Int
    }

    package enum Alignment: Sendable { case left, centre, right }
    /// What happens to a line that is too long: what people type and our own constant words are
    /// never cut, they get smaller.
    package enum Overflow: Sendable { case ellipsis, shrink }
    package enum Weight: Int, Sendable, CaseIterable { case regular, bold }

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
        package var alignment = Alignment.left
        package var overflow = Overflow.ellipsis
        /// BCP 47, where characters are shared between languages.
        package var scriptLanguage: String?
    }

    package struct Linear: Sendable, Equatable {
        package var code: ParcelCode
        package var box: Box
        package var moduleDots: Int
    }

    package struct Matrix: Sendable, Equatable {
        package var text: String
        package var version: Int
        package var box: Box
        package var moduleDots: Int
    }

    package let density: DotDensity
    package let width: Int
    package let height: Int
    package private(set) var texts: [TextBlock] = []
    /// Filled boxes: rules between the zones.
    package private(set) var rules: [Box] = []
    /// Outlines, `frameThickness` wide, drawn inside the box.
    package private(set) var frames: [Box] = []
    package let frameThickness: Int
    package private(set) var linear: Linear
    package private(set) var matrix: Matrix?
    package let title: String

    /// - Throws: an invalid parcel code, a link that is too long, a symbol without room.
    package static func layout(
        _ content: LabelContent, catalogue: Catalogue, stock: LabelStock = .fourBySix,
        density: DotDensity = .dpi203
    ) throws(LabelError) -> LabelLayout {
        var layout = try LabelLayout(content, stock, density)
        let zones = LabelZones(density: density)
        let say = { (key: String) in catalogue.say("label." + key, in: content.language) }
        layout.matrix = try zones.matrix(content)
        layout.texts =
            zones.sender(content, caption: say("from"), link: say("track"))
            + zones.carriage(content, words: catalogue)
            + zones.recipient(content, caption: say("to"))
            + zones.number(content, caption: say("number"), routing: say("routing"))
            + zones.details(content, words: catalogue)
            + zones.marks(content)
            + [zones.readable(content.code)]
        layout.rules = zones.rules
        layout.frames = zones.frames(content)
        return layout
    }

    private init(_ content: LabelContent, _ stock: LabelStock, _ density: DotDensity) throws(LabelError) {
        self.density = density
        width = stock.inches.width * density.dotsPerInch
        height = stock.inches.height * density.dotsPerInch
        frameThickness = density.dots(0.4)
        title = [content.brand, content.rma.text].map { PrintableText($0).text }.filter { !$0.isEmpty }
            .joined(separator: " – ")
        linear = try LabelZones(density: density).linear(content, width: width)
    }
}
