import JSONText
import Ledger
import Returns

/// A print job in words.
extension PrintJob {
    /// `RMA-4KD-9T2X, parcel 2`.
    var subject: String {
        guard let rma else { return paper.words }
        if let unit { return Printable.line(rma.number.text) + ", tag of unit \(unit)" }
        return Printable.line(rma.number.text) + ((shipment ?? 1) > 1 ? ", parcel \(shipment ?? 1)" : "")
    }

    private var name: String {
        switch paper {
        case .test: ""
        case .binTag: copy == 1 ? "" : " anew"
        case .label: copy == 1 ? " as the original" : " as COPY \(copy)"
        }
    }

    /// What a person at a desk needs to know of it, and do about it.
    var words: String {
        let printer = Printable.line(printer.text)
        let why = Printable.line(lastError ?? "no reason is known")
        return switch state {
        case .owed: "queued on \(printer)\(name)" + (lastError == nil ? "" : "; the last try: \(why)")
        case .sending: "is being sent to \(printer)\(name)"
        case .printed: "printed on \(printer)\(name)"
        case .uncertain: "may or may not have come out of \(printer)\(name): \(why)"
        case .held: "not printed on \(printer): \(why)"
        case .cancelled: "not printed: \(why)"
        }
    }

    var ink: Ink {
        switch state {
        case .printed: .good
        case .owed, .sending: .plain
        case .uncertain, .held: .bad
        case .cancelled: .faint
        }
    }

    /// - Parameter isJoined: whether it was there before the wish that is told of; nil where it is not about a wish.
    func json(isJoined: Bool? = nil) -> JSONValue {
        .object(known: [
            ("rma", rma.map { .string($0.number.text) }), ("parcel", shipment.map { .count($0) }),
            ("unit", unit.map { .count($0) }), ("paper", .string(paper.rawValue)), ("printer", .string(printer.text)),
            ("copy", .count(copy)),
            ("state", .string(state.rawValue)), ("attempts", .count(attempts)),
            ("asked_at", .string(createdAt.description)), ("changed_at", .string(changedAt.description)),
            ("asked_by", .string(requestedBy)), ("last_error", .text(lastError)),
            ("asked_before", isJoined.map { .bool($0) }),
        ])
    }
}

extension PrinterStanding {
    /// As one would say it.
    var words: String {
        guard isConfigured else { return "not in the configuration" }
        return switch state {
        case .ready: waiting == 0 ? "ready" : "printing"
        case .off: "off"
        case .paused: "paused"
        }
    }

    var ink: Ink {
        guard isConfigured else { return .bad }
        return switch state {
        case .ready: .good
        case .off: .bad
        case .paused: .attention
        }
    }

    var json: JSONValue {
        .object(known: [
            ("name", .string(entry.name.text)), ("kind", .string(entry.kind)), ("address", .string(entry.address)),
            ("stations", .array(entry.stations.map { .string($0.isEmpty ? "." : $0) })),
            ("default", .bool(entry.isDefault)), ("configured", .bool(isConfigured)),
            ("state", .string(state.rawValue)), ("since", .string(since.description)), ("last_error", .text(lastError)),
            ("waiting", .count(waiting)), ("uncertain", .count(uncertain)), ("held", .count(held)),
            ("last_printed", lastPrinted.map { .string($0.description) }),
        ])
    }
}

/// Waits for paper and tells of it.
struct PrintSheet {
    let session: DeskSession
    let document: DocumentRecord

    /// - Parameter seconds: how long to wait until every job has come to an end; 0: not at all.
    func show(withinSeconds seconds: Int) throws -> ExitStatus {
        let ledger = try session.ledger()
        let look = { try ledger.read { try $0.prints(askedBy: document.id) } }
        let end = session.place.now().adding(milliseconds: Int64(seconds) * 1000)
        var jobs = try look()
        let joined = try ledger.read { try $0.joinedPrints(askedBy: document.id) }
        while jobs.contains(where: \.isOpen), session.place.now() < end {
            Pause.short()
            jobs = try look()
        }
        switch session.form {
        case .json:
            session.screen.json([
                "document": .integer(document.id), "outcome": .string(document.outcome.rawValue),
                "jobs": .array(jobs.map { job in job.json(isJoined: joined.contains { $0.job == job.id }) }),
            ])
        case .forPeople:
            for job in jobs {
                session.screen.paragraph("\(job.subject): " + session.screen.ink.paint(job.words, job.ink))
                if let before = joined.first(where: { $0.job == job.id }) {
                    session.screen.paragraph(
                        "It was asked for before, \(Printable.line(Actor(trusted: before.askedBy).byline)), at "
                            + "\(session.zone.text(before.askedAt)); this one label serves both.", indent: 2)
                }
                if job.state == .owed, let why = try ledger.read({ try $0.printers() }).reason(for: job) {
                    session.screen.paragraph(why, indent: 2)
                }
                if job.state == .uncertain, let rma = job.rma {
                    session.screen.paragraph(
                        "Look at the printer. If it is not there: rmad print \(Printable.line(rma.number.text))",
                        indent: 2)
                }
            }
        }
        guard seconds > 0 else { return .ok }
        // A wish that was taken has a job; without one nobody can say that there is paper.
        guard !jobs.isEmpty else { return .finding }
        if jobs.contains(where: \.isOpen) { return .tryLater }
        return jobs.allSatisfy { $0.state == .printed } ? .ok : .finding
    }
}

extension [PrinterStanding] {
    /// Why a job waits, where its printer is the reason.
    fileprivate func reason(for job: PrintJob) -> String? {
        guard let printer = first(where: { $0.entry.name == job.printer }) else { return nil }
        let name = Printable.line(job.printer.text)
        let why = printer.lastError.map { ": " + Printable.line($0) } ?? ""
        return switch printer.state {
        case .ready: nil
        case .off: "\(name) is off\(why). It is tried again by itself."
        case .paused: "\(name) is paused\(why). To let it go on: rmad printers resume \(name)"
        }
    }
}

extension PrintJob {
    /// It has not come to an end yet.
    var isOpen: Bool {
        switch state {
        case .owed, .sending: true
        case .printed, .uncertain, .held, .cancelled: false
        }
    }
}
