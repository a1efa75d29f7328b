import JSONText
import Returns

/// What the stored decision plans for the way back, as papers and parcels need it.
extension StoredCase {
    /// Hazards for which the goods of a line may not travel as a parcel, by the line's number; lines that may are
    /// not among them.
    package var notByParcel: [Int: [Hazard]] {
        var barred: [Int: [Hazard]] = [:]
        for line in decision["lines"]?.elements ?? [] {
            let hazards = line["not_by_parcel"]?.strings.compactMap(Hazard.init(rawValue:)) ?? []
            if let number = line["line"]?.integer, !hazards.isEmpty { barred[Int(number)] = hazards }
        }
        return barred
    }

    /// The papers of the return: a set for each parcel, and instructions alone (nil) where everything stays with the
    /// customer or something may not travel as a parcel.
    package var papers: [Int?] {
        let parcels = self.case.shipments.map { Optional($0.number) }
        return standsAlone ? [nil] + parcels : parcels
    }

    /// A warning not to send goods goes out as soon as the return is announced: one that comes late is none.
    private var standsAlone: Bool {
        switch self.case.state {
        case .approved, .expired, .closed: self.case.shipments.isEmpty || !notByParcel.isEmpty
        case .requested, .underReview, .infoNeeded: decision["warned"] == true
        case .declined, .cancelled: false
        }
    }

    /// A parcel as the policy planned it. A return that is extended or approved again gets parcels once more, for the
    /// warehouses that need one, each by the plans for it in their order; what was planned for none is the usual one.
    package func plan(of shipment: Shipment) -> JSONValue? {
        let all = decision["shipments"]?.elements ?? []
        let own = all.filter { $0["warehouse"]?.string == shipment.warehouse.text }
        let plans = own.isEmpty ? all : own
        let earlier = self.case.shipments.count { one in
            one.number < shipment.number && (own.isEmpty || one.warehouse == shipment.warehouse)
        }
        return plans.isEmpty ? nil : plans[earlier % plans.count]
    }

    /// Whether papers that are owed are still to be made.
    package func mayHavePapers(shipment: Int?) -> Bool {
        self.case.state == .approved || shipment == nil && papers.contains(nil)
    }
}

extension Transaction {
    /// Keeps a decision whose days were counted anew; the case is recorded with it by the caller.
    package func keepDecision(of stored: StoredCase) throws {
        try db.run("UPDATE rmas SET decision = ? WHERE id = ?", [stored.decision.text, stored.id])
    }
}
