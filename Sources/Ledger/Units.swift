import GRDB
import JSONText
import Returns

/// The units of a return, and what was sent ahead of its lines.
extension Transaction {
    /// Stores what differs between two versions of a return.
    func saveUnits(_ new: ReturnCase, was old: ReturnCase?, of rma: CaseID) throws {
        for unit in new.units where !(old?.units.contains(unit) ?? false) { try put(unit, of: rma) }
        for line in new.lines {
            let before = old?.lines.first { $0.number == line.number }?.advance
            if let advance = line.advance, advance != before { try put(advance, line: line.number, of: rma) }
        }
    }

    private func put(_ unit: CaseUnit, of rma: CaseID) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO units (rma, number, line, quantity, serial, serial_finding, verdict, grade,
                disposition, destination, bin, rule, decided_by, decision_reason, checklist, photos, note,
                value_minor, value_currency, repair_minor, repair_currency, judged_on, appealed,
                corrected, denial)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                rma, unit.number, unit.line, unit.quantity, unit.serial?.text, unit.serialFinding?.rawValue,
                unit.verdict.rawValue, unit.grade?.rawValue, unit.disposition.rawValue, unit.destination?.text,
                unit.bin, unit.rule, unit.decidedBy, unit.decisionReason, unit.checklistJSON.canonicalText,
                JSONValue.array(unit.photos.map { .string($0.text) }).canonicalText, unit.note, unit.value?.minor,
                unit.value?.currency.code, unit.repairCost?.minor, unit.repairCost?.currency.code,
                unit.judgedOn?.dayNumber, unit.overtakenBy == .appeal ? 1 : 0,
                unit.overtakenBy == .correction ? 1 : 0, unit.denial,
            ])
    }

    private func put(_ advance: Advance, line: Int, of rma: CaseID) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO advances (rma, line, kind, serial, due_on, reference, reminded_on, ended,
                proposed_on)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                rma, line, advance.kind.rawValue, advance.serial?.text, advance.due.dayNumber, advance.reference.text,
                advance.remindedOn?.dayNumber, advance.end?.rawValue, advance.proposedOn?.dayNumber,
            ])
    }
}

extension Snapshot {
    func units(of rma: CaseID) throws -> [CaseUnit] {
        try db.rows(
            """
            SELECT number, line, quantity, serial, serial_finding, verdict, grade, disposition, destination, bin, rule,
                decided_by, decision_reason, checklist, photos, note, value_minor, value_currency, repair_minor,
                repair_currency, judged_on, appealed, corrected, denial
            FROM units WHERE rma = ? ORDER BY number
            """, [rma]
        ) { row in
            guard case .object(let answers) = try JSONValue(stored: row[13], "units.checklist") else {
                throw UnreadableRow(column: "units.checklist", value: row[13])
            }
            let money = { (minor: Int64?, code: String?) in
                minor.flatMap { minor in code.map { Money(minor: minor, currency: Currency(trusted: $0)) } }
            }
            var unit = CaseUnit(
                number: row[0], line: row[1], quantity: row[2],
                serial: (row[3] as String?).map { SerialNumber(trusted: $0) },
                serialFinding: try row.optionalAxis(4, "units.serial_finding"),
                verdict: try row.axis(5, "units.verdict"), grade: try row.optionalAxis(6, "units.grade"),
                checklist: answers.map { ChecklistAnswer(question: $0.key, answer: $0.value.string ?? "") },
                photos: try JSONValue(stored: row[14], "units.photos").strings.map { UnitPhoto($0) }, note: row[15],
                value: money(row[16], row[17]), repairCost: money(row[18], row[19]),
                judgedOn: (row[20] as Int?).map { CalendarDate(dayNumber: $0) })
            unit.disposition = try row.axis(7, "units.disposition")
            unit.destination = (row[8] as String?).map { WarehouseName(trusted: $0) }
            unit.bin = row[9]
            unit.overtakenBy = row[21] as Int == 1 ? .appeal : row[22] as Int == 1 ? .correction : nil
            unit.denial = row[23]
            unit.rule = row[10]
            unit.decidedBy = row[11]
            unit.decisionReason = row[12]
            return unit
        }
    }

