import Messages
import Mustache
import Returns

/// Writes the customer's numbered instructions: one HTML file that needs nothing else, and plain text for
/// e-mail. Pure but for the forms that it remembers, and safe to use from every thread.
package struct Instructions: Sendable {
    /// Columns of the plain text (RFC 5322 recommends 78; quoting adds some). Only a link may be longer.
    package static let columns = 72

    private let catalogue: Catalogue
    private let pages: FormShelf
    private let letters: FormShelf

    /// - Throws: a template that cannot be parsed: our own mistake, found by the first test.
    package init(catalogue: Catalogue) throws {
        self.catalogue = catalogue
        pages = try FormShelf(InstructionsTemplates.html, escaping: .html)
        letters = try FormShelf(InstructionsTemplates.text, escaping: .none)
    }

    /// UTF-8 HTML with its style inside; no script, no outside resource.
    package func html(_ content: InstructionsContent) -> String {
        String(decoding: pages.fill(InstructionsWords(content, catalogue).parts), as: UTF8.self)
    }

    /// Plain text with line feeds.
    package func text(_ content: InstructionsContent) -> String {
        let wide = letters.fill(InstructionsWords(content, catalogue).parts)
        return String(decoding: PlainText.wrapped(wide, columns: Self.columns), as: UTF8.self)
    }

    /// Forms in memory, which stay few whatever is written.
    package var formsHeld: Int { pages.count + letters.count }
}
