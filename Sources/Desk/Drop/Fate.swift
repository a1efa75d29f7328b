import JSONText
import Ledger

/// What became of a dropped file.
enum Fate: Sendable {
    /// The ledger remembers it.
    case recorded(DocumentRecord)
    /// The daemon took it out of the drop unread: a link, a file too large … with the reason beside it.
    case refused(path: String, reason: String)
    /// Nobody has looked at it yet; it is safe in the drop or in the daemon's hands.
    case pending(Delay)

    enum Delay: Sendable {
        case noDaemon, timeIsUp
        /// The daemon takes nothing from the drop, and why.
        case paused(String)
        /// The ledger cannot be read here, so the answer cannot be heard.
        case ledgerUnreadable(String)
    }

    var status: ExitStatus {
        switch self {
        case .recorded(let document):
            switch document.outcome {
            case .accepted, .duplicate: .ok
            case .partlyAccepted, .rejected: .rejected
            }
        case .refused: .rejected
        case .pending: .tryLater
        }
    }

    /// One number for several files: a rejection weighs more than a wait.
    static func status(of fates: [Fate]) -> ExitStatus {
        let statuses = fates.map(\.status)
        return statuses.contains(.rejected) ? .rejected : statuses.contains(.tryLater) ? .tryLater : .ok
    }

    var outcome: String {
        switch self {
        case .recorded(let document): document.outcome.rawValue
        case .refused: DocumentOutcome.rejected.rawValue
        case .pending: "pending"
        }
    }
}

extension Fate.Delay {
    var words: String {
        switch self {
        case .noDaemon: "no daemon is running; it is taken when one starts"
        case .timeIsUp: "the time to wait is up; the daemon has not answered yet"
        case .paused(let why): "the daemon takes nothing from the drop, until this is over: \(why)"
        case .ledgerUnreadable(let why): "the answer cannot be read: \(why)"
        }
    }
}
