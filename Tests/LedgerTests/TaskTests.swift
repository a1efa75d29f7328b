import JSONText
import Ledger
import Returns
import Testing

/// Tasks of people: owed once, ended by words or by what happens, never lost.
@Suite struct TaskTests {
    private let bench: Workbench
    private let rma: CaseID = 1
    private let lamp = StaffTask(
        .handleGoods, subject: "line:1", words: "Carry LAMP to restock",
        due: CalendarDate(year: 2026, month: 11, day: 25))

    init() throws {
        bench = try Workbench()
        try bench.add(bench.approvedCase(0))
    }

    @Test("a task is owed once for a subject, and its opening is an event for staff alone")
    func once() throws {
        try open(lamp)
        try open(lamp)
        let tasks = try bench.ledger.read { try $0.openTasks(TaskFilter()) }
        #expect(tasks.map(\.task) == [lamp])
        let events = try bench.ledger.read { try $0.events(of: rma) }.filter { $0.draft.kind == "task.open" }
        #expect(events.count == 1)
        #expect(events.first?.draft.details["audience"]?.string == "staff")
        #expect(try bench.verify().findings.isEmpty)
    }

    @Test("a task that is done can be opened again, unless a newer one took its place")
    func reopening() throws {
        try open(lamp)
        try update(TaskUpdate(task: 1, state: .done, note: "in bin C-4"))
        let done = try #require(try bench.ledger.read { try $0.task(1) })
        #expect(done.state == .done && done.note == "in bin C-4" && done.ended?.by.text == "test")
        #expect(throws: Refusal.self) { try update(TaskUpdate(task: 1, state: .done)) }
        try update(TaskUpdate(task: 1, state: .open))
        try update(TaskUpdate(task: 1, state: .cancelled))
        try open(lamp)
        #expect(throws: Refusal.self) { try update(TaskUpdate(task: 1, state: .open)) }
        #expect(try bench.ledger.read { try $0.openTasks(TaskFilter()) }.map(\.id) == [2])
    }

    @Test("what happens to a return ends the tasks of a kind about the same subject, and no other")
    func ending() throws {
        try open(lamp)
        try open(StaffTask(.handleGoods, subject: "line:2", words: "Carry CABLE to recycle"))
        try open(StaffTask(.settle, subject: "line:1", words: "Pay 49.90 EUR"))
        let occasion = bench.occasion(60)
        try record { try $0.end(.handleGoods, of: 1, subject: "line:1", as: .done, because: "moved on", on: occasion) }
        let open = try bench.ledger.read { try $0.openTasks(TaskFilter()) }
        #expect(open.map(\.task.subject).sorted() == ["line:1", "line:2"])
        #expect(open.contains { $0.task.kind == .settle })
    }

    @Test("tasks are listed by their day, and by person and kind when asked")
    func lists() throws {
        let late = CalendarDate(year: 2026, month: 12, day: 1)
        try open(StaffTask(.call, subject: "rma", words: "Call", assignee: StaffName(trusted: "maria"), due: late))
        try open(StaffTask(.look, subject: "rma", words: "Look"))
        try open(lamp)
        var filter = TaskFilter()
        #expect(try listed(filter) == [.handleGoods, .call, .look])
        filter.dueBy = lamp.due
        #expect(try listed(filter) == [.handleGoods])
        filter = TaskFilter()
        filter.assignee = StaffName(trusted: "maria")
        #expect(try listed(filter) == [.call])
        filter = TaskFilter()
        filter.kind = .look
        #expect(try listed(filter) == [.look])
    }

    private func listed(_ filter: TaskFilter) throws -> [TaskKind] {
        try bench.ledger.read { try $0.openTasks(filter) }.map(\.task.kind)
    }

    private func open(_ task: StaffTask) throws {
        let (rma, moment) = (rma, bench.start)
        try record { try $0.open(task, of: rma, at: moment) }
    }

    private func update(_ update: TaskUpdate) throws {
        let occasion = bench.occasion(30)
        try record { transaction in
            let task = try #require(try transaction.snapshot.task(update.task))
            return try transaction.update(task, by: update, on: occasion)
        }
    }

    private func record(_ changes: @escaping @Sendable (Transaction) throws -> [Change]) throws {
        let (rma, occasion, voice) = (rma, bench.occasion(10), bench.voice)
        try bench.write { transaction in
            var stored = try #require(try transaction.snapshot.stored(id: rma))
            let told = try changes(transaction)
            try transaction.record(told, of: &stored, was: stored.case, on: occasion, voice: voice)
        }
    }
}
