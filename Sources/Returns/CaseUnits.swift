/// What may happen to the units of a case: they are judged, and go where they are sent.
///
/// Invariants, cited by the tests:
/// 1. The units of a line, but for those that were appealed, sum up to what it counts as accepted and rejected.
/// 2. A unit moves only as `Disposition` allows, each time told from → to; an end stays an end, but that an appeal
///    keeps here what was to leave.
/// 3. The line shows the disposition that its units share; where they differ, that of the first whose way has not
///    ended. It moves as `Disposition` allows, too, so a line that has come to an end stays there.
extension ReturnCase {
    /// An inspector's findings for one line.
    /// - Parameter rulings: what policy and ledger say of each of `inspection.judged`, in its order; without them
    ///   the inspector's word stands alone.
    package mutating func inspect(
        _ inspection: Inspection, rulings: [UnitRuling]? = nil, keepsOrders: Bool = false
    ) throws(Refusal) -> [Change] {
        let inspection = spelled(inspection)
        return try wholly { (one) throws(Refusal) in try one.judge(inspection, rulings, keepsOrders: keepsOrders) }
    }

    private mutating func judge(
        _ inspection: Inspection, _ rulings: [UnitRuling]?, keepsOrders: Bool
    ) throws(Refusal) -> [Change] {
        let index = try lineIndex(of: inspection)
        let judged = inspection.judged
        try checkCounts(inspection)
        adoptCounts(ofLineAt: index)
        let old = lines[index].line
        let rulings = rulings ?? judged.map(UnitRuling.init)
        let corrected = try inspection.corrects.map { (number) throws(Refusal) in
            try setAside(unit: number, ofLineAt: index, by: inspection, rulings, keepsOrders: keepsOrders)
        }
        if judged.isEmpty, let corrected {
            return corrected.changes
                + [unjudge(ofLineAt: index, was: old, by: inspection, corrected.details)]
                + showDisposition(ofLineAt: index, because: inspection.note) + closeIfSettled()
        }
        guard !judged.isEmpty else {
            return try moveGoods(ofLineAt: index, by: inspection) + closeIfSettled()
        }
        try checkRoom(for: judged, at: index)
        let isFirst = !units.contains { $0.line == lines[index].number }
        let accepted = judged.filter { $0.verdict == .accepted }.map(\.quantity).reduce(0, +)
        let rejected = judged.filter { $0.verdict == .rejected }.map(\.quantity).reduce(0, +)
        guard lines[index].line.inspect(accepted: accepted, rejected: rejected) else { throw noRoom(judged, at: index) }
        let first = units.count
        var changes = corrected?.changes ?? []
        for (one, ruling) in zip(judged, rulings) { changes += add(one, ruling, line: lines[index].number) }
        let counts = lines[index].line
        var details: [(name: String, value: Change.Detail)] = [
            ("accepted", .count(counts.accepted)), ("rejected", .count(counts.rejected)),
        ]
        let grades = Set(units[first...].map(\.grade))
        if grades.count == 1, let grade = grades.first ?? nil { details.append(("grade", .text(grade.rawValue))) }
        details += corrected?.details ?? []
        changes.append(
            Change(
                .line(lines[index].number), axis: Verdict.axisName, before: old.verdict.rawValue,
                after: counts.verdict.rawValue, reason: inspection.note, details: details))
        for (offset, (one, ruling)) in zip(judged, rulings).enumerated() {
            let next = ruling.disposition ?? (isFirst ? inherited(from: old.disposition, one.verdict) : nil)
            // A rule sends nothing back that is paid, and uses nothing that is not: a person says where it goes.
            guard let next, ruling.rule == nil || mayGo(units[first + offset], to: next) else { continue }
            changes += try send(unitAt: first + offset, to: next, by: ruling)
        }
        changes += showDisposition(ofLineAt: index, because: inspection.note)
        changes += try sendBackRepaired(ofLineAt: index, from: first, by: inspection.staff, because: nil)
        changes += satisfyAdvance(ofLineAt: index)
        return changes + closeIfSettled()
    }

    /// What was said of the whole line before it was judged holds for each of its units. A rejected unit is the
    /// customer's: it stays set aside, or is gone already, and is not put to any use.
    private func inherited(from line: Disposition, _ verdict: UnitVerdict) -> Disposition? {
        guard line != .none, verdict == .accepted || line == .quarantine || line.isEnd else { return nil }
        return line
    }

