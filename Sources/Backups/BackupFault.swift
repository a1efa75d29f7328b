import Glibc

/// A copy cannot be made, judged or brought back; the operator must act.
package struct BackupFault: Error, CustomStringConvertible, Sendable {
    package enum Kind: Sendable, Equatable {
        /// Disk, permissions, a ledger that cannot be read.
        case unusable
        /// One file or folder of those that are copied cannot be read; the others can.
        case unreadable
        /// Somebody else is at it; later it will do.
        case busy
        /// It was made or found, and is not what it should be.
        case unsound
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// A system call that failed, with errno as it was right behind it.
    init(cannot operation: String, _ path: String, code: Int32, kind: Kind = .unusable) {
        let remedy: String =
            switch code {
            case ENOENT, ENOTDIR: "Check the path."
            case EACCES, EPERM: "Run it as the user that rmad runs as, and see whose the folder is."
            case ENOSPC, EDQUOT: "Make room on that disk, then run it again: what was begun is cleared away."
            case EIO: "The disk reports an error: see the kernel log (dmesg)."
            case EROFS: "The file system is read-only: the kernel's log says why."
            case EISDIR, ENOTEMPTY, EEXIST: "Something else stands in its place: move it away, then run it again."
            case _: "Mend that, then run it again."
            }
        self.init(kind, "cannot \(operation) \(path): \(String(cString: strerror(code))). \(remedy)")
    }
}
