import Glibc
import Service
import Workers

/// Who supervises the process, by its environment (sd_notify(3), sd_watchdog_enabled(3)).
struct Supervision: Sendable {
    let notifier: Notifier
    /// Without a sign of life for so long the manager ends the process; nil: it does not watch.
    let watchdogMilliseconds: Int64?

    init(environment: (String) -> String?) {
        notifier = Notifier(socketName: environment("NOTIFY_SOCKET"))
        // Meant for another process where the number is not ours: a shell that started us, for example.
        let isMeant = environment("WATCHDOG_PID").map { Int32($0) == getpid() } ?? true
        let microseconds = environment("WATCHDOG_USEC").flatMap { Int64($0) }
        watchdogMilliseconds = isMeant ? microseconds.map { max(1, $0 / 1000) } : nil
    }

    static func ofProcess() -> Supervision {
        Supervision(environment: { getenv($0).map { String(cString: $0) } })
    }
}

/// A step of the start or of a reload that may take long: for as long as it lasts the manager is asked for patience,
/// in small portions, so that a process that has died meanwhile is noticed soon. Not for ever: an hour at most.
final class LongStep {
    private let bell = Bell()
    private let worker: Worker?

    private static let portionSeconds = 30
    private static let portionsMax = 360

    init(_ notifier: Notifier, _ words: String) {
        guard notifier.isHeard else {
            worker = nil
            return
        }
        notifier.status(words)
        do {
            worker = try Worker(name: "patience") { [bell, over] in
                for _ in 0..<Self.portionsMax where !over.hasEnded {
                    notifier.extendTimeout(seconds: Self.portionSeconds)
                    bell.wait(milliseconds: Int64(Self.portionSeconds) * 1000 / 3)
                }
            }
        } catch {
            // Without a thread the step has the time that the unit gives it.
            worker = nil
        }
    }

    private let over = Ending()

    func end() {
        over.end()
        bell.ring()
        worker?.join()
    }
}
