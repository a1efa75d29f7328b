import Glibc

/// Spans on the machine's steady clock: changes of the wall clock neither end nor prolong them.
struct Deadline {
    private let end: Int64

    init(after milliseconds: Int64) { end = Self.now() + milliseconds }

    private init(at end: Int64) { self.end = end }

    /// Milliseconds that are left; 0 when it has passed.
    var left: Int64 { max(0, end - Self.now()) }
    var hasPassed: Bool { left == 0 }

    /// The earlier of two.
    func or(_ other: Deadline) -> Deadline { Deadline(at: min(end, other.end)) }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
