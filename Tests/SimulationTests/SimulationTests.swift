import Foundation
import Glibc
import JSONText
import Ledger
import Returns
import Testing

/// Years of a returns desk in one process: customers, carriers, the dock, inspectors, the shop, a receiver that is away
/// at times, and a process that dies between two steps. Everything follows from the seed, which a failure names.
///
/// `make simulate DAYS=5000 SEED=7` lives longer.
@Suite("A simulated house", .serialized)
struct SimulationTests {
    private static func number(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }

    @Test("day by day nothing is lost, doubled, owed twice, told twice, or told after its day")
    func days() throws {
        let days = Self.number("RMAD_SIMULATE_DAYS") ?? 60
        let seed = Self.number("RMAD_SIMULATE_SEED").map(UInt64.init) ?? UInt64.random(in: 0..<1_000_000)
        var life = try Life(seed: seed)
        let begun = ContinuousClock.now
        try life.live(days: days)
        let took = ContinuousClock.now - begun
        let world = life.world
        print(
            """
            simulated \(days) days with seed \(seed) in \(took.components.seconds) s: \(world.documents) documents, \
            \(try world.ledger.read { try $0.caseCount() }) returns, \(world.ears.count) webhooks \
            (\(world.ears.repeated) repeated), \(world.crashes) crashes
            """)
    }
}

/// The days of a world, and what is looked at after each.
private struct Life {
    let world: World
    private let seed: UInt64
    private let start = CalendarDate(dayNumber: 20_500)
    private var trips: [Trip] = []
    private var next = 1
    private var looked: [RMANumber: Int] = [:]
    private var files: [String: Int] = [:]
    private var awayUntil = -1

    /// Days for which the receiver is there when it was away.
    private static let presentDays = 4
    /// Days behind the last order in which all comes to its end.
    private static let quietDays = 120

    init(seed: UInt64) throws {
        self.seed = seed
        world = try World(seed: seed, start: start.startInUTC)
    }

