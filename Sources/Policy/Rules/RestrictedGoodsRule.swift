import Returns

/// May the goods travel? Hazards are judged before a label exists: they are refused with another way,
/// left to a person, or bound to a service and to marks on the label.
struct RestrictedGoodsRule {
    static func weigh(_ line: WeighedLine, _ book: PolicyBook) -> Restriction {
        let hazards = Hazard.allCases.filter(line.hazards.contains)
        guard !hazards.isEmpty else {
            return Restriction(
                ruling: Ruling(.notes, PhraseKey.restrictedNone.phrase(), "no hazards are known of the goods"))
        }
        var services: [String] = []
        var marks: [String] = []
        var limits: Set<CarriageLimit> = []
        var demands: [HazardDemand] = []
        var notByParcel: [Hazard] = []
        var words: [String] = []
        var refused: Hazard?
        var needsPerson = false
        for hazard in hazards {
            let term = book.restrictions.first { $0.hazards.contains(hazard) && $0.selector.matches(line) }
            let answer = term?.answer ?? book.unlistedHazard
            words.append("\(hazard.rawValue): \(answer.rawValue)\(term.map { " by '\($0.name)'" } ?? ", not listed")")
            switch answer {
            case .authorize: break
            case .review: needsPerson = true
            case .decline: refused = refused ?? hazard
            }
            if Hazard.neverByParcel.contains(hazard) || !(term?.isByParcel ?? true) {
                notByParcel.append(hazard)
                words.append("\(hazard.rawValue): never by parcel, a person arranges another way")
            }
            let carriage = term?.carriage ?? .ordinary
            if carriage.limits.contains(.inlandOnly), let way = wayAbroad(line, book) {
                refused = refused ?? hazard
                if !notByParcel.contains(hazard) { notByParcel.append(hazard) }
                words.append("\(hazard.rawValue): inland only, and its way is \(way)")
            }
            demands.append(HazardDemand(hazard, service: carriage.service, marks: carriage.marks))
            for mark in carriage.marks where !marks.contains(mark) { marks.append(mark) }
            if let service = carriage.service, !services.contains(service) { services.append(service) }
            limits.formUnion(carriage.limits)
        }
        if services.count > 1 {
            needsPerson = true
            words.append("no single service fits: \(services.joined(separator: ", "))")
        }
        let verdict: (outcome: Outcome, phrase: Phrase) =
            if let refused {
                (.refuses, PhraseKey.restricted(refused).phrase())
            } else if let barred = notByParcel.first {
                (.needsPerson, PhraseKey.restricted(barred).phrase())
            } else if needsPerson {
                (.needsPerson, PhraseKey.restrictedCheck.phrase())
            } else if marks.isEmpty {
                (.fits, PhraseKey.restrictedNone.phrase())
            } else {
                (.fits, PhraseKey.restrictedMarked.phrase(["marks": .text(marks.joined(separator: ", "))]))
            }
        return Restriction(
            ruling: Ruling(verdict.outcome, verdict.phrase, words.joined(separator: "; ")),
            carriage: Carriage(
                service: services.first, marks: marks, limits: CarriageLimit.allCases.filter(limits.contains)),
            demands: demands, notByParcel: notByParcel)
    }
}

extension RestrictedGoodsRule {
    /// From where to where, for goods that would cross a border: `US to DE`. While the country is not known the parcel
    /// is bound to stay inside it, and the instructions say so.
    private static func wayAbroad(_ line: WeighedLine, _ book: PolicyBook) -> String? {
        let warehouse = DestinationRule.weigh(line, book, goods: .comeBack).warehouse
        guard let from = line.country, let to = warehouse.flatMap({ book.warehouseCountries[$0] }), from != to
        else { return nil }
        return "\(from) to \(to)"
    }
}

/// What the hazards of a line mean for its way.
struct Restriction {
    var ruling: Ruling
    var carriage = Carriage.ordinary
    var demands: [HazardDemand] = []
    /// Hazards for which no parcel is planned.
    var notByParcel: [Hazard] = []

    var isByParcel: Bool { notByParcel.isEmpty }

    /// Goods that may not travel as a parcel are fetched by arrangement, at our cost.
    func fetched(_ goods: GoodsMovement) -> (ruling: Ruling, goods: GoodsMovement) {
        (Ruling(.notes, PhraseKey.noTerms.phrase(), "never by parcel: fetched, whatever it is worth"), goods)
    }

    func fetched(_ payer: PostagePayer) -> (ruling: Ruling, payer: PostagePayer, amount: Money?) {
        (Ruling(.notes, PhraseKey.postageSeller.phrase(), "never by parcel: fetched at the seller's cost"), payer, nil)
    }
}
