import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad inspect RMA`: judges goods at the bench.
package struct InspectCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Judge the goods of a return at the bench, question by question.",
        discussion: """
            Asks for each unit that was counted and not judged: serial number, the policy's checklist for its \
            category, verdict, grade, photos by their paths, where it goes, and a note for the customer. Enter takes \
            what stands in brackets; the beginning of a word is enough. What a rule of the policy decides may be left \
            to it. The answers become an `inspection` document in the drop; with --wait 0 nobody waits for its \
            receipt. The answers may also come from a pipe, one on a line. If the input ends in the middle of a \
            unit, nothing is sent.

            What was judged wrongly is judged anew with --correct: what was owed for it is taken back and owed anew, \
            and the customer reads what was wrong. Not what is denied, paid, or not here any more.

            Examples:
              rmad inspect RMA-4KD-9T2X --staff Maria
              rmad inspect RMA-4KD-9T2X --line 2 --station bench-1
              rmad inspect RMA-4KD-9T2X --correct 1 --staff Maria
              rmad inspect RMA-4KD-9T2X --print-checklist
            """)

    @Argument(help: "The number of the return, or a code from its parcel.") var rma: String
    @Option(name: .long, help: ArgumentHelp("Only this line of the return, from 1.", valueName: "number"))
    var line: Int?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Judge this unit anew, because its judgement was wrong; rmad show has its number.", valueName: "unit"))
    var correct: Int?
    @Option(name: .long, help: ArgumentHelp("Who judges.", valueName: "name")) var staff: String?
    @Option(name: .long, help: ArgumentHelp("The station at which this is, for its tag printer.", valueName: "name"))
    var station: String?
    @Flag(name: .long, help: "Print what is asked, with room for answers by hand, and end.")
    var printChecklist = false
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func validate() throws {
        if let line, line < 1 { throw ValidationError("--line takes a number from 1.") }
        if let correct, correct < 1 { throw ValidationError("--correct takes a number from 1.") }
        if correct != nil, line != nil || printChecklist {
            throw ValidationError("--correct names a unit: leave --line and --print-checklist out.")
        }
        if let problem = station.flatMap(StationFolder.problem) { throw ValidationError(problem) }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            // The questions are the policy's: another one's answers would come back when all is typed.
            if let problem = session.place.configurationProblem {
                throw DeskFault(
                    .configuration, "what is asked at the bench is not known: \(problem)",
                    remedy: "Mend the configuration (rmad check), or drop an `inspection` document.")
            }
            let finder = CaseFinder(pattern: session.place.pattern)
            let (stored, care) = try session.read { snapshot in
                let stored = try finder.find(rma, in: snapshot).stored
                return (stored, try snapshot.care(of: CustomerKey(stored), on: session.place.now().date))
            }
            let one = stored.case
            if let line, !one.lines.contains(where: { $0.number == line }) {
                throw DeskFault(
                    .finding, "\(Printable.line(one.number.text)) has no line \(line)",
                    remedy: "It has \(one.lines.count); see rmad show \(Printable.line(one.number.text)).")
            }
            if printChecklist {
                try requireWork(one)
                ChecklistSheet(one: one, line: line, checklists: session.place.checklists, session: session).show()
                return .ok
            }
            return try judge(one, care, session)
        }
    }

    /// - Throws: `DeskFault` where nothing is left to judge. A sheet may be printed before the goods are counted.
    private func requireWork(_ one: ReturnCase) throws {
        let number = Printable.line(one.number.text)
        let meant = one.lines.filter { line == nil || $0.number == line }
        let waiting = meant.map(\.line.unitsToJudge).reduce(0, +)
        let isComing = printChecklist && meant.contains { $0.line.authorized > $0.line.received }
        guard waiting > 0 || isComing else {
            let here = one.lines.map { $0.line.received + $0.line.extra }.reduce(0, +)
            throw DeskFault(
                .finding,
                here == 0
                    ? "nothing of \(number) has been counted yet" : "everything of \(number) that is here is judged",
                remedy: here == 0
                    ? "Count the goods at the dock first (a dock_receipt document)."
                    : "What was judged wrongly is judged anew with --correct; to send goods elsewhere, drop a "
                        + "disposition document. See rmad show \(number).")
        }
    }

    private func judged(_ number: Int, of one: ReturnCase) throws -> CaseUnit {
        guard let unit = one.units.first(where: { $0.number == number && !$0.isOvertaken }) else {
            let known = one.units.filter { !$0.isOvertaken }.map(\.words).joined(separator: ", ")
            throw DeskFault(
                .finding, "\(Printable.line(one.number.text)) has no unit \(number) whose judgement counts",
                remedy: known.isEmpty ? "Nothing of it is judged yet: leave --correct out." : "It has \(known).")
        }
        return unit
    }

    private func judge(_ one: ReturnCase, _ care: CareRecord?, _ session: DeskSession) throws -> ExitStatus {
        let wrong = try correct.map { try judged($0, of: one) }
        if wrong == nil { try requireWork(one) }
        let talk = InspectionTalk(
            one: one, checklists: session.place.checklists, staff: staff, talk: .atTerminal,
            photoFolder: PhotoFolder(place: session.place))
        if let care { talk.talk.tell("SPECIAL CARE: \(Printable.line(care.mark.words))") }
        let records: [JSONValue]
        do {
            records = try wrong.map(talk.correction) ?? talk.records(line: line)
        } catch is Conversation.Ended {
            ErrorOutput.write("\n")
            throw DeskFault(
                .usage, "the input ended before every question was answered", remedy: "Nothing was sent; begin again.")
        }
        guard !records.isEmpty else { return .ok }
        return try Errand(stem: "inspection-\(one.number.text)", records: records, station: station)
            .perform(session, waitSeconds: errand.wait)
    }
}

/// What is asked about the goods of a return, to print and fill in by hand.
struct ChecklistSheet {
    let one: ReturnCase
    let line: Int?
    let checklists: [Checklist]
    let session: DeskSession

    func show() {
        // What is judged already is asked of nobody.
        let lines = one.lines.filter { other in
            (line == nil || other.number == line)
                && (other.line.unitsToJudge > 0 || other.line.authorized > other.line.received)
        }
        switch session.form {
        case .json: for line in lines { session.screen.json(json(line)) }
        case .forPeople: for line in lines { show(line) }
        }
    }

    private func checklist(_ line: CaseLine) -> Checklist? { checklists.first { $0.takes(line.product.category) } }

    private func show(_ line: CaseLine) {
        let screen = session.screen
        let title = line.product.title.map { "  \(Printable.line($0))" } ?? ""
        screen.heading(
            "\(Printable.line(one.number.text))  line \(line.number)  \(Printable.line(line.product.sku.text))\(title)")
        screen.line("  \(line.line.received + line.line.extra) here, \(line.line.unitsToJudge) to judge")
        screen.line("  Serial number: ______________________")
        guard let checklist = checklist(line) else {
            screen.line("  The policy asks nothing of this category.")
            return screen.line()
        }
        for question in checklist.questions {
            let boxes = question.answers.map { "[ ] \(Printable.line($0))" }.joined(separator: "  ")
            screen.line("  \(Printable.line(question.text))\(question.isRequired ? "" : " (if you can tell)")")
            screen.line("      \(boxes)")
        }
        screen.line("  Grade:  [ ] a  [ ] b  [ ] c  [ ] d      [ ] accepted  [ ] rejected")
        screen.line("  Note: ______________________________________________")
        screen.line()
    }

    private func json(_ line: CaseLine) -> JSONValue {
        .object(known: [
            ("rma", .string(one.number.text)), ("line", .count(line.number)), ("sku", .string(line.product.sku.text)),
            ("to_judge", .count(line.line.unitsToJudge)), ("checklist", .text(checklist(line)?.name)),
            (
                "questions",
                checklist(line).map { checklist in
                    .array(
                        checklist.questions.map { question in
                            [
                                "id": .string(question.id), "text": .string(question.text),
                                "answers": .array(question.answers.map { .string($0) }),
                                "required": .bool(question.isRequired),
                            ]
                        })
                }
            ),
        ])
    }
}