    /// By line.
    func advances(of rma: CaseID) throws -> [Int: Advance] {
        let rows = try db.rows(
            "SELECT line, kind, serial, due_on, reference, reminded_on, ended, proposed_on FROM advances WHERE rma = ?",
            [rma]
        ) { row -> (Int, Advance) in
            let advance = Advance(
                kind: try row.axis(1, "advances.kind"), serial: (row[2] as String?).map { SerialNumber(trusted: $0) },
                due: CalendarDate(dayNumber: row[3]), reference: Reference(trusted: row[4]),
                remindedOn: (row[5] as Int?).map { CalendarDate(dayNumber: $0) },
                end: try row.optionalAxis(6, "advances.ended"),
                proposedOn: (row[7] as Int?).map { CalendarDate(dayNumber: $0) })
            return (row[0], advance)
        }
        var advances = Dictionary(rows, uniquingKeysWith: { first, _ in first })
        for number in advances.keys { advances[number]?.charged = try charged(forLine: number, of: rma) }
        return advances
    }

    /// What was charged for what was sent ahead of a line, by its events.
    private func charged(forLine number: Int, of rma: CaseID) throws -> Charged {
        let told = try db.rows(
            """
            SELECT details, axis = ?3 AND after = ?4 FROM events
            WHERE rma = ?1 AND subject = ?2 AND ((axis = ?3 AND after IN (?4, ?5)) OR (axis = ?6 AND after = ?7))
            ORDER BY rma_sequence
            """,
            [
                rma, Change.Subject.line(number).text, Change.chargeAxis, Change.paidBack, Change.charged,
                Resolution.axisName, Resolution.satisfied.rawValue,
            ]
        ) { row in (details: try JSONValue(stored: row[0], "events.details"), isPaidBack: row[1] as Int == 1) }
        var charged = Charged()
        for (details, isPaidBack) in told {
            let counts = [Charged.unitsDetail, Charged.absentDetail].compactMap { details[$0]?.integer.map { Int($0) } }
            guard counts.count == 2, let units = counts.first, let absent = counts.last else { continue }
            if isPaidBack {
                charged.takeBack(units, absent: absent)
            } else {
                let amount = Money(decimal: details["amount"]?.string, currency: details["currency"]?.string)
                charged.add(units, absent: absent, for: amount)
            }
        }
        return charged
    }
}

/// One stay of a unit with us, found by its serial number: as it was announced, judged, or sent out.
package struct SerialStay: Sendable {
    package let rma: CaseID
    package let number: RMANumber
    package let state: RMAState
    package let createdAt: Instant
    package let line: CaseLine
    /// The records of units with the serial number; none where nobody read it.
    package let units: [CaseUnit]
    /// It is what we sent to the customer, not what came.
    package let wasSentAhead: Bool
}

extension Snapshot {
    package static let staysMax = 500

    /// Every line in whose return a serial number may occur: it may have been written otherwise there.
    fileprivate static let staysQuery = """
        WITH found (rma) AS (\(SerialSearch.returns) UNION SELECT rma FROM units WHERE serial = ?1
            UNION SELECT rma FROM advances WHERE serial = ?1)
        SELECT rma, number, serial FROM lines WHERE serial IS NOT NULL AND rma IN found
        UNION SELECT rma, line, serial FROM units WHERE serial IS NOT NULL AND rma IN found
        UNION SELECT rma, line, serial FROM advances WHERE serial IS NOT NULL AND rma IN found
        ORDER BY 1, 2
        """

