import CLinux
import Glibc

/// The terminal of `rmad dock`: raw keys, the alternate screen, and the way back to what it was before.
///
/// Signals that end the program or change the window are read from a descriptor, so that nothing is ever left half
/// done, and the terminal is made sane again whatever ends the program (SIGKILL alone cannot be helped).
final class DockTerminal {
    enum Event {
        case keys([DockDesk.Input])
        /// The window has another size, or the program was stopped and goes on.
        case redraw
        /// Somebody wants the program to end.
        case ended
    }

    private var before = termios()
    private var keys = DockKeys()
    /// A sign that may begin a scan.
    private var held: [DockDesk.Input] = []
    private var signals: Int32 = -1
    private var shown: [DockRow] = []
    private var size = (columns: 0, rows: 0)
    private let palette: Palette

    private static let waitedFor = [SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT]
    /// So long a lone Escape waits for the rest of a sequence, and a sign for the rest of a scan.
    private static let escapeMilliseconds: Int32 = 60

    init(palette: Palette) throws {
        self.palette = palette
        guard tcgetattr(0, &before) == 0 else {
            throw DeskFault(
                .usage, "the standard input is no terminal", remedy: "Use --plain where there is none.")
        }
        signals = linux_signals(Self.waitedFor, Int32(Self.waitedFor.count))
        guard signals >= 0 else {
            throw DeskFault(.unavailable, cannot: "wait for", "signals", code: errno, remedy: SystemError.remedy(errno))
        }
    }

    func enter() {
        var raw = before
        cfmakeraw(&raw)
        tcsetattr(0, TCSAFLUSH, &raw)
        // The alternate screen, no cursor, no wrapping at the right edge.
        Terminal.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J", to: 1)
    }

    func leave() {
        Terminal.write("\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l", to: 1)
        tcsetattr(0, TCSAFLUSH, &before)
        if signals >= 0 { close(signals) }
        signals = -1
    }

    var window: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes the rows that differ from what is on the screen, in one go, so that nothing flickers.
    func show(_ rows: [DockRow]) {
        let now = window
        let isNew = now != size || shown.count != rows.count
        size = now
        var text = isNew ? "\u{1B}[0m\u{1B}[2J" : ""
        for (index, row) in rows.enumerated() where isNew || shown[index] != row {
            text += "\u{1B}[\(index + 1);1H"
            switch palette {
            case .none:
                // Without colours a banner still stands out.
                let isLoud = [.selected, .badBanner, .goodBanner, .attentionBanner].contains(row.style)
                text += isLoud ? "\u{1B}[7m\(row.text)\u{1B}[0m" : row.text
            case .colours: text += row.style.code.map { "\u{1B}[\($0)m\(row.text)\u{1B}[0m" } ?? row.text
            }
        }
        shown = rows
        if !text.isEmpty { Terminal.write(text, to: 1) }
    }

    func bell() { Terminal.write("\u{07}", to: 1) }

    /// Forgets what is on the screen, so that all of it is written again.
    func forget() { shown = [] }

    /// Waits for the next thing that happens.
    func next() -> Event {
        while true {
            var ready = [
                pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&ready, 2, keys.isWaiting || !held.isEmpty ? Self.escapeMilliseconds : -1)
            if count < 0 {
                if errno == EINTR { continue }
                return .ended
            }
            if count == 0 {
                let settled = held + keys.settle()
                held = []
                if !settled.isEmpty { return .keys(DockKeys.joined(settled)) }
                continue
            }
            if ready[1].revents != 0 {
                switch linux_next_signal(signals) {
                case 0: continue
                case SIGWINCH: return .redraw
                case SIGCONT:
                    enter()
                    forget()
                    return .redraw
                default: return .ended
                }
            }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let length = read(0, &bytes, bytes.count)
            if length < 0, errno == EINTR { continue }
            guard length > 0 else { return .ended }
            let read = held + keys.read(bytes.prefix(length))
            held = DockKeys.mayBeginScan(read) ? read : []
            if held.isEmpty, !read.isEmpty { return .keys(DockKeys.joined(read)) }
        }
    }
}
