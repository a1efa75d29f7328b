/// What a return does not remember of the time before its counts, for a correction that takes them back.
package struct CountPast: Sendable {
    /// Lines, by number, of which somebody had said that nothing more is expected.
    package var complete: Set<Int>
    /// A parcel was opened that held nothing: that stays true whatever was counted afterwards.
    package var hadEmptyParcel: Bool
    /// Where the parcels that the dock has would be had it not had them, by number.
    package var parcels: [Int: ShipmentState]
    /// Lines, by number, whose goods the customer was to keep, or whose loss was told, before anything was counted.
    package var withoutGoods: [Int: ReceiptState]

    package init(
        complete: Set<Int> = [], hadEmptyParcel: Bool = false, parcels: [Int: ShipmentState] = [:],
        withoutGoods: [Int: ReceiptState] = [:]
    ) {
        self.complete = complete
        self.hadEmptyParcel = hadEmptyParcel
        self.parcels = parcels
        self.withoutGoods = withoutGoods
    }
}

/// Whether more units of a line may come.
package enum Remainder: String, Sendable {
    case nothingMore = "no", more = "yes"

    /// The name of the detail that says it.
    package static let detail = "more_expected"
}

/// Corrections: a receipt whose counts replace what was counted of the articles that it names.
///
/// Invariant, tested: where a correction leaves nothing of a return here, and does not say that nothing comes, the
/// return is awaited, promised and carried as if it had never been counted.
extension ReturnCase {
    /// The name of the detail that says how many units had been counted before a correction.
    package static let correctedFrom = "corrected_from"

    /// No unit of it lies at the dock or behind it.
    package var isNothingHere: Bool { unitsHere == 0 }
    package var unitsHere: Int { lines.reduce(0) { $0 + $1.line.here } }

    /// Parcels that count as opened, where something is still awaited and so one of them may not have come.
    package var parcelsInDoubt: [Shipment] {
        let opened = shipments.filter { $0.state == .checkedIn }
        let isAwaiting = lines.contains(where: \.isToCome)
        return isAwaiting && opened.count > 1 ? opened : []
    }

    /// Counts anew what was counted wrongly. Where nobody miscounted, nothing moves; a closed return lives again
    /// where it was closed on a wrong count.
    /// - Parameter opened: the parcels that are here, where the correction names them.
    mutating func recount(
        _ receipt: DockReceipt, shipments opened: [Int], past: CountPast
    ) throws(Refusal) -> [Change] {
        try requireCorrection(receipt)
        var one = self
        var changes: [Change] = []
        var named: Set<Int> = []
        let takesBack = try takesAllBack(receipt, past)
        for counted in receipt.lines {
            let indices = try one.counted(counted)
            guard named.isDisjoint(with: indices) else {
                throw Refusal(
                    found: "\(counted.sku) twice in one correction", expected: "each article once",
                    remedy: "Write one line for it, with all units that are here.")
            }
            named.formUnion(indices)
            changes += try one.recount(counted, of: indices, receipt, past) { line in
                if receipt.isComplete { return .nothingMore }
                if receipt.isOpen || takesBack { return .more }
                return past.complete.contains(line) ? .nothingMore : nil
            }
        }
        changes += one.awaitAgain(takesBack: takesBack, past, because: receipt.note)
        changes += one.sendBack(
            one.shipments.map(\.number).filter { opened.isEmpty ? takesBack : !opened.contains($0) }, past,
            because: receipt.note)
        guard !changes.isEmpty else {
            throw Refusal(
                found: "a correction to what was counted already", expected: "other counts than those that stand",
                remedy: "Nothing needs to be done. See them: rmad show \(number).")
        }
        if one.state == .closed, !one.lines.allSatisfy(one.isSettled) {
            changes.insert(contentsOf: try one.move(to: .approved, reason: "a count was corrected"), at: 0)
        }
        changes += one.closeIfSettled()
        self = one
        return changes
    }

    /// Whether nothing of the return is here once it is corrected, and that is no empty parcel.
    private func takesAllBack(_ receipt: DockReceipt, _ past: CountPast) throws(Refusal) -> Bool {
        guard !receipt.isComplete, receipt.isOpen || !past.hadEmptyParcel else { return false }
        var named: Set<Int> = []
        for counted in receipt.lines {
            guard counted.quantity == 0 else { return false }
            named.formUnion(try self.counted(counted))
        }
        return lines.indices.allSatisfy { named.contains($0) || lines[$0].line.here == 0 }
    }

    /// Where nothing lies here any more that came in place of what was announced, that is awaited again; where nothing
    /// lies here at all, what was short is, too.
    private mutating func awaitAgain(takesBack: Bool, _ past: CountPast, because reason: String?) -> [Change] {
        guard !lines.contains(where: { $0.line.authorized == 0 && $0.line.here > 0 }) else { return [] }
        return lines.indices.filter { index in
            let line = lines[index].line
            return line.receipt == .wrongItem
                || (takesBack && (line.receipt == .short || (line.receipt == .lost && line.missing > 0)))
        }.map { index in
            let old = lines[index].line
            correct(lineAt: index, to: old.here, takesBack ? .more : nil, past)
            var change = countChange(index: index, old: old, counted: nil)
            change.reason = reason
            // Nobody was told that lost goods may turn up again.
            if old.receipt == .lost { change.details.append(Change.forStaff) }
            return change.tellingNoLoss
        }
    }

