import JSONText
import Ledger
import Returns

/// All that we know of one customer, read in one snapshot.
struct CustomerFolder: Sendable {
    enum Finding: Sendable {
        case one(CustomerFolder)
        case several([String])
        case nobody
    }

    /// Returns that are looked through; older ones are counted in `rmad list --customer`.
    static let returnsMax = 200

    let key: CustomerKey
    let profile: Customer
    let care: CareRecord?
    let endedCare: EndedCare?
    let goodwill: [GoodwillRecord]
    let returns: [StoredCase]
    let promises: [(rma: RMANumber, promise: Promise)]
    let feedback: [FeedbackEntry]
    let notes: [RecordedEvent]
    let tasks: [TaskRecord]

    static func find(_ typed: String, today: CalendarDate, in snapshot: Snapshot) throws -> Finding {
        let text = String(typed.trimmingWhitespace())
        if let number = CustomerNumber(text) {
            let known = try snapshot.customer(number)
            let returns = try snapshot.customerCases(CustomerKey(number), limit: 1)
            if known != nil || !returns.isEmpty {
                return .one(try read(CustomerKey(number), known: known, today: today, in: snapshot))
            }
        }
        let found = try snapshot.find(text, limit: returnsMax).compactMap { try snapshot.stored(id: $0.id) }
        let keys = Set(found.map { CustomerKey($0) })
        guard keys.count <= 1 else { return .several(keys.map(\.text).sorted()) }
        guard let key = keys.first else { return .nobody }
        return .one(try read(key, known: nil, today: today, in: snapshot))
    }

    private static func read(
        _ key: CustomerKey, known: Customer?, today: CalendarDate, in snapshot: Snapshot
    ) throws -> CustomerFolder {
        let returns = try snapshot.customerCases(key, limit: returnsMax)
        var profile = try known ?? returns.first?.customer.number.flatMap { try snapshot.customer($0) } ?? Customer()
        // What the newest return says fills what the customer's record leaves open.
        for stored in returns { profile.complete(with: stored.customer) }
        var promises: [(rma: RMANumber, promise: Promise)] = []
        var (feedback, notes, tasks): ([FeedbackEntry], [RecordedEvent], [TaskRecord]) = ([], [], [])
        for stored in returns {
            let number = stored.case.number
            promises += try snapshot.promises(of: stored.id).map { (number, $0) }
            let events = try snapshot.events(of: stored.id)
            feedback += events.compactMap { FeedbackEntry($0, rma: number) }
            notes += events.filter(\.isNote)
            tasks += try snapshot.tasks(of: stored.id).filter { $0.state == .open }
        }
        return CustomerFolder(
            key: key, profile: profile, care: try snapshot.care(of: key, on: today),
            endedCare: try snapshot.endedCare(of: key, on: today),
            goodwill: try snapshot.goodwill(of: key, since: Instant(milliseconds: 0)), returns: returns,
            promises: promises, feedback: feedback, notes: notes, tasks: tasks)
    }

    var json: JSONValue {
        .object(known: [
            ("customer", .string(key.text)), ("profile", profile.json), ("special_care", care?.json),
            ("ended_care", endedCare?.json),
            ("goodwill", .array(goodwill.map(\.json))), ("returns", .array(returns.map(Self.json))),
            ("units", .array(units.map(\.json))),
            ("promises", .array(promises.map(Self.json))), ("feedback", .array(feedback.map(\.json))),
            ("notes", .array(notes.map(Self.json))),
            (
                "tasks",
                .array(
                    tasks.map {
                        .object(known: [
                            ("task", .integer($0.id)), ("rma", .text($0.number?.text)),
                            ("kind", .string($0.task.kind.rawValue)),
                            ("words", .string($0.task.words)), ("due_on", .text($0.task.due?.description)),
                        ])
                    })
            ),
        ])
    }

    /// Every unit of theirs that was judged, the newest returns first.
    var units: [CustomerUnit] {
        returns.flatMap { stored in
            stored.case.units.map { unit in
                let line = stored.case.lines.first { $0.number == unit.line }
                return CustomerUnit(rma: stored.case.number, sku: line?.product.sku.text ?? "", unit: unit)
            }
        }
    }

    private static func json(_ stored: StoredCase) -> JSONValue {
        let one = stored.case
        return .object(known: [
            ("rma", .string(one.number.text)), ("state", .string(one.state.rawValue)),
            ("whereabouts", .string(one.whereabouts.rawValue)), ("created_at", .string(stored.createdAt.description)),
            ("changed_at", .string(stored.changedAt.description)),
            ("goods", .string(one.goods)),
        ])
    }

    private static func json(_ entry: (rma: RMANumber, promise: Promise)) -> JSONValue {
        guard case .object(let members) = entry.promise.json else { return .null }
        return .object([JSONValue.Member("rma", .string(entry.rma.text))] + members)
    }

    private static func json(_ event: RecordedEvent) -> JSONValue {
        .object(known: [
            ("at", .string(event.draft.at.description)), ("by", .string(event.draft.actor.text)),
            ("audience", event.draft.details["audience"]), ("text", .text(event.draft.reason)),
        ])
    }
}

/// A unit among all that a customer has sent back.
struct CustomerUnit {
    let rma: RMANumber
    let sku: String
    let unit: CaseUnit

    /// `RMA-4KD-9T2X  unit 1  LAMP-2  LM2-00417  accepted, grade b  repair`.
    var text: String {
        let found = [unit.verdict.rawValue, unit.grade.map { "grade \($0.rawValue)" }].compactMap { $0 }
        let words: [String?] = [
            rma.text, unit.words, Printable.line(sku), unit.serial.map { Printable.line($0.text) },
            found.joined(separator: ", "), unit.disposition == .none ? "undecided" : unit.disposition.rawValue.spoken,
        ]
        return words.compactMap { $0 }.joined(separator: "  ")
    }

    var json: JSONValue {
        guard case .object(let members) = unit.json else { return .null }
        return .object([JSONValue.Member("rma", .string(rma.text)), JSONValue.Member("sku", .string(sku))] + members)
    }
}

extension ReturnCase {
    /// `2 × LAMP, 1 × CABLE`.
    var goods: String {
        lines.map { "\(max($0.line.requested, $0.line.received + $0.line.extra)) × \($0.product.sku)" }
            .joined(separator: ", ")
    }
}

extension Customer {
    fileprivate mutating func complete(with other: Customer) {
        number = number ?? other.number
        name = name ?? other.name
        company = company ?? other.company
        email = email ?? other.email
        phone = phone ?? other.phone
        language = language ?? other.language
        tier = tier ?? other.tier
        address = address ?? other.address
    }
}
