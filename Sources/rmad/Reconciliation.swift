import Backups
import Foundation
import Intake
import Ledger
import Logging
import Returns
import Spool

/// Finds what the ledger has lost. Every document that was acknowledged lies in the archive under its number; where the
/// archive has newer ones than the ledger, commits are gone: a WAL was removed or damaged, or an older copy of the
/// ledger was put in place, by `rmad restore` or by hand. SQLite cannot tell; a shorter ledger is as sound as a longer
/// one.
struct Reconciliation {
    let ledger: Ledger
    let spool: Spool
    let replay: Replay
    let log: Logger

    /// Records them again as `rmad replay` does, with the numbers that they had.
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
        var isSaid = false
        for file in lost {
            let path = file.path(in: spool.layout)
            let outcome = try replay.perform(
                try ArchivedOriginals.bytes(path, bytesMax: spool.policy.fileBytesMax),
                as: try precedent(of: file, path))
            if outcome == .known { continue }
            if !isSaid { log.note(Notices.ledgerLost, ["files": "\(lost.count)", "newest": "\(newest)"]) }
            isSaid = true
            guard case .refused(let reason) = outcome else { continue }
            let station = try receiptFolder(of: file)?.station
            guard let claimed = try spool.reclaim(file, station: station) else { continue }
            try spool.reject(claimed, reason: Array(reason.utf8))
        }
    }

    /// What the receipt beside it says; where that is lost, the one that its sender got.
    private func precedent(of file: ArchivedFile, _ path: String) throws -> Precedent {
        let beside = file.receiptPath(in: spool.layout)
        if FileManager.default.fileExists(atPath: beside), let kept = try Precedent.kept(beside, of: file.number) {
            return kept
        }
        let found = try receiptFolder(of: file)
        if let kept = found?.precedent { return kept }
        let modified = try URL(fileURLWithPath: path).resourceValues(forKeys: [.contentModificationDateKey])
        let moment = modified.contentModificationDate?.timeIntervalSince1970 ?? 0
        return Precedent(
            document: file.number, name: file.name, station: "",
            fileTime: Instant(milliseconds: Int64(moment * 1000)), folder: file.day.description)
    }

    /// The folder of receipts in which its own lies; nil where there is none any more.
    private func receiptFolder(of file: ArchivedFile) throws -> (station: FileName?, precedent: Precedent)? {
        let root = spool.layout.path(of: .receipts)
        var stations: [FileName?] = [nil]
        let folders = try FileManager.default.contentsOfDirectory(
            at: URL(fileURLWithPath: root), includingPropertiesForKeys: [.isDirectoryKey])
        for folder in folders where try folder.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
            stations.append(FileName(folder.lastPathComponent))
        }
        for station in stations {
            let folder = station.map { "\(root)/\($0.printable)" } ?? root
            let receipt = "\(folder)/\(file.name).receipt.json"
            guard FileManager.default.fileExists(atPath: receipt) else { continue }
            if let kept = try Precedent.kept(receipt, of: file.number) { return (station, kept) }
        }
        return nil
    }
}

extension Precedent {
    private static let bytesMax = 1 << 28

    /// Reads a receipt.
    /// - Returns: nil where it is none (a power cut may have left it empty) or that of another document.
    static func kept(_ path: String, of document: DocumentID) throws(BackupFault) -> Precedent? {
        guard let kept = Precedent(receipt: try ArchivedOriginals.bytes(path, bytesMax: bytesMax)) else { return nil }
        return kept.document == document ? kept : nil
    }
}

/// The ledger is new, and the spool is not.
struct LedgerMissing: Error, CustomStringConvertible {
    let files: Int
    let archive: String

    var description: String {
        "the ledger is empty, but \(archive) holds \(files) \(files == 1 ? "document" : "documents") that one has "
            + "recorded. Put the ledger back, or move the empty one away and restore a backup (rmad restore); "
            + "`ledger.file` may name another place than before. "
            + "To begin anew without it, move the archive away first: number ranges begin again then, too."
    }
}
