import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad printers`: how the printers stand.
package struct PrintersCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "printers", abstract: "Printers: how they stand; test, pause, resume and empty them.",
        discussion: """
            Printers are added in the configuration, under `printers`.

            Examples:
              rmad printers
              rmad printers test counter --wait 20
              rmad printers pause counter
              rmad printers clear counter
            """,
        subcommands: [
            PrintersListCommand.self, PrintersTestCommand.self, PrintersPauseCommand.self, PrintersResumeCommand.self,
            PrintersClearCommand.self,
        ],
        defaultSubcommand: PrintersListCommand.self)

    package init() {}
}

struct PrintersListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show every printer, what waits for it, and what needs a look.",
        discussion: """
            With --json, one object a line: name, kind, address, stations, default, configured, state (ready, off, \
            paused), since, last_error, waiting, uncertain, held, last_printed.
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let (printers, doubts, held) = try session.read {
                (try $0.printers(), try $0.prints(.uncertain), try $0.prints(.held))
            }
            switch session.form {
            case .json: for printer in printers { session.screen.json(printer.json) }
            case .forPeople:
                guard !printers.isEmpty else {
                    session.screen.line("No printers. Add one to the configuration, under `printers`.")
                    break
                }
                session.screen.show(table(printers, session.zone))
                session.screen.paragraph("Times: \(session.zone.name).", .faint)
                show(doubts + held, session)
            }
            return .ok
        }
    }

    private func table(_ printers: [PrinterStanding], _ zone: SiteZone) -> Table {
        var table = Table([
            .init("Name"), .init("State"), .init("Since", leaves: 2), .init("Waiting", side: .right),
            .init("In doubt", side: .right), .init("Held", side: .right, leaves: 4), .init("Last printed", leaves: 3),
            .init("Kind", leaves: 6), .init("Address", .cut(min: 12), leaves: 5),
            .init("Stations", .cut(min: 8), leaves: 7), .init("Why", .wrapped(min: 16)),
        ])
        for printer in printers {
            let stations =
                printer.entry.stations.map { $0.isEmpty ? "." : $0 } + (printer.entry.isDefault ? ["(default)"] : [])
            table.add([
                .init(Printable.line(printer.entry.name.text), .strong), .init(printer.words, printer.ink),
                .init(zone.text(printer.since)), .init("\(printer.waiting)"),
                .init("\(printer.uncertain)", printer.uncertain > 0 ? .bad : .plain),
                .init("\(printer.held)", printer.held > 0 ? .bad : .plain),
                .init(printer.lastPrinted.map(zone.text) ?? ""), .init(printer.entry.kind),
                .init(Printable.line(printer.entry.address)), .init(Printable.line(stations.joined(separator: ", "))),
                .init(Printable.line(printer.lastError ?? "")),
            ])
        }
        return table
    }

    private func show(_ jobs: [PrintJob], _ session: DeskSession) {
        guard !jobs.isEmpty else { return }
        session.screen.line()
        session.screen.heading("Look at these")
        for job in jobs {
            session.screen.paragraph("\(job.subject): " + session.screen.ink.paint(job.words, job.ink), indent: 2)
        }
        session.screen.paragraph("To print one again: rmad print RMA", indent: 2, .faint)
    }
}

struct PrintersTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Print a label that belongs to no return.",
        discussion: """
            It waits its turn behind what the printer owes already. Its bar code is GS1's example number.

            Example:
              rmad printers test counter --wait 20
            """)

    @Argument(help: "The printer's name.") var name: String
    @OptionGroup var waiting: PaperOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            try KnownPrinters.check(name, session)
            return try waiting.perform(PrinterErrand.of(.test, name), session)
        }
    }
}

struct PrintersPauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Send nothing more to a printer until it is resumed.",
        discussion: "What it owes is kept, in order.\n\nExample:\n  rmad printers pause counter")

    @Argument(help: "The printer's name.") var name: String
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            try KnownPrinters.check(name, session)
            return try PrinterErrand.of(.pause, name).perform(session, waitSeconds: errand.wait)
        }
    }
}

struct PrintersResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let a printer go on, at once.",
        discussion: "One that is off is tried again at once, too.\n\nExample:\n  rmad printers resume counter")

    @Argument(help: "The printer's name.") var name: String
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            try KnownPrinters.check(name, session)
            return try PrinterErrand.of(.resume, name).perform(session, waitSeconds: errand.wait)
        }
    }
}

struct PrintersClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Call off everything that waits for a printer.",
        discussion: """
            Nothing of it is printed then, unless somebody asks for it again; a label that never was on paper is \
            still the original. What is being sent at this moment runs its course. For one return: \
            rmad print RMA --cancel.

            Example:
              rmad printers clear counter
            """)

    @Argument(help: "The printer's name.") var name: String
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            try KnownPrinters.check(name, session, alsoFormer: true)
            return try PrinterErrand.of(.clear, name).perform(session, waitSeconds: errand.wait)
        }
    }
}

/// A wish about a printer as the document that says it.
private enum PrinterErrand {
    static func of(_ action: PrinterOrder.Action, _ printer: String) -> Errand {
        Errand(
            stem: "\(action.rawValue)-\(printer)",
            records: [
                [
                    "type": .string(DeclarationKind.printerOrder.rawValue), "printer": .string(printer),
                    "action": .string(action.rawValue),
                ]
            ])
    }
}
