import Logging

/// One kind of log line: what it says, what it means, and what is to be done.
struct Notice: Sendable {
    /// The journal's MESSAGE_ID: 128 bits by chance, once and for all. `journalctl MESSAGE_ID=…` finds all of a kind.
    let id: String
    let level: Logger.Level
    /// With fields in braces: `cannot {operation} {subject}`.
    let text: String
    let means: String
    /// nil where nothing is to be done.
    let remedy: String?

    init(_ id: String, _ level: Logger.Level, _ text: String, means: String, remedy: String? = nil) {
        self.id = id
        self.level = level
        self.text = text
        self.means = means
        self.remedy = remedy
    }

    /// The metadata by which a notice's id travels to whoever writes the line.
    static let idKey = "message_id"

    func text(filledBy fields: Logger.Metadata) -> String {
        guard text.contains("{") else { return text }
        var filled = text
        for (key, value) in fields { filled = filled.replacing("{\(key)}", with: "\(value)") }
        return filled
    }

    /// Fields that stand in the text itself and are not said again behind it.
    static let saidInText: Set = ["message_id", "operation", "subject"]
}

extension Logger {
    /// Writes a line of a kind, with the things that it names. The fields are made only where somebody reads them.
    func note(_ notice: Notice, _ fields: @autoclosure () -> Logger.Metadata = [:]) {
        guard notice.level >= logLevel else { return }
        var fields = fields()
        let text = notice.text(filledBy: fields)
        fields[Notice.idKey] = "\(notice.id)"
        log(level: notice.level, "\(text)", metadata: fields)
    }
}
