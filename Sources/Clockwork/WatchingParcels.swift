import JSONText
import Ledger
import Policy
import Returns

/// Parcels that are silent, late, lost or damaged: what the service agreement says is done, each once.
extension Alarmed {
    func watchParcels() throws {
        var next: CalendarDate?
        for number in stored.case.shipments.map(\.number) {
            // One thing leads to the next: a parcel that counts as lost is answered for at once.
            for _ in 0..<4 {
                guard let parcel = try standing(of: number) else { break }
                let step = terms.policy.carriage.step(for: parcel, on: site.day, calendar: terms.policy.calendar)
                // Nobody asks for a parcel whose goods are here; its loss is answered for all the same.
                let isAnswer = step == .answerDamage || step == .answerLoss
                guard isAnswer || stored.case.awaitsGoods(inParcel: number) else { break }
                if case .wait(let day) = step { next = min(next ?? day, day) }
                guard try perform(step, parcel: number, parcel) else { break }
            }
        }
        try tellFound()
        try endRest()
        if let end = terms.policy.endOfRest(of: stored.case).map({ max($0, site.day.adding(days: 1)) }) {
            next = min(next ?? end, end)
        }
        if let next { try transaction.setAlarm(.parcelWatch, of: stored.id, on: next) }
    }

    /// - Returns: whether something was done, so that the parcel is to be looked at again.
    private func perform(_ step: ParcelStep, parcel number: Int, _ standing: ParcelStanding) throws -> Bool {
        switch step {
        case .nothing, .wait: return false
        case .trace(let answer): try trace(number, standing, answer: answer)
        case .lose:
            try change { one, _ in
                one.lose(shipment: number, at: now, reason: "no word of the parcel since \(standing.heardOn)")
            }
        case .late(let day): try tellLate(number, standing, newDay: day)
        case .answerLoss: try answerLoss(number)
        case .answerDamage: try answerDamage(number)
        }
        return true
    }

    private func trace(_ number: Int, _ parcel: ParcelStanding, answer: CalendarDate) throws {
        let code = shipment(number)?.tracking?.text ?? shipment(number)?.code.text ?? ""
        let carrier = shipment(number)?.carrier?.text ?? "the carrier"
        let task = StaffTask(
            .trace, subject: "shipment:\(number)",
            words: "Ask \(carrier) where parcel \(code) is: no word of it since \(parcel.heardOn). "
                + "The customer hears of it by \(answer): from its carrier's next word, or by a note of yours.",
            assignee: terms.policy.carriage.team, due: terms.policy.calendar.date(0, after: site.day))
        let reason = words(ofParcel: number, Phrase("parcel.traced", ["date": .date(answer)]))
        let offers = try offers(expecting: number, on: max(answer, parcel.expected ?? answer))
        try change(promising: offers) { _, stored in
            [
                Change(
                    .shipment(number), axis: Change.traceAxis, before: "", after: Change.traced, reason: reason,
                    details: [
                        ("heard_on", .text(parcel.heardOn.description)), ("answer_by", .text(answer.description)),
                    ])
            ] + (try transaction.open(task, of: stored.id, at: now))
        }
    }

    private func tellLate(_ number: Int, _ parcel: ParcelStanding, newDay: CalendarDate) throws {
        let isAnnounced = parcel.expected == shipment(number)?.estimatedDelivery
        let isPaid = try told(of: number).contains {
            $0.draft.axis == Change.lateAxis && $0.draft.details["make_good_amount"] != nil
        }
        let given =
            isAnnounced && !isPaid
            ? try recompense(terms.policy.carriage.onLate, reason: "parcel \(number) is late") : nil
        let expected = parcel.expected?.description ?? ""
        let occasion = occasion
        let phrase = Phrase(isAnnounced ? "parcel.late" : "parcel.slow", ["date": .date(newDay)])
        let reason = words(ofParcel: number, phrase)
        try change(promising: try offers(expecting: number, on: newDay)) { _, stored in
            let told = Change(
                .shipment(number), axis: Change.lateAxis, before: expected, after: "late", reason: reason,
                details: (isAnnounced ? [("announced_for", .text(expected))] : [])
                    + [("expected_on", .text(newDay.description))] + (given.map(Self.madeGood) ?? []))
            return [told] + (try given.map { try transaction.give($0, on: stored, occasion: occasion) } ?? [])
        }
    }

    /// What is told of a parcel, in the customer's language; of one of several with its number.
    func words(ofParcel number: Int, _ phrase: Phrase) -> String {
        let (text, count) = (terms.say(phrase, stored.language), stored.case.shipments.count)
        guard count > 1 else { return text }
        let named = Phrase("parcel.named", ["number": .count(number), "parcels": .count(count), "text": .text(text)])
        return terms.say(named, stored.language)
    }

    /// What is promised anew where a parcel is expected on another day; the customer hears of it with the event.
    private func offers(expecting number: Int, on day: CalendarDate) throws -> [PromiseOffer] {
        let told = try expectations().merging([number: day]) { _, new in new }
        guard let arrival = terms.policy.arrival(of: stored.case, on: site.day, told: told) else { return [] }
        return terms.policy.promises(
            awaiting: stored.case, arrivingOn: arrival, tier: stored.customer.tier, isSpecial: try isSpecial(),
            mayBeLater: true)
    }

    func isSpecial() throws -> Bool {
        try transaction.snapshot.care(of: CustomerKey(stored), on: site.day) != nil
    }

    private func answerDamage(_ number: Int) throws {
        let given = try recompense(terms.policy.carriage.onDamaged, reason: "parcel \(number) was damaged on its way")
        let occasion = occasion
        let task = StaffTask(
            .look, subject: "shipment:\(number)",
            words: "The carrier reports parcel \(number) damaged: look at the goods, and claim the damage.",
            assignee: terms.policy.carriage.team, due: terms.policy.calendar.date(1, after: site.day))
        let reason = words(ofParcel: number, Phrase("parcel.damaged"))
        try change { _, stored in
            let answered = Change(
                .shipment(number), axis: Change.contingencyAxis, before: "", after: "answered", reason: reason,
                details: [("by", .text(ShipmentState.damaged.rawValue))] + (given.map(Self.madeGood) ?? []))
            return [answered] + (try transaction.open(task, of: stored.id, at: now))
                + (try given.map { try transaction.give($0, on: stored, occasion: occasion) } ?? [])
        }
    }
}
