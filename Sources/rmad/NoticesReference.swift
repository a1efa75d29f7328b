import Logging

/// The pages that are made from the catalogue of log lines.
enum NoticesReference {
    static func files() -> [(path: String, text: String)] {
        [("docs/messages.md", markdown), ("systemd/rmad.catalog", journalCatalogue)]
    }

    /// For people who read a line and want to know what to do.
    private static var markdown: String {
        var page = """
            # Log lines: what they mean and what to do

            Made from the code by `make docs`; a test compares them. Under systemd each line has the MESSAGE_ID of its
            kind, and what it names stands in fields of its own: `journalctl --unit rmad RMA=RMA-9CG-K4TA`,
            `ENDPOINT=shop`, `DOCUMENT=orders.csv`; the others are the names below in capitals. `journalctl -x` shows
            meaning and remedy beside each line.

            """
        for (title, notices) in Notices.chapters {
            page += "\n## \(title)\n\n| line | level | it means | what to do | MESSAGE_ID |\n|---|---|---|---|---|\n"
            for notice in notices {
                let text = notice.text.replacing(/\{(\w+)\}/) { $0.1.uppercased() }
                page += "| `\(text)` | \(notice.level) | \(notice.means) | \(notice.remedy ?? "Nothing.") "
                page += "| `\(notice.id)` |\n"
            }
        }
        page += """

            ## Operations of `cannot OPERATION SUBJECT`

            Each counts in `rmad_faults_total`.

            | operation | it means | what to do beside what `found` says |
            |---|---|---|

            """
        for operation in Operation.all {
            page += "| `\(operation.words)` | \(operation.means) | \(operation.remedy ?? "Nothing.") |\n"
        }
        return page
    }

    /// The journal's own catalogue (systemd.io/CATALOG): `journalctl -x` explains each line from it.
    private static var journalCatalogue: String {
        var page = "# Made from the code by `make docs`.\n"
        for notice in Notices.all {
            // The catalogue fills @FIELD@ from the entry.
            let subject = notice.text.split(separator: "{", omittingEmptySubsequences: false).enumerated()
                .map { place, part -> String in
                    guard place > 0, let end = part.firstIndex(of: "}") else { return String(part) }
                    return "@\(LogLines.journalName(String(part[..<end])))@\(part[part.index(after: end)...])"
                }.joined()
            page += "\n-- \(notice.id)\nSubject: \(subject)\nDefined-By: rmad\nDocumentation: man:rmad(8)\n\n"
            page += "\(notice.means.replacing("`", with: ""))\n"
            if let remedy = notice.remedy { page += "\n\(remedy.replacing("`", with: ""))\n" }
        }
        return page
    }
}
