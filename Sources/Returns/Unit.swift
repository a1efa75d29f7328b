/// One unit that was judged, or several alike that were judged together: what was found, and where it goes.
///
/// A line only counts; the record of a unit says which one it was, in what state, and why it goes where it goes.
package struct CaseUnit: Sendable, Equatable {
    package static let photosMax = 20
    package static let photoBytesMax = 400

    /// From 1 within its return.
    package var number: Int
    /// The line that it belongs to.
    package var line: Int
    /// 1...`Quantity.unitsMax`; 1 where there is a serial number.
    package var quantity: Int
    package var serial: SerialNumber?
    /// How the serial number stands to what was announced and sold; nil where nobody knows of one.
    package var serialFinding: SerialFinding?
    package var verdict: UnitVerdict
    package var grade: Grade?
    package var disposition = Disposition.initial
    /// Where it is carried: a warehouse, and a shelf, bench or bin in it.
    package var destination: WarehouseName?
    package var bin: String?
    /// The rule of the policy that sent it there; nil where a person did, or nobody has.
    package var rule: String?
    /// The person whose word stands against the rule's or where no rule speaks, and why.
    package var decidedBy: String?
    package var decisionReason: String?
    package var checklist: [ChecklistAnswer]
    package var photos: [UnitPhoto]
    /// For the customer to read.
    package var note: String?
    /// What it is worth, and what its repair would cost, as the inspector says.
    package var value: Money?
    package var repairCost: Money?
    package var judgedOn: CalendarDate?
    /// Why its judgement does not count any more: another one is awaited, or stands in a record behind this one.
    package var overtakenBy: Overtaking?
    /// The number of the denial that speaks of it, or spoke of it until it was appealed.
    package var denial: Int?

    package init(
        number: Int, line: Int, quantity: Int, serial: SerialNumber? = nil, serialFinding: SerialFinding? = nil,
        verdict: UnitVerdict, grade: Grade? = nil, checklist: [ChecklistAnswer] = [], photos: [UnitPhoto] = [],
        note: String? = nil, value: Money? = nil, repairCost: Money? = nil, judgedOn: CalendarDate? = nil
    ) {
        self.number = number
        self.line = line
        self.quantity = quantity
        self.serial = serial
        self.serialFinding = serialFinding
        self.verdict = verdict
        self.grade = grade
        self.checklist = checklist
        self.photos = photos
        self.note = note
        self.value = value
        self.repairCost = repairCost
        self.judgedOn = judgedOn
    }

    /// Its judgement does not count any more.
    package var isOvertaken: Bool { overtakenBy != nil }

    /// `unit 3`, or `units 3 (2 pieces)`.
    package var words: String { quantity == 1 ? "unit \(number)" : "unit \(number) (\(quantity) pieces)" }
}

/// Why a judgement of a unit does not count any more.
package enum Overtaking: String, CaseIterable, Sendable {
    /// Its customer does not accept the rejection: another person judges the unit.
    case appeal
    /// It was wrong: an inspector has judged the unit anew.
    case correction
}

/// What an inspector says of a unit.
package enum UnitVerdict: String, CaseIterable, Sendable {
    case accepted, rejected
}

/// How the serial number of a unit stands to what we know. It is a finding and blames nobody: labels fall off, boxes
/// are mixed up, and shops write down the wrong number.
package enum SerialFinding: String, CaseIterable, Sendable {
    /// The one that was announced.
    case announced
    /// Not announced, but sold with the order.
    case sold
    /// Another one was announced or sold: a person compares.
    case other
    /// Nothing is known to compare it with.
    case unannounced
    /// One was announced, and none was read.
    case unread

    /// - Parameters:
    ///   - found: what the inspector read.
    ///   - announced: what the return says of its line.
    ///   - beside: what the return says of other lines with the same article.
    ///   - sold: what the order says of the product.
    package init?(
        found: SerialNumber?, announced: SerialNumber?, beside: [SerialNumber] = [], sold: [SerialNumber]
    ) {
        guard let found else {
            if announced == nil { return nil }
            self = .unread
            return
        }
        let read = GoodsCode.unit(found.text)
        if ([announced].compactMap { $0 } + beside).contains(where: { GoodsCode.unit($0.text) == read }) {
            self = .announced
        } else if announced == nil, sold.contains(where: { GoodsCode.unit($0.text) == read }) {
            self = .sold
        } else {
            self = announced == nil && sold.isEmpty ? .unannounced : .other
        }
    }
}

/// A picture of a unit: its file as the station names it, and the digest of its bytes where it was given.
package struct UnitPhoto: Sendable, Equatable {
    /// Between the file's name and the digest: `bench/17.jpg#sha256=ab…`.
    package static let mark = "#sha256="

    package var name: String
    /// 64 small hexadecimal digits.
    package var sha256: String?

    package init(name: String, sha256: String? = nil) {
        self.name = name
        self.sha256 = sha256
    }

    /// Reads what a document says.
    package init(_ text: String) {
        let parts = text.split(separator: Self.mark, omittingEmptySubsequences: false)
        let digits = parts.last?.lowercased() ?? ""
        let name = text.dropLast(digits.count + Self.mark.count)
        let isDigest =
            parts.count > 1 && !name.isEmpty && digits.utf8.count == 64
            && digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        self.init(name: isDigest ? String(name) : text, sha256: isDigest ? digits : nil)
    }

    package var text: String { name + (sha256.map { Self.mark + $0 } ?? "") }
}