    /// Every return in which a serial number occurs, however it was written, oldest first; at most `staysMax`.
    package func stays(of serial: SerialNumber) throws -> [SerialStay] {
        let search = SerialSearch(serial)
        var places: [(rma: CaseID, line: Int)] = []
        let rows = try db.rows(Self.staysQuery, search.arguments) { row in
            (rma: row[0] as CaseID, line: row[1] as Int, serial: row[2] as String)
        }
        for row in rows where search.means(row.serial) && places.count < Self.staysMax {
            if places.last.map({ $0 != (row.rma, row.line) }) ?? true { places.append((row.rma, row.line)) }
        }
        return try places.compactMap { place in
            guard let stored = try stored(id: place.rma),
                let line = stored.case.lines.first(where: { $0.number == place.line })
            else { return nil }
            let units = stored.case.units.filter { $0.line == place.line && search.means($0.serial?.text) }
            return SerialStay(
                rma: place.rma, number: stored.case.number, state: stored.case.state, createdAt: stored.createdAt,
                line: line, units: units,
                wasSentAhead: search.means(line.advance?.serial?.text) && !search.means(line.product.serial?.text)
                    && units.isEmpty)
        }
    }
}

extension CaseUnit {
    var checklistJSON: JSONValue { .object(checklist.map { JSONValue.Member($0.question, .string($0.answer)) }) }

    /// Everything of it; `value` and `repair_cost` are for the house.
    package var json: JSONValue {
        .object(known: [
            ("unit", .integer(Int64(number))), ("line", .integer(Int64(line))),
            ("quantity", .integer(Int64(quantity))), ("serial", .text(serial?.text)),
            ("serial_finding", .text(serialFinding?.rawValue)), ("verdict", .string(verdict.rawValue)),
            ("grade", .text(grade?.rawValue)), ("disposition", .string(disposition.rawValue)),
            ("destination", .text(destination?.text)), ("bin", .text(bin)), ("rule", .text(rule)),
            ("decided_by", .text(decidedBy)), ("decision_reason", .text(decisionReason)),
            ("checklist", checklist.isEmpty ? nil : checklistJSON),
            ("photos", photos.isEmpty ? nil : .array(photos.map(\.json))), ("note", .text(note)),
            ("value", value?.json), ("repair_cost", repairCost?.json), ("judged_on", .text(judgedOn?.description)),
            ("appealed", overtakenBy == .appeal ? true : nil),
            ("corrected", overtakenBy == .correction ? true : nil), ("denial", denial.map { .integer(Int64($0)) }),
        ])
    }
}

extension Denial {
    package var json: JSONValue {
        .object(known: [
            ("denial", .integer(Int64(number))), ("line", .integer(Int64(line))), ("units", .integer(Int64(units))),
            ("reference", .string(reference.text)), ("reason", .string(reason)),
            ("alternative", .text(alternative?.rawValue)), ("amount", amount?.json),
            ("state", .string(state.rawValue)),
        ])
    }
}

extension UnitPhoto {
    package var json: JSONValue { .object(known: [("file", .string(name)), ("sha256", .text(sha256))]) }

    /// Where it lies below the evidence folder, in that of its return; nil for one of which only the name is known.
    package func path(of rma: RMANumber) -> String? {
        guard let sha256, let ending = name.split(separator: ".").last?.lowercased() else { return nil }
        return "\(rma)/\(sha256).\(ending)"
    }

    /// For the customer.
    func shown(of rma: RMANumber) -> JSONValue {
        .object(known: [("file", .string(name)), ("sha256", .text(sha256)), ("path", .text(path(of: rma)))])
    }
}

extension Advance {
    package var json: JSONValue {
        .object(known: [
            ("kind", .string(kind.rawValue)), ("serial", .text(serial?.text)), ("due_on", .string(due.description)),
            ("reference", .string(reference.text)), ("reminded_on", .text(remindedOn?.description)),
            ("ended", .text(end?.rawValue)), ("proposed_on", .text(proposedOn?.description)),
        ])
    }
}

#if DEBUG
    extension Snapshot {
        /// How SQLite looks a serial number up, for a test that it reads no table whole.
        package func planOfStays() throws -> [String] {
            try db.rows("EXPLAIN QUERY PLAN \(Self.staysQuery)", ["x", "x"]) { $0[3] as String }
        }
    }
#endif
