import Synchronization

/// A thread that looks again and again for what is to be done, does it, and sleeps until its bell rings or it is time.
///
/// A look that fails is told once while it lasts and tried again a moment later.
package final class Rounds: Sendable {
    package enum Rest: Sendable {
        /// There is more to do at once.
        case none
        /// Until the bell rings, and at most so long: 1 ms to a minute. Nil: a minute.
        case milliseconds(Int64?)
        /// So long, however often the bell rings; only a stop ends it.
        case undisturbed(milliseconds: Int64)
    }

    private static let restMillisecondsMax: Int64 = 60_000

    private let name: String
    private let bell: Bell
    private let retryMilliseconds: Int64
    private let stopping = Atomic(false)
    private let worker = Mutex<Worker?>(nil)

    /// - Parameters:
    ///   - name: of the thread.
    ///   - bell: rung by whoever knows that there may be something to do.
    ///   - retryMilliseconds: after which a look that failed is tried again, unless the bell rings before.
    package init(_ name: String, bell: Bell, retryMilliseconds: Int64 = 1_000) {
        self.name = name
        self.bell = bell
        self.retryMilliseconds = retryMilliseconds
    }

    /// - Parameters:
    ///   - look: one round, on the thread; what it answers is how long there is nothing to do.
    ///   - failed: hears why a look failed.
    package func start(
        look: @escaping @Sendable () throws -> Rest, failed: @escaping @Sendable (any Error) -> Void
    ) throws(WorkerError) {
        let worker = try Worker(name: name) { [self] in
            var known: String?
            while !isStopping {
                do {
                    let rest = try look()
                    known = nil
                    keep(rest)
                } catch {
                    // What a stop interrupts is no failure.
                    guard !isStopping else { return }
                    let found = "\(error)"
                    if found != known { failed(error) }
                    known = found
                    bell.wait(milliseconds: retryMilliseconds)
                }
            }
        }
        self.worker.withLock { $0 = worker }
    }

    private func keep(_ rest: Rest) {
        switch rest {
        case .none: return
        case .milliseconds(let most):
            let longest = Self.restMillisecondsMax
            bell.wait(milliseconds: min(max(most ?? longest, 1), longest))
        case .undisturbed(let milliseconds):
            let end = ContinuousClock.now + .milliseconds(milliseconds)
            while !isStopping {
                let left = (end - ContinuousClock.now) / Duration.milliseconds(1)
                guard left > 0 else { return }
                bell.wait(milliseconds: Int64(left) + 1)
            }
        }
    }

    package var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

    /// Lets the round under way end, then ends. May be called again.
    package func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
        worker.withLock { $0 }?.join()
    }
}
