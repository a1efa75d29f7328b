/// Which parcels goods lie in: a line comes in one that goes to its warehouse.
///
/// Invariant, tested: a parcel whose lines await nothing is never asked for, nor lost.
extension ReturnCase {
    /// What a count that names no parcel says of them.
    package struct Opened: Sendable, Equatable {
        /// Those that the goods came in, as far as one can tell.
        package var parcels: [Int] = []
        /// Those of which one cannot tell whether they were opened.
        package var unclear: [Int] = []
    }

    /// Goods that may lie in the parcel are still to come.
    package func awaitsGoods(inParcel number: Int) -> Bool {
        guard let parcel = shipments.first(where: { $0.number == number }) else { return false }
        // One that is lost and found brings what was lost with it.
        return lines(inParcel: parcel).contains { line in
            line.line.authorized > line.line.received && line.line.receipt != .short && line.line.receipt != .waived
        }
    }

    /// Parcels with goods that are still to come, delivered by their carriers' word alone: somebody looks for them.
    package var parcelsToFind: [Shipment] {
        shipments.filter { $0.state == .delivered && awaitsGoods(inParcel: $0.number) }
    }

    /// A parcel without lines of its own may hold any of them.
    private func lines(inParcel parcel: Shipment) -> [CaseLine] {
        let own = lines.filter { $0.mayTravel(in: parcel) }
        let isOnly = shipments.count { $0.state != .voided && $0.state != .expired } <= 1
        return isOnly || own.isEmpty ? lines : own
    }

    /// The parcels of a count by the number of the return alone. Where everything of a warehouse is here now, or
    /// nothing more comes, all that go there are; one that the carrier has brought is opened before one that it still
    /// has.
    package func opened(by receipt: DockReceipt) throws(Refusal) -> Opened {
        var opened = Opened()
        var counted = self
        var words = receipt
        (words.isComplete, words.isCorrection) = (false, false)
        let changes = try counted.receive(words, shipments: [])
        let touched = placesOfCount(changes, opened: [])
        let places = Set(shipments.map(\.warehouse)).filter { touched?.contains($0) ?? true }
        for place in places.sorted() {
            let open = shipments.filter { $0.warehouse == place && $0.state.mayBecome(.checkedIn) && !$0.state.isSpent }
            let left = open.filter { $0.state != .labelRequested && $0.state != .labelReady }
            let brought = open.filter { $0.state == .delivered }
            let isWhole = !counted.lines.contains { $0.goes(toOneOf: [place]) && $0.line.receipt == .awaiting }
            let isFirst = !shipments.contains { $0.warehouse == place && $0.state == .checkedIn }
            if !receipt.isEmpty, touched != nil, isWhole || receipt.isComplete {
                opened.parcels += (left.isEmpty ? open : left).map(\.number)
            } else if brought.count == 1, places.count == 1 {
                opened.parcels += brought.map(\.number)
            } else if open.count == 1, isFirst, places.count == 1 {
                opened.parcels += open.map(\.number)
            } else {
                opened.unclear += open.map(\.number)
            }
        }
        return opened
    }

    /// The warehouses that a count is about: those of its parcels, else of the lines that it moved; nil: all.
    func placesOfCount(_ changes: [Change], opened: [Int]) -> Set<WarehouseName>? {
        guard shipments.count > 1 else { return nil }
        let parcels = shipments.filter { opened.contains($0.number) }.map(\.warehouse)
        guard parcels.isEmpty else { return Set(parcels) }
        let moved = changes.filter { $0.axis == ReceiptState.axisName }.map(\.subject)
        let places = lines.filter { moved.contains(.line($0.number)) && $0.line.authorized > 0 }.map(\.destination)
        return places.isEmpty || places.contains(nil) ? nil : Set(places.compactMap { $0 })
    }
}

extension CaseLine {
    /// A line that was given no warehouse may come to any.
    func goes(toOneOf places: Set<WarehouseName>) -> Bool { destination.map(places.contains) ?? true }

    /// Whether it may lie in a parcel, by where that goes.
    package func mayTravel(in parcel: Shipment) -> Bool { goes(toOneOf: [parcel.warehouse]) }
}
