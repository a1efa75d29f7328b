import JSONText
import Logging
import Returns
import Service

/// Writes log lines: readable text for a terminal, fields for the journal, or JSON for programs.
struct LogLines: LogHandler {
    enum Form: Sendable {
        case text, json
        /// By the journal's own socket; to standard error with the priority in front where it takes nothing.
        case journal(Journal?)
    }

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
        let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
            .map { (key: $0.key, value: "\($0.value)") }.sorted { $0.key < $1.key }
        let message = Self.harmless("\(event.message)")
        let line: String
        switch form {
        case .json:
            line =
                JSONValue.object(
                    [
                        JSONValue.Member("time", .string(Clock.now().description)),
                        JSONValue.Member("level", .string(event.level.rawValue)),
                        JSONValue.Member("message", .string(message)),
                    ] + fields.map { JSONValue.Member($0.key, .string(Self.harmless($0.value))) }
                ).text
        case .journal(let journal):
            let text = Self.text(message, fields)
            if let journal, journal.write(Self.journalFields(event, text, fields)) { return }
            line = "<\(event.level.priority)>\(text)"
        case .text:
            line = "\(Clock.now()) \(event.level.rawValue) \(Self.text(message, fields))"
        }
        LogOutlet.standardError.write(line)
    }

    private static func text(_ message: String, _ fields: [(key: String, value: String)]) -> String {
        let said = fields.filter { !Notice.saidInText.contains($0.key) }.map { "\($0.key)=\(quoted($0.value))" }
        return ([message] + said).joined(separator: " ")
    }

    /// The line as people read it, and each field under its own name.
    private static func journalFields(
        _ event: LogEvent, _ text: String, _ fields: [(key: String, value: String)]
    ) -> [(name: String, value: String)] {
        [("MESSAGE", text), ("PRIORITY", "\(event.level.priority)"), ("SYSLOG_IDENTIFIER", "rmad")]
            + fields.map { (journalName($0.key), $0.value) }
    }

    /// A file that came in is a document to whoever searches the journal.
    static func journalName(_ key: String) -> String { key == "file" ? "DOCUMENT" : Journal.fieldName(key) }

    /// A value that holds a space, a quote or a control character is written as JSON writes it.
    private static func quoted(_ value: String) -> String {
        let plain = value.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "=" && !$0.isControl }
        return plain && !value.isEmpty ? value : JSONValue.string(harmless(value)).text
    }

    /// A line is one line, and moves no cursor: what a name from outside holds of line ends, of control characters
    /// (C1 included, which JSON lets pass), and of what turns the direction of text, is written out.
    static func harmless(_ text: String) -> String {
        func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isControl || scalar.isBidirectionalControl || scalar.value == 0x2028 || scalar.value == 0x2029
        }
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            if isHarmful(scalar) {
                safe += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                safe.unicodeScalars.append(scalar)
            }
        }
        return safe
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
