import Glibc

/// How many files, and so sockets, the process may have open (RLIMIT_NOFILE).
///
/// systemd gives a service 1,024 and lets it raise that to 524,288 by itself; each transfer needs a
/// socket. The limit is raised only as far as needed, never lowered, and never beyond the hard limit.
struct OpenFileLimit: Hashable {
    /// What holds now, and how far the process may raise it.
    var soft: UInt64
    var hard: UInt64

    static func current() -> OpenFileLimit {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            // It cannot fail for this process and a known resource; POSIX promises twenty.
            return OpenFileLimit(soft: 20, hard: 20)
        }
        return OpenFileLimit(soft: UInt64(limit.rlim_cur), hard: UInt64(limit.rlim_max))
    }

    /// The soft limit to set for so many files; nil when it is high enough, or cannot be raised.
    func raised(for needed: UInt64) -> UInt64? {
        let wanted = min(needed, hard)
        return wanted > soft ? wanted : nil
    }

    /// Raises the process's limit as far as it goes, and tells what holds then.
    static func raise(for needed: UInt64) -> OpenFileLimit {
        let before = current()
        guard let wanted = before.raised(for: needed) else { return before }
        var limit = rlimit(rlim_cur: rlim_t(wanted), rlim_max: rlim_t(before.hard))
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return current()
    }
}
