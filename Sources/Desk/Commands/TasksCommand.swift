import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad tasks`: what waits for people.
package struct TasksCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "tasks", abstract: "Tasks: what waits for people, and what became of it.",
        discussion: """
            rmad opens a task where a person must act: goods to carry, money to pay, a carrier to ask, a customer to \
            call. It ends by what happens to the return, or by a word here.

            Examples:
              rmad tasks
              rmad tasks --overdue --by-person
              rmad tasks --for maria --due today
              rmad tasks --rma RMA-4KD-9T2X
              rmad tasks done 12 --note 'Put into bin C-4'
              rmad tasks give 12 --to maria
            """,
        subcommands: [
            TasksListCommand.self, TasksDoneCommand.self, TasksCancelCommand.self, TasksReopenCommand.self,
            TasksGiveCommand.self,
        ],
        defaultSubcommand: TasksListCommand.self)

    package init() {}
}

struct TasksListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show open tasks: what is overdue first, then what is due next.",
        discussion: """
            Among those that are overdue, and among the others, tasks for customers under special care come first.

            Examples:
              rmad tasks --by-person
              rmad tasks --overdue
              rmad tasks --rma RMA-4KD-9T2X

            With --json, one object a line: task, rma, kind, subject, words, assignee, due_on, overdue, special_care, \
            created_at.
            """)

    @Option(name: .customLong("for"), help: ArgumentHelp("Only tasks of this person or team.", valueName: "name"))
    var assignee: String?
    @Option(name: .long, help: ArgumentHelp("Only tasks of this kind.", valueName: "kind"))
    var kind: TaskKindWord?
    @Option(name: .long, help: ArgumentHelp("Only tasks due by this day: YYYY-MM-DD or `today`.", valueName: "day"))
    var due: DayWord?
    @Option(
        name: .long,
        help: ArgumentHelp("Only tasks of this return: its number, or a code from its parcel.", valueName: "rma"))
    var rma: String?
    @Flag(name: .long, help: "Only tasks whose day has passed.") var overdue = false
    @Flag(name: .long, help: "A list for each person or team, and one of what was given to nobody.") var byPerson =
        false
    @Option(name: .long, help: ArgumentHelp("How many, at most 10000.", valueName: "count"))
    var limit = 200
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws { try Limit.check(limit) }

    func run() throws {
        try DeskSession.run(options) { session in
            let today = session.zone.day(session.place.now())
            let tasks = try session.read { try self.tasks(today: today, session, in: $0) }
            let sheets = byPerson ? TaskSheet.byPerson(tasks) : [(person: nil, tasks: tasks)]
            switch session.form {
            case .json: for task in sheets.flatMap(\.tasks) { session.screen.json(task.json(today: today)) }
            case .forPeople: TaskSheet(sheets: sheets, today: today, session: session).show()
            }
            return .ok
        }
    }

    /// What is overdue, then the rest; each as the ledger orders it.
    private func tasks(today: CalendarDate, _ session: DeskSession, in snapshot: Snapshot) throws -> [TaskRecord] {
        var filter = TaskFilter()
        filter.kind = kind?.kind
        filter.assignee = assignee.flatMap { StaffName($0) }
        filter.rma = try rma.map { try CaseFinder(pattern: session.place.pattern).find($0, in: snapshot).stored.id }
        let until = due?.day(today: today)
        let yesterday = today.adding(days: -1)
        filter.dueBy = min(until ?? yesterday, yesterday)
        filter.limit = limit
        let late = try snapshot.openTasks(filter)
        guard !overdue, late.count < limit else { return late }
        (filter.dueFrom, filter.dueBy, filter.limit) = (today, until, limit - late.count)
        return late + (try snapshot.openTasks(filter))
    }
}

struct TasksDoneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "done", abstract: "Say that a task is done.",
        discussion: "Example:\n  rmad tasks done 12 --note 'Put into bin C-4'")

    @OptionGroup var word: TaskWord

    func run() throws { try word.send(["state": .string(TaskState.done.rawValue)]) }
}

struct TasksCancelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Say that a task need not be done.",
        discussion: "Example:\n  rmad tasks cancel 12 --note 'Found on the shelf'")

    @OptionGroup var word: TaskWord

    func run() throws { try word.send(["state": .string(TaskState.cancelled.rawValue)]) }
}

struct TasksReopenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Open a task again.", discussion: "Example:\n  rmad tasks reopen 12")

    @OptionGroup var word: TaskWord

    func run() throws { try word.send(["state": .string(TaskState.open.rawValue)]) }
}

struct TasksGiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "give", abstract: "Give a task to a person or a team, or move its day.",
        discussion: "Examples:\n  rmad tasks give 12 --to maria\n  rmad tasks give 12 --due 2026-12-01")

    @OptionGroup var word: TaskWord
    @Option(name: .long, help: ArgumentHelp("Who does it.", valueName: "name")) var to: String?
    @Option(name: .long, help: ArgumentHelp("By which day: YYYY-MM-DD or `today`.", valueName: "day"))
    var due: DayWord?

    func validate() throws {
        guard to != nil || due != nil else { throw ValidationError("Say who (--to) or by when (--due).") }
    }

    func run() throws {
        try word.send { today in
            .object(known: [("assignee", .text(to)), ("due_on", due.map { .string($0.day(today: today).description) })])
        }
    }
}

/// What all words about a task have in common.
struct TaskWord: ParsableArguments {
    @Argument(help: "The number of the task.") var task: Int64
    @Option(name: .long, help: ArgumentHelp("What was done, or why not.", valueName: "text")) var note: String?
    @Option(name: .long, help: ArgumentHelp("Who says so.", valueName: "name")) var staff: String?
    @OptionGroup var errand: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard task > 0 else { throw ValidationError("A task's number is 1 or more, as `rmad tasks` shows it.") }
    }

    func send(_ what: JSONValue) throws { try send { _ in what } }

    func send(_ what: (CalendarDate) -> JSONValue) throws {
        try DeskSession.run(options) { session in
            guard case .object(let members) = what(session.zone.day(session.place.now())) else { return .usage }
            let head = JSONValue.object(known: [
                ("type", .string(DeclarationKind.task.rawValue)), ("task", .integer(task)), ("note", .text(note)),
                ("staff", .text(staff)),
            ])
            guard case .object(let known) = head else { return .usage }
            return try Errand(stem: "task-\(task)", records: [.object(known + members)])
                .perform(session, waitSeconds: errand.wait)
        }
    }
}

/// A kind of task as it is typed.
struct TaskKindWord: ListedArgument {
    let kind: TaskKind

    init?(argument: String) {
        guard let kind = TaskKind(rawValue: argument.lowercased().replacing("-", with: "_")) else { return nil }
        self.kind = kind
    }

    static var allValueStrings: [String] { TaskKind.allCases.map(\.rawValue) }
}

/// A day as it is typed.
enum DayWord: ExpressibleByArgument {
    case today
    case date(CalendarDate)

    init?(argument: String) {
        if argument.lowercased() == "today" {
            self = .today
        } else if let date = CalendarDate(iso: argument) {
            self = .date(date)
        } else {
            return nil
        }
    }

    func day(today: CalendarDate) -> CalendarDate {
        switch self {
        case .today: today
        case .date(let date): date
        }
    }
}
