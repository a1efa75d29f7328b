import Digests
import Ledger
import Returns

/// Whether a ledger goes on where others ended: an empty, shortened or strange one is sound, too, and must never take
/// the place of a good one.
struct History {
    let folder: BackupFolder
    let archive: String

    /// The highest number of a document in the archive, and its file. It must be asked for before the ledger is copied:
    /// the daemon records a document before it archives it.
    func newestArchived() throws(BackupFault) -> (document: Int64, path: String)? {
        var newest: (document: Int64, path: String)?
        try Listing.walk(archive) { (path) throws(BackupFault) in
            guard let name = path.split(separator: "/").last, let hyphen = name.firstIndex(of: "-"),
                let document = Int64(name[..<hyphen]), document > newest?.document ?? 0
            else { return }
            newest = (document, "\(archive)/\(path)")
        }
        return newest
    }

    /// - Throws: where the ledger has lost documents that it had given receipts for.
    func require(_ ledger: Manifest.Head, toReach archived: (document: Int64, path: String)?) throws(BackupFault) {
        guard let archived, archived.document > ledger.documents else { return }
        throw BackupFault(
            .unsound,
            "the newest document of the ledger is number \(ledger.documents), but the archive has number "
                + "\(archived.document) (\(archived.path)): the ledger is another one, or has lost its newest commits. "
                + "No backup was made, and no older one was removed. Start the daemon: it takes lost documents again, "
                + "or says why it cannot. Then run `rmad backup` again.")
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
