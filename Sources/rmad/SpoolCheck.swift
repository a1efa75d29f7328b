import Desk
import Glibc
import Ledger
import Settings
import Spool

/// Whether the spool is one that a daemon starts on: its folders, and whether the ledger beside it is the one that it
/// was filled with. Changes nothing; what is missing the daemon makes.
struct SpoolCheck {
    let layout: SpoolLayout
    /// The ledger's file.
    let ledger: String
    let limits: LimitSettings

    func findings() -> [Check.Finding] {
        SpoolLayout.Place.allCases.compactMap(finding) + shortDisks() + closedStations() + ledgerLost()
    }

    /// Disks on which a daemon that starts now would take nothing from the drop.
    private func shortDisks() -> [Check.Finding] {
        let folder = ledger.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let spool = marks(at: layout.root, .spoolDisk, .spoolInodes).filter(\.isReached)
        // One disk under both is told once.
        let found = spool.isEmpty ? marks(at: folder, .ledgerDisk, .ledgerInodes).filter(\.isReached) : spool
        return found.map { mark in
            Check.Finding(
                .standstill,
                "limits: \(mark.words). Nothing is taken from the drop until there is room; make some, or demand less "
                    + "(limits.disk_free_bytes_min, disk_free_percent_min, disk_free_inodes_min).")
        }
    }

    /// Anybody who may drop files may make a folder there, with whatever mode.
    private func closedStations() -> [Check.Finding] {
        WaitingFiles.closedStations(in: layout).map { path in
            Check.Finding(
                .warning,
                "spool: \(path) may not be looked into by this user: nothing is taken from it. Give it to the group "
                    + "that drops files (chgrp rmad, chmod 2770), or remove it.")
        }
    }

    /// None of a place that is not there yet.
    private func marks(at path: String, _ bytes: WaterMark.Cause, _ files: WaterMark.Cause) -> [WaterMark] {
        do throws(DiskRoom.Failure) {
            return limits.marks(of: try DiskRoom(of: path), at: path, bytes: bytes, files: files)
        } catch {
            return []
        }
    }

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
