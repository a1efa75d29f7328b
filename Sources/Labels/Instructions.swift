import Messages
import Returns

/// Writes the customer's numbered instructions: one HTML file that needs nothing else, and plain text for
/// e-mail, both from one `InstructionsPage`. Pure, and safe to use from every thread.
package struct Instructions: Sendable {
    /// Columns of the plain text (RFC 5322 recommends 78; quoting adds some). Only a link may be longer.
    package static let columns = 72

    private let catalogue: Catalogue

    package init(catalogue: Catalogue) { self.catalogue = catalogue }

    /// What every form of the instructions says. Whoever writes several forms makes it once.
    package func page(_ content: InstructionsContent) -> InstructionsPage {
        InstructionsWords(content, catalogue).page
    }

    /// UTF-8 HTML with its style inside; no script, no outside resource.
    package func html(
        _ content: InstructionsContent, brandColour: String? = nil, logoDataURI: String? = nil
    ) -> String {
        Self.html(
            page(content), counterCode: content.counterCode, brandColour: brandColour, logoDataURI: logoDataURI)
    }

    /// - Parameters:
    ///   - counterCode: `InstructionsContent.counterCode`, drawn as a QR code at the top.
    ///   - brandColour: `#0b5cad`; made darker or lighter where it could not be read. Anything else: our own.
    ///   - logoDataURI: `data:image/png;base64,…`, or of a JPEG or SVG, at most `InstructionsHTML.logoBytesMax`
    ///     bytes. Anything else: the brand's name.
    package static func html(
        _ page: InstructionsPage, counterCode: String? = nil, brandColour: String? = nil, logoDataURI: String? = nil
    ) -> String {
        InstructionsHTML(
            page: page, colour: brandColour.flatMap(BrandColour.init) ?? .standard, logo: logoDataURI,
            counter: counterCode.flatMap(CounterCode.init)
        ).written
    }

    /// Plain text with line feeds.
    package func text(_ content: InstructionsContent) -> String { Self.text(page(content)) }

    package static func text(_ page: InstructionsPage) -> String {
        String(decoding: InstructionsText.written(page, columns: columns), as: UTF8.self)
    }
}
