import GRDB
import Glibc

/// The ledger's files as they were opened. SQLite goes on writing into a file that somebody has removed or replaced;
/// what it wrote there would be gone with the process, receipts or not.
struct LedgerPlace: Sendable {
    private let path: String
    private let files: [(name: String, identity: Identity)]

    private struct Identity: Equatable {
        let device: UInt
        let inode: UInt
    }

    /// - Throws: `LedgerFault` when the ledger, its WAL or its lock is not there.
    init(_ path: String) throws(LedgerFault) {
        self.path = path
        var files: [(name: String, identity: Identity)] = []
        for name in [path, path + "-wal", path + ".lock"] {
            guard let identity = Self.identity(of: name) else { throw Self.gone(name) }
            files.append((name, identity))
        }
        self.files = files
    }

    /// - Throws: `LedgerFault` when another file, or none, has the name of one that is written to.
    func requireSame() throws(LedgerFault) {
        for file in files where Self.identity(of: file.name) != file.identity { throw Self.gone(file.name) }
    }

    private static func identity(of path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    }

    private static func gone(_ name: String) -> LedgerFault {
        LedgerFault(
            "commit to", name, "it was removed or replaced while the daemon works on it",
            hint: "Put back what was there before, or restore a backup; leave the ledger's files to rmad.")
    }
}

extension LedgerFault {
    private static let freeSpace = "The disk is full: free space on it. What has no receipt waits in the spool."

    /// SQLite's own words, and what to do by its code.
    init(_ operation: String, _ path: String, _ error: DatabaseError) {
        let code = error.extendedResultCode.rawValue
        let hint =
            switch error.resultCode {
            case .SQLITE_FULL: Self.freeSpace
            // The index of the journal found no room to grow.
            case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: Self.freeSpace
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                "Another program holds the ledger's lock: end it; only rmad's own commands may open the ledger."
            case .SQLITE_IOERR:
                "The disk reports an error, or its file system is read-only now: see the kernel log (dmesg) and the "
                    + "mount; replace a disk that is broken."
            case .SQLITE_READONLY:
                "The file or its file system is read-only: see its mode, the mount and the kernel log."
            case .SQLITE_CANTOPEN:
                "Check that the folder and the file belong to the user that rmad runs as, that the disk is not full, "
                    + "and LimitNOFILE."
            case .SQLITE_CORRUPT, .SQLITE_NOTADB:
                "The file is damaged. Stop the daemon, which systemd would start again and again (systemctl stop "
                    + "rmad), copy the file away, then restore a backup; the originals since lie in the spool's "
                    + "archive."
            default: "Check that the file belongs to this user and that the disk is sound; then restore a backup."
            }
        self.init(operation, path, "\(error.message ?? "unknown error") (SQLite \(code))", hint: hint)
    }
}
