import Glibc
import JSONText
import Logging
import Returns

/// Writes log lines to standard error: readable text on a terminal, with the journal's priority prefix under
/// systemd, or JSON for programs.
struct LogLines: LogHandler {
    enum Form: Sendable { case text, journal, json }

    let form: Form
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(form: Form, level: Logger.Level) {
        self.form = form
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        let line: String
        switch form {
        case .json:
            line =
                JSONValue.object(
                    [
                        JSONValue.Member("time", .string(Clock.now().description)),
                        JSONValue.Member("level", .string(event.level.rawValue)),
                        JSONValue.Member("message", .string("\(event.message)")),
                    ] + fields.map { JSONValue.Member($0.key, .string("\($0.value)")) }
                ).text
        case .text, .journal:
            let said = fields.map { "\($0.key)=\(Self.quoted("\($0.value)"))" }
            let stamp = form == .journal ? "<\(event.level.priority)>" : "\(Clock.now()) \(event.level.rawValue) "
            line = stamp + (["\(event.message)"] + said).joined(separator: " ")
        }
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    /// A value that holds a space, a quote or a control character is written as JSON writes it.
    private static func quoted(_ value: String) -> String {
        let plain = value.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "=" && !$0.isControl }
        return plain && !value.isEmpty ? value : JSONValue.string(value).text
    }
}

extension Logger.Level {
    /// The levels of syslog (RFC 5424, 6.2.1).
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
