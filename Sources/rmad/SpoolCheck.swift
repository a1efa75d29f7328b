import Glibc
import Ledger
import Spool

/// Whether the spool is one that a daemon starts on: its folders, and whether the ledger beside it is the one that it
/// was filled with. Changes nothing; what is missing the daemon makes.
struct SpoolCheck {
    let layout: SpoolLayout
    /// The ledger's file.
    let ledger: String

    func findings() -> [Check.Finding] { SpoolLayout.Place.allCases.compactMap(finding) + ledgerLost() }

    private func finding(_ place: SpoolLayout.Place) -> Check.Finding? {
        let path = layout.path(of: place)
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            // Whoever takes orders away from `out` may have put it there: what is owed there waits.
            return Check.Finding(
                place == .out ? .standstill : .problem,
                "spool: \(path): a link or a file stands where a folder belongs, and rmad follows no links there. "
                    + "Put the folder back, or move the whole spool (`spool.directory`).")
        }
        guard access(path, R_OK | W_OK | X_OK) != 0 else { return nil }
        return Check.Finding(
            .problem,
            "spool: \(path) may not be used by this user. Give it to the user that rmad runs as, with all rights.")
    }

    /// A ledger without any document, beside an archive that has some.
    private func ledgerLost() -> [Check.Finding] {
        do {
            guard try newestDocument() == 0 else { return [] }
        } catch {
            // The ledger's own finding says it.
            return []
        }
        let archived = ArchiveListing(in: layout).parted(newest: 0, most: Ledger.passedOverMax).documents
        guard !archived.isEmpty else { return [] }
        let missing = LedgerMissing(files: archived.count, archive: layout.path(of: .archive))
        return [Check.Finding(.problem, "ledger.file: \(missing)")]
    }

    private func newestDocument() throws -> DocumentID {
        guard access(ledger, F_OK) == 0 else { return 0 }
        return try Ledger(path: ledger, access: .reading).read { try $0.newestDocumentID() }
    }
}
