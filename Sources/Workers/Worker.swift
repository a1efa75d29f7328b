import CLinux
import Glibc
import Synchronization

/// A named thread that runs one closure and can be joined.
///
/// For work that blocks: Swift's cooperative pool has one thread per core and
/// must never wait for a disk or a queue. A worker starts in `init`, runs
/// its body once and ends with it; whoever made it joins it. Signals that come
/// from outside (SIGTERM, SIGHUP…) are blocked in workers, so that only the
/// thread that means to take them does.
package final class Worker: Sendable {
    package let name: String
    private let thread: Mutex<pthread_t?>

    /// Starts the thread. `name` shows in `top -H`; the kernel keeps 15 bytes of it.
    /// Throws `WorkerError` where the process may have no more threads.
    package init(name: String, body: @escaping @Sendable () -> Void) throws(WorkerError) {
        self.name = name
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let failure = withOutsideSignalsBlocked {
            pthread_create(&handle, nil, runWorker, start.toOpaque())
        }
        guard failure == 0 else {
            start.release()
            throw WorkerError(name: name, code: failure)
        }
        self.thread = Mutex(handle)
    }

    /// Waits until the body has returned. A second call returns at once.
    /// A worker must not join itself.
    package func join() {
        let handle = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let handle else { return }
        precondition(pthread_equal(handle, pthread_self()) == 0, "worker \(name) joins itself")
        pthread_join(handle, nil)
    }

    /// Lets every other thread of the machine go before this one; for work that nobody waits for at this moment.
    /// Call it in the worker's body. On Linux the priority belongs to the thread, not to the process.
    package static func stepBack() {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    }

    deinit {
        // Nobody is going to join it any more: let the system clear up at its end.
        thread.withLock { thread in
            if let thread { _ = pthread_detach(thread) }
        }
    }
}

/// The system gave no thread: too many of them, or no memory.
package struct WorkerError: Error, Sendable, CustomStringConvertible {
    package let name: String
    package let code: Int32

    package var description: String {
        "start thread \(name): \(String(cString: strerror(code))); raise TasksMax or LimitNPROC"
    }
}

private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private let runWorker: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    _ = linux_name_this_thread(start.name)
    start.body()
    return nil
}

/// Runs `body` with signals blocked that a new thread should not inherit.
/// Those a thread raises by its own mistake stay open: a crash has to be seen.
private func withOutsideSignalsBlocked<Result>(_ body: () -> Result) -> Result {
    var blocked = sigset_t()
    var before = sigset_t()
    sigfillset(&blocked)
    for own in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS] { sigdelset(&blocked, own) }
    pthread_sigmask(SIG_SETMASK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return body()
}
