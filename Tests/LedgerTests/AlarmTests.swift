import Clockwork
import Foundation
import Ledger
import Returns
import Synchronization
import Testing

@Suite("Alarms and the clock")
struct AlarmTests {
    @Test("an alarm rings by its day, in the order of days, and an alarm of the same name is moved")
    func order() throws {
        let bench = try Workbench()
        for ordinal in 1...3 { try bench.add(bench.approvedCase(ordinal)) }
        let day = bench.start.date
        try bench.write { transaction in
            try transaction.setAlarm(.followUp, of: 2, on: day.adding(days: 9))
            try transaction.setAlarm(.followUp, of: 2, on: day.adding(days: 2))
            try transaction.setAlarm(.parcelWatch, of: 3, on: day.adding(days: 1))
            try transaction.setAlarm(.followUp, of: 4, on: day.adding(days: 3))
            try transaction.clearAlarm(.followUp, of: 4)
        }
        let due = { (days: Int, after: DueAlarm?) in
            try bench.ledger.read {
                try $0.alarms(dueBy: day.adding(days: days), telling: day.adding(days: days), after: after, limit: 10)
            }
        }
        #expect(try due(0, nil).isEmpty)
        let both = try due(30, nil)
        #expect(both.map(\.rma) == [3, 2])
        #expect(try due(30, both[0]).map(\.rma) == [2])
    }

    @Test("an alarm that has rung is gone")
    func rings() throws {
        let bench = try Workbench()
        try bench.add(bench.approvedCase(1))
        let day = bench.start.date
        try bench.write { try $0.setAlarm(.followUp, of: 2, on: day) }
        try bench.live(on: day) { try bench.ledger.read { try $0.alarm(.followUp, of: 2) } == nil }
        #expect(try bench.ledger.read { try $0.alarm(.followUp, of: 2) } == nil)
    }

    @Test("a clock that leaps a year ahead is not believed at once, and nothing happens")
    func leap() throws {
        let bench = try Workbench()
        try bench.add(bench.approvedCase(1))
        let day = bench.start.date
        try bench.live(on: day) { try bench.ledger.read { try $0.clockDay() } == day }
        let doubted = Mutex<Int?>(nil)
        let clockwork = Clockwork()
        var terms = bench.clockTerms(on: day.adding(days: 365))
        terms.doubtsMax = 60
        terms.tell = { news in if case .doubted(let days) = news { doubted.withLock { $0 = days } } }
        try clockwork.start(ledger: bench.ledger, writer: bench.writer, terms: terms)
        let deadline = Date().addingTimeInterval(60)
        while doubted.withLock({ $0 }) == nil, Date() < deadline { usleep(2_000) }
        clockwork.stop()
        #expect(doubted.withLock { $0 } == 365)
        #expect(try bench.ledger.read { try $0.stored(id: 2)?.case.state } == .approved, "its last day has not passed")
        #expect(try bench.ledger.read { try $0.clockDay() } == day)
    }
}
