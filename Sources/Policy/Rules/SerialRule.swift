import Returns

/// Does the serial number belong to the order, where the order's serial numbers are known? A number that
/// does not is a swapped device or a misread plate: a person compares it.
struct SerialRule {
    /// - Parameter isTaken: an earlier line of this request brings the same serial number back.
    static func weigh(_ line: WeighedLine, _ book: PolicyBook, facts: Facts, isTaken: Bool) -> Ruling {
        let known = line.sold.flatMap(\.serials)
        guard let serial = line.asked.serial else {
            guard !known.isEmpty else {
                return Ruling(
                    .notes, PhraseKey.serialNotNeeded.phrase(), "no serial number is given and none is on record")
            }
            let answer = book.papers.serialMissing
            let key = answer == .authorize ? PhraseKey.serialNotNeeded : .serialMissing
            return Ruling(
                answer.outcome, key.phrase(),
                "the order has \(known.count) serial numbers on record and the line gives none: \(answer.rawValue)")
        }
        let arguments: [String: Phrase.Argument] = ["serial": .text(serial.text)]
        if facts.serialsReturned.contains(serial) || isTaken {
            let place = isTaken ? "an earlier line of this request" : "another return"
            return Ruling(
                .needsPerson, PhraseKey.serialCheck.phrase(arguments), "serial \(serial) is already part of \(place)")
        }
        if known.isEmpty {
            return Ruling(
                .notes, PhraseKey.serialFits.phrase(arguments), "serial \(serial) cannot be compared: none is on record"
            )
        }
        guard known.contains(serial) else {
            return Ruling(
                .needsPerson, PhraseKey.serialCheck.phrase(arguments),
                "serial \(serial) is not among the \(known.count) on record for the order")
        }
        guard line.unitsAsked <= 1 else {
            return Ruling(
                .needsPerson, PhraseKey.serialCheck.phrase(arguments),
                "serial \(serial) names one unit and the line brings \(line.unitsAsked)")
        }
        return Ruling(.fits, PhraseKey.serialFits.phrase(arguments), "serial \(serial) belongs to the order")
    }
}
