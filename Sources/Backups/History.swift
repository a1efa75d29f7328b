import Digests
import Ledger
import Returns
import Spool

/// Whether a ledger goes on where others ended: an empty, shortened or strange one is sound, too, and must never take
/// the place of a good one.
struct History {
    let folder: BackupFolder

    /// - Throws: where the ledger has lost documents that it had given receipts for.
    func require(
        _ ledger: Manifest.Head, toReach archived: ArchivedFile?, in layout: SpoolLayout
    ) throws(BackupFault) {
        guard let archived, archived.number > ledger.documents else { return }
        throw BackupFault(
            .unsound,
            "the newest document of the ledger is number \(ledger.documents), but the archive has number "
                + "\(archived.number) (\(archived.path(in: layout))): the ledger is another one, or has lost its "
                + "newest commits. No backup was made, and no older one was removed. Start the daemon: it takes lost "
                + "documents again, or says why it cannot. Then run `rmad backup` again.")
    }

    /// The finished backups whose newest event the ledger does not have: it was begun anew, is shorter, or came from an
    /// older copy. The oldest first.
    func strangers(to ledger: Ledger) throws -> [String] {
        try folder.backups().map(\.name).filter { name in
            let head = try Manifest.readHead(in: "\(folder.path)/\(name)")
            // What cannot be read is no reason to keep anything; `--check` says so.
            guard let head, head.events > 0 else { return false }
            return try ledger.read { try $0.hash(ofEvent: head.events)?.description != head.hash }
        }
    }
}
