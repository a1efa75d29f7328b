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
            switch session.form {
            case .json: for stay in stays { session.screen.json(stay.json) }
            case .forPeople: show(stays, session)
            }
            return .ok
        }
    }

    private func show(_ stays: [SerialStay], _ session: DeskSession) {
        var table = Table([
            .init("Asked for"), .init("RMA"), .init("State"), .init("Article", leaves: 4), .init("Reason"),
            .init("Verdict"), .init("Grade"), .init("Goes to"), .init("Customer got"), .init("As", leaves: 3),
        ])
        for stay in stays {
            let unit = stay.units.last
            let (line, product) = (stay.line.line, stay.line.product)
            table.add([
                .init(session.zone.day(stay.createdAt).description), .init(Printable.line(stay.number.text), .strong),
                .init(stay.state.words, stay.state.ink), .init(Printable.line(product.sku.text)),
                .init(product.reason.rawValue.spoken),
                .init(unit?.verdict.rawValue ?? line.verdict.rawValue), .init(unit?.grade?.rawValue ?? ""),
                .init((unit?.disposition ?? line.disposition).rawValue.spoken), .init(line.resolution.rawValue.spoken),
                .init(stay.wasSentAhead ? "sent by us" : unit == nil ? "announced" : "read"),
            ])
        }
        session.screen.show(table)
        for stay in stays {
            for unit in stay.units where unit.note != nil || !unit.checklist.isEmpty {
                let answers = unit.checklist.map { "\($0.question) \($0.answer)" }.joined(separator: ", ")
                let words = [unit.note, answers].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; ")
                session.screen.paragraph("\(Printable.line(stay.number.text)): \(Printable.text(words))", indent: 2)
            }
        }
    }
}

extension SerialStay {
    fileprivate var json: JSONValue {
        .object(known: [
            ("rma", .string(number.text)), ("state", .string(state.rawValue)),
            ("requested_at", .string(createdAt.description)), ("line", .count(line.number)),
            ("sku", .string(line.product.sku.text)), ("reason", .string(line.product.reason.rawValue)),
            ("resolution", .string(line.line.resolution.rawValue)), ("sent_ahead", .bool(wasSentAhead)),
            ("units", .array(units.map(\.json))),
        ])
    }
}