    /// Somebody sends goods somewhere else.
    package mutating func redispose(_ word: Redisposition) throws(Refusal) -> [Change] {
        try wholly { (one) throws(Refusal) in try one.move(by: word) }
    }

    /// A refusal half-way changes nothing.
    private mutating func wholly(
        _ happening: (inout ReturnCase) throws(Refusal) -> [Change]
    ) throws(Refusal) -> [Change] {
        var after = self
        let changes = try happening(&after)
        self = after
        return changes
    }

    private mutating func move(by word: Redisposition) throws(Refusal) -> [Change] {
        var targets = try unitIndices(for: word)
        if let quantity = word.quantity, let only = targets.first, quantity < units[only].quantity {
            targets = [split(quantity, fromUnitAt: only)]
        }
        var changes = try answerByMoving(targets, by: word)
        for index in targets {
            let ruling = UnitRuling(
                disposition: word.next, destination: word.destination, bin: word.bin, decidedBy: word.staff,
                reason: word.reason)
            changes += try send(unitAt: index, to: word.next, by: ruling)
        }
        let touched = Set(targets.map { units[$0].line })
        for index in lines.indices where touched.contains(lines[index].number) {
            changes += showDisposition(ofLineAt: index, because: word.reason)
            changes += satisfyAdvance(ofLineAt: index, by: .charged)
        }
        return changes + closeIfSettled()
    }

    // MARK: Judging

    private func checkCounts(_ inspection: Inspection) throws(Refusal) {
        let (accepted, rejected) = (inspection.accepted, inspection.rejected)
        guard accepted >= 0, rejected >= 0 else {
            throw Refusal(
                found: "\(accepted) accepted and \(rejected) rejected", expected: "counts of 0 or more",
                remedy: "Correct the numbers.")
        }
        guard !inspection.units.isEmpty, accepted + rejected > 0 else { return }
        let sums = UnitVerdict.allCases.map { verdict in
            inspection.units.filter { $0.verdict == verdict }.map(\.quantity).reduce(0, +)
        }
        guard sums != [accepted, rejected] else { return }
        throw Refusal(
            found: "\(accepted) accepted and \(rejected) rejected, while `units` says \(sums[0]) and \(sums[1])",
            expected: "counts that agree", remedy: "Correct one of them, or leave the counts out.")
    }

    private func checkRoom(for judged: [JudgedUnit], at index: Int) throws(Refusal) {
        if let many = judged.first(where: { $0.serial != nil && $0.quantity != 1 }), let serial = many.serial {
            throw Refusal(
                found: "\(many.quantity) units with the serial number \(serial)", expected: "one unit for each number",
                remedy: "Write an entry of `units` for each serial number.")
        }
        var known = Set(units.filter { !$0.isOvertaken }.compactMap(\.serial).map { GoodsCode.unit($0.text) })
        for serial in judged.compactMap(\.serial) where !known.insert(GoodsCode.unit(serial.text)).inserted {
            throw Refusal(
                found: "the serial number \(serial), which a unit of \(number) that was judged has already",
                expected: "each unit judged once", remedy: "Look at `rmad show \(number)`, and correct the number.")
        }
        guard judged.map(\.quantity).reduce(0, +) <= lines[index].line.unitsToJudge else {
            throw noRoom(judged, at: index)
        }
    }

    private func noRoom(_ judged: [JudgedUnit], at index: Int) -> Refusal {
        let (line, count) = (lines[index].line, judged.map(\.quantity).reduce(0, +))
        let here = line.received + line.extra
        guard here > 0 else {
            return Refusal(
                found: "an inspection of line \(lines[index].number) of \(number), of which nothing has come",
                expected: "goods that were counted at the dock",
                remedy: "Count them first: a `dock_receipt` document. Then send the inspection again.")
        }
        return Refusal(
            found: "\(count) units judged now and \(line.accepted + line.rejected) before, of \(here) here",
            expected: "at most as many units as were counted at the dock",
            remedy: "Count the goods at the dock first (a `dock_receipt` document), or correct the numbers. What was "
                + "judged wrongly is judged anew: rmad inspect \(number) --correct, with the number of its unit (rmad "
                + "show \(number)).")
    }

    /// Lines that were judged before there were records of units get theirs when they change next.
    mutating func adoptCounts(ofLineAt index: Int) {
        let line = lines[index]
        let known = units.filter { $0.line == line.number }
        guard known.isEmpty else { return }
        for (count, verdict) in [(line.line.accepted, UnitVerdict.accepted), (line.line.rejected, .rejected)]
        where count > 0 {
            var unit = CaseUnit(number: nextUnit, line: line.number, quantity: count, verdict: verdict)
            unit.disposition = line.line.disposition
            units.append(unit)
        }
    }

