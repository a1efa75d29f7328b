import Glibc

/// What lies in `rejected/` and was never read: larger than any document, or closed to rmad. It was nobody's document,
/// the reason beside it says what it was, and a backup leaves it out.
struct RefusedUnread {
    /// Below the spool.
    static let place = "rejected"
    /// The largest document that is taken; whoever may drop a file may drop one that only looks large.
    let bytesMax: Int64

    func covers(_ path: String, in place: String) throws(BackupFault) -> Bool {
        guard place == Self.place, let facts = try Files.facts(path) else { return false }
        return facts.size > bytesMax || access(path, R_OK) != 0
    }
}
