import ArgumentParser
import Desk
import Documents
import Foundation
import Ledger
import Returns
import Settings

/// `rmad docs`: the documents that are made from the code.
struct Docs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write, or verify, the documents that are made from the code.",
        discussion: """
            docs/states.md, docs/documents.md, docs/configuration.md, docs/metrics.md, docs/messages.md, docs/schemas/, \
            docs/webhooks/ and systemd/rmad.catalog. \
            Without --write it only compares, and ends with 1 when a file differs.
            """,
        shouldDisplay: false)

    @Flag(help: "Write the files instead of comparing them.")
    var write = false
    @Option(help: "The top folder of the repository.", completion: .directory)
    var root = "."

    func run() throws {
        var differing: [String] = []
        for document in Self.documents() {
            let path = "\(root)/\(document.path)"
            if write {
                let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data(document.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
                Terminal.say(document.path)
            } else if FileManager.default.contents(atPath: path) != Data(document.text.utf8) {
                differing.append(document.path)
            }
        }
        guard differing.isEmpty else {
            Terminal.complain("out of date: \(differing.joined(separator: ", ")). Run `make docs`.")
            throw ExitCode(1)
        }
    }

    static func documents() -> [(path: String, text: String)] {
        DocumentsReference.files() + EventReference.files() + [
            ("docs/configuration.md", SettingsReference.markdown()), ("docs/states.md", StatesReference.markdown()),
            ("docs/metrics.md", FigureCatalogue.markdown),
        ] + NoticesReference.files()
    }
}
