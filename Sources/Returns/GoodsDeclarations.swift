/// How a document names a return: the RMA number, or a code scanned from the parcel.
package struct ReturnKey: Sendable, Equatable {
    /// As typed or scanned: an RMA number, an SSCC, a tracking number.
    package var text: String
    package init(text: String) { self.text = text }
}

/// What an inspector found for a line of a received return: counts, or the units one by one.
package struct Inspection: Sendable, Equatable {
    /// The most records of units in one inspection.
    package static let unitsMax = 500

    package var key: ReturnKey
    /// The line number, from 1; nil where `sku` names it.
    package var line: Int?
    package var sku: SKU?
    package var accepted: Int
    package var rejected: Int
    package var grade: Grade?
    package var disposition: Disposition?
    package var staff: String?
    package var note: String?
    /// Why the goods go elsewhere than the rules say.
    package var reason: String?
    /// What was said of the units; empty where the counts alone speak.
    package var units: [JudgedUnit]
    /// The number of the unit whose judgement was wrong, and that is judged anew; nil for what nobody has judged.
    package var corrects: Int?

    package init(
        key: ReturnKey, line: Int? = nil, sku: SKU? = nil, accepted: Int, rejected: Int, grade: Grade? = nil,
        disposition: Disposition? = nil, staff: String? = nil, note: String? = nil, reason: String? = nil,
        units: [JudgedUnit] = [], corrects: Int? = nil
    ) {
        self.key = key
        self.line = line
        self.sku = sku
        self.accepted = accepted
        self.rejected = rejected
        self.grade = grade
        self.disposition = disposition
        self.staff = staff
        self.note = note
        self.reason = reason
        self.units = units
        self.corrects = corrects
    }

    /// Where the photos of its units lie, as the document names them.
    package var photos: [String] { units.flatMap { $0.photos.map(\.name) } }

    /// Every record of units: those that were written, or one for each count.
    package var judged: [JudgedUnit] {
        guard units.isEmpty else { return units }
        return [(accepted, UnitVerdict.accepted), (rejected, .rejected)].filter { $0.0 > 0 }.map { count, verdict in
            JudgedUnit(
                quantity: count, verdict: verdict, grade: grade, note: note, disposition: disposition, reason: reason)
        }
    }
}

/// What the customer got for a line. The same `reference` twice settles once.
package struct Settlement: Sendable, Equatable {
    package var key: ReturnKey
    package var line: Int?
    package var sku: SKU?
    /// The number of the resolution order that it carries out; nil: the oldest open one that fits.
    package var order: Int?
    package var resolution: Resolution
    /// How many units it is for, where no order says so; nil: all that are due.
    package var quantity: Int?
    package var amount: Money?
    /// The shop's or bank's identifier of the payment or replacement order.
    package var reference: Reference
    package var staff: String?
    package var note: String?
    /// Of a denial: what the customer can do instead; nil: what the policy says.
    package var alternative: DenialAlternative?
    /// Of `shipped_ahead`: what went to the customer, and until when theirs is awaited.
    package var ahead: SentAhead?
    /// The unit that was repaired, or that something else is given for, where the bench holds several.
    package var serial: SerialNumber?

    package init(
        key: ReturnKey, line: Int? = nil, sku: SKU? = nil, resolution: Resolution, amount: Money? = nil,
        reference: Reference, staff: String? = nil, note: String? = nil, order: Int? = nil,
        alternative: DenialAlternative? = nil, ahead: SentAhead? = nil, quantity: Int? = nil,
        serial: SerialNumber? = nil
    ) {
        self.key = key
        self.line = line
        self.sku = sku
        self.resolution = resolution
        self.amount = amount
        self.reference = reference
        self.staff = staff
        self.note = note
        self.order = order
        self.alternative = alternative
        self.ahead = ahead
        self.quantity = quantity
        self.serial = serial
    }
}
