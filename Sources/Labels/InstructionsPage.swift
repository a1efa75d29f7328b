import Returns

/// The instructions as blocks in reading order: what HTML, plain text and PDF are all written from.
///
/// Every text in it is said in the language, made printable, and isolated where its direction differs; a writer
/// escapes for its own format and adds no word.
package struct InstructionsPage: Sendable, Equatable {
    /// `Your return RMA-4KD-9T2X`
    package var title: String
    package var brand: String
    package var language: Language
    package var isRightToLeft: Bool
    package var blocks: [Block]
    package var footer: String

    package init(
        title: String, brand: String, language: Language, isRightToLeft: Bool, blocks: [Block], footer: String
    ) {
        self.title = title
        self.brand = brand
        self.language = language
        self.isRightToLeft = isRightToLeft
        self.blocks = blocks
        self.footer = footer
    }

    package enum Block: Sendable, Equatable {
        case heading(String)
        case paragraph(String)
        /// Numbered, in order; the steps of one page stand together.
        case step(Step)
        /// Bullets.
        case items([String])
        /// Label and value, row by row.
        case facts([Fact])
        /// The first cell of a row names it.
        case table(header: [String], rows: [[String]])
    }

    package struct Step: Sendable, Equatable {
        /// From 1.
        package var number: Int
        package var title: String
        package var paragraphs: [String]
        package var items: [String]
        /// Lines of a postal address, the last thing but the link.
        package var address: [String]
        /// Shown as it is; to be clicked only where it leads to the web.
        package var link: String?

        package init(
            number: Int, title: String, paragraphs: [String] = [], items: [String] = [], address: [String] = [],
            link: String? = nil
        ) {
            self.number = number
            self.title = title
            self.paragraphs = paragraphs
            self.items = items
            self.address = address
            self.link = link
        }
    }

    package struct Fact: Sendable, Equatable {
        package var label: String
        package var value: String
        /// `tel:`, `mailto:` or the web, behind the value.
        package var link: String?

        package init(label: String, value: String, link: String? = nil) {
            self.label = label
            self.value = value
            self.link = link
        }
    }
}
