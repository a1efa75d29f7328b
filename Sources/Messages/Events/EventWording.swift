import Returns

/// Which sentences tell a customer of one kind of event: a title, and for each place in the text the first of several
/// sentences that fits the case and of which everything is known. What happened in one commit is told together.
package struct EventWording: Sendable {
    /// As in `type`: `shipment.delivered`.
    package let kind: String
    /// Where its texts stand in the catalogues: `event.shipment.delivered`.
    let block: String
    let places: [[EventSentence]]
    /// Something else of the same commit says it better, or there is nothing new in it.
    let isIdle: @Sendable (EventTelling) -> Bool

    init(
        _ kind: String, block: String? = nil,
        unless isIdle: @escaping @Sendable (EventTelling) -> Bool = { _ in false },
        _ places: [EventSentence]...
    ) {
        self.kind = kind
        self.block = block ?? "event.\(kind)"
        self.isIdle = isIdle
        self.places = places
    }

    /// Every event that customers hear of.
    package static let all: [EventWording] = authorization + goods + settlements + parcels + care
    private static let byKind: [String: EventWording] = all.reduce(into: [:]) { $0[$1.kind] = $1 }

    package static func of(_ kind: String) -> EventWording? { byKind[kind] }

    var titleKey: String { "\(block).title" }

    /// The keys of its sentences with what each may name.
    var keys: [(key: String, arguments: Set<EventArgument>)] {
        let known = EventArgument.known(of: kind)
        return [(titleKey, known)]
            + places.joined().compactMap { sentence in
                sentence.key(in: block).map { ($0, known.union(sentence.needs)) }
            }
    }
}

/// A sentence in the customer's language.
struct SaidSentence {
    let text: String
    /// It tells of a sum of its own, and is said beside another one with the same words.
    let isSum: Bool
}

extension Catalogue {
    /// What the customer is told of an event that happened alone.
    /// - Returns: nil for what they are not told, or where the catalogues have no text for it.
    package func words(for telling: EventTelling, in language: Language) -> EventWords? {
        words(for: [telling], in: language)[0]
    }

    /// The subject of its title, and its sentences.
    func parts(of telling: EventTelling, in language: Language) -> (subject: String, sentences: [SaidSentence])? {
        guard let wording = EventWording.of(telling.kind), !wording.isIdle(telling) else { return nil }
        let known = EventArgument.known(of: telling.kind)
        guard let subject = said(wording.titleKey, known, telling, language) else { return nil }
        let sentences = wording.places.compactMap { place in
            place.lazy.compactMap { one in
                words(of: one, wording, telling, language).map { SaidSentence(text: $0, isSum: one.isSum) }
            }.first
        }
        return sentences.isEmpty ? nil : (subject, sentences)
    }

    private func words(
        of sentence: EventSentence, _ wording: EventWording, _ telling: EventTelling, _ language: Language
    ) -> String? {
        guard sentence.fits(telling) else { return nil }
        switch sentence.source {
        case .own, .shared:
            guard let key = sentence.key(in: wording.block) else { return nil }
            return said(key, EventArgument.known(of: wording.kind).union(sentence.needs), telling, language)
        case .promise(let name):
            let name = name(telling)
            // What the customer gets is promised under one name, whatever it is.
            let stored = EventWording.settlements(promised: name) ? "refunded" : name
            // A day that has passed promises nothing.
            guard let due = telling.promises[stored], due >= telling.day,
                holds("promise.\(name)", orEnglish: language)
            else { return nil }
            return say(Phrase("promise.\(name)", ["date": .date(due)]), in: language)
        case .given: return telling.words
        }
    }

    /// The sentence; nil where no catalogue has it, or something that it may name is not known.
    private func said(
        _ key: String, _ arguments: Set<EventArgument>, _ telling: EventTelling, _ language: Language
    ) -> String? {
        guard holds(key, orEnglish: language) else { return nil }
        var values: [String: Phrase.Argument] = [:]
        for argument in arguments {
            guard let value = argument.value(in: telling, parcel: parcel(of: telling, language)) else { return nil }
            values[argument.rawValue] = value
        }
        return say(Phrase(key, values), in: language)
    }

    private func parcel(of telling: EventTelling, _ language: Language) -> String? {
        telling.shipment.map { shipment in
            let count = telling.case.shipments.count
            return say(
                Phrase(
                    count > 1 ? EventWording.parcelOfSeveralKey : EventWording.parcelKey,
                    count > 1 ? ["number": .count(shipment.number), "parcels": .count(count)] : [:]), in: language)
        }
    }

    private func holds(_ key: String, orEnglish language: Language) -> Bool {
        holds(key, in: language) || holds(key, in: .english)
    }
}

extension EventWording {
    /// Frames every title: `Return {rma}: {subject}`.
    static let frameKey = "event.title"
    /// A subject, where there are others of equal weight.
    static let moreKey = "event.more"
    static let parcelKey = "event.parcel.only"
    static let parcelOfSeveralKey = "event.parcel.several"

    fileprivate static func settlements(promised name: String) -> Bool {
        ["credited", "replaced", "repaired"].contains(name)
    }

    /// Every key that events need in each language, with the arguments that it may name.
    package static let texts: [String: Set<String>] = {
        var texts: [String: Set<String>] = [
            frameKey: ["rma", "subject"], moreKey: ["subject"], parcelKey: [],
            parcelOfSeveralKey: ["number", "parcels"],
        ]
        for (key, arguments) in all.flatMap(\.keys) {
            let names = Set(arguments.map(\.rawValue))
            // What several kinds share may name what all of them know.
            texts[key] = texts[key].map { $0.intersection(names) } ?? names
        }
        return texts
    }()
}
