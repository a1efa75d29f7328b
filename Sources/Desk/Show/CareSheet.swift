import JSONText
import Ledger
import Returns

/// What a customer was promised for a return, what waits for people, and how they are looked after.
struct CareSheet {
    let folder: CaseFolder
    let session: DeskSession

    private var screen: Screen { session.screen }
    private var today: CalendarDate { session.zone.day(session.place.now()) }

    func show() {
        showPromises()
        showTasks()
        showNotes()
        showCare()
    }

    private func section(_ title: String) {
        screen.line()
        screen.heading(title)
    }

    private func showPromises() {
        section("Promises")
        if folder.promises.isEmpty { screen.line("  none") }
        for promise in folder.promises {
            let first = promise.revised == nil ? "" : ", first promised by \(promise.due)"
            let name = promise.name.rawValue.spoken
            let late = promise.state.isOpen && promise.date < today ? "  (that day has passed)" : ""
            screen.line(
                "  \(name) by \(promise.date)\(first)  " + screen.ink.paint(promise.state.words, promise.state.ink)
                    + late)
            if let reason = promise.reason { screen.paragraph(Printable.text(reason), indent: 4, .faint) }
        }
    }

    private func showTasks() {
        guard !folder.tasks.isEmpty else { return }
        section("Tasks")
        // What waits comes first.
        for record in folder.tasks.filter({ $0.state == .open }) + folder.tasks.filter({ $0.state != .open }) {
            let parts = [
                record.task.due.map { "due \($0)" }, record.task.assignee.map { "for \(Printable.line($0.text))" },
                record.note.map(Printable.line),
            ].compactMap { $0 }
            let end = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
            let ink: Ink =
                record.state != .open ? .faint : record.isOverdue(on: today) ? .bad : .attention
            let state = record.isOverdue(on: today) ? "overdue" : record.state.rawValue
            screen.entry("\(record.id)  \(state)", "\(Printable.line(record.task.words))\(end)", indent: 2, ink)
        }
    }

    private func showNotes() {
        let notes = folder.events.filter(\.isNote)
        guard !notes.isEmpty else { return }
        section("Notes")
        for note in notes { screen.paragraph(note.noteText(session.zone), indent: 2) }
    }

    private func showCare() {
        let feedback = folder.feedback
        guard !feedback.isEmpty || !folder.goodwill.isEmpty else { return }
        section("Feedback and goodwill")
        for entry in feedback { screen.paragraph(entry.text(session.zone), indent: 2) }
        for entry in folder.goodwill { screen.paragraph(entry.text(session.zone), indent: 2) }
    }
}

extension CaseFolder {
    /// What the customer said, and what we answered, oldest first.
    var feedback: [FeedbackEntry] { events.compactMap { FeedbackEntry($0, rma: stored.case.number) } }
}

/// Feedback, or our answer to one, as the audit trail holds it.
struct FeedbackEntry {
    let rma: RMANumber
    let at: Instant
    let number: Int
    let isAnswer: Bool
    let words: String?
    let details: JSONValue

    init?(_ event: RecordedEvent, rma: RMANumber) {
        guard event.draft.axis == Change.feedbackAxis else { return nil }
        self.rma = rma
        at = event.draft.at
        number = event.draft.rmaSequence ?? 0
        isAnswer = event.draft.after != "feedback"
        words = event.draft.reason
        details = event.draft.details
    }

    func text(_ zone: SiteZone) -> String {
        let more = isAnswer || told.isEmpty ? "" : " (\(Printable.line(told.joined(separator: ", "))))"
        return "\(zone.text(at))  \(isAnswer ? "answered" : "feedback \(number)")\(more)"
            + (words.map { ": \(Printable.text($0))" } ?? "")
    }

    /// `complaint, 2 of 5, works: no, answer by 2026-11-23`.
    private var told: [String] {
        guard case .object(let members) = details else { return [] }
        let answers = members.filter { $0.key.hasPrefix("answer_") && $0.key != Change.answerDetail }
            .map { "\($0.key.dropFirst("answer_".count).description.spoken): \($0.value.spoken)" }
        let head = [details["kind"]?.spoken, details["rating"].map { "\($0.spoken) of 5" }].compactMap { $0 }
        return head + answers + [details[Change.answerDetail].map { "answer by \($0.spoken)" }].compactMap { $0 }
    }

    var json: JSONValue {
        .object(known: [
            ("rma", .string(rma.text)), ("at", .string(at.description)), ("number", .count(number)),
            ("kind", .string(isAnswer ? "answer" : "feedback")), ("text", .text(words)),
            ("details", details == .object([]) ? nil : details),
        ])
    }
}

extension RecordedEvent {
    var isNote: Bool { draft.axis == "note" }

    /// A note, by whom, and whether the customer was told.
    func noteText(_ zone: SiteZone) -> String {
        let isTold = draft.details["audience"]?.string == Note.Audience.customer.rawValue
        return
            "\(zone.text(draft.at))  \(Printable.line(draft.actor.byline))\(isTold ? ", told to the customer" : ""): "
            + Printable.text(draft.reason ?? "")
    }
}

extension CareRecord {
    func words(_ zone: SiteZone) -> String {
        "Special care since \(zone.text(since)), until \(until): \(Printable.text(mark.words))"
            + (rma.map { " (\($0))" } ?? "")
    }

    var json: JSONValue {
        .object(known: [
            ("since", .string(since.description)), ("until", .string(until.description)),
            ("cause", .string(mark.cause.rawValue)), ("words", .string(mark.words)), ("rma", .text(rma?.text)),
        ])
    }
}

extension EndedCare {
    func words(_ zone: SiteZone) -> String {
        let end = endedAt.map { "ended \(zone.text($0)) \(Printable.line(endedBy?.byline ?? ""))" } ?? "until \(until)"
        return "Special care from \(zone.text(since)), \(end): \(Printable.text(words))"
    }

    var json: JSONValue {
        .object(known: [
            ("since", .string(since.description)), ("until", .string(until.description)), ("words", .string(words)),
            ("ended_at", .text(endedAt?.description)), ("ended_by", .text(endedBy?.text)),
        ])
    }
}

extension GoodwillRecord {
    func text(_ zone: SiteZone) -> String {
        "\(zone.text(at))  goodwill \(Printable.line(goodwill.text)) \(Printable.line(by.byline)): "
            + Printable.text(goodwill.reason) + (rma.map { " (\($0))" } ?? "")
    }

    var json: JSONValue {
        .object(known: [
            ("goodwill", .integer(id)), ("rma", .text(rma?.text)), ("amount", goodwill.amount?.json),
            ("words", .text(goodwill.words)), ("reason", .string(goodwill.reason)), ("by", .string(by.text)),
            ("at", .string(at.description)),
        ])
    }
}

extension Promise {
    var json: JSONValue {
        .object(known: [
            ("name", .string(name.rawValue)), ("state", .string(state.rawValue)), ("due", .string(date.description)),
            ("first_due", revised == nil ? nil : .string(due.description)),
            ("told_at", .text(toldAt?.description)), ("ended_at", .text(endedAt?.description)),
            ("reason", .text(reason)),
        ])
    }
}

extension PromiseState {
    var words: String { rawValue.spoken }

    var ink: Ink {
        switch self {
        case .open: .plain
        case .atRisk: .attention
        case .kept: .good
        case .broken: .bad
        case .withdrawn: .faint
        }
    }
}
