import Glibc
import JSONText
import Ledger

/// Writes everything in open formats: for each kind of record a file of JSON Lines and one of CSV, from one snapshot.
package struct OpenExport {
    package enum Format: String, CaseIterable, Sendable {
        case jsonLines = "jsonl"
        case csv
    }

    package struct Outcome: Sendable {
        package var records: [(kind: String, count: Int)] = []
    }

    let ledger: Ledger
    let folder: String
    let formats: [Format]
    let progress: (String) -> Void

    package init(of ledger: Ledger, into folder: String, as formats: [Format], progress: @escaping (String) -> Void) {
        self.ledger = ledger
        self.folder = folder
        self.formats = formats
        self.progress = progress
    }

    /// The folder appears whole, or not at all.
    package func perform() throws -> Outcome {
        guard !Files.exists(folder) else {
            throw BackupFault(
                .unusable, "\(folder) is there already. Name a folder that is not, or move that one away.")
        }
        let draft = try Files.makeDraft(of: folder)
        do {
            let outcome = try ledger.read { snapshot in
                var outcome = Outcome()
                for kind in ExportKind.all {
                    progress(kind.name)
                    outcome.records.append((kind.name, try write(kind, snapshot, into: draft)))
                }
                return outcome
            }
            try Files.sync(draft)
            try Files.move(draft, to: folder)
            return outcome
        } catch {
            try Listing.removeTree(draft)
            throw error
        }
    }

    private func write(_ kind: ExportKind, _ snapshot: Snapshot, into draft: String) throws -> Int {
        let files = try formats.map { try ExportWriting("\(draft)/\(kind.name).\($0.rawValue)", $0, kind) }
        var count = 0
        try snapshot.each(of: kind) { values in
            for file in files { try file.write(values) }
            count += 1
        }
        for file in files { try file.end() }
        return count
    }
}

/// One file of an export, a piece at a time.
private final class ExportWriting {
    private let path: String
    private let format: OpenExport.Format
    private let names: [String]
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private static let pieceBytes = 1 << 16

    init(_ path: String, _ format: OpenExport.Format, _ kind: ExportKind) throws(BackupFault) {
        self.path = path
        self.format = format
        names = kind.columns.map(\.name)
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BackupFault(cannot: "write", path, code: errno) }
        switch format {
        case .jsonLines: break
        // RFC 4180.
        case .csv: pending += Array((names.joined(separator: ",") + "\r\n").utf8)
        }
    }

    deinit { close(descriptor) }

    func write(_ values: [JSONValue]) throws(BackupFault) {
        switch format {
        case .jsonLines:
            let members = zip(names, values).map { JSONValue.Member($0, $1) }
            pending += Array((JSONValue.object(members).text + "\n").utf8)
        case .csv:
            pending += Array((values.map(\.tableCell).joined(separator: ",") + "\r\n").utf8)
        }
        if pending.count >= Self.pieceBytes { try flush() }
    }

    func end() throws(BackupFault) {
        try flush()
        guard fsync(descriptor) == 0 else { throw BackupFault(cannot: "sync", path, code: errno) }
    }

    private func flush() throws(BackupFault) {
        let code = pending.withUnsafeBytes { Files.writeAll($0, descriptor) }
        if let code { throw BackupFault(cannot: "write", path, code: code) }
        pending.removeAll(keepingCapacity: true)
    }
}

/// docs/export.md, made from the kinds themselves.
package enum ExportReference {
    package static var markdown: String {
        var page = """
            # The export

            Made from the code by `make docs`; a test compares them. `rmad export FOLDER` writes everything that the \
            ledger holds, of one moment, while the daemon works: for each kind below `NAME.jsonl` (JSON Lines, UTF-8) and \
            `NAME.csv` (RFC 4180, UTF-8, a header). Names and columns stay; new ones are added behind those that are there. \
            What is not known is `null`, or empty in CSV. Times are UTC with milliseconds, days are ISO 8601, amounts are \
            whole minor units (cents, yen, fils). In CSV, objects are JSON in one cell, and a text that a spreadsheet \
            would take for a formula has an apostrophe in front. The bytes of originals are not in it: those are in the \
            backup's ledger, table `originals`, and in the spool's archive.


            """
        for kind in ExportKind.all {
            page += "## \(kind.name)\n\n\(kind.about)\n\n| column | form | it means |\n|---|---|---|\n"
            for column in kind.columns {
                page += "| `\(column.name)` | \(column.form.rawValue) | \(column.about) |\n"
            }
            page += "\n"
        }
        return String(page.dropLast())
    }
}
