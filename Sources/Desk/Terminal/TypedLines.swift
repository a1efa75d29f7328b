import Glibc
import Returns
import Synchronization

/// Lines as people and scanners type them.
///
/// A terminal makes one end of line of CR and another of LF, so a scanner that ends with both types an empty line
/// behind each scan, which would answer the next question with what Enter means. It comes at once, and nobody presses
/// Enter twice as fast. What is piped is taken as it stands.
final class TypedLines: Sendable {
    /// The process's own input.
    static let atTerminal = TypedLines(
        read: { readLine(strippingNewline: true) },
        follows: {
            guard isatty(STDIN_FILENO) == 1 else { return false }
            // A terminal gives one line at a time, so the next one waits in it and not in a buffer of ours.
            var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            return poll(&ready, 1, followMilliseconds) > 0
        })

    /// So long the second half of an end of line may take.
    private static let followMilliseconds: Int32 = 60

    /// Reads one line; nil at the end of the input.
    private let read: @Sendable () -> String?
    /// Whether a further line is there at once.
    private let follows: @Sendable () -> Bool
    /// What was read to see whether it is empty, and was not; nil in it is the end of the input.
    private let ahead = Mutex<[String?]>([])

    init(read: @escaping @Sendable () -> String?, follows: @escaping @Sendable () -> Bool) {
        self.read = read
        self.follows = follows
    }

    /// The next line; nil at the end of the input.
    func next() -> String? {
        guard let line = ahead.withLock({ $0.popLast() }) ?? read() else { return nil }
        guard !line.trimmingWhitespace().isEmpty, follows() else { return line }
        let further = read()
        if further?.trimmingWhitespace().isEmpty != true { ahead.withLock { $0 = [further] } }
        return line
    }
}
