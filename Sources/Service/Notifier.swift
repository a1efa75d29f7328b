import Glibc

/// Tells the service manager how the daemon is (sd_notify(3)). Without a manager it tells nobody, and does no harm.
package struct Notifier: Sendable {
    private let socket: SupervisorSocket?

    /// - Parameter socketName: the value of NOTIFY_SOCKET; nil where nobody supervises the process.
    package init(socketName: String?) {
        socket = socketName.flatMap { SupervisorSocket(name: $0) }
    }

    /// Whether anybody listens.
    package var isHeard: Bool { socket != nil }

    /// It works: dependent services may start, and a reload has ended.
    package func ready(status: String) { tell(["READY=1", "STATUS=\(Self.line(status))"]) }

    package func status(_ words: String) { tell(["STATUS=\(Self.line(words))"]) }

    package func stopping(status: String) { tell(["STOPPING=1", "STATUS=\(Self.line(status))"]) }

    /// A reload begins. The moment must stand in the same message: the manager orders by it what was asked and done.
    package func reloading(status: String) {
        tell(["RELOADING=1", "MONOTONIC_USEC=\(Self.microseconds())", "STATUS=\(Self.line(status))"])
    }

    /// Every loop that must turn has turned.
    package func alive() { tell(["WATCHDOG=1"]) }

    /// The start, the reload or the stop that is under way takes so long from now on, and longer than usual.
    package func extendTimeout(seconds: Int) { tell(["EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000)"]) }

    private func tell(_ lines: [String]) {
        guard let socket else { return }
        // A manager that is being replaced takes nothing for a moment; the next message tells all again.
        _ = socket.send(Array(lines.joined(separator: "\n").utf8))
    }

    /// A line break would begin another assignment.
    private static func line(_ words: String) -> String {
        String(words.map { $0.isNewline ? " " : $0 })
    }

    private static func microseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }
}
