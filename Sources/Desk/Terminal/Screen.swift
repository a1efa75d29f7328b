import Glibc
import JSONText

/// The standard output, as wide as it is and with colour where that is wanted.
///
/// Everything that goes through it is printable already: foreign text is made so where it enters (`Printable`).
/// When the reader has gone (EPIPE), what follows is thrown away, so that `| head -1` ends quietly and the
/// exit code still says what the command found.
final class Screen {
    enum Stream: Int32 { case standardOutput = 1 }

    /// Columns; nil where it is no terminal: a pipe has no width, and nothing is cut.
    let width: Int?
    let ink: Palette
    let isTerminal: Bool
    /// errno of a write that failed for another reason than a reader who has gone.
    private(set) var failure: Int32?

    private enum Reader { case listening, gone }

    private let descriptor: Int32
    private var reader = Reader.listening
    private var pending: [UInt8] = []
    private static let pendingMax = 65_536

    init(_ stream: Stream, environment: Environment, wantsColour: Bool) {
        descriptor = stream.rawValue
        isTerminal = isatty(descriptor) == 1
        width = environment.columns ?? (isTerminal ? Self.columns(of: descriptor) : nil)
        ink = isTerminal && wantsColour && environment.allowsColour ? .colours : .none
    }

    func line(_ text: String = "") {
        guard case .listening = reader else { return }
        pending.append(contentsOf: text.utf8)
        pending.append(UInt8(ascii: "\n"))
        if pending.count >= Self.pendingMax { flush() }
    }

    /// What is for a program or a file, as it stands.
    func raw(_ text: String) {
        guard case .listening = reader else { return }
        pending.append(contentsOf: text.utf8)
        if pending.count >= Self.pendingMax { flush() }
    }

    func lines(_ texts: [String]) { for text in texts { line(text) } }

    /// One JSON value on one line; what a terminal could mistake for a command is escaped.
    func json(_ value: JSONValue) { line(Printable.json(value.text)) }

    func show(_ table: Table) { lines(table.lines(width: width, ink: ink)) }

    func heading(_ text: String) { line(ink.paint(text, .strong)) }

    /// Text wrapped to the width, each line behind `indent` spaces.
    func paragraph(_ text: String, indent: Int = 0, _ paint: Ink = .plain) {
        let space = String(repeating: " ", count: indent)
        for line in Wrapping.lines(text, width: width.map { max(16, $0 - indent) }) {
            self.line(space + ink.paint(line, paint))
        }
    }

    /// A text behind its head; where the width does not suffice it goes on below its own beginning.
    func entry(_ head: String, _ text: String, indent: Int = 0, _ paint: Ink = .plain) {
        let space = String(repeating: " ", count: indent)
        let own = indent + DisplayWidth.of(head) + 2
        if let width, width - own < 24 {
            // Beside a long head there is no room.
            line(space + ink.paint(head, paint))
            return paragraph(text, indent: indent + 4, paint)
        }
        for (place, piece) in Wrapping.lines(text, width: width.map { $0 - own }).enumerated() {
            let start = place == 0 ? "\(head)  " : String(repeating: " ", count: own - indent)
            line(space + ink.paint(start + piece, paint))
        }
    }

    func flush() {
        pending.withUnsafeBytes { bytes in
            var rest = bytes
            while case .listening = reader, !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                } else if errno != EINTR {
                    if errno != EPIPE { failure = errno }
                    reader = .gone
                }
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}

/// The error output: short remarks, never buffered.
enum ErrorOutput {
    static var isTerminal: Bool { isatty(2) == 1 }

    static func write(_ text: String) { Terminal.write(text, to: 2) }
}

/// For commands that print a few lines and need no screen.
package enum Terminal {
    /// A line on the standard output; a reader who has gone is no failure.
    package static func say(_ text: String) {
        signal(SIGPIPE, SIG_IGN)
        write(text + "\n", to: 1)
    }

    /// A line on the error output.
    package static func complain(_ text: String) { write(text + "\n", to: 2) }

    /// Whole, or until the other end takes no more: then nobody is left to tell.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno != EINTR { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, count)))
            }
        }
    }
}

/// What the process's environment says of the terminal, and of the configuration.
struct Environment {
    /// COLUMNS, where somebody set it.
    let columns: Int?
    /// False with NO_COLOR (no-color.org) or TERM=dumb.
    let allowsColour: Bool
    /// By the first of LC_ALL, LC_CTYPE and LANG that is set (POSIX, Environment Variables, 8.2).
    let isUTF8: Bool
    /// The configuration file, by RMAD_CONFIG.
    let configuration: String?

    static let configurationVariable = "RMAD_CONFIG"

    static func ofProcess() -> Environment {
        let value = { (name: String) in getenv(name).map { String(cString: $0) } }
        let columns = value("COLUMNS").flatMap { Int($0) }.flatMap { (10...10_000).contains($0) ? $0 : nil }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(value).first { !$0.isEmpty } ?? ""
        return Environment(
            columns: columns, allowsColour: (value("NO_COLOR") ?? "").isEmpty && value("TERM") != "dumb",
            isUTF8: locale.uppercased().filter { $0 != "-" }.contains("UTF8"),
            configuration: value(configurationVariable).flatMap { $0.isEmpty ? nil : $0 })
    }
}
