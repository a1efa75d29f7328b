import Documents
import Foundation
import Returns
import Testing

/// The examples of docs/documents.md, taken from the page itself: what staff copy must work.
enum Samples {
    private static let page = DocumentsReference.files().first { $0.path == "docs/documents.md" }?.text ?? ""

    static func json(_ kind: DeclarationKind) -> String { block("json", kind) }
    static func csv(_ kind: DeclarationKind) -> String { block("csv", kind) }

    private static func block(_ language: String, _ kind: DeclarationKind) -> String {
        guard let section = page.components(separatedBy: "\n## `\(kind.rawValue)`").dropFirst().first,
            let start = section.range(of: "```\(language)\n"), let end = section[start.upperBound...].range(of: "\n```")
        else {
            Issue.record("docs/documents.md has no \(language) example of \(kind.rawValue)")
            return ""
        }
        return String(section[start.upperBound..<end.lowerBound])
    }
}
