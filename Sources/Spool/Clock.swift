import Glibc

/// A point on the clock that nobody sets: nanoseconds since the machine started.
///
/// Waiting is measured with it alone. The wall clock can be wrong by a year and
/// be mended in a second; a file must neither wait for that nor be hurried by it.
struct Monotonic: Comparable, Sendable {
    /// A length of time in nanoseconds.
    struct Span: Comparable, Sendable {
        var nanoseconds: Int64

        static func milliseconds(_ count: Int) -> Span { Span(nanoseconds: Int64(count) * 1_000_000) }
        static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
        static let zero = Span(nanoseconds: 0)
    }

    var nanoseconds: Int64

    static func < (left: Monotonic, right: Monotonic) -> Bool { left.nanoseconds < right.nanoseconds }
    static func + (left: Monotonic, right: Span) -> Monotonic {
        Monotonic(nanoseconds: left.nanoseconds + right.nanoseconds)
    }
    static func - (left: Monotonic, right: Span) -> Monotonic {
        Monotonic(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
    static func - (left: Monotonic, right: Monotonic) -> Span {
        Span(nanoseconds: left.nanoseconds - right.nanoseconds)
    }
}

/// Both clocks at one moment; read at the edge and handed to whatever judges.
struct Moment: Sendable {
    let monotonic: Monotonic
    let wall: FileTime

    static func now() -> Moment {
        var monotonic = timespec()
        var wall = timespec()
        clock_gettime(CLOCK_MONOTONIC, &monotonic)
        clock_gettime(CLOCK_REALTIME, &wall)
        return Moment(
            monotonic: Monotonic(nanoseconds: Int64(monotonic.tv_sec) * 1_000_000_000 + Int64(monotonic.tv_nsec)),
            wall: FileTime(wall))
    }
}

/// A time as a file system stores it: UTC, since 1970; can lie in the future.
package struct FileTime: Comparable, Hashable, Sendable {
    package let seconds: Int64
    package let nanoseconds: Int64

    package init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Since 1970.
    package var milliseconds: Int64 { seconds * 1000 + nanoseconds / 1_000_000 }

    init(_ time: timespec) {
        seconds = Int64(time.tv_sec)
        nanoseconds = Int64(time.tv_nsec)
    }

    package static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// How long before `other` it was; negative when later. Saturates at a century.
    func span(until other: FileTime) -> Monotonic.Span {
        let century: Int64 = 3_155_760_000
        // A forged time can lie anywhere in 64 bits: no arithmetic may trap on it.
        let (difference, overflowed) = other.seconds.subtractingReportingOverflow(seconds)
        if overflowed || difference > century || difference < -century {
            return Monotonic.Span(nanoseconds: (other < self ? -century : century) * 1_000_000_000)
        }
        return Monotonic.Span(nanoseconds: difference * 1_000_000_000 + other.nanoseconds - nanoseconds)
    }
}
