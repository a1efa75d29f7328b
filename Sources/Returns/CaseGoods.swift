/// What may happen to the goods of a case: carriage, dock, inspection.
extension ReturnCase {
    /// A parcel's papers are made.
    package mutating func labelReady(shipment number: Int) -> [Change] {
        guard let index = shipments.firstIndex(where: { $0.number == number }),
            shipments[index].state.mayDrift(to: .labelReady)
        else { return [] }
        return [moveShipment(at: index, to: .labelReady, reason: nil)]
    }

    /// A parcel is here, and nobody has opened it.
    package mutating func arrive(shipment number: Int) -> [Change] {
        guard let index = shipments.firstIndex(where: { $0.number == number }), shipments[index].state != .delivered,
            shipments[index].state.mayBecome(.delivered)
        else { return [] }
        return [moveShipment(at: index, to: .delivered, reason: nil)]
    }

    /// The line that a document means, by its number or its product.
    package func line(number: Int?, sku: SKU?) throws(Refusal) -> CaseLine {
        lines[try lineIndex(number: number, sku: sku)]
    }

    func lineIndex(number: Int?, sku: SKU?) throws(Refusal) -> Int {
        let sku = sku.map(spelled)
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