    private var nextUnit: Int { (units.map(\.number).max() ?? 0) + 1 }

    private mutating func add(_ judged: JudgedUnit, _ ruling: UnitRuling, line: Int) -> [Change] {
        let unit = CaseUnit(
            number: nextUnit, line: line, quantity: judged.quantity, serial: judged.serial,
            serialFinding: ruling.serialFinding, verdict: judged.verdict, grade: ruling.grade,
            checklist: judged.checklist, photos: judged.photos, note: judged.note, value: judged.value,
            repairCost: judged.repairCost, judgedOn: ruling.day)
        units.append(unit)
        var details: [(name: String, value: Change.Detail)] = [
            ("line", .count(line)), ("quantity", .count(unit.quantity)),
        ]
        if let serial = unit.serial { details.append(("serial", .text(serial.text))) }
        if let grade = unit.grade { details.append(("grade", .text(grade.rawValue))) }
        let digests = unit.photos.compactMap(\.sha256)
        if !digests.isEmpty { details.append(("photos", .texts(digests))) }
        var changes = [
            Change(
                .unit(unit.number), axis: Change.judgementAxis, before: "", after: unit.verdict.rawValue,
                reason: unit.note, details: details)
        ]
        if unit.serialFinding == .other { changes.append(otherSerial(of: unit)) }
        return changes
    }

    /// For a person, who compares before anybody says anything.
    private func otherSerial(of unit: CaseUnit) -> Change {
        let announced = lines.first { $0.number == unit.line }?.product.serial
        return Change(
            .unit(unit.number), axis: Change.serialAxis, before: announced?.text ?? "", after: "other_serial",
            reason: "the unit bears \(unit.serial?.text ?? "no number"); "
                + (announced.map { "\($0) was announced" } ?? "the order was sold with others"),
            details: [("line", .count(unit.line)), ("audience", .text(Note.Audience.staff.rawValue))])
    }

    // MARK: Moving

    /// - Parameter isRepaired: a repaired unit goes back, by hand where no parcel may carry it.
    mutating func send(
        unitAt index: Int, to next: Disposition, by ruling: UnitRuling, isRepaired: Bool = false
    ) throws(Refusal) -> [Change] {
        let old = units[index]
        guard old.disposition.maySend(to: next) else { throw cannotMove(old, to: next) }
        let mayNotTravel = lines.contains { $0.number == old.line && $0.mayNotTravel }
        if next == .returnToCustomer, mayNotTravel, !isRepaired,
            let sku = lines.first(where: { $0.number == old.line })?.product.sku
        {
            throw Refusal(
                found: "\(sku), which no parcel may carry, sent back to the customer",
                expected: "quarantine, recycle or destroy",
                remedy: "Keep it apart, and have it disposed of by somebody who may.")
        }
        if next == .returnToCustomer { try requireTheirs(old) }
        try requireOurs(old, for: next)
        try requireUnwanted(old, for: next)
        units[index].disposition = next
        units[index].destination = ruling.destination
        units[index].bin = ruling.bin
        units[index].rule = ruling.rule
        units[index].decidedBy = ruling.rule == nil ? ruling.decidedBy : nil
        units[index].decisionReason = ruling.rule == nil ? ruling.reason : nil
        let told: [(String, String?)] = [
            ("serial", old.serial?.text), ("destination", ruling.destination?.text), ("bin", ruling.bin),
            ("rule", ruling.rule),
        ]
        let details: [(name: String, value: Change.Detail)] =
            [("line", .count(old.line)), ("quantity", .count(old.quantity))]
            + told.compactMap { name, text in text.map { (name, .text($0)) } }
            // Its customer hears that it is repaired; no parcel brings it.
            + (next == .returnToCustomer && mayNotTravel ? [Change.forStaff] : [])
        return [
            Change(
                .unit(old.number), axis: Disposition.axisName, before: old.disposition.rawValue,
                after: next.rawValue, reason: ruling.rule == nil ? ruling.reason : nil, details: details)
        ]
    }

