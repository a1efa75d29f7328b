/// What was counted when a parcel was opened at the dock.
package struct DockReceipt: Sendable, Equatable {
    /// The most photos of one receipt.
    package static let photosMax = 20
    /// The most parcels that one receipt may name.
    package static let parcelsMax = 50
    /// One tonne: more is a typing error.
    package static let gramsMax = 1_000_000

    package var key: ReturnKey
    package var receivedAt: Instant?
    /// None exactly when the parcel was empty.
    package var lines: [CountedLine]
    /// True when nothing more is expected: what was not counted is short.
    package var isComplete: Bool
    /// True when more may still come. A correction that says neither leaves it as it was.
    package var isOpen: Bool
    /// The parcel held nothing at all.
    package var isEmpty: Bool
    package var staff: String?
    package var note: String?
    /// What was weighed, packaging included.
    package var grams: Int?
    /// Where photos lie, as the document names them.
    package var photos: [String]
    /// Codes of the parcels that were opened for this count, where the key alone does not say it: several for one
    /// return, or the parcel of another return in which these goods lay. Of a correction: those that really are here.
    package var parcels: [String]
    /// The place in the warehouse where it was counted.
    package var station: String?
    /// Its counts replace what was counted of the articles that it names, instead of adding to it.
    package var isCorrection: Bool
    /// These are further goods, beside what another station counted a moment ago.
    package var isFurther: Bool

    package init(
        key: ReturnKey, receivedAt: Instant? = nil, lines: [CountedLine], isComplete: Bool = false,
        isEmpty: Bool = false, staff: String? = nil, note: String? = nil, grams: Int? = nil, photos: [String] = [],
        parcels: [String] = [], station: String? = nil, isCorrection: Bool = false, isFurther: Bool = false,
        isOpen: Bool = false
    ) {
        self.key = key
        self.receivedAt = receivedAt
        self.lines = lines
        self.isComplete = isComplete
        self.isOpen = isOpen
        self.isEmpty = isEmpty
        self.staff = staff
        self.note = note
        self.grams = grams
        self.photos = photos
        self.parcels = parcels
        self.station = station
        self.isCorrection = isCorrection
        self.isFurther = isFurther
    }

    /// Units that were there, whatever they are.
    package var units: Int { lines.reduce(0) { $0 + $1.quantity } }
}

/// One count at the dock.
package struct CountedLine: Sendable, Equatable {
    package var sku: SKU
    package var serial: SerialNumber?
    /// 0...`Quantity.unitsMax` units; 0 says that the parcel held none.
    package var quantity: Int
    package var condition: Condition?
    package var note: String?
    /// The announced product in whose place this one came.
    package var insteadOf: SKU?
    /// What it is, in words, where nobody knows the number of the article.
    package var description: String?

    package init(
        sku: SKU, serial: SerialNumber? = nil, quantity: Int, condition: Condition? = nil, note: String? = nil,
        insteadOf: SKU? = nil, description: String? = nil
    ) {
        self.sku = sku
        self.serial = serial
        self.quantity = quantity
        self.condition = condition
        self.note = note
        self.insteadOf = insteadOf
        self.description = description
    }
}

/// A parcel that nobody can name: what is known of it, until somebody finds out whose it is.
package struct BlindReceipt: Sendable, Equatable {
    package static let codesMax = 20
    package static let goodsMax = 200

    package var receivedAt: Instant?
    /// Everything on it that a scanner reads, or that looks like a number.
    package var codes: [String]
    package var goods: [FoundGoods]
    /// The sender as far as it is legible.
    package var sender: FoundSender
    package var grams: Int?
    package var photos: [String]
    /// Where it lies now.
    package var location: String?
    package var station: String?
    package var staff: String?
    package var note: String?

    package init(
        receivedAt: Instant? = nil, codes: [String] = [], goods: [FoundGoods] = [],
        sender: FoundSender = FoundSender(), grams: Int? = nil, photos: [String] = [], location: String? = nil,
        station: String? = nil, staff: String? = nil, note: String? = nil
    ) {
        self.receivedAt = receivedAt
        self.codes = codes
        self.goods = goods
        self.sender = sender
        self.grams = grams
        self.photos = photos
        self.location = location
        self.station = station
        self.staff = staff
        self.note = note
    }
}

/// Goods in a parcel that nobody can name: any of the three says what they are.
package struct FoundGoods: Sendable, Equatable {
    package var sku: SKU?
    package var serial: SerialNumber?
    package var description: String?
    package var quantity: Int
    package var condition: Condition?

    package init(
        sku: SKU? = nil, serial: SerialNumber? = nil, description: String? = nil, quantity: Int,
        condition: Condition? = nil
    ) {
        self.sku = sku
        self.serial = serial
        self.description = description
        self.quantity = quantity
        self.condition = condition
    }

    /// How goods are called whose article number nobody knows.
    package static let unidentified = SKU(trusted: "UNIDENTIFIED")
}

/// A sender as far as one can read it.
package struct FoundSender: Sendable, Equatable {
    package var name: String?
    package var address: String?
    package var postalCode: String?

    package init(name: String? = nil, address: String? = nil, postalCode: String? = nil) {
        self.name = name
        self.address = address
        self.postalCode = postalCode
    }
}

/// The number of a parcel on the workbench: `WB-12`, short enough to be written on it by hand.
package struct WorkbenchNumber: Hashable, Sendable, CustomStringConvertible {
    package static let prefix = "WB-"

    package let value: Int64
    package init(_ value: Int64) { self.value = value }

    /// Reads the number as people type it or as a scanner sends it; nil for anything else.
    package init?(_ typed: some StringProtocol) {
        var signs = typed.uppercased().filter { !$0.isWhitespace && $0 != "-" }[...]
        if signs.hasPrefix("]"), signs.count > 3 { signs = signs.dropFirst(3) }
        guard signs.hasPrefix("WB"), signs.count <= 14, let value = Int64(signs.dropFirst(2)), value > 0 else {
            return nil
        }
        self.value = value
    }

    package var text: String { "\(Self.prefix)\(value)" }
    package var description: String { text }
}

/// Somebody has found out whose parcel it is.
package struct WorkbenchMatch: Sendable, Equatable {
    /// As typed or scanned.
    package var number: String
    package var key: ReturnKey
    /// Nothing more is expected: what was not in it is short.
    package var isComplete: Bool
    package var staff: String?
    package var note: String?

    package init(
        number: String, key: ReturnKey, isComplete: Bool = false, staff: String? = nil, note: String? = nil
    ) {
        self.number = number
        self.key = key
        self.isComplete = isComplete
        self.staff = staff
        self.note = note
    }
}

/// A parcel leaves the workbench without a return.
package struct WorkbenchClosure: Sendable, Equatable {
    /// As typed or scanned.
    package var number: String
    package var reason: String
    package var staff: String?

    package init(number: String, reason: String, staff: String? = nil) {
        self.number = number
        self.reason = reason
        self.staff = staff
    }
}
