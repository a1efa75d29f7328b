import Glibc
import Synchronization

/// Where lines of the log go that no journal takes: standard error. Nobody waits for long for a reader that stands
/// still, a pager or a terminal that was stopped: its lines are left out and counted until it reads again.
///
/// Between a poll that finds room and the write there is nobody else, and Linux takes at least a page then, so no write
/// blocks. Standard error itself stays as it is: it may be shared with a shell.
final class LogOutlet: Sendable {
    static let standardError = LogOutlet(STDERR_FILENO)

    private let descriptor: Int32
    private let state = Mutex(State())

    private struct State {
        /// Lines that found no room since the last that did.
        var leftOut = 0
        /// What was written last ends in the middle of a line.
        var isTorn = false
    }

    /// How long the first line waits that finds no room.
    private static let patienceMilliseconds: Int32 = 1_000
    private static let pieceBytes = 4_096

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// - Parameter line: without its end.
    func write(_ line: String) {
        state.withLock { state in
            var text = line + "\n"
            if state.leftOut > 0 {
                let lines = state.leftOut == 1 ? "1 line" : "\(state.leftOut) lines"
                text = "rmad: \(lines) of the log found no reader and were left out\n" + text
            }
            if state.isTorn { text = "\n" + text }
            let bytes = Array(text.utf8)
            let written = put(bytes, patience: state.leftOut == 0 ? Self.patienceMilliseconds : 0)
            // A line of which nothing was written tears none.
            if written > 0 { state.isTorn = written < bytes.count }
            state.leftOut = written == bytes.count ? 0 : state.leftOut + 1
        }
    }

    /// - Returns: how many bytes were taken; all of them where there is nobody any more to take some.
    private func put(_ bytes: [UInt8], patience: Int32) -> Int {
        var (done, patience) = (0, patience)
        while done < bytes.count {
            var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let found = poll(&polled, 1, patience)
            if found < 0, errno == EINTR { continue }
            guard found > 0 else { return done }
            let piece = min(Self.pieceBytes, bytes.count - done)
            let count = bytes.withUnsafeBytes { buffer in
                buffer.baseAddress.map { Glibc.write(descriptor, $0 + done, piece) } ?? 0
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return bytes.count }
            done += count
            // Once it reads, the rest of a line finds room soon.
            patience = Self.patienceMilliseconds
        }
        return done
    }
}
