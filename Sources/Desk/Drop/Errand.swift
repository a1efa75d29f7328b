import ArgumentParser
import JSONText
import Spool

/// A wish of the operator on its way through the one door: a document that the desk writes and drops, so that
/// it stands in the same audit trail as everything else.
struct Errand {
    /// The beginning of the file's name; letters, digits, hyphens and underscores stay.
    let stem: String
    /// One record each.
    let records: [JSONValue]
    /// The folder of the drop; nil for the drop itself.
    var station: String?

    /// Drops the document and says what became of it.
    /// - Parameter seconds: how long to wait for the daemon's answer; 0: not at all.
    func perform(_ session: DeskSession, waitSeconds seconds: Int) throws -> ExitStatus {
        let (file, fate) = try drop(session, waitSeconds: seconds)
        FateSheet(title: file.name.printable, file: file, fate: fate, session: session).show()
        return fate?.status ?? .ok
    }

    /// Drops the document and waits for what becomes of it, in silence.
    /// - Returns: a fate of nil where nobody waited.
    /// - Parameter station: the folder of the drop; nil: the drop itself.
    func drop(
        _ session: DeskSession, waitSeconds seconds: Int, station: String? = nil
    ) throws -> (file: DroppedFile, fate: Fate?) {
        let folder = try DropFolder(session.place, station: station)
        var watch = FateWatch(session.place, waitingSeconds: seconds)
        let ending = records.count == 1 ? "json" : "jsonl"
        let text = records.map { $0.text + "\n" }.joined()
        let file = try watch.drop(Array(text.utf8), as: try name(ending), into: folder)
        return (file, seconds > 0 ? try watch.fates(withinSeconds: seconds).first : nil)
    }

    private func name(_ ending: String) throws -> FileName {
        let safe = stem.map { ($0.isASCII && ($0.isLetter || $0.isNumber)) || $0 == "-" || $0 == "_" ? $0 : "_" }
        guard let name = FileName("\(String(safe.prefix(100))).\(ending)") else {
            throw DeskFault(.usage, "'\(Printable.line(stem))' makes no file name", remedy: "Choose another name.")
        }
        return name
    }
}

/// `--wait` of the commands that write a document themselves.
struct ErrandOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("How long to wait for the daemon's answer; 0: not at all.", valueName: "seconds"))
    var wait = 10

    func validate() throws {
        guard WaitSeconds.range.contains(wait) else { throw ValidationError(WaitSeconds.problem) }
    }
}

/// How long a command may wait.
enum WaitSeconds {
    static let range = 0...86_400
    static let problem = "--wait takes a number of seconds from 0 to 86400."
}
