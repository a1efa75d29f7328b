/// What an inspector says of one unit, or of several alike.
package struct JudgedUnit: Sendable, Equatable {
    package var quantity: Int
    package var verdict: UnitVerdict
    package var serial: SerialNumber?
    package var grade: Grade?
    package var checklist: [ChecklistAnswer]
    package var photos: [UnitPhoto]
    /// For the customer to read.
    package var note: String?
    package var disposition: Disposition?
    /// Why it goes elsewhere than the rules say.
    package var reason: String?
    package var repairCost: Money?
    package var value: Money?

    package init(
        quantity: Int = 1, verdict: UnitVerdict, serial: SerialNumber? = nil, grade: Grade? = nil,
        checklist: [ChecklistAnswer] = [], photos: [UnitPhoto] = [], note: String? = nil,
        disposition: Disposition? = nil, reason: String? = nil, repairCost: Money? = nil, value: Money? = nil
    ) {
        self.quantity = quantity
        self.verdict = verdict
        self.serial = serial
        self.grade = grade
        self.checklist = checklist
        self.photos = photos
        self.note = note
        self.disposition = disposition
        self.reason = reason
        self.repairCost = repairCost
        self.value = value
    }
}

/// Somebody says where a unit, or all units of a line, go now.
package struct Redisposition: Sendable, Equatable {
    package var key: ReturnKey
    /// Which unit, by its number or its serial number; nil for every unit of a line.
    package var unit: Int?
    package var serial: SerialNumber?
    package var line: Int?
    package var sku: SKU?
    /// How many of the pieces of one record; nil for all of them.
    package var quantity: Int?
    package var next: Disposition
    package var reason: String
    package var destination: WarehouseName?
    package var bin: String?
    package var staff: String?

    package init(
        key: ReturnKey, unit: Int? = nil, serial: SerialNumber? = nil, line: Int? = nil, sku: SKU? = nil,
        quantity: Int? = nil, to next: Disposition, reason: String, destination: WarehouseName? = nil,
        bin: String? = nil, staff: String? = nil
    ) {
        self.key = key
        self.unit = unit
        self.serial = serial
        self.line = line
        self.sku = sku
        self.quantity = quantity
        self.next = next
        self.reason = reason
        self.destination = destination
        self.bin = bin
        self.staff = staff
    }
}

/// What is known of a judged unit beside the inspector's word, when it becomes part of a return.
package struct UnitRuling: Sendable, Equatable {
    package var grade: Grade?
    package var disposition: Disposition?
    package var destination: WarehouseName?
    package var bin: String?
    /// The rule whose disposition it is.
    package var rule: String?
    /// Each rule that was looked at, in words for staff.
    package var explanation: String?
    /// Who decided against the rule, or without one, and why.
    package var decidedBy: String?
    package var reason: String?
    package var serialFinding: SerialFinding?
    package var day: CalendarDate?

    package init(
        grade: Grade? = nil, disposition: Disposition? = nil, destination: WarehouseName? = nil, bin: String? = nil,
        rule: String? = nil, explanation: String? = nil, decidedBy: String? = nil, reason: String? = nil,
        serialFinding: SerialFinding? = nil, day: CalendarDate? = nil
    ) {
        self.grade = grade
        self.disposition = disposition
        self.destination = destination
        self.bin = bin
        self.rule = rule
        self.explanation = explanation
        self.decidedBy = decidedBy
        self.reason = reason
        self.serialFinding = serialFinding
        self.day = day
    }

    /// What the inspector said and nothing more.
    package init(_ judged: JudgedUnit) {
        self.init(grade: judged.grade, disposition: judged.disposition, reason: judged.reason)
    }
}

/// What went to the customer ahead of their own goods.
package struct SentAhead: Sendable, Equatable {
    package var kind: Advance.Kind
    /// Of what was sent.
    package var serial: SerialNumber?
    /// What was sent, where it is another product than the line's.
    package var sku: SKU?
    /// The last day on which the awaited goods may come; nil leaves it to the policy.
    package var due: CalendarDate?

    package init(
        kind: Advance.Kind = .replacement, serial: SerialNumber? = nil, sku: SKU? = nil, due: CalendarDate? = nil
    ) {
        self.kind = kind
        self.serial = serial
        self.sku = sku
        self.due = due
    }
}
