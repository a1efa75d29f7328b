import Glibc
import JSONText
import Returns
import Spool

/// Whether a daemon works on the spool, by the lock that it holds for as long as it lives.
///
/// The lock is tried with a shared one that is let go at once: nothing is held that could keep a daemon from
/// starting, except for the moment of the test itself.
enum DaemonStanding: Equatable {
    /// `since`: when it took the lock.
    case running(pid: Int?, since: Instant?)
    /// `lastStart`: when the last one took the lock.
    case stopped(lastStart: Instant?)
    /// No daemon ever worked on this spool.
    case neverStarted
    /// The lock's file cannot be opened, for this reason.
    case unknown(String)

    static func at(_ place: DeskPlace) -> DaemonStanding {
        let path = place.layout.root + "/spool.lock"
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            guard code == ENOENT else { return .unknown("cannot open \(path): \(SystemError.words(code))") }
            return isLedgerHeld(place) ? .unknown(missingLock(path)) : .neverStarted
        }
        defer { close(descriptor) }
        var status = stat()
        let since: Instant? =
            fstat(descriptor, &status) == 0
            ? Instant(milliseconds: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
            : nil
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
            flock(descriptor, LOCK_UN)
            return .stopped(lastStart: since)
        }
        let code = errno
        guard code == EWOULDBLOCK else { return .unknown("cannot test \(path): \(SystemError.words(code))") }
        return .running(pid: pid(in: descriptor), since: since)
    }

    /// A daemon locks its ledger, too: where somebody has removed the spool's lock, that one tells.
    private static func isLedgerHeld(_ place: DeskPlace) -> Bool {
        let descriptor = open(place.ledgerPath + ".lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    private static func missingLock(_ path: String) -> String {
        "another rmad holds the ledger, and \(path) was removed; the next start makes it again"
    }

    /// True where waiting for an answer makes sense: also when it cannot be told.
    var mayAnswer: Bool {
        switch self {
        case .running, .unknown: true
        case .stopped, .neverStarted: false
        }
    }

    func words(_ zone: SiteZone) -> String {
        switch self {
        case .running(let pid, let since):
            "running" + (pid.map { ", process \($0)" } ?? "") + (since.map { ", since \(zone.text($0))" } ?? "")
        case .stopped(let lastStart):
            "not running" + (lastStart.map { "; it was last started \(zone.text($0))" } ?? "")
        case .neverStarted: "not running; none ever worked on this spool"
        case .unknown(let why): "not known: \(Printable.line(why))"
        }
    }

    var json: JSONValue {
        switch self {
        case .running(let pid, let since):
            .object(known: [
                ("state", "running"), ("pid", pid.map { .count($0) }),
                ("since", since.map { .string($0.description) }),
            ])
        case .stopped(let lastStart):
            .object(known: [("state", "stopped"), ("last_start", lastStart.map { .string($0.description) })])
        case .neverStarted: ["state": "never_started"]
        case .unknown(let why): ["state": "unknown", "reason": .string(why)]
        }
    }

    private static func pid(in descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
