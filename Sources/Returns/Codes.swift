/// Why goods come back, in the field's common vocabulary.
///
/// The first ten are the reasons of Shopify's Admin API; the others are the X12 1293 reasons that no shop
/// reason covers and that a warehouse meets every week. `x12` gives the code for a 180 (RDR02).
package enum ReasonCode: String, CaseIterable, Sendable {
    case colour, defective, notAsDescribed = "not_as_described", other, sizeTooLarge = "size_too_large"
    case sizeTooSmall = "size_too_small", style, unknown, unwanted, wrongItem = "wrong_item"
    case damagedInTransit = "damaged_in_transit", defectivePackaging = "defective_packaging"
    case orderedByMistake = "ordered_by_mistake", recall, excessInventory = "excess_inventory"
    case arrivedLate = "arrived_late", missingParts = "missing_parts", warranty

    /// X12 data element 1293, as sent in RDR02.
    package var x12: String {
        switch self {
        case .colour: "CV"
        case .defective: "DR"
        case .notAsDescribed: "NA"
        case .other, .unknown, .unwanted: "CO"
        case .sizeTooLarge, .sizeTooSmall: "PF"
        case .style: "ST"
        case .wrongItem: "WG"
        case .damagedInTransit: "DT"
        case .defectivePackaging: "DP"
        case .orderedByMistake: "CO"
        case .recall: "RE"
        case .excessInventory: "EI"
        case .arrivedLate: "SP"
        case .missingParts: "PW"
        case .warranty: "DM"
        }
    }

    /// True where the goods failed and the seller, not the customer, is the cause.
    package var isSellersFault: Bool {
        switch self {
        case .defective, .notAsDescribed, .wrongItem, .damagedInTransit, .defectivePackaging, .recall,
            .arrivedLate, .missingParts, .warranty:
            true
        case .colour, .other, .sizeTooLarge, .sizeTooSmall, .style, .unknown, .unwanted, .orderedByMistake,
            .excessInventory:
            false
        }
    }
}

/// The state of the goods as their holder describes it.
package enum Condition: String, CaseIterable, Sendable {
    case unopened, opened, used, damaged, defective
}

/// What the customer would like to get.
package enum Wish: String, CaseIterable, Sendable {
    case refund, credit, exchange, replacement, repair
}

/// What a customer can do where neither money nor goods are given.
package enum DenialAlternative: String, CaseIterable, Sendable {
    /// The goods go back to them, at our cost.
    case sentBack = "sent_back"
    /// We repair them for a charge, where the customer says yes.
    case paidRepair = "paid_repair"
    /// We give a part of the price for them, where the customer says yes.
    case partRefund = "part_refund"
    /// We dispose of them as the law asks, where the customer says yes.
    case recycled
}

/// Goods that may not travel like others (UN Model Regulations; the classes that shops meet).
package enum Hazard: String, CaseIterable, Sendable {
    case lithiumBattery = "lithium_battery", damagedBattery = "damaged_battery", liquid, flammable, aerosol
    case corrosive, magnet, perishable

    /// What no policy can send by parcel: a damaged battery may burn (UN Model Regulations, special provision 376).
    package static let neverByParcel: Set<Hazard> = [.damagedBattery]
}

/// The grade that an inspector gives a unit: A as new, B light wear, C clear wear, D not fit for sale.
package enum Grade: String, CaseIterable, Sendable {
    case a, b, c, d
}

/// The languages that rmad speaks to customers.
package enum Language: String, CaseIterable, Sendable {
    case english = "en", german = "de", spanish = "es", french = "fr", japanese = "ja", arabic = "ar"

    /// True where lines run from right to left.
    package var isRightToLeft: Bool {
        switch self {
        case .arabic: true
        case .english, .german, .spanish, .french, .japanese: false
        }
    }

    /// All of them for a sentence: `en, de, es, fr, ja or ar`.
    package static var listed: String {
        let tags = allCases.map(\.rawValue)
        return tags.dropLast().joined(separator: ", ") + " or " + (tags.last ?? "")
    }

    /// The language for a BCP 47 tag such as `de-AT`; nil where we do not speak it.
    package init?(tag: some StringProtocol) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        self.init(rawValue: primary)
    }
}