    mutating func live(days: Int) throws {
        world.set(start.startInUTC)
        _ = try world.hand(in: #"{"type":"endpoint","name":"shop","url":"https://shop.example.com/hook"}"#)
        for day in 0..<(days + Self.quietDays) {
            try live(day, ordering: day < days)
            try check(day)
            if day % 200 == 199 { try verify(day) }
            guard !Testing.Test.isFailed else { return }
        }
        try verify(days + Self.quietDays)
        try checkEnd()
    }

    private mutating func live(_ day: Int, ordering: Bool) throws {
        let midnight = start.adding(days: day).startInUTC
        // Away for a day or two, never for as long as a delivery is tried: what is given up leaves a gap that is meant.
        if day > awayUntil + Self.presentDays, world.chance.once(in: 15) { awayUntil = day + world.chance.below(2) }
        if ordering, world.chance.once(in: 2) {
            let trip = Trip(number: next, day: day, chance: &world.chance)
            next += 1
            world.set(midnight.adding(milliseconds: 7 * 3_600_000))
            _ = try world.hand(in: trip.order(bought: start.adding(days: day)))
            trips.append(trip)
        }
        for hour in [6, 9, 12, 16, 21] {
            world.set(midnight.adding(milliseconds: Int64(hour) * 3_600_000 + Int64(world.chance.below(3_000_000))))
            if hour == 6 || hour == 12 || world.chance.once(in: 4) { try world.look() }
            if hour == 9 || hour == 16 {
                for place in trips.indices where trips[place].next <= day && trips[place].stage != .over {
                    try world.advance(&trips[place], day: day)
                }
            }
            for file in try world.perform() { files[file, default: 0] += 1 }
            try world.deliver(isAway: day <= awayUntil)
        }
        // A customer who asks again with the same words gets the same answer.
        if let trip = trips.last(where: { $0.rma != nil }), world.chance.once(in: 10) {
            let again = try world.hand(in: trip.request)
            note(again.outcome == .duplicate, "\(trip.request) came again and became \(again.outcome)")
        }
        trips.removeAll { $0.stage == .over && $0.next < day - 60 }
    }

    private func note(_ isSo: Bool, _ what: @autoclosure () -> String) {
        if !isSo {
            Testing.Test.isFailed = true
            Issue.record("seed \(seed): \(what())")
        }
    }

    /// Every return that somebody still works on.
    private mutating func check(_ day: Int) throws {
        let today = start.adding(days: day)
        for trip in trips {
            guard let rma = trip.rma, let stored = try world.ledger.read({ try $0.stored(rma) }) else {
                note(trip.rma == nil, "day \(today): \(trip.rma?.text ?? "") is not there")
                continue
            }
            guard looked[rma] != stored.sequence else { continue }
            looked[rma] = stored.sequence
            for line in stored.case.lines {
                note(line.line.isSound, "day \(today): \(rma) line \(line.number): \(line.line)")
            }
            checkMoney(stored, trip)
            try checkEvents(stored)
        }
        // Each of its deaths is one in twenty: six in a row are none in a lifetime of tests.
        for (file, count) in files where count > 6 { note(false, "\(file) was written \(count) times") }
    }

    private func checkMoney(_ stored: StoredCase, _ trip: Trip) {
        let rma = stored.case.number
        for line in stored.case.lines {
            var covered: [Int] = []
            var total: Int64 = 0
            for order in stored.case.resolutions where order.line == line.number && order.state != .withdrawn {
                covered += Array(order.units)
                guard let breakdown = order.breakdown else { continue }
                let sum = breakdown.entries.reduce(Int64(0)) { $0 + $1.amount.minor }
                note(
                    sum == breakdown.total.minor, "\(rma) order \(order.number): \(sum) is not \(breakdown.total.minor)"
                )
                note(breakdown.total.minor >= 0, "\(rma) order \(order.number) takes money")
                total +=
                    breakdown.total.minor
                    - breakdown.entries.filter { $0.item == .bonus }.reduce(0) { $0 + $1.amount.minor }
            }
            note(Set(covered).count == covered.count, "\(rma): units \(covered) are owed twice")
            note(
                covered.count <= line.line.requested,
                "\(rma): \(covered.count) units of \(line.line.requested) are owed")
            note(
                total <= Int64(trip.price * line.line.requested + trip.shipping),
                "\(rma): \(total) is owed for "
                    + "\(line.line.requested) times \(trip.price) and \(trip.shipping)")
        }
    }

    private func checkEvents(_ stored: StoredCase) throws {
        let rma = stored.case.number
        let events = try world.ledger.read { try $0.events(of: stored.id) }
        var state: RMAState?
        for event in events where event.draft.subject == "rma" && event.draft.axis == RMAState.axisName {
            guard let after = RMAState(rawValue: event.draft.after) else {
                note(false, "\(rma): there is no state \(event.draft.after)")
                continue
            }
            if let state {
                note(state.rawValue == event.draft.before && state.mayBecome(after), "\(rma): \(state) became \(after)")
            }
            state = after
        }
        checkParcels(events, try world.ledger.read { try $0.tasks(of: stored.id) }, rma)
        note(state == stored.case.state, "\(rma) is \(stored.case.state), its events say \(String(describing: state))")
        for promise in try world.ledger.read({ try $0.promises(of: stored.id) }) {
            let own = events.filter { $0.draft.subject == promise.subject }
            let ends = own.filter { ["promise.kept", "promise.broken", "promise.withdrawn"].contains($0.draft.kind) }
            let told = own.filter { $0.draft.kind == "promise.revised" }
            let story = own.map { "\($0.draft.kind) \($0.draft.before)>\($0.draft.after)" }.joined(separator: ", ")
            // What ended may be promised anew by what happens next, each time with a day of its own.
            let made = events.filter { $0.draft.details["promised_\(promise.name.rawValue)"] != nil }.count
            note(
                ends.count <= made && told.count <= made, "\(rma) \(promise.name), promised \(made) times: \(story)")
            for event in told {
                note(
                    event.draft.at.date.description <= event.draft.before,
                    "\(rma) \(promise.name) was for \(event.draft.before), and told at \(event.draft.at)")
            }
            checkDays(of: promise.name, events, rma)
            // A warning ends with a later day.
            note(
                promise.state != .atRisk || promise.warn <= world.now.date.adding(days: 1),
                "\(rma) \(promise.name) is at risk for \(promise.date): \(story)")
            if promise.state == .kept, let end = ends.last {
                note(end.draft.at.date <= promise.date, "\(rma) \(promise.name) counts as kept, and was late")
            }
        }
    }

    /// Whoever was told a day for an answer has it, or somebody has the task; and whoever was told of a loss was told
    /// what it means for them.
    private func checkWaits(_ stored: StoredCase) throws {
        let rma = stored.case.number
        let events = try world.ledger.read { try $0.events(of: stored.id) }
        let tasks = try world.ledger.read { try $0.tasks(of: stored.id) }
        for record in OwedAnswer.endedUnanswered(of: tasks, in: events) {
            note(false, "\(rma): the task \(record.task.words) was ended, and its customer waits")
        }
        // What is awaited is in a parcel, with the customer, or somebody's task.
        let isAwaited = stored.case.state == .approved && stored.case.lines.contains { $0.line.receipt == .awaiting }
        let isLeft = stored.case.shipments.allSatisfy { $0.state == .lost || $0.state == .checkedIn }
        note(
            !isAwaited || !isLeft || stored.case.isRestWithCustomer || tasks.contains { $0.state == .open },
            "\(rma) awaits goods that nobody has")
        for parcel in stored.case.shipments where parcel.state == .lost {
            let subject = Change.Subject.shipment(parcel.number).text
            let moves = events.filter { $0.draft.subject == subject && $0.draft.axis == ShipmentState.axisName }
            let loss = moves.last?.sequence ?? 0
            let isTold = events.contains {
                $0.sequence > loss && !$0.draft.isForStaff
                    && ($0.draft.kind == "line.lost"
                        || ($0.draft.kind == "shipment.answered" && $0.draft.subject == subject))
            }
            note(isTold, "\(rma): \(subject) is lost, and nobody has said what follows from it")
        }
    }

    /// One call for each return, and no parcel that turned round comes here by its carrier's word.
    private func checkParcels(_ events: [RecordedEvent], _ tasks: [TaskRecord], _ rma: RMANumber) {
        note(tasks.count { $0.state == .open && $0.task.kind == .call } <= 1, "\(rma) has several calls")
        var turned: Set<String> = []
        for event in events where event.draft.axis == ShipmentState.axisName {
            guard let next = ShipmentState(rawValue: event.draft.after) else { continue }
            if next == .checkedIn { turned.remove(event.draft.subject) }
            let isOfReturn = next.isTurnedRound || next == .lost
            note(!turned.contains(event.draft.subject) || isOfReturn, "\(rma) turned round, and is \(next)")
            if next.isTurnedRound { turned.insert(event.draft.subject) }
        }
    }

    /// Each day that the customer was told is kept, or another one told before it is over; while a parcel is under way
    /// nothing is broken or paid for, and one cause is paid for once.
    private func checkDays(of name: PromiseName, _ events: [RecordedEvent], _ rma: RMANumber) {
        var day: CalendarDate?
        var parcels: [String: ShipmentState] = [:]
        var paid: [String] = []
        for event in events {
            let draft = event.draft
            let said = draft.details["promised_\(name.rawValue)"]?.string.flatMap { CalendarDate(iso: $0) }
            let isOwn = draft.subject == Change.Subject.promise(name).text
            let isUnderWay = parcels.values.contains { $0.isMoving || $0 == .delayed }
            if let before = day, let said, said > before {
                note(draft.at.date <= before, "\(rma) \(name) was for \(before), and \(said) told at \(draft.at)")
            }
            // What is done of a part ends its promise: the rest has a day of its own.
            let isDone = draft.axis == Verdict.axisName || draft.axis == Resolution.axisName
            if let before = day, let said, isDone {
                note(said <= before, "\(rma) \(name) was for \(before), and \(draft.kind) made it \(said)")
            }
            // Goods that came put nothing off.
            if let before = day, let said, ["line.counted", "line.received"].contains(draft.kind),
                draft.details[ReturnCase.correctedFrom] == nil
            {
                note(said <= before, "\(rma) \(name) was for \(before), and a count made it \(said)")
            }
            if isOwn, draft.after == PromiseState.broken.rawValue {
                let story = events.map { "\($0.draft.at.date) \($0.draft.kind)" }.joined(separator: ", ")
                note(!isUnderWay, "\(rma) \(name) was broken while its parcel was under way: \(story)")
            }
            if draft.axis == Change.promiseDateAxis, draft.details["make_good_amount"] != nil {
                note(!isUnderWay, "\(rma): paid for a promise while the parcel was under way")
                paid.append(draft.details["waits_for"]?.string ?? "")
            } else if draft.axis == Change.lateAxis, draft.details["make_good_amount"] != nil {
                paid.append(draft.subject)
            }
            // A carrier that calls a lost parcel delayed is searching: what is owed for it waits for nothing.
            let isSearched =
                (draft.before, draft.after) == (ShipmentState.lost.rawValue, ShipmentState.delayed.rawValue)
            if draft.axis == ShipmentState.axisName, !isSearched {
                parcels[draft.subject] = ShipmentState(rawValue: draft.after)
            }
            if isOwn, draft.axis == Change.promiseDateAxis { day = CalendarDate(iso: draft.after) }
            if isOwn, draft.axis == PromiseState.axisName, draft.after != PromiseState.atRisk.rawValue { day = nil }
            day = said ?? day
        }
        note(Set(paid).count == paid.count, "\(rma): one cause was paid for more than once: \(paid)")
    }

    private func verify(_ day: Int) throws {
        let report = try world.ledger.read { try $0.verify { _ in } }
        note(report.isSound, "day \(start.adding(days: day)): \(report.findings.prefix(3))")
    }

    /// Nothing is owed to anybody, and everybody heard everything.
    private func checkEnd() throws {
        let owed = try world.ledger.read { try $0.owed(to: EndpointName(trusted: "shop")) }
        note(owed == 0, "\(owed) webhooks were never told")
        note(world.givenUp == 0, "\(world.givenUp) webhooks were given up")
        var filter = CaseFilter()
        filter.limit = 1_000
        while true {
            let page = try world.ledger.read { try $0.cases(filter) }
            guard let last = page.last else { break }
            for one in page {
                guard let stored = try world.ledger.read({ try $0.stored(one.number) }) else { continue }
                filter.before = stored.id
                note(!stored.case.isRestWithCustomer, "\(one.number) waits for what nobody sends")
                try checkWaits(stored)
                let heard = world.ears.last[one.number.text] ?? 0
                note(heard == stored.sequence, "\(one.number): heard \(heard) of \(stored.sequence)")
            }
            if page.count < filter.limit || last.number == page.first?.number { break }
        }
    }
}

extension Testing.Test {
    /// One failure is enough: what follows from it says nothing.
    nonisolated(unsafe) fileprivate static var isFailed = false
}
