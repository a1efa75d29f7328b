import Foundation
import Labels
import Messages
import Returns
import Yams

/// Draws every layout once: `label-gallery FOLDER` in the package's root writes one PNG of each, as large as a page
/// shows it; `label-gallery FOLDER all` writes PDF, SVG and ZPL beside them.
@main
enum LabelGallery {
    static func main() throws {
        let arguments = CommandLine.arguments
        let folder = URL(filePath: arguments.count > 1 ? arguments[1] : "docs/labels")
        let isWhole = arguments.contains("all")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let renderer = try LabelRenderer(catalogue: try catalogue())
        for (name, document) in try GallerySheets(renderer).documents() {
            for page in document.pages.indices {
                let numbered = document.pages.count > 1 ? "\(name)-\(page + 1)" : name
                try Data(renderer.png(document, page: page)).write(to: folder.appending(path: numbered + ".png"))
                guard isWhole else { continue }
                try Data(renderer.svg(document, page: page)).write(to: folder.appending(path: numbered + ".svg"))
            }
            guard isWhole else { continue }
            try Data(renderer.pdf(document)).write(to: folder.appending(path: name + ".pdf"))
            try Data(renderer.zpl(document).utf8).write(to: folder.appending(path: name + ".zpl"))
        }
    }

    private static func catalogue() throws -> Catalogue {
        var texts: [Language: [String: String]] = [:]
        for language in Language.allCases {
            let path = "Config/messages/\(language.rawValue)/instructions.yaml"
            guard let node = try Yams.compose(yaml: String(contentsOfFile: path, encoding: .utf8)) else { continue }
            texts[language] = flat(node, "")
        }
        return Catalogue(texts)
    }

    private static func flat(_ node: Node, _ path: String) -> [String: String] {
        guard let mapping = node.mapping else { return [path: node.string ?? ""] }
        return mapping.reduce(into: [:]) { found, pair in
            let key = pair.key.string ?? ""
            found.merge(flat(pair.value, path.isEmpty ? key : "\(path).\(key)")) { _, last in last }
        }
    }
}