    /// The dock does not have these parcels: they are where their carriers have them. Customers hear of it where they
    /// have to know, the others by the corrected count.
    private mutating func sendBack(_ numbers: [Int], _ past: CountPast, because reason: String?) -> [Change] {
        shipments.indices.compactMap { index in
            let number = shipments[index].number
            guard shipments[index].state == .checkedIn, numbers.contains(number), let next = past.parcels[number]
            else { return nil }
            var change = moveShipment(at: index, to: next, reason: reason)
            change.details.append(("correction", .text("yes")))
            if !next.isTrouble { change.details.append(Change.forStaff) }
            return change
        }
    }

    private func requireCorrection(_ receipt: DockReceipt) throws(Refusal) {
        guard let note = receipt.note, !note.isEmpty else {
            throw Refusal(
                found: "a correction without a word why", expected: "a `note`",
                remedy: "Say in `note` what was wrong: the history shows it for good.")
        }
        guard
            lines.contains(where: { $0.line.here > 0 || $0.line.receipt != .awaiting })
                || shipments.contains(where: { $0.state == .checkedIn })
        else {
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
        _ counted: CountedLine, of indices: [Int], _ receipt: DockReceipt, _ past: CountPast,
        remainder: (Int) -> Remainder?
    ) throws(Refusal) -> [Change] {
        let least = indices.reduce(0) { $0 + leastCounted(lines[$1], past) }
        guard counted.quantity >= least else {
            throw Refusal(
                found: "\(counted.quantity) × \(counted.sku), of which \(least) are judged or settled already",
                expected: "at least \(least)",
                remedy: "Look at the goods again. What was judged and is not here is taken back first: an inspection "
                    + "with `corrects`, a `note` and no counts. What is owed wrongly is taken back by rmad resolutions "
                    + "withdraw.")
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
                let floor = max(leastCounted(line, past), keepsAnnounced ? line.line.received : 0)
                let less = min(-left, max(0, units[place] - floor))
                units[place] -= less
                left += less
            }
        }
        return zip(indices, units).compactMap { index, units in
            let old = lines[index].line
            let said = remainder(lines[index].number)
            correct(lineAt: index, to: units, said, past)
            guard lines[index].line != old else { return nil }
            var change = countChange(index: index, old: old, counted: counted)
            change.reason = counted.note ?? receipt.note
            change.details.append((Self.correctedFrom, .count(old.here)))
            return (said.map { change.saying($0) } ?? change).tellingNoLoss
        }
    }

    /// A line of which not all is here is what it was before it was counted. Where what was sent ahead has ended,
    /// nothing is awaited for it any more.
    private mutating func correct(lineAt index: Int, to units: Int, _ remainder: Remainder?, _ past: CountPast) {
        let line = lines[index]
        let hasEnded = line.advance?.end != nil
        lines[index].line.correct(
            to: units, remainder, else: past.withoutGoods[line.number] ?? (hasEnded ? .waived : .awaiting))
        guard hasEnded, lines[index].line.isDueWithoutGoods else { return }
        lines[index].line.settled = max(line.line.settled, line.line.authorized)
    }

    /// Units that cannot be counted away: somebody judged them, or they were settled, or are owed for, because they
    /// had come. What was given without goods was not given for a count.
    private func leastCounted(_ line: CaseLine, _ past: CountPast) -> Int {
        let counts = line.line
        let judged = counts.accepted + counts.rejected
        guard !counts.isDueWithoutGoods, past.withoutGoods[line.number] == nil, !line.line.resolution.isAhead else {
            return judged
        }
        let account = account(of: line)
        let decided = counts.rejected + account.goodDenied + account.goodSentBack
        return max(judged, min(counts.here, account.covered + decided))
    }
}

extension Line {
    /// Units at the dock or behind it.
    package var here: Int { received + extra }

    /// Says how many units came in all, whatever was counted before.
    /// - Parameters:
    ///   - remainder: whether more may come, else what lacks is short; nil: as it was.
    ///   - before: what the line was before anything was counted.
    mutating func correct(to units: Int, _ remainder: Remainder?, else before: ReceiptState) {
        let (wasHere, wasMissed) = (here, missing > 0)
        received = min(units, authorized)
        extra = units - received
        guard receipt != .unexpected else { return }
        missing = min(missing, authorized - received)
        if received == authorized {
            // A line of which nothing may come back is awaited as before once nothing of it is here.
            receipt = authorized > 0 || units > 0 ? .received : wasHere > 0 ? before : receipt
        } else if before == .lost || receipt == .lost {
            // Where nothing more is in its parcel, what lacks stays lost.
            missing = remainder == .nothingMore || (wasMissed && remainder == nil) ? authorized - received : 0
            receipt = .lost
        } else if remainder == .nothingMore || (receipt == .short && remainder == nil) {
            missing = authorized - received
            receipt = .short
        } else if receipt == .received || receipt == .wrongItem || receipt == .short {
            missing = 0
            receipt = before
        }
    }
}

extension Resolution {
    /// The customer got something before the goods came.
    fileprivate var isAhead: Bool { self == .shippedAhead || self == .satisfied || self == .chargeDue }
}

extension Change {
    /// The customer knows that goods were lost, or are theirs: where a correction comes back to it, the corrected count
    /// says what there is to say.
    fileprivate var tellingNoLoss: Change {
        guard axis == ReceiptState.axisName, after != before, ReceiptState(rawValue: after)?.isWithoutGoods ?? false
        else { return self }
        var change = self
        change.details.append(Change.forStaff)
        return change
    }

    /// The same count with the word whether more units may come.
    func saying(_ remainder: Remainder) -> Change {
        guard axis == ReceiptState.axisName else { return self }
        var change = self
        change.details.append((Remainder.detail, .text(remainder.rawValue)))
        return change
    }
}
