import Returns

/// What happened in one commit is told in one message: a count of four lines is one parcel that was opened.
///
/// The message stands with the event of the most weight, and the others carry no words, so that whoever sends each
/// `message` on sends one.
extension Catalogue {
    /// Events that one message tells; what goes beyond begins another one.
    static let joinedMax = 8

    /// What the customer is told of the events of one commit.
    /// - Returns: for each event its words; nil where they are told nothing of it, or another one says it.
    package func words(for tellings: [EventTelling], in language: Language) -> [EventWords?] {
        var words = [EventWords?](repeating: nil, count: tellings.count)
        let all = tellings.indices.compactMap { place -> Spoken? in
            var telling = tellings[place]
            telling.beside = tellings.indices.filter { $0 != place }.map { tellings[$0].companion }
            return parts(of: telling, in: language).map {
                Spoken(place: place, rank: EventRank(telling.kind), subject: $0.subject, sentences: $0.sentences)
            }
        }
        let spoken = all.filter { one in
            !all.contains { $0.place > one.place && tellings[$0.place].overtakes(tellings[one.place]) }
        }.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }
        for start in stride(from: 0, to: spoken.count, by: Self.joinedMax) {
            let joined = spoken[start..<min(start + Self.joinedMax, spoken.count)]
            guard let lead = joined.first else { continue }
            words[lead.place] = message(joined, tellings[lead.place].case.number, language)
        }
        return words
    }

    private struct Spoken {
        let place: Int
        let rank: EventRank
        let subject: String
        let sentences: [SaidSentence]
    }

    private func message(_ joined: ArraySlice<Spoken>, _ number: RMANumber, _ language: Language) -> EventWords {
        let lead = joined.first
        var subject = lead?.subject ?? ""
        if joined.contains(where: { $0.rank == lead?.rank && $0.subject != subject }) {
            subject = say(Phrase(EventWording.moreKey, ["subject": .text(subject)]), in: language)
        }
        let title = Phrase(EventWording.frameKey, ["rma": .text(number.text), "subject": .text(subject)])
        // What several say is said once, by the last of them: days and ways out stand at the end.
        var sentences: [String] = []
        for one in joined.flatMap(\.sentences).reversed() where one.isSum || !sentences.contains(one.text) {
            sentences.append(one.text)
        }
        return EventWords(
            title: say(title, in: language), text: Lists.sentences(sentences.reversed(), in: language))
    }
}

/// The order in which one message tells what happened, by weight.
enum EventRank: Int, Comparable {
    case wholeReturn, parcel, goods, units, settlement, customer, promise, end

    init(_ kind: String) {
        let noun = kind.prefix { $0 != "." }
        self =
            switch noun {
            case "return": kind == "return.closed" || kind == "return.follow_up" ? .end : .wholeReturn
            case "shipment": .parcel
            case "line": EventWording.settlements.contains { $0.kind == kind } ? .settlement : .goods
            case "unit": .units
            case "customer": .customer
            default: .promise
            }
    }

    static func < (left: EventRank, right: EventRank) -> Bool { left.rawValue < right.rawValue }
}

extension EventTelling {
    /// Whether it says where a parcel went behind another move of the same commit, so that the earlier one is no news
    /// any more. A damage is: it is answered for wherever the parcel went since.
    func overtakes(_ earlier: EventTelling) -> Bool {
        let noun = "shipment."
        let states = [kind, earlier.kind].filter { $0.hasPrefix(noun) }
            .compactMap { ShipmentState(rawValue: String($0.dropFirst(noun.count))) }
        return states.count == 2 && subject == earlier.subject && states[1] != .damaged
    }

    /// Whether one of these kinds happened in the same commit.
    func isBeside(_ kinds: String...) -> Bool { beside.contains { kinds.contains($0.kind) } }

    /// Whether one of these kinds happened to the same line in the same commit.
    func isBesideOfLine(_ kinds: [String]) -> Bool {
        line.map { own in beside.contains { $0.line == own.number && kinds.contains($0.kind) } } ?? false
    }
}
