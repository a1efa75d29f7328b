/// Everything that a carrier has said of one parcel, in the carrier's order, and how the parcel stands by it.
///
/// The standing is a fold over all words, sorted by the carrier's time: it depends on what was said, and not on
/// when we heard of it. A word that comes late or twice therefore cannot lead somewhere else. Words of the same
/// moment are ordered by how far they say the parcel is, then by their identity. But what has happened has happened by
/// the time that we hear of it: a moment that was yet to come then, such as a local time that came without its zone,
/// counts as the one at which we heard, or what follows would be taken for older.
///
/// Invariant, tested: however words arrive, the way from one standing to the next is one that
/// `ShipmentState.mayBecome` allows, step by step.
package struct CarrierHistory: Sendable {
    /// The most words that are kept of one parcel. Carriers need some twenty.
    package static let wordsMax = 2_000

    /// One word: what it says, and by what it is told from others of the same moment.
    package struct Word: Sendable, Comparable {
        package let status: ShipmentState?
        /// The carrier's time, as it was said.
        package let occurredAt: Instant
        /// When it counts as having happened.
        package let at: Instant
        package let identity: [UInt8]

        /// Clocks of carriers and ours may differ by so much.
        private static let skewMilliseconds: Int64 = 900_000

        /// - Parameter heardAt: when we heard of it; nil where its time is known to be true.
        package init(status: ShipmentState?, occurredAt: Instant, heardAt: Instant? = nil, identity: [UInt8]) {
            self.status = status
            self.occurredAt = occurredAt
            let newest = heardAt?.adding(milliseconds: Self.skewMilliseconds)
            at = newest.map { occurredAt > $0 } == true ? heardAt ?? occurredAt : occurredAt
            self.identity = identity
        }

        package static func < (left: Word, right: Word) -> Bool {
            if left.at != right.at { return left.at < right.at }
            if left.occurredAt != right.occurredAt { return left.occurredAt < right.occurredAt }
            let (first, second) = (left.status?.progress ?? 0, right.status?.progress ?? 0)
            return first == second ? left.identity.lexicographicallyPrecedes(right.identity) : first < second
        }
    }

    /// Where the parcel is by the carrier's words alone.
    package struct Standing: Sendable, Equatable {
        package var state: ShipmentState
        /// When the newest word that led here or confirmed it counts as having happened.
        package var at: Instant
    }

    private var words: [Word]
    /// nil before the first word that says where the parcel is.
    package private(set) var standing: Standing?
    /// The states that led to the standing, which is the last of them.
    private var path: [ShipmentState] = []
    /// The parcel was refused, or is going back: its carrier's words are about its way back from then on.
    private var isTurnedRound = false

    package init(_ words: [Word]) {
        self.words = words.sorted()
        for word in self.words { follow(word) }
    }

    /// Adds a word at its place.
    package mutating func add(_ word: Word) {
        if let newest = words.last, word < newest {
            let index = words.firstIndex { word < $0 } ?? words.endIndex
            words.insert(word, at: index)
            (standing, path, isTurnedRound) = (nil, [], false)
            for word in words { follow(word) }
        } else {
            words.append(word)
            follow(word)
        }
    }

    /// The allowed steps from a state to the standing: one, or as many of the last ones as are needed. None where
    /// no step is allowed: then somebody else's word stands.
    package func steps(from state: ShipmentState) -> [ShipmentState] {
        guard let first = path.lastIndex(where: { $0 == state || state.mayDrift(to: $0) }) else { return [] }
        return path[first] == state ? Array(path[(first + 1)...]) : Array(path[first...])
    }

    /// Where a parcel is that was somewhere when only a part of the words had been heard.
    package static func state(from state: ShipmentState, known: [Word], since: [Word]) -> ShipmentState {
        var history = CarrierHistory(known)
        var state = state
        for word in since.sorted() {
            let before = history.standing
            history.add(word)
            guard history.standing != before else { continue }
            state = history.steps(from: state).last ?? state
        }
        return state
    }

    private mutating func follow(_ word: Word) {
        guard let next = word.status else { return }
        let state = standing?.state ?? .labelReady
        guard !isTurnedRound || next.isTurnedRound || next == .lost else { return }
        // That the label exists is no news of the parcel.
        guard state.mayBecome(next) || (standing != nil && state == next) else { return }
        isTurnedRound = isTurnedRound || next.isTurnedRound
        standing = Standing(state: next, at: word.at)
        if path.last != next { path.append(next) }
    }
}

extension ShipmentState {
    /// How far a parcel is that is said to be in several states at the same moment.
    fileprivate var progress: Int {
        switch self {
        case .labelRequested, .labelReady: 1
        case .expired, .voided: 2
        case .handedOver: 3
        case .inTransit: 4
        case .delayed: 5
        case .exception: 6
        case .outForDelivery: 7
        case .lost: 8
        case .refused: 9
        case .returnedToSender: 10
        // What is delivered damaged is here: the damage stays in the history, and is answered for.
        case .damaged: 11
        case .delivered: 12
        case .checkedIn: 13
        }
    }
}
