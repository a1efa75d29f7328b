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

    /// Records them again as `rmad replay` does, with the numbers that they had. Numbers that may have been given to
    /// what has left no trace are passed over, as after a restore.
    ///
    /// - Throws: `LedgerMissing` where the ledger knows no document at all: then far more is lost than the archive has,
    ///   and numbers that were given out would be given out again.
    func takeAgainWhatWasLost() throws {
        let (newest, day) = try ledger.read { snapshot in
            (try snapshot.newestDocumentID(), try snapshot.newestDocument().map { $0.date.description })
        }
        let lost = try ArchivedFile.list(in: spool.layout, behind: newest, since: day.flatMap { ArchiveDay($0) })
        let alone = try KeptReceipts.withoutOriginal(
            in: spool.layout, behind: newest, since: day.flatMap { ArchiveDay($0) }
        ).compactMap { try Precedent.kept($0.path, of: $0.number) }
        guard !lost.isEmpty || !alone.isEmpty else { return }
        guard newest > 0 else {
            throw LedgerMissing(files: lost.count, archive: spool.layout.path(of: .archive))
        }
        try takeAgain(lost, alone: alone, newest: newest)
    }

    private func takeAgain(_ files: [ArchivedFile], alone: [Precedent], newest: DocumentID) throws {
        var lost: [(file: ArchivedFile?, precedent: Precedent)] = []
        for file in files {
            let precedent = try precedent(of: file, file.path(in: spool.layout))
            if try !replay.isKnown(precedent, bytes: { try bytes(of: file) }) { lost.append((file, precedent)) }
        }
        for precedent in alone where try !replay.isKnown(precedent, bytes: { nil }) { lost.append((nil, precedent)) }
        guard !lost.isEmpty else { return }
        log.note(Notices.ledgerLost, ["files": "\(lost.count)", "newest": "\(newest)"])
        // All of them, before anything is given a number that it did not have.
        let withheld = try replay.withhold(numbersOf: lost.map(\.precedent))
        let order = zip(lost.map(\.file), withheld).sorted { $0.1.document < $1.1.document }
        // What cannot be recorded is told by the replay, and stays in the archive.
        for (file, precedent) in order { _ = try replay.perform(try file.map(bytes(of:)), as: precedent) }
    }

    private func bytes(of file: ArchivedFile) throws -> [UInt8] {
        try ArchivedOriginals.bytes(file.path(in: spool.layout), bytesMax: spool.policy.fileBytesMax)
    }

    /// What the receipt beside it says; where that is lost, the one that its sender got.
    private func precedent(of file: ArchivedFile, _ path: String) throws -> Precedent {
        let beside = file.receiptPath(in: spool.layout)
        if FileManager.default.fileExists(atPath: beside), let kept = try Precedent.kept(beside, of: file.number) {
            return kept
        }
        if let kept = try receiptOfSender(of: file) { return kept }
        let modified = try URL(fileURLWithPath: path).resourceValues(forKeys: [.contentModificationDateKey])
        let moment = modified.contentModificationDate?.timeIntervalSince1970 ?? 0
        return Precedent(
            document: file.number, name: file.name, station: "",
            fileTime: Instant(milliseconds: Int64(moment * 1000)), folder: file.day.description)
    }

    /// The receipt that its sender got; nil where there is none any more.
    private func receiptOfSender(of file: ArchivedFile) throws -> Precedent? {
        let root = spool.layout.path(of: .receipts)
        var places = [root]
        let folders = try FileManager.default.contentsOfDirectory(
            at: URL(fileURLWithPath: root), includingPropertiesForKeys: [.isDirectoryKey])
        for folder in folders where try folder.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
            places.append("\(root)/\(folder.lastPathComponent)")
        }
        for place in places {
            let receipt = "\(place)/\(file.name).receipt.json"
            guard FileManager.default.fileExists(atPath: receipt) else { continue }
            if let kept = try Precedent.kept(receipt, of: file.number) { return kept }
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
