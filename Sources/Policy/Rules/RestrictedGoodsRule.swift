import Returns

/// May the goods travel? Hazards are judged before a label exists: they are refused with another way,
/// left to a person, or bound to a service and to marks on the label.
struct RestrictedGoodsRule {
    static func weigh(_ line: WeighedLine, _ book: PolicyBook) -> (ruling: Ruling, carriage: Carriage) {
        let hazards = Hazard.allCases.filter(line.hazards.contains)
        guard !hazards.isEmpty else {
            return (Ruling(.notes, PhraseKey.restrictedNone.phrase(), "no hazards are known of the goods"), .ordinary)
        }
        var services: [String] = []
        var marks: [String] = []
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
            for mark in term?.carriage.marks ?? [] where !marks.contains(mark) { marks.append(mark) }
            if let service = term?.carriage.service, !services.contains(service) { services.append(service) }
        }
        if services.count > 1 {
            needsPerson = true
            words.append("no single service fits: \(services.joined(separator: ", "))")
        }
        let carriage = Carriage(service: services.first, marks: marks)
        let explanation = words.joined(separator: "; ")
        if let refused {
            return (Ruling(.refuses, PhraseKey.restricted(refused).phrase(), explanation), carriage)
        }
        if needsPerson { return (Ruling(.needsPerson, PhraseKey.restrictedCheck.phrase(), explanation), carriage) }
        guard !marks.isEmpty else { return (Ruling(.fits, PhraseKey.restrictedNone.phrase(), explanation), carriage) }
        let phrase = PhraseKey.restrictedMarked.phrase(["marks": .text(marks.joined(separator: ", "))])
        return (Ruling(.fits, phrase, explanation), carriage)
    }
}
