import ArgumentParser
import Digests
import JSONText
import Ledger
import Returns
import Spool

/// `rmad verify`: whether the ledger is what the daemon wrote.
package struct VerifyCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the whole ledger: its file, its events, its originals, its photos.",
        discussion: """
            Looks at everything: SQLite's own checks, the hash of every event and that none is missing, whether \
            each return says what its events say, whether every original and every photo is what it was, whether \
            orders, customers, receipts and messages are what was written, and whether the spool's archive has \
            documents, or a receipt a return, that the ledger has lost. It may run beside the daemon. Write the head \
            hash down somewhere else: a ledger that was made anew cannot have it.

            Examples:
              rmad verify
              rmad verify --json | jq -r .head

            With --json, one object: sound, events, returns, originals, photos, head, findings (place, found, meaning). \
            Ends with 0 when the ledger is sound, with 1 when something is found.
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    /// Findings that are printed; a ledger with more is beyond reading.
    private static let findingsMax = 100

    package func run() throws {
        try DeskSession.run(options) { session in
            let progress = Progress()
            // Looked at first: the daemon records a document before it archives it.
            let archive = ArchiveListing(in: session.place.layout)
            let ledger = try session.ledger()
            var report = try ledger.verify(findingsMax: Self.findingsMax) { progress.show("\($0) events") }
            // A damaged file may not tell how far it goes.
            let parted = archive.parted(newest: report.newestDocument, most: Ledger.passedOverMax)
            if report.isSound, let archived = parted.documents.last, archived.number > report.newestDocument {
                report.findings.append(Self.lost(archived, newest: report.newestDocument))
            }
            report.findings += archive.closed.map(Self.closed)
            if report.isReadable {
                let room = max(0, Self.findingsMax - report.findings.count)
                report.findings += try ledger.read { try $0.lostDocuments(limit: room) }.map(Self.lost)
            }
            var receipts = ReceiptCheck(
                layout: session.place.layout, ledger: ledger, findingsMax: Self.findingsMax - report.findings.count)
            if report.isReadable {
                let closed = try receipts.perform().filter { !archive.closed.map(\.path).contains($0.path) }
                report.findings += receipts.findings + closed.map(Self.closed)
            }
            var evidence = EvidenceCheck(
                layout: session.place.layout, ledger: ledger, findingsMax: Self.findingsMax - report.findings.count,
                progress: { progress.show("\($0) photos") })
            if report.isReadable {
                try evidence.perform()
                report.findings += evidence.findings
            }
            progress.end()
            switch session.form {
            case .json: session.screen.json(Self.json(report, photos: evidence.photos))
            case .forPeople: Self.show(report, photos: evidence.photos, session)
            }
            return report.isSound ? .ok : .finding
        }
    }

    private static func lost(_ loss: LostDocument) -> VerificationFinding {
        VerificationFinding(
            place: "document \(loss.document)", found: loss.words,
            meaning: "It lay, or lies, at archive/\(loss.receivedAt.date)/\(loss.document)-*. Put a whole copy there "
                + "under its old name, stop rmad, and run `rmad replay` on that folder: the log says more. Where no "
                + "copy is left: `rmad lost accept \(loss.document) --reason TEXT`.")
    }

    private static func closed(_ folder: ClosedFolder) -> VerificationFinding {
        VerificationFinding(
            place: folder.path,
            found:
                "it cannot be looked into (\(folder.fault)): whether the ledger has all that lies there is not known",
            meaning: ClosedFolder.remedy)
    }

    private static func lost(_ archived: ArchivedFile, newest: Int64) -> VerificationFinding {
        VerificationFinding(
            place: "end of the documents",
            found: "the newest is number \(newest), but the archive has number \(archived.number) "
                + "(\(archived.day)/\(archived.number)-\(archived.name))",
            meaning: newest == 0
                ? "The ledger is new. Put the one that was there back, or restore a backup."
                : "The newest commits are lost: the WAL was removed or damaged, or an older copy was put in place. "
                    + "Start the daemon: it takes those documents again from the archive.")
    }

    private static func show(_ report: VerificationReport, photos: Int, _ session: DeskSession) {
        let screen = session.screen
        screen.line(
            "Looked at \(report.events) events, \(report.cases) returns, \(report.originals) originals and "
                + "\(photos) photos.")
        screen.paragraph("Head: \(report.head)")
        guard !report.isSound else { return screen.line(screen.ink.paint("The ledger is sound.", .good)) }
        let count = report.findings.count
        let amount = count == findingsMax ? "At least \(count) findings" : "\(count) finding\(count == 1 ? "" : "s")"
        screen.line(screen.ink.paint("\(amount):", .bad))
        for finding in report.findings {
            screen.line()
            screen.paragraph("\(Printable.line(finding.place)): \(Printable.line(finding.found))", indent: 2, .strong)
            screen.paragraph(Printable.line(finding.meaning), indent: 4)
        }
    }

    private static func json(_ report: VerificationReport, photos: Int) -> JSONValue {
        .object(known: [
            ("sound", .bool(report.isSound)), ("events", .count(report.events)), ("returns", .count(report.cases)),
            ("originals", .count(report.originals)), ("photos", .count(photos)),
            ("head", .string(report.head.description)),
            (
                "findings",
                .array(
                    report.findings.map { finding in
                        [
                            "place": .string(finding.place), "found": .string(finding.found),
                            "meaning": .string(finding.meaning),
                        ]
                    })
            ),
        ])
    }
}

/// How far a long check has come, on one line of a terminal that is written over; elsewhere nothing.
private final class Progress {
    private let isShown = ErrorOutput.isTerminal
    private var hasLine = false

    func show(_ words: String) {
        guard isShown else { return }
        hasLine = true
        ErrorOutput.write("\r\u{1B}[K\(words) …")
    }

    func end() { if hasLine { ErrorOutput.write("\r\u{1B}[K") } }
}
