import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad promises`: what customers were promised and may not get in time.
package struct PromisesCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "promises", abstract: "Promises: what is at risk today, what is open, what was broken.",
        discussion: """
            Without an option: first what was broken and whose customer still waits for our call, then what is at \
            risk, what is open and due by today, and whom we told that they hear from us by today (`answer`): of a \
            parcel, or on what they wrote. Customers under special care come first, then what is due first.

            Examples:
              rmad promises
              rmad promises --open --days 3
              rmad promises --broken --days 30

            With --json, one object a line: rma, name, state, due, first_due, customer, tier, special_care, told_at, \
            ended_at, reason, waits_for, call_due; for an answer also task, kind and words.
            """)

    @Flag(name: .long, help: "Only promises that may be missed.") var atRisk = false
    @Flag(name: .long, help: "Only promises that were broken, in the last --days days (30).") var broken = false
    @Flag(name: .long, help: "Only open promises, due within --days days (7).") var open = false
    @Option(name: .long, help: ArgumentHelp("How many days ahead, or back for broken ones.", valueName: "days"))
    var days: Int?
    @Option(name: .long, help: ArgumentHelp("How many, at most 10000.", valueName: "count"))
    var limit = 200
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func validate() throws {
        try Limit.check(limit)
        guard (0...3650).contains(days ?? 0) else { throw ValidationError("--days takes a number from 0 to 3650.") }
        guard [atRisk, broken, open].count(where: { $0 }) <= 1 else {
            throw ValidationError("Choose one of --at-risk, --broken and --open.")
        }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            let now = session.place.now()
            let today = session.zone.day(now)
            let (found, answers) = try session.read { snapshot in
                let ever = CalendarDate(dayNumber: 4_000_000)
                let ahead = days.map { today.adding(days: $0) }
                if broken {
                    return (
                        try snapshot.promises(.broken, by: ever, since: now.adding(days: -(days ?? 30)), limit: limit),
                        [OwedAnswerRecord]()
                    )
                }
                var found: [PromiseRecord] = []
                if !open { found += try snapshot.promises(.atRisk, by: ahead ?? ever, since: now, limit: limit) }
                if !atRisk {
                    let by = ahead ?? today.adding(days: open ? 7 : 0)
                    found += try snapshot.promises(.open, by: by, since: now, limit: limit)
                }
                let broken = atRisk || open ? [] : try snapshot.promisesToCall(limit: limit)
                let rest =
                    found.sorted { left, right in
                        left.isSpecial != right.isSpecial
                            ? left.isSpecial : (left.promise.date, left.rma) < (right.promise.date, right.rma)
                    }
                let by = ahead ?? today.adding(days: open ? 7 : 0)
                let answers = atRisk ? [] : try snapshot.owedAnswers(by: by, limit: limit)
                let all = Array((broken + rest).prefix(limit))
                return (all, Array(answers.prefix(limit - all.count)))
            }
            switch session.form {
            case .json:
                for record in found { session.screen.json(record.json) }
                for record in answers { session.screen.json(record.json) }
            case .forPeople: show(found, answers, today: today, session)
            }
            return .ok
        }
    }

    private func show(
        _ records: [PromiseRecord], _ answers: [OwedAnswerRecord], today: CalendarDate, _ session: DeskSession
    ) {
        guard !records.isEmpty || !answers.isEmpty else {
            let none =
                broken
                ? "No promise was broken."
                : open
                    ? "No promise is open and due by then."
                    : "No promise is at risk" + (atRisk ? "." : ", and nobody waits for a call or an answer.")
            return session.screen.line(none)
        }
        var table = Table([
            .init("By"), .init("RMA"), .init("Promise"), .init("State"), .init("Customer", .cut(min: 10), leaves: 2),
            .init("Tier", leaves: 4), .init("Care", leaves: 1), .init("Why", .wrapped(min: 20), leaves: 3),
        ])
        for record in records {
            let promise = record.promise
            let isLate = promise.state.isOpen && promise.date <= today
            table.add([
                .init(promise.date.description, isLate ? .bad : .plain), .init(record.number.text, .strong),
                .init(promise.name.rawValue.spoken), .init(promise.state.words, promise.state.ink),
                .init(Printable.line(record.customer ?? "–")), .init(Printable.line(record.tier?.text ?? "")),
                .init(record.isSpecial ? "special" : "", .attention), .init(Printable.line(record.why)),
            ])
        }
        for record in answers {
            table.add([
                .init(record.owed.due.description, record.owed.due <= today ? .bad : .plain),
                .init(record.task.number?.text ?? "", .strong), .init("answer"),
                .init(record.owed.isEscalated ? "escalated" : "open", record.owed.isEscalated ? .attention : .plain),
                .init(Printable.line(record.customer ?? "–")), .init(Printable.line(record.tier?.text ?? "")),
                .init(record.task.isSpecial ? "special" : "", .attention),
                .init(Printable.line(record.task.task.words)),
            ])
        }
        session.screen.show(table)
        session.screen.paragraph("Days are those of \(session.zone.name). To look at one: rmad show RMA", .faint)
    }
}

extension OwedAnswerRecord {
    var json: JSONValue {
        .object(known: [
            ("rma", .text(task.number?.text)), ("customer", .text(customer)), ("tier", .text(tier?.text)),
            ("special_care", task.isSpecial ? true : nil), ("name", "answer"),
            ("state", .string(owed.isEscalated ? "escalated" : "open")), ("due", .string(owed.due.description)),
            ("task", .integer(task.id)), ("kind", .string(task.task.kind.rawValue)),
            ("words", .string(task.task.words)),
        ])
    }
}

extension PromiseRecord {
    /// For the one who reads the list, whatever the customer's language: the words that the customer read are in
    /// `rmad show`.
    fileprivate var why: String {
        // What it waited for when it was broken may be done since.
        if let callDue { return "call the customer by \(callDue)" }
        guard promise.state != .withdrawn else { return promise.reason ?? "" }
        return waitsFor.map { "waits for \(Self.words($0))" } ?? ""
    }

    /// What the policy calls in a word.
    private static func words(_ delay: String) -> String {
        switch delay {
        case "delivery": "a delivered parcel that nobody has checked in"
        case "last_step": "what the customer gets"
        default: "the \(delay.spoken)"
        }
    }

    var json: JSONValue {
        guard case .object(let members) = promise.json else { return .null }
        let head = JSONValue.object(known: [
            ("rma", .string(number.text)), ("customer", .text(customer)), ("tier", .text(tier?.text)),
            ("special_care", isSpecial ? true : nil), ("waits_for", .text(waitsFor)),
            ("call_due", .text(callDue?.description)),
        ])
        guard case .object(let known) = head else { return .null }
        return .object(known + members)
    }
}
