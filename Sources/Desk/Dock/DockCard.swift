import Returns

/// What a person at the dock has to know of a return: read once when its number is scanned.
struct DockCard: Sendable, Equatable {
    struct GoodsLine: Sendable, Equatable {
        var number: Int
        var sku: String
        var title: String?
        var serial: String?
        /// The serial numbers with which its order was sold, in their bare form.
        var sold: Set<String> = []
        /// Units that are still awaited.
        var awaited: Int
        var received: Int
        var condition: String?
        /// Why it comes back, as the customer says.
        var reason: String
        var hazards: [String] = []
        var unitGrams: Int?
        /// The receipt so far is finished or short, or nobody announced the goods.
        var receipt: String
        /// Units beyond what was announced.
        var extra = 0

        /// What the return says of it, whether it is here or not.
        var announced: Int { awaited + received - extra }
    }

    struct Parcel: Sendable, Equatable {
        var number: Int
        var code: String
        var state: String
        var isHere: Bool
    }

    /// A count that was taken a moment ago, here or, of the same parcel, at another station.
    struct Recent: Sendable, Equatable {
        var minutes: Int
        var station: String
        var isThisStation: Bool
        /// What was counted: `2 × LAMP`.
        var goods = ""
    }

    var rma: String
    var state: RMAState
    var customer: String
    var lines: [GoodsLine]
    var parcels: [Parcel]
    /// Dangerous goods, an ended return, special care: what must not be overlooked.
    var warnings: [String] = []
    /// Parcels that count as lost and may be the one that is here, and what its count does to what is ordered for them.
    var losses: [String] = []
    /// What colleagues noted.
    var notes: [String] = []
    var wantsPhotos = false
    var recent: Recent?
    /// The number of the parcel whose code was scanned.
    var scannedParcel: Int?

    /// Something of it was counted before, so that there is something to correct.
    var isCounted: Bool { lines.contains { $0.received > 0 } }

    /// What everything that is awaited weighs; nil where a weight is not known.
    var expectedGrams: Int? {
        var sum = 0
        for line in lines where line.awaited > 0 {
            guard let grams = line.unitGrams else { return nil }
            sum += grams * line.awaited
        }
        return sum > 0 ? sum : nil
    }
}

/// Goods in a parcel that no line announces.
struct UnannouncedGoods: Sendable, Equatable {
    var sku: String
    var quantity: Int
    /// The announced article in whose place it came.
    var insteadOf: String?
    var condition: Condition?
}

/// A count that is being taken.
struct DockDraft: Sendable, Equatable {
    var card: DockCard
    /// What was scanned to find the return.
    var scanned: String
    /// By the card's lines; nil: not counted.
    var counts: [Int?]
    var conditions: [Condition?]
    var unannounced: [UnannouncedGoods] = []
    var grams: Int?
    /// Paths on this machine.
    var photos: [String] = []
    var note: String?
    var isEmpty = false
    /// Codes of further parcels that were opened.
    var parcels: [String] = []
    /// Serial numbers that were scanned, folded.
    var serials: Set<String> = []
    /// Somebody said that these goods come on top of what another station counted.
    var isFurther = false
    /// The counts replace what was counted before.
    var isCorrection = false

    init(card: DockCard, scanned: String) {
        self.card = card
        self.scanned = scanned
        counts = card.lines.map { _ in nil }
        conditions = card.lines.map { _ in nil }
    }

    /// A correction of everything that was counted of a return.
    init(correcting card: DockCard, scanned: String) {
        var card = card
        for index in card.lines.indices { card.lines[index].awaited = card.lines[index].announced }
        self.init(card: card, scanned: scanned)
        isCorrection = true
    }

    /// Nothing was said yet.
    var isUntouched: Bool {
        counts.allSatisfy { $0 == nil } && unannounced.isEmpty && grams == nil && photos.isEmpty && note == nil
            && !isEmpty
    }

    /// Lines whose goods are awaited and were not counted.
    var open: [Int] { card.lines.indices.filter { card.lines[$0].awaited > 0 && counts[$0] == nil } }

    /// The code of the parcel that is open: the one that was scanned, or the only one there is.
    var ownParcel: String? {
        if let number = card.scannedParcel { return card.parcels.first { $0.number == number }?.code }
        return card.parcels.count == 1 ? card.parcels[0].code : parcels.first
    }

    /// Rows that can be selected: the card's lines, then what nobody announced.
    var rowCount: Int { card.lines.count + unannounced.count }
}

/// A parcel that nobody can name, while it is being described.
struct BlindDraft: Sendable, Equatable {
    /// The questions, in their order.
    enum Step: Int, CaseIterable, Sendable { case codes, goods, sender, postalCode, location }

    var codes: [String]
    var goods: [String] = []
    var sender: String?
    var postalCode: String?
    var location: String?
    var step: Step

    /// - Parameter codes: what is known from the scan that was not found; without it the label is asked for first.
    init(codes: [String]) {
        self.codes = codes
        step = codes.isEmpty ? .codes : .goods
    }
}

/// What the ledger says of something that was scanned.
enum DockAnswer: Sendable, Equatable {
    case card(DockCard)
    /// No return; what it is, in words, and returns that it may mean.
    case unknown(String)
    /// No return, and by its form no article either: nothing that can be counted.
    case noArticle(String)
    /// It cannot be looked up.
    case failed(String)
}

/// What became of a document that was sent.
enum DockFate: Sendable, Equatable {
    case taken(String)
    /// It is safe in the drop.
    case waiting(String)
    /// Not sent: another station has counted the same parcel meanwhile.
    case countedElsewhere(String)
    case refused(String)
}
