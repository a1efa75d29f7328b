import Glibc
import Synchronization

/// Places at which a test makes the process die, as if the power had gone.
///
/// A specification is a list such as `spool.claimed:3,ledger.commit:1`: the
/// process kills itself with SIGKILL when it reaches the named point for that
/// time. Without a number, at the first. Only debug builds have failpoints; in a
/// release build the type is empty and reaching a point does nothing.
package struct Failpoints: Sendable {
    /// No point does anything.
    package static let none = Failpoints(parsing: nil)

    #if DEBUG
        private let points: [Point]

        /// Reads a specification; nil or empty means no failpoints.
        package init(parsing specification: String?) {
            points = (specification ?? "").split(separator: ",").map { part in
                let halves = part.split(separator: ":", maxSplits: 1)
                let times = halves.count == 2 ? Int(halves[1]) : 1
                // A misspelt failpoint would make a crash test pass without a crash.
                guard let name = halves.first, let times, times > 0 else {
                    preconditionFailure("failpoint \(part): write NAME:TIMES")
                }
                return Point(name: String(name), times: times)
            }
        }

        /// Dies here if the specification says so.
        package func reach(_ name: StaticString) {
            guard !points.isEmpty else { return }
            let reached = name.description
            for point in points where point.name == reached {
                if point.left.subtract(1, ordering: .relaxed).newValue == 0 { kill(getpid(), SIGKILL) }
            }
        }

        private final class Point: Sendable {
            let name: String
            let left: Atomic<Int>

            init(name: String, times: Int) {
                self.name = name
                left = Atomic(times)
            }
        }
    #else
        package init(parsing specification: String?) {}

        @inlinable @inline(__always)
        package func reach(_ name: StaticString) {}
    #endif
}
