import Glibc
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
    /// - Returns: days of which nobody knows what they hold. Until they can be looked into, nothing may be given a
    ///   number: it may be that of a document that lies there.
    /// - Throws: `LedgerMissing` where the ledger knows no document at all: then far more is lost than the archive has,
    ///   and numbers that were given out would be given out again.
    func takeAgainWhatWasLost() throws -> [ClosedFolder] {
        let (newest, day) = try ledger.read { snapshot in
            (try snapshot.newestDocumentID(), try snapshot.newestDocument().map { $0.date.description })
        }
        let archive = ArchiveListing(in: spool.layout, behind: newest, since: day.flatMap { ArchiveDay($0) })
        for folder in archive.closed {
            log.note(Notices.archiveClosed, ["folder": "\(folder.path)", "found": "\(folder.fault)"])
        }
        let (lost, strangers) = archive.parted(newest: newest, most: Ledger.passedOverMax)
        for file in strangers { log.note(Notices.archiveStranger, ["file": "\(file.path(in: spool.layout))"]) }
        let alone = archive.receiptsAlone.compactMap { ArchiveReading(receipt: $0.path, of: $0.number) }
        guard !lost.isEmpty || !alone.isEmpty else { return archive.closed }
        guard newest > 0 else {
            throw LedgerMissing(files: lost.count, archive: spool.layout.path(of: .archive))
        }
        try takeAgain(lost, alone: alone, newest: newest)
        return archive.closed
    }

    private func takeAgain(_ files: [ArchivedFile], alone: [ArchiveReading], newest: DocumentID) throws {
        let readings = files.map(reading) + alone
        let lost = try readings.filter { one in
            try !replay.isKnown(one.precedent, original: one.original)
        }
        guard !lost.isEmpty else { return }
        log.note(Notices.ledgerLost, ["files": "\(lost.count)", "newest": "\(newest)"])
        // All of them, before anything is given a number that it did not have.
        let withheld = try replay.withhold(numbersOf: lost.map(\.precedent))
        let order = zip(lost, withheld).sorted { $0.1.document < $1.1.document }
        // What cannot be recorded is told by the replay, and stays in the archive.
        for (one, precedent) in order { _ = try replay.perform(one.original(), as: precedent) }
    }

    /// What the receipt beside it says; where that is lost, the one that its sender got.
    private func reading(of file: ArchivedFile) -> ArchiveReading {
        let path = file.path(in: spool.layout)
        var receipt = ArchiveReading.Receipt(file.receiptPath(in: spool.layout), of: file.number)
        if !receipt.isKept, let kept = receiptOfSender(of: file) { receipt = .kept(kept) }
        var status = stat()
        let moment = lstat(path, &status) == 0 ? Int64(status.st_mtim.tv_sec) * 1000 : 0
        return ArchiveReading(
            path: path, receipt: receipt,
            without: Precedent(
                document: file.number, name: file.name, station: "", fileTime: Instant(milliseconds: moment),
                folder: file.day.description))
    }

    /// The receipt that its sender got; nil where there is none any more.
    private func receiptOfSender(of file: ArchivedFile) -> Precedent? {
        for place in KeptReceipts.placesOfSender(named: "\(file.name).receipt.json", in: spool.layout) {
            if case .kept(let kept) = ArchiveReading.Receipt(place, of: file.number) { return kept }
        }
        return nil
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
