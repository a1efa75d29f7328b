import JSONText
import Ledger
import Returns

/// What the customer of a return was told, event by event: what webhooks carried, word for word, and for events of
/// which nobody heard, or in another language, what is said today.
struct MessageSheet {
    struct Entry {
        let event: RecordedEvent
        let words: EventWords
        /// The words stand in a webhook that is on its way or was sent.
        let isSent: Bool
    }

    let stored: StoredCase
    let language: Language
    let entries: [Entry]

    /// - Parameter language: nil: the customer's own, the only one in which anything is sent.
    static func read(
        _ typed: String, language: Language?, place: DeskPlace, in snapshot: Snapshot
    ) throws -> MessageSheet {
        let (stored, _) = try CaseFinder(pattern: place.pattern).find(typed, in: snapshot)
        let language = language ?? stored.language
        let sent = language == stored.language ? try snapshot.wordsSent(of: stored.id) : [:]
        let events = try snapshot.events(of: stored.id)
        let entries = Self.commits(events).flatMap { commit -> [Entry] in
            // What happened together was told together: one webhook has the words for all of it.
            let told = commit.compactMap { event in
                sent[event.sequence].map { Entry(event: event, words: $0, isSent: true) }
            }
            guard told.isEmpty, let last = commit.last else { return told }
            let promises = events.standingDays(after: last)
            let words = place.voice.words(of: commit.map(\.draft), stored, promises: promises, in: language)
            return zip(commit, words).compactMap { event, words in
                words.map { Entry(event: event, words: $0, isSent: false) }
            }
        }
        return MessageSheet(stored: stored, language: language, entries: entries)
    }

    /// Events that were recorded together stand behind each other.
    private static func commits(_ events: [RecordedEvent]) -> [[RecordedEvent]] {
        events.reduce(into: []) { commits, event in
            if let last = commits.last?.last, last.draft.isOfOneCommit(as: event.draft) {
                commits[commits.count - 1].append(event)
            } else {
                commits.append([event])
            }
        }
    }

    func show(_ session: DeskSession) {
        let screen = session.screen
        screen.heading("\(Printable.line(stored.case.number.text)): what the customer is told, in \(language.rawValue)")
        if entries.isEmpty { screen.line("  nothing yet") }
        for entry in entries {
            let draft = entry.event.draft
            screen.line()
            let place = "\(draft.rmaSequence ?? 0)  \(session.zone.exact(draft.at))  \(Printable.line(draft.kind))"
            screen.line("  \(place)  (\(entry.isSent ? "sent" : "not sent: in today's words"))")
            screen.paragraph(Self.shown(entry.words.title), indent: 5, .strong)
            screen.paragraph(Self.shown(entry.words.text), indent: 5)
        }
    }

    var json: JSONValue {
        .object(known: [
            ("rma", .string(stored.case.number.text)), ("language", .string(language.rawValue)),
            (
                "messages",
                .array(
                    entries.map { entry in
                        .object(known: [
                            ("sequence", .integer(Int64(entry.event.draft.rmaSequence ?? 0))),
                            ("at", .string(entry.event.draft.at.description)),
                            ("type", .string(entry.event.draft.kind)), ("sent", .bool(entry.isSent)),
                            ("title", .string(entry.words.title)), ("message", .string(entry.words.text)),
                        ])
                    })
            ),
        ])
    }

    /// The isolates that keep numbers in order serve mail and browsers; a terminal would show them as signs.
    private static func shown(_ text: String) -> String {
        Printable.text(
            String(String.UnicodeScalarView(text.unicodeScalars.filter { !(0x2066...0x2069).contains($0.value) })))
    }
}
