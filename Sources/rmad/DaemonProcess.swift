import Glibc

/// The daemon that works on a spool, by the lock that it holds.
enum DaemonProcess {
    /// - Returns: its process number; nil when none works there.
    static func working(on spool: String) -> pid_t? {
        let descriptor = open("\(spool)/spool.lock", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // A lock that can be shared is held by nobody: the number in it is of a daemon that has ended.
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return pid_t(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
