import Foundation
import JSONText
import Ledger
import Policy
import Returns
import Testing

/// Random documents on random days, and a clock that looks twice a day: what holds of every promise in any case.
@Suite("Promises, by chance")
struct PromisePropertyTests {
    @Test("every promise ends once, and the customer is told in time and at most once", arguments: 1...8)
    func anyOrder(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let bench = try Workbench()
        let start = bench.start.date
        let ids = (1...4).map { CaseID($0 + 1) }
        for ordinal in 1...4 {
            try bench.add(bench.approvedCase(ordinal, customer: "C-\(ordinal % 2)"))
            for name in [PromiseName.receiptConfirmed, .inspected, .refunded] {
                let due = start.adding(days: 3 + chance.below(12))
                try bench.promise(CaseID(ordinal + 1), name, due: due) { $0.labelReady(shipment: 1) + [.remark] }
            }
        }
        for day in 0..<60 {
            let today = start.adding(days: day)
            try bench.look(on: today, minute: 9 * 60)
            for _ in 0..<chance.below(3) { try happen(to: ids[chance.below(4)], on: today, bench, &chance) }
            try bench.look(on: today, minute: 13 * 60)
            // A daemon that starts again, or whose clock is a little behind, tells nothing anew.
            if chance.below(3) == 0 { try bench.look(on: today.adding(days: -chance.below(2)), minute: 13 * 60) }
        }
        for id in ids { try check(id, bench, seed: seed) }
        let report = try bench.verify()
        #expect(report.isSound, "seed \(seed): \(report.findings)")
    }

    private func happen(to id: CaseID, on day: CalendarDate, _ bench: Workbench, _ chance: inout Chance) throws {
        let (choice, line) = (chance.below(7), 1 + chance.below(2))
        let seconds = Int((day.startInUTC.milliseconds - bench.start.milliseconds) / 1000) + 36_000
        do {
            try bench.change(id, at: seconds) { one in
                switch choice {
                case 0: return try one.receive(.lamps, shipment: 1)
                case 1: return try one.receive(.cable, shipment: 1)
                case 2, 3:
                    return try one.inspect(
                        Inspection(key: ReturnKey(text: ""), line: line, accepted: 1, rejected: 0))
                case 4:
                    return try one.settle(
                        Settlement(
                            key: ReturnKey(text: ""), line: line, resolution: .refunded,
                            reference: Reference(trusted: "P")))
                case 5: return try one.cancel(reason: nil)
                default: return [.remark]
                }
            }
        } catch is Refusal {
            // Most orders of events are refused at some place; a refusal changes nothing.
        }
    }

    private func check(_ id: CaseID, _ bench: Workbench, seed: UInt64) throws {
        let events = try bench.events(of: id)
        for promise in try bench.ledger.read({ try $0.promises(of: id) }) {
            let what = Comment(rawValue: "seed \(seed), return \(id), \(promise.name)")
            let own = events.filter { $0.draft.subject == promise.subject }
            let ends = own.filter { ["promise.kept", "promise.broken", "promise.withdrawn"].contains($0.draft.kind) }
            #expect(!promise.state.isOpen, what)
            #expect(ends.count == 1 && ends[0].draft.after == promise.state.rawValue, what)
            // A promise that follows its parcel is promised anew with the same event.
            let told = own.filter {
                $0.draft.kind == "promise.revised" && $0.draft.details["promised_\(promise.name.rawValue)"] == nil
            }
            #expect(told.count <= 1, what)
            #expect(own.count { $0.draft.kind == "promise.at_risk" } <= 1, what)
            for event in told { #expect(event.draft.at.date.description <= event.draft.before, what) }
            // That it would be missed could be seen before: then the customer heard of it before.
            if promise.state == .broken { #expect(told.count == 1, what) }
            if promise.state == .kept { #expect(ends[0].draft.at.date <= promise.date, what) }
        }
    }
}

extension Change {
    /// Something that moves no axis.
    fileprivate static let remark = Change(.rma, axis: "note", before: "", after: "noted", reason: "x")
}

/// A source of chance that a seed repeats (SplitMix64).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(bound))
    }
}
