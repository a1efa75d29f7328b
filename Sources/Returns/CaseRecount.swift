/// Corrections: a receipt whose counts replace what was counted of the articles that it names.
extension ReturnCase {
    /// The name of the detail that says how many units had been counted before a correction.
    package static let correctedFrom = "corrected_from"

    /// Counts anew what was counted wrongly. Where nobody miscounted, nothing moves; a closed return lives again
    /// where it was closed on a wrong count.
    mutating func recount(_ receipt: DockReceipt) throws(Refusal) -> [Change] {
        try requireCorrection(receipt)
        var one = self
        var changes: [Change] = []
        var named: Set<Int> = []
        for counted in receipt.lines {
            let indices = try one.counted(counted)
            guard named.isDisjoint(with: indices) else {
                throw Refusal(
                    found: "\(counted.sku) twice in one correction", expected: "each article once",
                    remedy: "Write one line for it, with all units that are here.")
            }
            named.formUnion(indices)
            changes += try one.recount(counted, of: indices, isComplete: receipt.isComplete, reason: receipt.note)
        }
        guard !changes.isEmpty else {
            throw Refusal(
                found: "a correction to what was counted already", expected: "other counts than those that stand",
                remedy: "Nothing needs to be done. See them: rmad show \(number).")
        }
        if one.state == .closed, !one.lines.allSatisfy(one.isSettled) {
            changes.insert(contentsOf: try one.move(to: .approved, reason: "a count was corrected"), at: 0)
        }
        changes += one.awaitAgain(because: receipt.note)
        changes += one.closeIfSettled()
        self = one
        return changes
    }

    /// Where nothing lies here any more that came in place of what was announced, that is awaited again.
    private mutating func awaitAgain(because reason: String?) -> [Change] {
        guard !lines.contains(where: { $0.line.authorized == 0 && $0.line.here > 0 }) else { return [] }
        return lines.indices.filter { lines[$0].line.receipt == .wrongItem }.map { index in
            let old = lines[index].line
            lines[index].line.correct(to: old.here, isComplete: false)
            var change = countChange(index: index, old: old, counted: nil)
            change.reason = reason
            return change
        }
    }

    private func requireCorrection(_ receipt: DockReceipt) throws(Refusal) {
        guard let note = receipt.note, !note.isEmpty else {
            throw Refusal(
                found: "a correction without a word why", expected: "a `note`",
                remedy: "Say in `note` what was wrong: the history shows it for good.")
        }
        guard lines.contains(where: { $0.line.here > 0 || $0.line.receipt != .awaiting }) else {
            throw Refusal(
                found: "a correction, when nothing of \(number) was counted", expected: "a count to correct",
                remedy: "Count the goods: the same document without `correction`.")
        }
        guard !receipt.isEmpty, !receipt.lines.isEmpty else {
            throw Refusal(
                found: "a correction that names no article", expected: "a line for each article that was miscounted",
                remedy: "Write each of them with the units that are here; 0 where there is none.")
        }
        if let line = receipt.lines.first(where: { $0.insteadOf != nil }) {
            throw Refusal(
                found: "`instead_of` in a correction", expected: "articles with the units that are here",
                remedy: "Correct the counts; then tell what came in place of what in a receipt of its own, with "
                    + "`\(line.sku)` and the quantity 0.")
        }
    }

    /// The lines that a count of a correction is about: those of its serial number, or all of its article.
    private func counted(_ counted: CountedLine) throws(Refusal) -> [Int] {
        let all = lines.indices.filter { lines[$0].product.sku == counted.sku }
        let own = all.filter { counted.serial != nil && lines[$0].product.serial == counted.serial }
        let open = all.filter { counted.serial == nil || lines[$0].product.serial == nil }
        let found = own.isEmpty ? open : own
        guard !found.isEmpty else {
            let names = lines.map { "\($0.product.sku)" + ($0.product.serial.map { " (serial \($0))" } ?? "") }
            throw Refusal(
                found: "a correction of \(counted.sku)\(counted.serial.map { " with the serial \($0)" } ?? ""), which "
                    + "\(number) does not have",
                expected: "one of: " + names.joined(separator: ", "),
                remedy: "Correct the article number; goods that were not counted yet are counted without `correction`.")
        }
        return found
    }

    /// Brings the units of lines that hold one article to what was found, moving as few of them as possible.
    private mutating func recount(
        _ counted: CountedLine, of indices: [Int], isComplete: Bool, reason: String?
    ) throws(Refusal) -> [Change] {
        let least = indices.reduce(0) { $0 + leastCounted(lines[$1]) }
        guard counted.quantity >= least else {
            throw Refusal(
                found: "\(counted.quantity) × \(counted.sku), of which \(least) are judged or settled already",
                expected: "at least \(least)",
                remedy: "Look at the goods again. What was judged wrongly is corrected by an inspection, what is owed "
                    + "wrongly by rmad resolutions withdraw.")
        }
        var units = indices.map { lines[$0].line.here }
        var left = counted.quantity - units.reduce(0, +)
        for (place, index) in indices.enumerated() where left > 0 {
            let isLast = index == indices.last
            let more = isLast ? left : min(left, max(0, lines[index].line.authorized - units[place]))
            units[place] += more
            left -= more
        }
        // What is too much goes from the surplus first, then from the last line.
        for keepsAnnounced in [true, false] {
            for (place, index) in indices.enumerated().reversed() where left < 0 {
                let line = lines[index]
                let floor = max(leastCounted(line), keepsAnnounced ? line.line.received : 0)
                let less = min(-left, max(0, units[place] - floor))
                units[place] -= less
                left += less
            }
        }
        return zip(indices, units).compactMap { index, units in
            let old = lines[index].line
            lines[index].line.correct(to: units, isComplete: isComplete)
            guard lines[index].line != old else { return nil }
            var change = countChange(index: index, old: old, counted: counted)
            change.reason = counted.note ?? reason
            change.details.append((Self.correctedFrom, .count(old.here)))
            return change
        }
    }

    /// Units that cannot be counted away: somebody judged them, or they were settled, or are owed for, because they
    /// had come.
    private func leastCounted(_ line: CaseLine) -> Int {
        let counts = line.line
        let judged = counts.accepted + counts.rejected
        guard !counts.isDueWithoutGoods, !line.line.resolution.isAhead else { return judged }
        return max(judged, min(counts.here, max(counts.settled, ordered(line: line.number)) + counts.rejected))
    }
}

extension Line {
    /// Units at the dock or behind it.
    package var here: Int { received + extra }

    /// Says how many units came in all, whatever was counted before.
    /// - Parameter isComplete: nothing more is expected, so what lacks is short.
    mutating func correct(to units: Int, isComplete: Bool) {
        let wasHere = here
        received = min(units, authorized)
        extra = units - received
        guard receipt != .unexpected else { return }
        missing = min(missing, authorized - received)
        if received == authorized {
            // A line of which nothing may come back is awaited as before once nothing of it is here.
            receipt = authorized > 0 || units > 0 ? .received : wasHere > 0 ? .awaiting : receipt
        } else if isComplete || receipt == .short {
            missing = authorized - received
            receipt = .short
        } else if receipt == .received || receipt == .wrongItem {
            missing = 0
            receipt = .awaiting
        }
    }
}

extension Resolution {
    /// The customer got something before the goods came.
    fileprivate var isAhead: Bool { self == .shippedAhead || self == .satisfied || self == .chargeDue }
}
