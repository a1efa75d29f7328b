import JSONText
import Ledger
import Returns
import Spool

/// Does what the dock's program asks for: looks up, checks photos, sends.
struct DockSession {
    let session: DeskSession
    let station: String
    let staff: String?
    /// So long the daemon's answer is waited for.
    let waitSeconds: Int
    private let lookup: DockLookup

    init(_ session: DeskSession, station: String, staff: String?, waitSeconds: Int) throws {
        self.session = session
        self.station = station
        self.staff = staff
        self.waitSeconds = waitSeconds
        lookup = DockLookup(ledger: try session.ledger(), place: session.place, station: station)
    }

    var daemon: String { DaemonStanding.at(session.place).mayAnswer ? "daemon runs" : "no daemon" }

    /// The input that an action leads to; nil where it leads to none.
    func perform(_ action: DockDesk.Action) -> DockDesk.Input? {
        switch action {
        case .look(let code): .found(lookup.look(code))
        case .checkPhoto(let path): .photo(path: path, problem: PhotoFolder.problem(path))
        case .send(let draft, let isComplete): .fate(send(draft, isComplete: isComplete))
        case .sendBlind(let draft):
            .fate(
                send(
                    draft.document(at: session.place.now(), station: station, staff: staff), stem: "workbench"
                ) { $0 })
        case .bell, .leave: nil
        }
    }

    private func send(_ draft: DockDraft, isComplete: Bool) -> DockFate {
        do {
            if !draft.isFurther, !draft.isCorrection, let rival = try lookup.rival(of: draft) {
                return .countedElsewhere(rival)
            }
            let folder = PhotoFolder(place: session.place)
            let photos = try draft.photos.map { try folder.put($0) }
            let document = draft.document(
                isComplete: isComplete, photos: photos, at: session.place.now(), station: station, staff: staff)
            return send(document, stem: "dock-\(draft.card.rma)") { DockWords.counted(draft, $0) }
        } catch {
            return .refused("Not sent: \(error)")
        }
    }

    private func send(_ document: JSONValue, stem: String, words: (String) -> String) -> DockFate {
        do {
            let errand = Errand(stem: stem, records: [document])
            let (file, fate) = try errand.drop(
                session, waitSeconds: waitSeconds, station: station.isEmpty ? nil : station)
            switch fate {
            case .recorded(let record):
                let results = Self.results(record.receipt)
                switch record.outcome {
                case .accepted: return .taken(([words(results)] + Self.warnings(record.receipt)).joined(separator: " "))
                case .duplicate: return .refused("Not counted: it was recorded already.")
                case .partlyAccepted, .rejected:
                    return .refused("Not counted: \(Self.reason(record.reason ?? results))")
                }
            case .refused(_, let reason): return .refused("Not counted: \(Self.reason(reason))")
            case .pending(let delay):
                return .waiting("Not answered yet: \(delay.words). It is safe in the drop as \(file.name.printable).")
            case nil: return .waiting("It is safe in the drop as \(file.name.printable).")
            }
        } catch {
            return .refused("Not sent: \(error)")
        }
    }

    private static func results(_ receipt: String?) -> String {
        records(receipt).compactMap { $0["result"]?.string }.joined(separator: "; ")
    }

    private static func warnings(_ receipt: String?) -> [String] {
        records(receipt).flatMap { $0["warnings"]?.strings ?? [] }
    }

    private static func records(_ receipt: String?) -> [JSONValue] {
        receipt.flatMap { JSONValue(reading: Array($0.utf8)) }?["records"]?.elements ?? []
    }

    /// The reason file without its head and tail: what is amiss and how to mend it.
    private static func reason(_ text: String) -> String {
        let lines = text.split(separator: "\n").map { String($0.trimmingWhitespace()) }
        guard let mark = lines.firstIndex(where: { $0.hasPrefix("- ") }) else { return lines.joined(separator: " ") }
        let body = lines[mark...].prefix { !$0.hasPrefix("Correct the file") }
        return body.joined(separator: " ").replacingPrefix("- ", with: "")
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with text: String) -> String {
        hasPrefix(prefix) ? text + dropFirst(prefix.count) : self
    }
}
