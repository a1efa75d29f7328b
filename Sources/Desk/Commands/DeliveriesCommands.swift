import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad deliveries`: what was sent to endpoints, and what is still owed.
package struct DeliveriesCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "Webhook deliveries: look at them, send them again.",
        discussion: """
            A delivery is one event on its way to one endpoint. Deliveries of one return reach an endpoint in \
            order; later ones wait behind one that is tried again.
            """,
        subcommands: [DeliveriesListCommand.self, DeliveriesShowCommand.self, DeliveriesRetryCommand.self])

    package init() {}
}

struct DeliveriesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List deliveries, newest first.",
        discussion: """
            Examples:
              rmad deliveries list --state failed
              rmad deliveries list --rma RMA-4KD-9T2X
              rmad deliveries list --endpoint shop --limit 200

            With --json, one object a line: delivery, endpoint, rma, type, state, attempt_count, created_at, \
            due_at, ended_at, last_error.
            """)

    @Option(name: .long, help: ArgumentHelp("Only of this return, in any form of its number.", valueName: "rma"))
    var rma: String?
    @Option(name: .long, help: ArgumentHelp("Only to this endpoint.", valueName: "endpoint"))
    var endpoint: String?
    @Option(name: .long, help: ArgumentHelp("Only in this state.", valueName: "state"))
    var state: DeliveryStateWord?
    @Option(name: .long, help: ArgumentHelp("How many, at most 10000.", valueName: "count"))
    var limit = 50
    @OptionGroup(title: "Global options") var options: GlobalOptions

    /// How many deliveries are looked through for those of one endpoint.
    private static let lookedThroughMax = 10_000

    func validate() throws { try Limit.check(limit) }

    func run() throws {
        try DeskSession.run(options) { session in
            let asked = endpoint == nil ? limit + 1 : Self.lookedThroughMax
            let found = try session.read { snapshot in
                let id = try rma.map {
                    try CaseFinder(pattern: session.place.pattern).find($0, in: snapshot).stored.id
                }
                if let endpoint, try snapshot.endpoint(EndpointName(trusted: endpoint)) == nil {
                    throw DeskFault(
                        .finding, "there is no endpoint '\(Printable.line(endpoint))'",
                        remedy: "See which there are: rmad endpoint list.")
                }
                return try snapshot.deliveries(rma: id, state: state?.state.rawValue, limit: asked)
            }
            let fitting = found.filter { endpoint == nil || $0.endpoint.text == endpoint }
            show(Array(fitting.prefix(limit)), session)
            showEnd(
                more: fitting.count > limit, isPartial: endpoint != nil && found.count == Self.lookedThroughMax,
                session)
            return .ok
        }
    }

    private func show(_ rows: [DeliverySummary], _ session: DeskSession) {
        switch session.form {
        case .json: for row in rows { session.screen.json(row.json) }
        case .forPeople:
            guard !rows.isEmpty else { return session.screen.line("No deliveries like that.") }
            session.screen.show(DeliveryList.table(rows, zone: session.zone, isOfOneReturn: false))
            session.screen.paragraph("Times: \(session.zone.name).", .faint)
        }
    }

    private func showEnd(more: Bool, isPartial: Bool, _ session: DeskSession) {
        if more { session.remark("there are more: raise --limit, or name a return or a state") }
        if isPartial { session.remark("only the newest \(Self.lookedThroughMax) deliveries were looked through") }
    }
}

struct DeliveriesShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a delivery with its payload and every attempt.",
        discussion: """
            Example:
              rmad deliveries show msg_2f0c…

            With --json, one object: those of `deliveries list`, and payload, attempts (number, started_at, \
            ended_at, outcome, status, peer, timings, response).
            """)

    @Argument(help: "The delivery's id; it begins with msg_.") var id: String
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let found = try session.read { snapshot in
                try snapshot.delivery(DeliveryID(trusted: id)).map {
                    DeliverySheet(summary: $0.summary, payload: $0.payload, attempts: $0.attempts)
                }
            }
            guard let sheet = found else { throw DeliverySheet.unknown([id]) }
            switch session.form {
            case .json: session.screen.json(sheet.json)
            case .forPeople: sheet.show(session)
            }
            return .ok
        }
    }
}

struct DeliveriesRetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Send deliveries again, now.",
        discussion: """
            One that was given up takes its place in front of the later ones again. The receiver knows a \
            repetition by its id. The wish is a document in the drop and stands in the audit trail.

            Example:
              rmad deliveries retry msg_2f0c… msg_77aa…
            """)

    @Argument(help: "Ids of deliveries; they begin with msg_.") var id: [String]
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let unknown = try session.read { snapshot in
                try id.filter { try snapshot.delivery(DeliveryID(trusted: $0)) == nil }
            }
            guard unknown.isEmpty else { throw DeliverySheet.unknown(unknown) }
            let records = id.map { id -> JSONValue in
                ["type": .string(DeclarationKind.deliveryRetry.rawValue), "delivery": .string(id)]
            }
            return try Errand(stem: "retry-\(id[0])", records: records)
                .perform(session, waitSeconds: errand.wait)
        }
    }
}

/// A state of a delivery as it is typed.
struct DeliveryStateWord: ExpressibleByArgument {
    let state: DeliveryState

    init?(argument: String) {
        guard let state = DeliveryState(rawValue: argument.lowercased()) else { return nil }
        self.state = state
    }

    static var allValueStrings: [String] { DeliveryState.allCases.map(\.rawValue) }
}
