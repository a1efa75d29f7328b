/// What a parcel that nobody can name tells of itself, made comparable: no spaces, no case, no accents.
package struct ParcelClues: Sendable, Equatable {
    /// Codes as they may be filed, RMA and order numbers among them.
    package var codes: Set<String>
    package var serials: Set<String>
    /// Units by article number.
    package var units: [String: Int]
    /// The words of the sender's name.
    package var nameWords: Set<String>
    package var postalCode: String?

    package init(
        codes: Set<String> = [], serials: Set<String> = [], units: [String: Int] = [:], nameWords: Set<String> = [],
        postalCode: String? = nil
    ) {
        self.codes = codes
        self.serials = serials
        self.units = units
        self.nameWords = nameWords
        self.postalCode = postalCode
    }
}

/// A return whose parcel it might be, in the same comparable form.
package struct ReturnCandidate: Sendable, Equatable {
    package struct GoodsLine: Sendable, Equatable {
        package var number: Int
        package var sku: String
        package var serial: String?
        package var order: String?
        /// Units that are still awaited.
        package var awaited: Int

        package init(number: Int, sku: String, serial: String? = nil, order: String? = nil, awaited: Int) {
            self.number = number
            self.sku = sku
            self.serial = serial
            self.order = order
            self.awaited = awaited
        }
    }

    package struct Parcel: Sendable, Equatable {
        package var number: Int
        package var codes: Set<String>
        package var state: ShipmentState

        package init(number: Int, codes: Set<String>, state: ShipmentState) {
            self.number = number
            self.codes = codes
            self.state = state
        }
    }

    package var rma: RMANumber
    /// The number without its punctuation.
    package var code: String
    package var state: RMAState
    package var nameWords: Set<String>
    package var postalCode: String?
    package var lines: [GoodsLine]
    package var parcels: [Parcel]

    package init(
        rma: RMANumber, code: String, state: RMAState, nameWords: Set<String> = [], postalCode: String? = nil,
        lines: [GoodsLine] = [], parcels: [Parcel] = []
    ) {
        self.rma = rma
        self.code = code
        self.state = state
        self.nameWords = nameWords
        self.postalCode = postalCode
        self.lines = lines
        self.parcels = parcels
    }
}

/// A return that a parcel may belong to, with what speaks for it and against it.
package struct ReturnProposal: Sendable, Equatable {
    /// One reason, for staff: `serial 4711 is that of line 2`, +60.
    package struct Reason: Sendable, Equatable {
        package let words: String
        package let points: Int

        package init(_ words: String, _ points: Int) {
            self.words = words
            self.points = points
        }
    }

    package let rma: RMANumber
    package let reasons: [Reason]

    package var score: Int { reasons.reduce(0) { $0 + $1.points } }

    package init(rma: RMANumber, reasons: [Reason]) {
        self.rma = rma
        self.reasons = reasons
    }
}

/// How much each clue is worth. A number that is given once is worth more than a name that many bear; nothing
/// but a number of ours reaches `certain` alone.
package enum ProposalScale {
    package static let ownNumber = 100
    package static let serial = 60
    package static let order = 40
    package static let wholeName = 30
    package static let partOfName = 15
    package static let postalCode = 20
    package static let product = 15
    package static let sameQuantity = 5
    package static let expected = 10
    package static let overdue = 15
    package static let nothingAwaited = -30
    package static let notExpected = -10
    /// Below it a proposal is not worth a look.
    package static let least = 20
    /// From here on it is hardly another one.
    package static let certain = 80
    /// Proposals that are shown of one parcel.
    package static let proposalsMax = 5
}

extension ReturnProposal {
    /// The candidates that are worth a look, the best first; of equals the one with the smaller number.
    package static func ranked(_ candidates: [ReturnCandidate], for clues: ParcelClues) -> [ReturnProposal] {
        let worth = candidates.map { ReturnProposal(of: $0, for: clues) }
            .filter { $0.score >= ProposalScale.least }
            .sorted { $0.score == $1.score ? $0.rma < $1.rma : $0.score > $1.score }
        return Array(worth.prefix(ProposalScale.proposalsMax))
    }

    package init(of candidate: ReturnCandidate, for clues: ParcelClues) {
        let evidence =
            Self.numbers(candidate, clues) + Self.goods(candidate, clues) + Self.sender(candidate, clues)
        // Whether it is awaited says nothing where nothing else fits.
        self.init(rma: candidate.rma, reasons: evidence.isEmpty ? [] : evidence + Self.standing(candidate))
    }

    private static func numbers(_ one: ReturnCandidate, _ clues: ParcelClues) -> [Reason] {
        var reasons: [Reason] = []
        if clues.codes.contains(one.code) {
            reasons.append(Reason("its number is on the parcel", ProposalScale.ownNumber))
        }
        for parcel in one.parcels {
            guard let code = parcel.codes.intersection(clues.codes).min() else { continue }
            reasons.append(Reason("code \(code) is that of parcel \(parcel.number)", ProposalScale.ownNumber))
        }
        let orders = Set(one.lines.compactMap(\.order)).intersection(clues.codes)
        if let order = orders.min() { reasons.append(Reason("order \(order) is on the parcel", ProposalScale.order)) }
        return reasons
    }

    private static func goods(_ one: ReturnCandidate, _ clues: ParcelClues) -> [Reason] {
        var reasons: [Reason] = []
        for line in one.lines {
            if let serial = line.serial, clues.serials.contains(serial) {
                reasons.append(Reason("serial \(serial) is that of line \(line.number)", ProposalScale.serial))
            }
            guard let units = clues.units[line.sku], line.awaited > 0 else { continue }
            reasons.append(Reason("article \(line.sku) is awaited by line \(line.number)", ProposalScale.product))
            if units == line.awaited {
                reasons.append(Reason("and as many of it, \(units)", ProposalScale.sameQuantity))
            }
        }
        return reasons
    }

    private static func sender(_ one: ReturnCandidate, _ clues: ParcelClues) -> [Reason] {
        var reasons: [Reason] = []
        let common = one.nameWords.intersection(clues.nameWords)
        if let longest = common.sorted(by: { ($0.count, $1) > ($1.count, $0) }).first {
            // One word alone is a whole name only where the customer has no other.
            let isWhole = common.count >= min(2, one.nameWords.count)
            reasons.append(
                isWhole
                    ? Reason("the sender's name is the customer's", ProposalScale.wholeName)
                    : Reason("the sender's name has \(longest) in it", ProposalScale.partOfName))
        }
        if let postalCode = clues.postalCode, postalCode == one.postalCode {
            reasons.append(Reason("postal code \(postalCode) is the customer's", ProposalScale.postalCode))
        }
        return reasons
    }

    private static func standing(_ one: ReturnCandidate) -> [Reason] {
        switch one.state {
        case .declined, .cancelled:
            return [Reason("the return is \(one.state.rawValue)", ProposalScale.notExpected)]
        case .requested, .underReview, .infoNeeded, .approved, .expired, .closed: break
        }
        guard one.lines.contains(where: { $0.awaited > 0 }) else {
            return [Reason("everything of the return is here already", ProposalScale.nothingAwaited)]
        }
        if one.state == .expired || one.parcels.contains(where: { $0.state == .lost || $0.state == .delayed }) {
            return [Reason("its parcel is overdue", ProposalScale.overdue)]
        }
        if one.parcels.contains(where: { $0.state.isMoving || $0.state == .delivered }) {
            return [Reason("its parcel is on the way", ProposalScale.expected)]
        }
        return []
    }
}
