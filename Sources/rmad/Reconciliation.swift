import Foundation
import Intake
import Ledger
import Logging
import Returns
import Spool

/// Finds what the ledger has lost. Every document that was acknowledged lies in the archive under its number; where the
/// archive has newer ones than the ledger, commits are gone: a WAL was removed or damaged, or an older copy of the
/// ledger was put in place. SQLite cannot tell; a shorter ledger is as sound as a longer one.
struct Reconciliation {
    let ledger: Ledger
    let spool: Spool
    let intake: Intake
    let log: Logger

    /// Records them again in their order, one after the other, so that they get the numbers that they had.
    ///
    /// - Throws: `LedgerMissing` where the ledger knows no document at all: then far more is lost than the archive has,
    ///   and numbers that were given out would be given out again.
    func takeAgainWhatWasLost() throws {
        let (newest, day) = try ledger.read { snapshot in
            (try snapshot.newestDocumentID(), try snapshot.newestDocument().map { $0.date.description })
        }
        let lost = try ArchivedFile.list(in: spool.layout, behind: newest, since: day.flatMap { ArchiveDay($0) })
        guard !lost.isEmpty else { return }
        guard newest > 0 else {
            throw LedgerMissing(files: lost.count, archive: spool.layout.path(of: .archive))
        }
        log.note(Notices.ledgerLost, ["files": "\(lost.count)", "newest": "\(newest)"])
        for file in lost {
            guard let claimed = try spool.reclaim(file, station: try station(of: file)) else { continue }
            intake.takeAgain(claimed)
        }
    }

    /// The folder of the drop through which it came, as its receipt says; nil where it says nothing, or is gone.
    private func station(of file: ArchivedFile) throws -> FileName? {
        let receipts = URL(fileURLWithPath: spool.layout.path(of: .receipts))
        let folders = try FileManager.default.contentsOfDirectory(
            at: receipts, includingPropertiesForKeys: [.isDirectoryKey])
        for folder in folders where try folder.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
            let receipt = folder.appending(path: "\(file.name).receipt.json")
            guard FileManager.default.fileExists(atPath: receipt.path) else { continue }
            if try Receipt(of: receipt)?.document == file.number { return FileName(folder.lastPathComponent) }
        }
        return nil
    }

    /// What matters here of a receipt.
    private struct Receipt: Decodable {
        let document: Int64

        /// nil where the file is no receipt: a power cut may have left it empty.
        init?(of file: URL) throws {
            let bytes = try Data(contentsOf: file)
            do {
                self = try JSONDecoder().decode(Self.self, from: bytes)
            } catch is DecodingError {
                return nil
            }
        }
    }
}

/// The ledger is new, and the spool is not.
struct LedgerMissing: Error, CustomStringConvertible {
    let files: Int
    let archive: String

    var description: String {
        "the ledger is empty, but \(archive) holds \(files) \(files == 1 ? "document" : "documents") that one has "
            + "recorded. Put the ledger back, or restore a backup; `ledger.file` may name another place than before. "
            + "To begin anew without it, move the archive away first: number ranges begin again then, too."
    }
}
