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
        subcommands: [
            DeliveriesListCommand.self, DeliveriesShowCommand.self, DeliveriesRetryCommand.self,
            DeliveriesRecoverCommand.self, DeliveriesReplayCommand.self,
        ])

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
    @Option(name: .long, help: ArgumentHelp("Only older ones than this delivery.", valueName: "delivery"))
    var before: String?
    @Option(name: .long, help: ArgumentHelp("How many, at most 10000.", valueName: "count"))
    var limit = 50
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws { try Limit.check(limit) }

    func run() throws {
        try DeskSession.run(options) { session in
            let found = try session.read { snapshot in try snapshot.deliveries(try filter(session, snapshot)) }
            let shown = Array(found.prefix(limit))
            show(shown, session)
            if found.count > limit, let last = shown.last {
                session.remark("there are more; the next ones: --before \(last.publicID)")
            }
            return .ok
        }
    }

    /// One more is asked for than is shown: that tells whether there are more.
    private func filter(_ session: DeskSession, _ snapshot: Snapshot) throws -> DeliveryFilter {
        var filter = DeliveryFilter()
        filter.limit = limit + 1
        filter.state = state?.state.rawValue
        filter.rma = try rma.map { try CaseFinder(pattern: session.place.pattern).find($0, in: snapshot).stored.id }
        if let endpoint {
            filter.endpoint = try EndpointSheet.find(endpoint, in: snapshot).name
        }
        if let before {
            guard try snapshot.delivery(DeliveryID(trusted: before)) != nil else {
                throw DeliverySheet.unknown([before])
            }
            filter.before = DeliveryID(trusted: before)
        }
        return filter
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

struct DeliveriesRecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Send again what was given up for an endpoint.",
        discussion: """
            For after a long failure: what used up its attempts, or was dropped, goes out again, oldest first, \
            with a whole schedule of attempts before it.

            Example:
              rmad deliveries recover shop --since 3d
            """)

    @OptionGroup var scope: ReplayScope
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws { try scope.perform("given_up", options, errand) }
}

struct DeliveriesReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay-missing", abstract: "Send an endpoint every event that it never confirmed.",
        discussion: """
            For a receiver that lost data or is new: events that were given up, replaced by newer ones, or never \
            owed because the endpoint was not there yet. What it confirmed is not sent again. An event that nobody \
            was told of carries the return as it stands now, and `replayed_at` says so.

            Example:
              rmad deliveries replay-missing shop --since 2026-11-01
            """)

    @OptionGroup var scope: ReplayScope
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws { try scope.perform("missing", options, errand) }
}

/// Which endpoint's events, since when.
struct ReplayScope: ParsableArguments {
    @Argument(help: "The endpoint's name.") var endpoint: String
    @Option(name: .long, help: ArgumentHelp("Events since then: \(Since.help).", valueName: "moment"))
    var since: Since

    func perform(_ scope: String, _ options: GlobalOptions, _ errand: ErrandOptions) throws {
        try DeskSession.run(options) { session in
            let known = try EndpointSheet.find(endpoint, session)
            if known.state == .disabled {
                session.remark("endpoint \(endpoint) is disabled: it goes out once it is enabled")
            }
            let moment = since.instant(now: session.place.now(), zone: session.zone)
            let record: JSONValue = [
                "type": .string(DeclarationKind.deliveryRetry.rawValue), "endpoint": .string(known.name.text),
                "since": .string(moment.description), "scope": .string(scope),
            ]
            return try Errand(stem: "\(scope)-\(endpoint)", records: [record])
                .perform(session, waitSeconds: errand.wait)
        }
    }
}

/// A state of a delivery as it is typed.
struct DeliveryStateWord: ListedArgument {
    let state: DeliveryState

    init?(argument: String) {
        guard let state = DeliveryState(rawValue: argument.lowercased()) else { return nil }
        self.state = state
    }

    static var allValueStrings: [String] { DeliveryState.allCases.map(\.rawValue) }
}
