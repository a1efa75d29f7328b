/// How a command ends. The numbers are stable (sysexits.h) and scripts may rely on them.
package enum ExitStatus: Int32, CaseIterable, Sendable {
    case ok = 0
    /// What was asked for is not there, or a verification found something.
    case finding = 1
    /// The command line itself is wrong.
    case usage = 64
    /// A document was rejected, wholly or in part.
    case rejected = 65
    /// It was done, and something that belongs to it is missing or damaged.
    case incomplete = 66
    /// The ledger or the spool cannot be used here.
    case unavailable = 69
    /// Nothing is lost; it will go on later.
    case tryLater = 75
    /// The configuration must be mended.
    case configuration = 78

    /// For `--help` and the documentation.
    package var meaning: String {
        switch self {
        case .ok: "done"
        case .finding: "not found, or something was found wrong"
        case .usage: "the command line is wrong"
        case .rejected: "a document was rejected, wholly or in part"
        case .incomplete: "done, and something that belongs to it is missing, damaged or unreadable"
        case .unavailable: "the ledger or the spool cannot be used"
        case .tryLater: "not yet; nothing is lost"
        case .configuration: "the configuration is wrong"
        }
    }
}

/// Why a command cannot do what was asked: what, where, and what to do about it.
package struct DeskFault: Error, CustomStringConvertible {
    let status: ExitStatus
    /// `cannot open the drop /var/spool/rmad/drop: No such file or directory`; without a full stop.
    let found: String
    /// What to do, in whole sentences.
    let remedy: String

    init(_ status: ExitStatus, _ found: String, remedy: String) {
        self.status = status
        self.found = found
        self.remedy = remedy
    }

    /// A failed system call; `code` is errno, read right behind the call.
    init(_ status: ExitStatus, cannot operation: String, _ path: String, code: Int32, remedy: String) {
        self.init(status, "cannot \(operation) \(path): \(SystemError.words(code))", remedy: remedy)
    }

    package var description: String { "\(found). \(remedy)" }
}