    private func cannotMove(_ unit: CaseUnit, to next: Disposition) -> Refusal {
        let from = unit.disposition
        let allowed = Disposition.allCases.filter(from.maySend).map(\.rawValue)
        return Refusal(
            found: "\(unit.words) of \(number), disposition \(from.rawValue) to \(next.rawValue)",
            expected: allowed.isEmpty ? "no further disposition" : "one of: \(allowed.joined(separator: ", "))",
            remedy: from == next
                ? "Nothing needs to be done: it is there already."
                : allowed.isEmpty ? "\(from.rawValue) is an end; the goods are gone." : "Choose another one.")
    }

    /// The line's own disposition by those of its units (invariant 3).
    mutating func showDisposition(ofLineAt index: Int, because reason: String?) -> [Change] {
        let sent = units.filter {
            $0.line == lines[index].number && $0.disposition != .none && !$0.isOvertaken
        }.map(\.disposition)
        let open = sent.first { !$0.isEnd }
        let old = lines[index].line.disposition
        guard let next = open ?? sent.first, old.mayBecome(next) else { return [] }
        lines[index].line.disposition = next
        return [
            Change(
                .line(lines[index].number), axis: Disposition.axisName, before: old.rawValue, after: next.rawValue,
                reason: reason)
        ]
    }

    /// An inspection that counts nothing says where the goods of a line go: all its units, or, before anybody has
    /// judged one, the goods as they came.
    private mutating func moveGoods(
        ofLineAt index: Int, by inspection: Inspection
    ) throws(Refusal) -> [Change] {
        let line = lines[index]
        guard let next = inspection.disposition, line.line.received + line.line.extra > 0 else {
            throw noRoom([], at: index)
        }
        adoptCounts(ofLineAt: index)
        guard units.contains(where: { $0.line == line.number }) else {
            guard line.line.disposition.maySend(to: next) else {
                throw cannotMove(CaseUnit(number: 0, line: line.number, quantity: 1, verdict: .accepted), to: next)
            }
            lines[index].line.disposition = next
            return [
                Change(
                    .line(line.number), axis: Disposition.axisName, before: line.line.disposition.rawValue,
                    after: next.rawValue, reason: inspection.reason ?? inspection.note)
            ]
        }
        return try redispose(
            Redisposition(
                key: inspection.key, line: line.number, to: next,
                reason: inspection.reason ?? inspection.note ?? "", staff: inspection.staff))
    }

    private func unitIndices(for word: Redisposition) throws(Refusal) -> [Int] {
        if word.unit != nil || word.serial != nil {
            let serial = word.serial.map { spelled($0) }
            guard
                let index = units.firstIndex(where: {
                    !$0.isOvertaken && (word.unit == nil || $0.number == word.unit)
                        && (serial == nil || $0.serial == serial)
                })
            else {
                let known = units.map { "\($0.number) (\($0.serial?.text ?? "line \($0.line)"))" }
                throw Refusal(
                    found: "no such unit in \(number)",
                    expected: known.isEmpty ? "a unit that was judged" : "one of: \(known.joined(separator: ", "))",
                    remedy: known.isEmpty
                        ? "Record the inspection first (an `inspection` document)."
                        : "Name the unit by its number in `unit`; `rmad show \(number)` lists them.")
            }
            guard word.quantity ?? 1 <= units[index].quantity else {
                throw Refusal(
                    found: "\(word.quantity ?? 0) pieces of \(units[index].words)",
                    expected: "at most \(units[index].quantity)", remedy: "Correct the quantity.")
            }
            return [index]
        }
        let line = lines[try lineIndex(number: word.line, sku: word.sku)].number
        let all = units.indices.filter { units[$0].line == line && !units[$0].isOvertaken }
        guard !all.isEmpty else {
            throw Refusal(
                found: "line \(line) of \(number), of which nothing was judged", expected: "goods that were inspected",
                remedy: "Record the inspection first (an `inspection` document).")
        }
        guard word.quantity == nil || all.count == 1 else {
            throw Refusal(
                found: "a quantity for line \(line), which has \(all.count) records of units",
                expected: "the unit that is meant", remedy: "Name it by its number in `unit`.")
        }
        let movable = all.filter { units[$0].disposition.maySend(to: word.next) }
        guard !movable.isEmpty else { throw cannotMove(units[all[0]], to: word.next) }
        return movable
    }

    /// Makes a record of its own of some pieces.
    mutating func split(_ quantity: Int, fromUnitAt index: Int) -> Int {
        var part = units[index]
        part.number = nextUnit
        part.quantity = quantity
        units[index].quantity -= quantity
        units.append(part)
        return units.count - 1
    }
}
