import ArgumentParser
import Glibc
import Returns

/// `rmad dock`: counting at the dock with a scanner and a keyboard.
package struct DockCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "dock", abstract: "Count parcels at the dock, with a scanner and a keyboard.",
        discussion: """
            Scan or type what is on the parcel: the RMA number, the code of our label, the carrier's number, a \
            serial number. The screen shows whose it is and what to expect. Enter counts a line as expected, digits \
            and Enter count another number, a scan of the goods counts one; the keys of the number pad do the rest \
            and stand at the bottom. Every count can be undone until it is sent with +.

            A count is a document in the drop like any other. Without a running daemon it waits there; nothing is \
            lost. A parcel that nobody can name goes on the workbench (b and Enter).

            --plain works line by line without control sequences: for screen readers, pipes and tests. Each key of \
            the number pad is then a line of its own, and `esc` is Escape.

            Examples:
              rmad dock --station dock-1 --staff Maria
              printf 'RMA-4KD-9T2X\\n\\n+\\n' | rmad dock --plain --station dock-1

            Ends with 0, also where counts still wait for the daemon; 64 where there is no terminal.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("The name of this dock: a subfolder of the drop.", valueName: "station"))
    var station: String?
    @Option(name: .long, help: ArgumentHelp("Who counts; it stands in the history.", valueName: "name"))
    var staff: String?
    @Option(
        name: .long, help: ArgumentHelp("How long to wait for the daemon's answer to a count.", valueName: "seconds"))
    var wait = 15
    @Flag(name: .long, help: "Line by line, without control sequences.")
    var plain = false
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func validate() throws {
        if let station, let problem = StationFolder.problem(station) { throw ValidationError(problem) }
        guard WaitSeconds.range.contains(wait) else { throw ValidationError(WaitSeconds.problem) }
        if options.json { throw ValidationError("--json is for programs: they drop `dock_receipt` documents.") }
        if let staff, Actor("staff:\(staff)") == nil || staff.count > 100 {
            throw ValidationError("--staff takes a name of 1 to 100 characters.")
        }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            let dock = try DockSession(session, station: station ?? "", staff: staff, waitSeconds: wait)
            if plain {
                plainly(dock)
            } else {
                try onScreen(dock)
            }
            return .ok
        }
    }

    private func plainly(_ dock: DockSession) {
        var desk = DockPlain()
        let screen = dock.session.screen
        screen.line("\(DockWords.ready) (\(dock.daemon))")
        screen.flush()
        while let line = TypedLines.atTerminal.next() {
            let (lines, isOver) = desk.handle(DockPlain.inputs(of: line), perform: dock.perform)
            screen.lines(lines)
            screen.flush()
            if isOver { return }
        }
        guard let draft = desk.desk.draft, !draft.isUntouched else { return }
        screen.line("ERROR: the input ended, and the count of \(draft.card.rma) was not sent.")
    }

    private func onScreen(_ dock: DockSession) throws {
        guard dock.session.screen.isTerminal else {
            throw DeskFault(.usage, "the standard output is no terminal", remedy: "Use --plain where there is none.")
        }
        let terminal = try DockTerminal(palette: dock.session.screen.ink)
        terminal.enter()
        defer { terminal.leave() }
        var desk = DockDesk()
        show(desk, dock, terminal)
        while true {
            switch terminal.next() {
            case .ended: return
            case .redraw: break
            case .keys(let keys):
                for key in keys {
                    guard take(key, &desk, dock, terminal) else { return }
                }
            }
            show(desk, dock, terminal)
        }
    }

    /// - Returns: false when the program ends.
    private func take(
        _ key: DockDesk.Input, _ desk: inout DockDesk, _ dock: DockSession, _ terminal: DockTerminal
    ) -> Bool {
        var waiting = [key][...]
        while let input = waiting.popFirst() {
            for action in desk.handle(input) {
                switch action {
                case .leave: return false
                case .bell: terminal.bell()
                case .look, .checkPhoto, .send, .sendBlind:
                    // What is going on is shown before it is waited for.
                    show(desk, dock, terminal)
                    if let next = dock.perform(action) { waiting.insert(next, at: waiting.startIndex) }
                }
            }
        }
        return true
    }

    private func show(_ desk: DockDesk, _ dock: DockSession, _ terminal: DockTerminal) {
        let (columns, rows) = terminal.window
        terminal.show(
            DockView(
                desk: desk, station: dock.station, staff: dock.staff, daemon: dock.daemon, columns: columns, rows: rows
            ).screen())
    }
}
