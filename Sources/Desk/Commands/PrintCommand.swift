import ArgumentParser
import Glibc
import JSONText
import Ledger
import Returns
import Spool

/// `rmad print RMA`: the labels of a return on paper.
package struct PrintCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Print the label of a return or the tags of its units, print them again, or call that off.",
        discussion: """
            Without --printer it comes out of the printer of the station where the return began, else of the \
            default printer. What was never sent to a printer is still the original, and goes to the printer that is \
            named now; what may be on paper already comes with the mark COPY. The wish is a document in the drop. \
            Where the same label waits already, no second one is queued: that one serves both, and it is said so.

            --cancel calls off what waits or was refused; what is being sent runs its course. To call off all that \
            waits for a printer: rmad printers clear NAME.

            Examples:
              rmad print RMA-4KD-9T2X
              rmad print RMA-4KD-9T2X --cancel
              rmad print RMA-4KD-9T2X --printer counter --wait 20
              rmad print RMA-4KD-9T2X --what tag --unit 3

            With --wait it ends with 0 when the label is printed, 75 when it is not printed yet, and 1 when it may \
            or may not be on paper, or no printer took it. With --json, one object: document, outcome, jobs (rma, \
            parcel, unit, paper, printer, copy, state, attempts, asked_at, changed_at, asked_by, last_error,
            asked_before).
            """)

    @Argument(help: "The number of the return, in any spelling, or the code of one of its parcels.") var rma: String
    @Option(name: .long, help: ArgumentHelp("The printer's name.", valueName: "name"))
    var printer: String?
    @Option(name: .long, help: ArgumentHelp("Only this parcel of the return, from 1.", valueName: "number"))
    var parcel: Int?
    @Flag(name: .long, help: "Call off what waits to be printed; with --printer only on that one.") var cancel = false
    @Option(name: .long, help: "What is printed: label, or tag for the tags of judged units.")
    var what: WantedPaper = .label
    @Option(name: .long, help: ArgumentHelp("Only the tag of this unit, from 1.", valueName: "number"))
    var unit: Int?
    @OptionGroup var waiting: PaperOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func validate() throws {
        if let unit, unit < 1 || what == .label {
            throw ValidationError("--unit takes a number from 1, with --what tag.")
        }
        if what == .tag, parcel != nil { throw ValidationError("--parcel is for labels; a tag belongs to a --unit.") }
        if let parcel, !(1...1_000).contains(parcel) { throw ValidationError("--parcel takes a number from 1.") }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            let finder = CaseFinder(pattern: session.place.pattern)
            let (stored, scanned) = try session.read { try finder.find(rma, in: $0) }
            try KnownPrinters.check(printer, session, alsoFormer: cancel)
            let record = JSONValue.object(known: [
                ("type", .string(DeclarationKind.printRequest.rawValue)), ("rma", .string(stored.case.number.text)),
                ("printer", .text(printer)), ("parcel", what == .label ? (parcel ?? scanned).map { .count($0) } : nil),
                ("cancel", cancel ? true : nil),
                ("what", what == .tag ? .string(PrintedPaper.binTag.rawValue) : nil),
                ("unit", unit.map { .count($0) }),
            ])
            guard !cancel else {
                return try Errand(stem: "cancel-print-\(stored.case.number.text)", records: [record])
                    .perform(session, waitSeconds: waiting.answerSeconds)
            }
            // Two people may wish the same at one moment: each must find the answer to their own wish.
            let stem = "print-\(stored.case.number.text)-\(getpid())"
            return try waiting.perform(Errand(stem: stem, records: [record]), session)
        }
    }
}

/// What `rmad print` prints.
enum WantedPaper: String, ExpressibleByArgument, CaseIterable {
    case label, tag
}

/// `--wait` of the commands that want paper.
struct PaperOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Wait so long for the paper itself. Without it, only until the daemon has taken the wish.",
            valueName: "seconds"))
    var wait: Int?

    /// How long the daemon's answer is waited for.
    var answerSeconds: Int { wait ?? 10 }

    func validate() throws {
        if let wait, !WaitSeconds.range.contains(wait) { throw ValidationError(WaitSeconds.problem) }
    }

    /// Drops the wish, tells what it became, and waits for the paper where that is wanted.
    func perform(_ errand: Errand, _ session: DeskSession) throws -> ExitStatus {
        let (file, fate) = try errand.drop(session, waitSeconds: answerSeconds)
        guard case .recorded(let document) = fate, document.outcome == .accepted else {
            FateSheet(title: file.name.printable, file: file, fate: fate, session: session).show()
            return fate?.status ?? .ok
        }
        return try PrintSheet(session: session, document: document).show(withinSeconds: wait ?? 0)
    }
}

/// The printers that the running daemon has.
enum KnownPrinters {
    /// - Parameter alsoFormer: one that was taken out of the configuration, and still owes something, will do.
    static func check(_ name: String?, _ session: DeskSession, alsoFormer: Bool = false) throws {
        guard let name else { return }
        let known = try session.read { try $0.printers() }.filter { $0.isConfigured || alsoFormer }.map(
            \.entry.name.text)
        guard !known.contains(name) else { return }
        throw DeskFault(
            .finding, "there is no printer '\(Printable.line(name))'",
            remedy: known.isEmpty
                ? "The configuration has none; add one under `printers`, then `rmad reload`."
                : "There are: \(known.map { Printable.line($0) }.joined(separator: ", ")).")
    }
}
