import ArgumentParser
import Backups
import Desk
import Documents
import Foundation
import Ledger
import Messages
import Returns
import Settings

/// `rmad docs`: the documents that are made from the code.
struct Docs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write, or verify, the documents that are made from the code.",
        discussion: """
            docs/states.md, docs/documents.md, docs/configuration.md, docs/metrics.md, docs/messages.md, docs/export.md, docs/schemas/, \
            docs/webhooks/ and systemd/rmad.catalog. \
            Without --write it only compares, and ends with 1 when a file differs.
            """,
        shouldDisplay: false)

    @Flag(help: "Write the files instead of comparing them.")
    var write = false
    @Option(help: "The top folder of the repository.", completion: .directory)
    var root = "."
    @Option(
        help: "Write what is installed beside the program below this folder: manual pages and shell completions.",
        completion: .directory)
    var installed: String?

    func run() throws {
        if let installed {
            for file in try Manual.files() {
                try put(file.text, at: "\(installed)/\(file.path)")
                Terminal.say(file.path)
            }
            return
        }
        var differing: [String] = []
        for document in try Self.documents(root: root) {
            let path = "\(root)/\(document.path)"
            if write {
                try put(document.text, at: path)
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

    private func put(_ text: String, at path: String) throws {
        let file = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file, options: .atomic)
    }

    /// - Parameter root: the repository, whose message catalogues speak in the examples.
    static func documents(root: String) throws -> [(path: String, text: String)] {
        let voice = try Loading.house(file: "\(root)/Config/rmad.yaml").catalogue
        return DocumentsReference.files() + EventReference.files { voice.words(for: $0, in: $1) } + [
            ("docs/configuration.md", SettingsReference.markdown()), ("docs/states.md", StatesReference.markdown()),
            ("docs/metrics.md", FigureCatalogue.markdown), ("docs/export.md", ExportReference.markdown),
        ] + NoticesReference.files()
    }
}
