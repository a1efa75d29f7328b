import Glibc

/// A thread of its own, with a name that `ps -L` and `top -H` show, on which no signal is delivered.
///
/// Signals belong to the main thread. A blocked SIGPIPE makes a write to a closed connection an
/// error of that connection: OpenSSL writes without MSG_NOSIGNAL, and libcurl leaves the signal
/// alone under CURLOPT_NOSIGNAL.
struct NamedThread: Sendable {
    enum Ending: Sendable {
        /// Someone will call `join`.
        case joined
        /// It ends by itself and nobody waits for it.
        case detached
    }

    private let handle: pthread_t

    /// - Parameter name: at most 15 bytes; Linux cuts the rest.
    static func start(
        _ name: String, ending: Ending, _ body: @escaping @Sendable () -> Void
    ) throws(EngineFault) -> NamedThread {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let code = pthread_create(
            &handle, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Start>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw EngineFault(
                operation: "start the thread \(name)", problem: String(cString: strerror(code)),
                hint: "raise the limit of threads (TasksMax= under systemd)")
        }
        if case .detached = ending { pthread_detach(handle) }
        return NamedThread(handle: handle)
    }

    var isCurrent: Bool { pthread_equal(pthread_self(), handle) != 0 }

    func join() {
        pthread_join(handle, nil)
    }

    private final class Start {
        private let name: String
        private let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        func run() {
            var signals = sigset_t()
            sigfillset(&signals)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            writeName()
            body()
        }

        /// Glibc's module lacks pthread_setname_np; the kernel takes the name as a file as well. A
        /// thread without a name works just as well, so a failure is passed over.
        private func writeName() {
            let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { return }
            let text = Array(name.utf8.prefix(15))
            _ = write(file, text, text.count)
            close(file)
        }
    }
}
