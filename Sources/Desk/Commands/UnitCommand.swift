import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad unit SERIAL`: the service history of one unit.
package struct UnitCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "unit", abstract: "Show everything that a unit has been through, by its serial number.",
        discussion: """
            Every return in which the serial number was announced, read at the bench, or sent out as a replacement or \
            loaner, oldest first.

            Examples:
              rmad unit LM2-00417
              rmad unit LM2-00417 --json

            With --json, one object a return: rma, state, requested_at, line, sku, reason, resolution, sent_ahead, \
            units. Ends with 1 when the number occurs nowhere.
            """)

    @Argument(help: "The serial number, as it is written on the unit.") var serial: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func run() throws {
        try DeskSession.run(options) { session in
            guard let number = SerialNumber(serial) else {
                throw DeskFault(
                    .usage, "'\(Printable.line(serial))' cannot be a serial number",
                    remedy: "Write 1 to \(SerialNumber.bytesMax) bytes in one line.")
            }
            let stays = try session.read { try $0.stays(of: number) }
            guard !stays.isEmpty else {
                throw DeskFault(
                    .finding, "the serial number \(Printable.line(number.text)) occurs in no return",
                    remedy: "Read it again from the unit; upper and lower case are different. Or: rmad find TEXT.")
            }
            let judges = try session.read { snapshot in
                try stays.reduce(into: [CaseID: [Int: String]]()) {
                    $0[$1.rma] = Self.judges(in: try snapshot.events(of: $1.rma))
                }
            }
            switch session.form {
            case .json: for stay in stays { session.screen.json(stay.json(judges[stay.rma] ?? [:])) }
            case .forPeople: show(stays, judges, session)
            }
            return .ok
        }
    }

    /// Who judged each unit of a return, by its number.
    private static func judges(in events: [RecordedEvent]) -> [Int: String] {
        events.reduce(into: [:]) { judges, event in
            guard event.draft.axis == Change.judgementAxis,
                let number = event.draft.subject.split(separator: ":").last.flatMap({ Int($0) })
            else { return }
            judges[number] = event.draft.actor.text
        }
    }

    private func show(_ stays: [SerialStay], _ judges: [CaseID: [Int: String]], _ session: DeskSession) {
        var table = Table([
            .init("Asked for"), .init("RMA"), .init("State"), .init("Article", leaves: 4), .init("Reason"),
            .init("Verdict"), .init("Grade"), .init("Goes to"), .init("Customer got"), .init("As", leaves: 3),
        ])
        // A unit that was judged again has a row for each time.
        for (stay, unit) in stays.flatMap({ stay in
            stay.units.isEmpty ? [(stay, CaseUnit?.none)] : stay.units.map { (stay, $0) }
        }) {
            let (line, product) = (stay.line.line, stay.line.product)
            table.add([
                .init(session.zone.day(stay.createdAt).description), .init(Printable.line(stay.number.text), .strong),
                .init(stay.state.words, stay.state.ink), .init(Printable.line(product.sku.text)),
                .init(product.reason.rawValue.spoken),
                .init(
                    (unit?.verdict.rawValue ?? line.verdict.rawValue)
                        + (unit?.overtakenBy.map { ", \($0.words)" } ?? "")),
                .init(unit?.grade?.rawValue ?? ""),
                .init((unit?.disposition ?? line.disposition).rawValue.spoken), .init(line.resolution.rawValue.spoken),
                .init(stay.wasSentAhead ? "sent by us" : unit == nil ? "announced" : "read"),
            ])
        }
        session.screen.show(table)
        for stay in stays {
            for unit in stay.units {
                let answers = unit.checklist.map { "\($0.question) \($0.answer)" }.joined(separator: ", ")
                let why = [unit.note, answers].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; ")
                let judge = [unit.judgedOn?.description, judges[stay.rma]?[unit.number].map { "by \($0)" }]
                    .compactMap { $0 }.joined(separator: " ")
                let head = [Printable.line(stay.number.text), unit.verdict.rawValue, judge].filter { !$0.isEmpty }
                session.screen.paragraph(
                    head.joined(separator: ", ") + (why.isEmpty ? "" : ": \(Printable.text(why))"), indent: 2)
            }
        }
    }
}

extension SerialStay {
    fileprivate func json(_ judges: [Int: String]) -> JSONValue {
        .object(known: [
            ("rma", .string(number.text)), ("state", .string(state.rawValue)),
            ("requested_at", .string(createdAt.description)), ("line", .count(line.number)),
            ("sku", .string(line.product.sku.text)), ("reason", .string(line.product.reason.rawValue)),
            ("resolution", .string(line.line.resolution.rawValue)), ("sent_ahead", .bool(wasSentAhead)),
            (
                "units",
                .array(
                    units.map { unit in
                        guard case .object(let members) = unit.json else { return unit.json }
                        let judge = judges[unit.number].map { [JSONValue.Member("judged_by", .string($0))] } ?? []
                        return .object(members + judge)
                    })
            ),
        ])
    }
}
