import Glibc

/// Something the spool could not do: what, to which file, why, and who must act.
///
/// `description` is one line, fit for a log: names in it are already printable.
package struct SpoolError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Who can mend it.
    package enum Responsible: Sendable, Equatable {
        /// The file itself is at fault.
        case sender
        /// It may go by itself; try again later.
        case time
        /// The machine's owner: disk full, wrong permissions, two daemons.
        case `operator`
    }

    /// What was being done, as a verb: "claim", "rename to", "sync".
    package let operation: String
    /// What it was done to: a path, printable.
    package let subject: String
    /// The system's error number; nil where the spool itself objects.
    package let code: Int32?
    /// What to do about it.
    package let hint: String
    package let responsible: Responsible

    package var description: String {
        let cause = code.map { ": " + String(cString: strerror($0)) } ?? ""
        return "\(operation) \(subject)\(cause); \(hint)"
    }

    /// The spool's own objection.
    init(_ operation: String, _ subject: String, hint: String, responsible: Responsible) {
        self.operation = operation
        self.subject = subject
        self.code = nil
        self.hint = hint
        self.responsible = responsible
    }

    /// A failed system call; `code` is errno, read right behind the call.
    init(_ operation: String, _ subject: String, code: Int32) {
        self.operation = operation
        self.subject = subject
        self.code = code
        (hint, responsible) = Self.advice(for: code)
    }

    /// The same failure, told of what somebody asked for, and not of what was made on the way to it.
    /// - Parameter operation: what was being done to it, as a verb.
    package func telling(_ operation: String, _ subject: String) -> SpoolError {
        SpoolError(operation: operation, subject: subject, code: code, hint: hint, responsible: responsible)
    }

    /// The same failure with better advice than its number gives.
    func advising(_ hint: String) -> SpoolError {
        SpoolError(operation: operation, subject: subject, code: code, hint: hint, responsible: responsible)
    }

    private init(operation: String, subject: String, code: Int32?, hint: String, responsible: Responsible) {
        self.operation = operation
        self.subject = subject
        self.code = code
        self.hint = hint
        self.responsible = responsible
    }

    /// Whether trying the same thing on another file would fail in the same way.
    package var isOfTheWholeFileSystem: Bool {
        switch code {
        case ENOSPC, EDQUOT, EROFS, EIO: true
        default: false
        }
    }

    /// Whether the same may work in a moment, without anybody touching the file. A folder that is opened to us again
    /// announces nothing.
    package var mayPass: Bool {
        switch code {
        case EACCES, EMFILE, ENFILE, ENOMEM, ESTALE, EBUSY, EINTR, EAGAIN, ETIMEDOUT: true
        default: isOfTheWholeFileSystem
        }
    }

    private static func advice(for code: Int32) -> (hint: String, responsible: Responsible) {
        switch code {
        case ENOSPC: ("the disk is full: free space or inodes on it; files wait in the drop meanwhile", .operator)
        case EDQUOT: ("the quota is used up: raise it, or free space", .operator)
        case EROFS: ("the file system is read-only: see the kernel log for the reason", .operator)
        case EIO: ("the disk reports an error: see the kernel log, and replace it", .operator)
        case EACCES, EPERM: ("the daemon may not: look at owner and mode of the file and its folder", .operator)
        case EXDEV: ("the spool's folders must lie on one file system, without a mount between them", .operator)
        case ENOENT: ("it was removed while in use", .operator)
        case ENOTDIR, ELOOP:
            (
                "a link or a file stands where a folder of the spool belongs, and rmad follows no links there: put the "
                    + "folder back, or move the whole spool (`spool.directory`)", .operator
            )
        case EISDIR, EEXIST, ENOTEMPTY: ("something else stands where rmad puts this: move it away", .operator)
        case EMFILE, ENFILE: ("too many open files: raise LimitNOFILE", .operator)
        case EINTR, EAGAIN, ENOMEM, ESTALE, EBUSY, ETIMEDOUT: ("it is tried again", .time)
        default: ("unexpected here: see errno(3)", .operator)
        }
    }
}
