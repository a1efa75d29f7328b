import Glibc

/// Time that only moves forward, for time-outs; it has no relation to the calendar.
enum MonotonicClock {
    static func microseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
