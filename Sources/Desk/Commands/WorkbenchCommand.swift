import ArgumentParser
import Digests
import JSONText
import Ledger
import Returns

/// `rmad workbench`: parcels that nobody can name.
package struct WorkbenchCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "workbench", abstract: "Show, match and close parcels that nobody can name.",
        discussion: """
            A parcel without a number that is ours is recorded as a blind receipt and gets a short number, WB-12, \
            which is written on it. What is known of it (codes, goods, serials, the sender's name and postal code) is \
            compared with all returns; each proposal says what speaks for it, with points.

            Examples:
              rmad workbench                                    what lies there, with the best proposals
              rmad workbench WB-12                              everything about one
              rmad workbench add --code 1Z999AA10123456784 --goods LAMP-1 --sender 'Ana Ruiz' --location 'shelf 3'
              rmad workbench match WB-12 RMA-4KD-9T2X           it becomes a receipt of that return
              rmad workbench close WB-12 --reason 'handed back to the carrier'
            """,
        subcommands: [
            WorkbenchListCommand.self, WorkbenchAddCommand.self, WorkbenchMatchCommand.self,
            WorkbenchCloseCommand.self,
        ], defaultSubcommand: WorkbenchListCommand.self)

    package init() {}
}

/// `rmad workbench list`, the default.
struct WorkbenchListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show what lies on the workbench, with proposals.",
        discussion: """
            With --json, one object a line: workbench, state, received_at, content, photos, rma, reason, proposals \
            (rma, score, reasons). Ends with 1 when a number that is named was never given out.
            """)

    @Argument(help: "One parcel, such as WB-12; all open ones when left out.") var number: String?
    @Option(name: .long, help: ArgumentHelp("How many, at most 10000.", valueName: "count")) var limit = 50
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        try Limit.check(limit)
        if let number, WorkbenchNumber(number) == nil {
            throw ValidationError("'\(Printable.line(number))' is no number of the workbench; they look like WB-12.")
        }
    }

    func run() throws {
        try DeskSession.run(options) { session in
            let wanted = number.flatMap { WorkbenchNumber($0) }
            let rows: [WorkbenchSheet] = try session.read { snapshot in
                let items =
                    try wanted.map { [try snapshot.workbench($0)].compactMap { $0 } }
                    ?? snapshot.openWorkbench(limit: limit)
                return try items.map { item in
                    WorkbenchSheet(
                        item: item,
                        proposals: item.state == .open ? try snapshot.proposals(for: item.content) : [])
                }
            }
            if let wanted, rows.isEmpty {
                throw DeskFault(
                    .finding, "\(wanted) was never given out", remedy: "rmad workbench shows what lies there.")
            }
            switch session.form {
            case .json: for row in rows { session.screen.json(row.json) }
            case .forPeople:
                if rows.isEmpty { session.screen.line("Nothing lies on the workbench.") }
                for (index, row) in rows.enumerated() {
                    if index > 0 { session.screen.line() }
                    row.show(session)
                }
            }
            return .ok
        }
    }
}

/// A parcel on the workbench with its proposals.
struct WorkbenchSheet: Sendable {
    let item: WorkbenchItem
    let proposals: [ReturnProposal]

    func show(_ session: DeskSession) {
        let screen = session.screen
        let content = item.content
        let ink: Ink = item.state == .open ? .attention : .good
        screen.line(
            screen.ink.paint(item.number.text, .strong) + "  " + screen.ink.paint(Printable.line(item.words), ink))
        var fields = Fields()
        fields.add("Came", [session.zone.text(item.receivedAt), content.station.map(Printable.line)])
        fields.add("Codes", content.codes.map(Printable.line).joined(separator: ", "))
        for goods in content.goods { fields.add("In it", Self.words(goods)) }
        let sender = [content.sender.name, content.sender.address, content.sender.postalCode]
        fields.add("Sender", sender.map { $0.map(Printable.line) })
        fields.add("Weight", content.grams.map(DockView.weight))
        fields.add("Photos", item.photos.map { "evidence/\($0.file)" }.joined(separator: ", "))
        fields.add("Note", content.note.map(Printable.text))
        screen.show(fields, indent: 2)
        guard item.state == .open else { return }
        if proposals.isEmpty { return screen.line("  No return fits. Look by name or order: rmad find TEXT.") }
        for proposal in proposals {
            let ink: Ink = proposal.score >= ProposalScale.certain ? .good : .plain
            let score = String(proposal.score)
            screen.line(
                "  " + String(repeating: " ", count: max(0, 4 - score.count)) + screen.ink.paint(score, ink) + "  "
                    + screen.ink.paint(Printable.line(proposal.rma.text), .strong))
            let reasons = proposal.reasons.map {
                "\(Printable.line($0.words)): \($0.points > 0 ? "+" : "")\($0.points)"
            }
            screen.paragraph(reasons.joined(separator: "; "), indent: 8)
        }
        if let best = proposals.first {
            screen.paragraph("rmad workbench match \(item.number) \(Printable.line(best.rma.text))", indent: 2, .faint)
        }
    }

    private static func words(_ goods: FoundGoods) -> String {
        let parts = [
            goods.sku.map { Printable.line($0.text) }, goods.serial.map { "S/N \(Printable.line($0.text))" },
            goods.description.map(Printable.line), goods.condition?.rawValue,
        ]
        return "\(goods.quantity) × " + parts.compactMap { $0 }.joined(separator: ", ")
    }

    var json: JSONValue {
        .object(known: [
            ("workbench", .string(item.number.text)), ("state", .string(item.state.rawValue)),
            ("received_at", .string(item.receivedAt.description)), ("content", item.content.json),
            (
                "photos",
                item.photos.isEmpty
                    ? nil
                    : .array(
                        item.photos.map {
                            [
                                "file": .string($0.file), "sha256": .string($0.digest.description),
                                "size": .count($0.size),
                            ]
                        })
            ),
            ("rma", .text(item.rma?.text)), ("reason", .text(item.reason)),
            ("ended_at", item.endedAt.map { .string($0.description) }),
            (
                "proposals",
                .array(
                    proposals.map { proposal in
                        [
                            "rma": .string(proposal.rma.text), "score": .count(proposal.score),
                            "reasons": .array(
                                proposal.reasons.map { ["words": .string($0.words), "points": .count($0.points)] }),
                        ]
                    })
            ),
        ])
    }
}
