import Glibc

/// A clock that nobody sets, for spans.
enum MonotonicClock {
    /// Since some moment before the process began.
    static func milliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}
