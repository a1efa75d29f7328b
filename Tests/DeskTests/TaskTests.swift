import JSONText
import Ledger
import Returns
import Testing

@testable import Desk

@Suite("rmad tasks") struct TaskTests {
    /// Five tasks of two returns: two whose day has passed, one for today, one for later and one without a day.
    private func bench() throws -> Bench {
        let bench = try Shop.bench()
        let ledger = try TestLedger(bench)
        try ledger.commit { transaction in
            for (rma, words, who, day) in [
                (1, "Ask the carrier.", "maria", 19), (2, "Pay the customer.", "tom", 20), (2, "Call them.", nil, 21),
                (1, "Look at the lamp.", "maria", 25), (2, "Carry it away.", "tom", 0),
            ] as [(CaseID, String, String?, Int)] {
                let task = StaffTask(
                    .look, subject: "test:\(words)", words: words, assignee: who.map { StaffName(trusted: $0) },
                    due: day == 0 ? nil : CalendarDate(year: 2026, month: 11, day: day))
                _ = try transaction.open(task, of: rma, at: Shop.start)
            }
        }
        try ledger.close()
        return bench
    }

    private func words(_ bench: Bench, _ arguments: String...) throws -> [String] {
        let answer = try bench.run(
            ["tasks"] + arguments + ["--json", "--config", bench.configuration], environment: [:])
        #expect(answer.status == 0, "\(answer.error)")
        return answer.lines.compactMap { JSONValue(reading: Array($0.utf8))?["words"]?.spoken }
    }

    @Test("what is overdue stands first, then what is due next")
    func order() throws {
        let bench = try bench()
        let all = ["Ask the carrier.", "Pay the customer.", "Call them.", "Look at the lamp.", "Carry it away."]
        #expect(try words(bench) == all)
        #expect(try words(bench, "--limit", "3") == Array(all.prefix(3)))
        #expect(try words(bench, "--overdue") == Array(all.prefix(2)))
        #expect(try words(bench, "--due", "today") == Array(all.prefix(3)))
        #expect(try words(bench, "--due", "2026-11-19") == [all[0]])
        let shown = try bench.run("tasks", environment: ["COLUMNS": "100"])
        #expect(shown.output.contains("2 overdue."), "\(shown.output)")
    }

    @Test("tasks of one return are found by its number in any form, and by nothing that is no return of ours")
    func ofOneReturn() throws {
        let bench = try bench()
        #expect(try words(bench, "--rma", "fdf7ctr") == ["Ask the carrier.", "Look at the lamp."])
        #expect(try words(bench, "--rma", Shop.second.text, "--overdue") == ["Pay the customer."])
        #expect(try bench.run("tasks", "--rma", "RMA-FFD-7CTR").status == 1)
    }

    @Test("by person there is a list for each, and what is nobody's comes last")
    func people() throws {
        let bench = try bench()
        #expect(
            try words(bench, "--by-person") == [
                "Ask the carrier.", "Look at the lamp.", "Pay the customer.", "Carry it away.", "Call them.",
            ])
        let shown = try bench.run("tasks", "--by-person", environment: ["COLUMNS": "100"])
        let heads = shown.lines.filter { $0.contains(" open") }
        #expect(
            heads == ["maria: 2 open, 1 overdue", "tom: 2 open, 1 overdue", "nobody yet: 1 open"], "\(shown.output)")
    }
}
