/// What may happen to the goods of a case: carriage, dock, inspection.
extension ReturnCase {
    /// A parcel's papers are made.
    package mutating func labelReady(shipment number: Int) -> [Change] {
        guard let index = shipments.firstIndex(where: { $0.number == number }),
            shipments[index].state.mayBecome(.labelReady)
        else { return [] }
        return [moveShipment(at: index, to: .labelReady, reason: nil)]
    }

    /// An inspector's findings for one line.
    package mutating func inspect(_ inspection: Inspection) throws(Refusal) -> [Change] {
        let index = try lineIndex(number: inspection.line, sku: inspection.sku)
        var line = lines[index].line
        let old = line
        guard
            line.inspect(
                accepted: inspection.accepted, rejected: inspection.rejected, disposition: inspection.disposition)
        else {
            throw Refusal(
                found: "\(inspection.accepted) accepted and \(inspection.rejected) rejected, after "
                    + "\(old.accepted + old.rejected) judged before, of \(old.received + old.extra) here"
                    + (inspection.disposition.map { ", disposition \(old.disposition.rawValue) to \($0.rawValue)" }
                        ?? ""),
                expected: "at most as many units as were counted at the dock, and an allowed disposition",
                remedy: "Count the goods at the dock first (a `dock_receipt` document), or correct the numbers.")
        }
        lines[index].line = line
        let subject = Change.Subject.line(lines[index].number)
        var details: [(name: String, value: Change.Detail)] = [
            ("accepted", .count(line.accepted)), ("rejected", .count(line.rejected)),
        ]
        if let grade = inspection.grade { details.append(("grade", .text(grade.rawValue))) }
        let isJudged = inspection.accepted + inspection.rejected > 0
        var changes =
            !isJudged
            ? []
            : [
                Change(
                    subject, axis: Verdict.axisName, before: old.verdict.rawValue, after: line.verdict.rawValue,
                    reason: inspection.note, details: details)
            ]
        if line.disposition != old.disposition {
            changes.append(
                Change(
                    subject, axis: Disposition.axisName, before: old.disposition.rawValue,
                    after: line.disposition.rawValue, reason: inspection.note))
        }
        return changes + closeIfSettled()
    }

    func lineIndex(number: Int?, sku: SKU?) throws(Refusal) -> Int {
        let matches = lines.indices.filter {
            (number == nil || lines[$0].number == number) && (sku == nil || lines[$0].product.sku == sku)
        }
        guard matches.count == 1 else {
            throw Refusal(
                found: matches.isEmpty ? "no such line in \(self.number)" : "\(matches.count) lines fit",
                expected: "one of: " + lines.map { "\($0.number) (\($0.product.sku))" }.joined(separator: ", "),
                remedy: "Name the line by its number in `line`.")
        }
        return matches[0]
    }
}
