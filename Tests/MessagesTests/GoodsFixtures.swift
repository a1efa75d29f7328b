import Messages
import Returns

/// Samples of what happens to goods, and of what their customer gets.
extension EventFixtures {
    static var goods: [Sample] {
        [
            sample("line.counted", "some are here") { $0.case.lines[0].line.received = 1 },
            sample("line.counted", "some are here, the rest is the customer's to send") { isTheirs(&$0) },
            sample("line.awaiting", "some are here, the rest is the customer's to send") { isTheirs(&$0) },
            sample("line.counted", "one of two lies in a parcel that was found") {
                $0.case.lines[0].line.receipt = .lost
                $0.case.lines[0].line.received = 1
                $0.case.lines[0].line.missing = 1
            },
            sample("line.counted", "authorized by a person") { $0.case.lines[0].line.received = 0 },
            sample("line.counted", "one of two, which had been three") {
                $0.case.lines[0].line.received = 1
                $0.countedBefore = 3
            },
            sample("line.received", "all, which had been three") { $0.countedBefore = 3 },
            sample("line.received", "only what nobody announced") {
                $0.case.lines[0].line = Line(requested: 2, authorized: 0)
                $0.case.lines[0].line.extra = 2
            },
            sample("line.awaiting", "nothing came") {
                $0.case.lines[0].line.received = 0
                $0.countedBefore = 2
            },
            sample("line.counted", "counted away again") {
                $0.countedBefore = 1
                $0.case.lines[0].line = Line(requested: 0, authorized: 0)
                $0.case.lines[0].line.receipt = .unexpected
            },
            sample("line.counted", "not announced") {
                $0.case.lines[0].line = Line(requested: 0, authorized: 0)
                $0.case.lines[0].line.receipt = .unexpected
                $0.case.lines[0].line.extra = 3
            },
            sample("line.received", "one, and two more") {
                $0.case.lines[0].line.authorized = 1
                $0.case.lines[0].line.received = 1
                $0.case.lines[0].line.extra = 2
            },
            sample("line.shipped_ahead", "until a day") {
                $0.case.lines[0].line.resolution = .shippedAhead
                $0.case.lines[0].advance = advance()
            },
            sample("line.shipped_ahead", "a loaner") { $0.case.lines[0].advance = advance(.loaner) },
            sample("line.satisfied", "charged") {
                $0.case.lines[0].advance = advance(ended: .charged)
                $0.amount = euros
            },
            sample("line.satisfied", "charged, a present") {
                $0.case.lines[0].advance = advance(ended: .charged)
                $0.amount = euros
                $0.isGift = true
            },
            sample("line.satisfied", "let be") { $0.case.lines[0].advance = advance(ended: .waived) },
            sample("line.satisfied", "a loaner is back") {
                $0.case.lines[0].advance = advance(.loaner, ended: .returned)
            },
            sample("line.charge_due", "a loaner") { $0.case.lines[0].advance = advance(.loaner) },
            sample("line.reminded", "a loaner") { $0.case.lines[0].advance = advance(.loaner) },
            sample("unit.judged", "with a photo and a note") {
                $0.case.units[0].photos = [UnitPhoto(name: "17.jpg", sha256: String(repeating: "4f", count: 32))]
                $0.reason = note
            },
            sample("line.received", "without a promise") { $0.promises = [:] },
            sample("line.rejected", "with a reason") { $0.reason = note },
            sample("line.exchanged", "one of two") { $0.units = 1 },
            sample("line.replaced", "two of three") { $0.units = 2 },
            sample("line.repaired", "one of two") { $0.units = 1 },
            sample("line.denied", "with a reason") { $0.reason = note },
            sample("line.denied", "one of two, sent back") {
                ($0.units, $0.alternative, $0.reason) = (1, .sentBack, note)
            },
            sample("line.denied", "repaired for a charge") { $0.alternative = .paidRepair },
            sample("line.denied", "a part of the price") { $0.alternative = .partRefund },
            sample("line.denied", "recycled") { $0.alternative = .recycled },
            sample("line.denied", "repaired for an amount") { ($0.alternative, $0.amount) = (.paidRepair, euros) },
            sample("line.denied", "an amount of the price") { ($0.alternative, $0.amount) = (.partRefund, euros) },
            sample("line.taken_up", "a part of the price") { ($0.alternative, $0.amount) = (.partRefund, euros) },
            sample("line.taken_up", "a repair") { ($0.alternative, $0.amount) = (.paidRepair, euros) },
            sample("line.taken_up", "recycled") { $0.alternative = .recycled },
            sample("line.extended", "without a day") { $0.case.lines[0].advance = nil },
            sample("line.extended", "a loaner") { $0.case.lines[0].advance = advance(.loaner) },
            sample("line.accepted", "for a credit") {
                $0.wish = .credit
                $0.case.lines[0].line.accepted = 1
            },
            sample("line.accepted", "for an exchange") { $0.wish = .exchange },
            sample("line.accepted", "for a repair") { $0.wish = .repair },
            sample("line.accepted", review) { $0.case.lines[0].line.accepted = 2 },
            sample("line.lost", review),
            sample("line.pending", "a refund") {
                $0.wish = .refund
                $0.amount = euros
                $0.units = 2
            },
            sample("line.pending", "a refund, of which something is kept back") {
                $0.wish = .refund
                $0.units = 1
                let kept: [(Breakdown.Item, Int64)] = [
                    (.price, 4_990), (.deduction, -998), (.fee, -500), (.postage, -490),
                ]
                let breakdown = Breakdown(
                    units: 1, entries: kept.map { Breakdown.Entry($0, Money(minor: $1, currency: euros.currency)) },
                    currency: euros.currency, tax: nil)
                $0.case.resolutions = [
                    ResolutionOrder(number: 1, line: 1, units: 0..<1, kind: .refund, breakdown: breakdown)
                ]
                $0.amount = breakdown.total
            },
            sample("line.owed", "a refund, of which something is kept back") {
                $0.wish = .refund
                $0.units = 1
                let kept: [(Breakdown.Item, Int64)] = [(.price, 4_990), (.deduction, -998)]
                let breakdown = Breakdown(
                    units: 1, entries: kept.map { Breakdown.Entry($0, Money(minor: $1, currency: euros.currency)) },
                    currency: euros.currency, tax: nil)
                $0.case.resolutions = [
                    ResolutionOrder(number: 2, line: 1, units: 1..<2, kind: .refund, breakdown: breakdown)
                ]
                $0.amount = breakdown.total
            },
            sample("line.owed", "beside another order") {
                ($0.wish, $0.amount, $0.units) = (.refund, euros, 1)
                $0.case.resolutions = [1, 2].map {
                    ResolutionOrder(number: $0, line: 1, units: $0 - 1..<$0, kind: .refund, breakdown: nil)
                }
            },
            sample("line.owed", "a credit") {
                $0.wish = .credit
                $0.amount = euros
                $0.units = 2
            },
            sample("line.accepted", "judged anew, and owed anew") {
                $0.case.lines[0].line.accepted = 2
                ($0.isJudgedAnew, $0.areOrdersGone) = (true, true)
            },
            sample("line.rejected", "judged anew") {
                $0.isJudgedAnew = true
                $0.reason = note
            },
            sample("line.pending", "a refund for a present") {
                $0.wish = .refund
                $0.amount = euros
                $0.units = 2
                $0.isGift = true
            },
            sample("line.pending", "a credit") {
                $0.wish = .credit
                $0.amount = euros
                $0.units = 1
            },
            sample("line.pending", "a denial is looked at again") { $0.before = "denied" },
            sample("line.pending", "a denial is looked at again, until a day") {
                $0.before = "denied"
                $0.answerBy = $0.day.adding(days: 2)
            },
            sample("line.charge_reversed", "with the amount") { $0.amount = euros },
            sample("line.paid_back", "with the amount") { $0.amount = euros },
            sample("line.refunded", "a present") {
                $0.amount = euros
                $0.isGift = true
            },
            sample("line.credited", "without an amount"),
            sample("line.shipped_ahead", "the parcel is on its way") { $0.case.shipments[0].state = .inTransit },
            sample("line.charge_due", "without an amount"),
            sample("line.charge_due", "what came was denied") {
                deny(&$0)
                $0.amount = euros
            },
            sample("line.charge_due", "what came was denied, without an amount") { deny(&$0) },
            sample("line.charge_due", "a loaner that was denied") {
                deny(&$0)
                $0.case.lines[0].advance?.kind = .loaner
            },
            sample("line.waived", "a product without a title") { $0.subject = .line(2) },
            sample("line.short", "the rest was never sent") {
                $0.case.lines[0].line.received = 1
                $0.isUnsent = true
            },
        ]
    }
}
