import Returns

extension Decision {
    /// The decision for staff: every finding with its numbers, one on a line. Stable, so that two decisions
    /// can be compared as texts.
    package var explanation: String {
        var rows = [
            "\(answer.rawValue) (\(x12Disposition)) on \(decidedOn) by policy '\(edition)', valid until \(validUntil)"
        ]
        rows += findings.map(\.row)
        for line in lines {
            rows.append(line.summary)
            rows += line.findings.map(\.row)
        }
        rows += shipments.map { shipment in
            let lines = shipment.lines.map(String.init).joined(separator: ", ")
            let ways = [shipment.carriage.service].compactMap { $0 } + shipment.carriage.marks
            let way = ways.isEmpty ? "" : " by \(ways.joined(separator: ", "))"
            return "parcel to \(shipment.warehouse): lines \(lines), postage \(shipment.postage.rawValue)\(way)"
        }
        rows += promises.map { "promise \($0.name.rawValue): \($0.due)" }
        return rows.joined(separator: "\n") + "\n"
    }
}

extension LineDecision {
    fileprivate var summary: String {
        let place = destination.map { " to \($0)" } ?? ""
        let kept = fee.map { ", fee \($0)" } ?? ""
        return "line \(line): \(answer.rawValue) \(authorized), \(goods.rawValue)\(place), "
            + "postage \(postage.rawValue)\(kept)"
    }
}

extension Finding {
    fileprivate var row: String { "  \(rule.rawValue) \(outcome.rawValue): \(explanation)" }
}
