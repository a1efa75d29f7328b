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
                // Nobody asks for a parcel whose goods are here.
                guard step == .answerDamage || stored.case.awaitsGoods(inParcel: number) else { break }
                if case .wait(let day) = step { next = min(next ?? day, day) }
                guard try perform(step, parcel: number, parcel) else { break }
            }
        }
        try endNeedlessSettlements()
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
        let reason = terms.say(Phrase("parcel.traced", ["date": .date(answer)]), stored.language)
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
        let reason = terms.say(phrase, stored.language)
        try change(promising: try offers(expecting: number, on: newDay)) { _, stored in
            let told = Change(
                .shipment(number), axis: Change.lateAxis, before: expected, after: "late", reason: reason,
                details: (isAnnounced ? [("announced_for", .text(expected))] : [])
                    + [("expected_on", .text(newDay.description))] + (given.map(Self.madeGood) ?? []))
            return [told] + (try given.map { try transaction.give($0, on: stored, occasion: occasion) } ?? [])
        }
    }

    /// A parcel that its carrier had delivered, or was to bring back, before it called it lost is for a person: the
    /// goods may be here, or with the customer.
    private func answerLoss(_ number: Int) throws {
        let (occasion, carriage) = (occasion, terms.policy.carriage)
        let by = try mayHaveArrived(number) ? CarriageTerms.OnLost.review : carriage.onLost
        let answer = terms.policy.calendar.date(1, after: site.day)
        let reason = terms.say(
            Phrase("parcel.lost_\(by.rawValue)", by == .review ? ["date": .date(answer)] : [:]), stored.language)
        try change(promising: by == .review ? [] : try offers(afterLossOf: number)) { one, stored in
            let (changes, lines) = one.countAsLost(shipment: number, reason: reason)
            let traced = try transaction.end(
                .trace, of: stored.id, subject: "shipment:\(number)", as: .done, because: "the parcel is lost",
                on: occasion)
            let answered = Change(
                .shipment(number), axis: Change.contingencyAxis, before: "", after: "answered", reason: reason,
                details: [("by", .text(by.rawValue))]
                    + (by == .review
                        ? [(Change.answerDetail, .text(answer.description))]
                        : [("audience", .text(Note.Audience.staff.rawValue))]))
            let before = changes + traced + [answered]
            guard by != .review else {
                return try before
                    + lines.flatMap { try transaction.open(lookTask($0, parcel: number), of: stored.id, at: now) }
            }
            let owed = terms.policy.oweWhatIsDue(
                in: &one, to: ResolutionFacts(stored), today: site.day)
            let tasks = try transaction.settleTasks(after: owed, in: one, of: stored.id, by: duties, on: occasion)
            // The customer has theirs already, and is not charged for what a carrier lost.
            let letBe = try one.letBe(lines: lines, reason: "the carrier lost the parcel")
            return try before + owed + tasks + letBe + charges(ended: letBe, of: stored.id)
        }
    }

    /// Nobody charges what a carrier lost.
    private func charges(ended changes: [Change], of rma: CaseID) throws -> [Change] {
        try changes.filter { $0.after == Resolution.satisfied.rawValue }.flatMap {
            try transaction.end(
                .charge, of: rma, subject: $0.subject.text, as: .cancelled, because: "the carrier lost the parcel",
                on: occasion)
        }
    }

    /// What is owed for lost goods waits for no inspection: the day of the decision counts instead.
    private func offers(afterLossOf number: Int) throws -> [PromiseOffer] {
        var one = stored.case
        let (_, lost) = one.countAsLost(shipment: number, reason: "")
        let isOwed = one.lines.contains { lost.contains($0.number) && $0.advance == nil }
        guard one.isDueWithoutGoods || isOwed else { return [] }
        return terms.policy.promises(
            from: .inspected, on: site.day, tier: stored.customer.tier, isSpecial: try isSpecial()
        ).filter { $0.name == .refunded }
    }

    /// What is promised anew where a parcel is expected on another day; the customer hears of it with the event.
    private func offers(expecting number: Int, on day: CalendarDate) throws -> [PromiseOffer] {
        let told = try expectations().merging([number: day]) { _, new in new }
        guard let arrival = terms.policy.arrival(of: stored.case, on: site.day, told: told) else { return [] }
        return terms.policy.promises(
            ofArrivalOn: arrival, tier: stored.customer.tier, isSpecial: try isSpecial(), mayBeLater: true
        ).filter { !stored.case.isOpenInPart($0.name) }
    }

    func isSpecial() throws -> Bool {
        try transaction.snapshot.care(of: CustomerKey(stored), on: site.day) != nil
    }

    /// Whether the goods may have come to somebody's hands, ours or the customer's.
    private func mayHaveArrived(_ number: Int) throws -> Bool {
        let arrivals = [ShipmentState.delivered, .refused, .returnedToSender].map(\.rawValue)
        return try transaction.snapshot.events(of: stored.id).contains {
            $0.draft.subject == Change.Subject.shipment(number).text && $0.draft.axis == ShipmentState.axisName
                && arrivals.contains($0.draft.after)
        }
    }

    private func lookTask(_ line: Int, parcel: Int) -> StaffTask {
        StaffTask(
            .look, subject: "line:\(line)",
            words: "Decide what the customer gets for line \(line), lost by the carrier in parcel \(parcel).",
            assignee: terms.policy.carriage.team, due: terms.policy.calendar.date(1, after: site.day))
    }

    private func answerDamage(_ number: Int) throws {
        let given = try recompense(terms.policy.carriage.onDamaged, reason: "parcel \(number) was damaged on its way")
        let occasion = occasion
        let task = StaffTask(
            .look, subject: "shipment:\(number)",
            words: "The carrier reports parcel \(number) damaged: look at the goods, and claim the damage.",
            assignee: terms.policy.carriage.team, due: terms.policy.calendar.date(1, after: site.day))
        let reason = terms.say(Phrase("parcel.damaged"), stored.language)
        try change { _, stored in
            let answered = Change(
                .shipment(number), axis: Change.contingencyAxis, before: "", after: "answered", reason: reason,
                details: [("by", .text(ShipmentState.damaged.rawValue))] + (given.map(Self.madeGood) ?? []))
            return [answered] + (try transaction.open(task, of: stored.id, at: now))
                + (try given.map { try transaction.give($0, on: stored, occasion: occasion) } ?? [])
        }
    }

    /// A parcel that was found again is not paid for as a lost one: its goods are inspected first, and the customer
    /// is told that what they were to get waits for them, until when.
    private func endNeedlessSettlements() throws {
        guard stored.case.isFoundAgain, let parcel = try foundParcel() else { return }
        let occasion = occasion
        let lines = stored.case.lines.filter { $0.line.mayTurnUp && !$0.line.resolution.isFinal }
        let orders = lines.flatMap {
            terms.policy.ordersOvertaken(ofLine: $0, in: stored.case, for: stored.customer)
        }
        let looks = try transaction.snapshot.tasks(of: stored.id).filter { record in
            record.state == .open && record.task.kind == .look
                && lines.contains { record.task.subject == Change.Subject.line($0.number).text }
        }.map(\.task.subject)
        guard !orders.isEmpty || !looks.isEmpty else { return }
        let reason = "the parcel was found; the goods are inspected first"
        try change(promising: try offersAfterFinding()) { one, stored in
            let found = Change(
                .shipment(parcel.number), axis: Change.recoveryAxis, before: ShipmentState.lost.rawValue,
                after: "found")
            let withdrawn = try orders.flatMap {
                try one.update(
                    ResolutionUpdate(key: ReturnKey(text: one.number.text), order: $0, action: .withdraw, note: reason))
            }
            let tasks = try transaction.settleTasks(after: withdrawn, in: one, of: stored.id, by: duties, on: occasion)
            let ended = try looks.flatMap { subject in
                try transaction.end(
                    .look, of: stored.id, subject: subject, as: .cancelled, because: reason, on: occasion)
            }
            return [found] + withdrawn + tasks + ended
        }
    }

    /// The parcel that was last found.
    private func foundParcel() throws -> Shipment? {
        let found = try transaction.snapshot.events(of: stored.id).last {
            $0.draft.axis == ShipmentState.axisName && $0.draft.before == ShipmentState.lost.rawValue
        }
        return stored.case.shipments.first { Change.Subject.shipment($0.number).text == found?.draft.subject }
    }

    /// What is promised anew of goods that are still to come; the customer hears of the later days with it.
    private func offersAfterFinding() throws -> [PromiseOffer] {
        let arrival = terms.policy.arrival(of: stored.case, on: site.day) ?? site.day
        return terms.policy.promises(
            ofArrivalOn: arrival, tier: stored.customer.tier,
            isSpecial: try isSpecial(), mayBeLater: true)
    }
}

extension ResolutionFacts {
    fileprivate init(_ stored: StoredCase) {
        self.init(
            customer: stored.customer, wish: stored.request["wish"]?.string.flatMap(Wish.init),
            isGift: stored.request["gift"] == .bool(true),
            channel: stored.request["channel"]?.string.flatMap { Channel($0) })
    }
}
