import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad resolutions`: what customers are to get.
package struct ResolutionsCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "resolutions", abstract: "What customers are to get, and what became of it.",
        discussion: """
            Each order says what, for how many units of which line, and the amounts item by item. The shop, the ERP or \
            a person carries it out and answers with a `settlement`.

            Examples:
              rmad resolutions
              rmad resolutions --state failed
              rmad resolutions --rma RMA-4KD-9T2X
              rmad resolutions retry RMA-4KD-9T2X 1
            """,
        subcommands: [
            ResolutionsListCommand.self, ResolutionsRetryCommand.self, ResolutionsWithdrawCommand.self,
        ],
        defaultSubcommand: ResolutionsListCommand.self)

    package init() {}
}

struct ResolutionsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show open orders, or those of a return.",
        discussion: """
            Examples:
              rmad resolutions
              rmad resolutions --rma RMA-4KD-9T2X

            With --json, one object a line: id, rma, order, line, sku, units, kind, state, attempt, items, total_minor, \
            tax_minor, currency, paid, reference, file (owed, made, failed, needless), file_error. Ends with 1 when \
            an order has failed, or its file could not be written and is given up.
            """)

    @Option(name: .long, help: ArgumentHelp("Only orders in this state; may be repeated.", valueName: "state"))
    var state: [ResolutionStateWord] = []
    @Option(name: .long, help: ArgumentHelp("Every order of this return.", valueName: "rma")) var rma: String?
    @Option(name: .long, help: ArgumentHelp("How many, at most 10000.", valueName: "count")) var limit = 200
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws { try Limit.check(limit) }

    func run() throws {
        try DeskSession.run(options) { session in
            let rows = try session.read { snapshot in
                let one = try rma.map { try CaseFinder(pattern: session.place.pattern).find($0, in: snapshot).0.id }
                let states =
                    state.isEmpty ? (one == nil ? [.owed, .failed] : ResolutionState.allCases) : state.map(\.state)
                return try snapshot.resolutions(in: states, of: one, limit: limit)
            }
            switch session.form {
            case .json: for row in rows { session.screen.json(row.json) }
            case .forPeople: Self.show(rows, session.screen)
            }
            return rows.contains { $0.order.state == .failed || $0.export?.hasFailed == true } ? .finding : .ok
        }
    }

    private static func show(_ rows: [ResolutionSummary], _ screen: Screen) {
        guard !rows.isEmpty else { return screen.line("Nothing is owed to anybody.") }
        var table = Table([
            .init("Order"), .init("What"), .init("Units", side: .right), .init("SKU", .cut(min: 8)),
            .init("Amount", side: .right), .init("State"), .init("File", leaves: 2), .init("Customer", leaves: 3),
            .init("Reference", leaves: 4),
        ])
        for row in rows {
            let order = row.order
            table.add([
                .init(order.name(in: row.rma), .strong), .init(order.kind.rawValue), .init("\(order.units.count)"),
                .init(Printable.line(row.sku.text)),
                .init((order.paid ?? order.breakdown?.total).map { "\($0)" } ?? ""),
                .init(order.state.rawValue, order.state.ink),
                .init(row.export?.words ?? "", row.export?.lastError == nil ? .plain : .bad),
                .init(Printable.line(row.customer ?? "")), .init(Printable.line(order.reference?.text ?? "")),
            ])
        }
        screen.show(table)
        for row in rows {
            guard let export = row.export, let error = export.lastError else { continue }
            let what = export.hasFailed ? "its file is given up" : "its file cannot be written yet"
            screen.paragraph("\(row.order.name(in: row.rma)): \(what): \(Printable.line(error))", .bad)
        }
    }
}

struct ResolutionsRetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Ask again for an order that failed.",
        discussion: "Example:\n  rmad resolutions retry RMA-4KD-9T2X 1 --note 'new account'")

    @OptionGroup var word: ResolutionWord

    func run() throws { try word.send(.retry) }
}

struct ResolutionsWithdrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Take an open order back; its units are free for another.",
        discussion: "Example:\n  rmad resolutions withdraw RMA-4KD-9T2X 1 --note 'paid in the shop'")

    @OptionGroup var word: ResolutionWord

    func run() throws { try word.send(.withdraw) }
}

/// What all words about a resolution order have in common.
struct ResolutionWord: ParsableArguments {
    @Argument(help: "The RMA number.") var rma: String
    @Argument(help: "The number of the order: the 1 of RMA-4KD-9T2X-R1.") var order: Int
    @Option(name: .long, help: ArgumentHelp("Why.", valueName: "text")) var note: String?
    @Option(name: .long, help: ArgumentHelp("Who says so.", valueName: "name")) var staff: String?
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func send(_ action: ResolutionUpdate.Action) throws {
        try DeskSession.run(options) { session in
            let record = JSONValue.object(known: [
                ("type", .string(DeclarationKind.resolution.rawValue)), ("rma", .string(rma)),
                ("order", .integer(Int64(order))), ("action", .string(action.rawValue)), ("note", .text(note)),
                ("staff", .text(staff)),
            ])
            return try Errand(stem: "\(action.rawValue)-\(rma)-\(order)", records: [record])
                .perform(session, waitSeconds: errand.wait)
        }
    }
}

/// A state of resolution orders as it is typed.
struct ResolutionStateWord: ListedArgument {
    let state: ResolutionState

    init?(argument: String) {
        guard let state = ResolutionState(rawValue: argument.lowercased()) else { return nil }
        self.state = state
    }

    static var allValueStrings: [String] { ResolutionState.allCases.map(\.rawValue) }
}

extension ExportStanding {
    /// Nobody tries to write it any more.
    var hasFailed: Bool { state == "failed" }

    /// Where it stands, for people: one that could not be written so far is failing.
    fileprivate var words: String { state == "owed" && lastError != nil ? "failing" : state }
}

extension ResolutionState {
    var ink: Ink {
        switch self {
        case .owed: .attention
        case .failed: .bad
        case .settled: .good
        case .withdrawn: .faint
        }
    }
}

extension ResolutionSummary {
    var json: JSONValue {
        guard case .object(let own) = order.json else { return .null }
        return .object(
            [
                JSONValue.Member("id", .string(order.name(in: rma))), JSONValue.Member("rma", .string(rma.text)),
                JSONValue.Member("sku", .string(sku.text)),
            ] + own
                + [("file", export.map { .string($0.state) }), ("file_error", .text(export?.lastError))]
                .compactMap { name, value in value.map { JSONValue.Member(name, $0) } })
    }
}

extension ResolutionOrder {
    /// As `rmad show` and `rmad resolutions` tell it.
    var json: JSONValue {
        .object(known: [
            ("order", .count(number)), ("line", .count(line)), ("units", .count(units.count)),
            ("kind", .string(kind.rawValue)), ("state", .string(state.rawValue)), ("attempt", .count(attempt)),
            ("items", breakdown?.json["items"]), ("total_minor", breakdown.map { .integer($0.total.minor) }),
            ("tax_minor", breakdown?.tax.map { .integer($0.minor) }),
            ("currency", .text((paid ?? breakdown?.total)?.currency.code)),
            ("paid_minor", paid.map { .integer($0.minor) }), ("reference", .text(reference?.text)),
        ])
    }
}
