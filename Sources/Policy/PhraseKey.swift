import Returns

/// Every sentence that the policy can say, by its path in the message catalogues, with what fills it.
///
/// A catalogue that ships must hold each of them in each language; a test compares both.
package enum PhraseKey: String, CaseIterable, Sendable {
    case orderKnown = "policy.order.known"
    case orderUnknown = "policy.order.unknown"
    case orderNone = "policy.order.none"
    case orderNeeded = "policy.order.needed"
    case orderNotNeeded = "policy.order.not_needed"
    case customerOwn = "policy.customer.own"
    case customerCheck = "policy.customer.check"
    case customerGift = "policy.customer.gift"
    case customerNeeded = "policy.customer.needed"
    case productFound = "policy.product.found"
    case productUnclear = "policy.product.unclear"
    case productNotFound = "policy.product.not_found"
    case productSentByMistake = "policy.product.sent_by_mistake"
    case serialFits = "policy.serial.fits"
    case serialNotNeeded = "policy.serial.not_needed"
    case serialMissing = "policy.serial.missing"
    case serialCheck = "policy.serial.check"
    case warrantyCovers = "policy.warranty.covers"
    case warrantyEnded = "policy.warranty.ended"
    case warrantyNotNeeded = "policy.warranty.not_needed"
    case warrantyUnknown = "policy.warranty.unknown"
    case windowOpen = "policy.window.open"
    case windowUnlimited = "policy.window.unlimited"
    case windowByWarranty = "policy.window.by_warranty"
    case windowEnded = "policy.window.ended"
    case windowNever = "policy.window.never"
    case windowUnknown = "policy.window.unknown"
    case conditionFits = "policy.condition.fits"
    case conditionRefused = "policy.condition.refused"
    case conditionCheck = "policy.condition.check"
    case conditionUnknown = "policy.condition.unknown"
    case restrictedNone = "policy.restricted.none"
    case restrictedMarked = "policy.restricted.marked"
    case restrictedCheck = "policy.restricted.check"
    case restrictedLithiumBattery = "policy.restricted.lithium_battery"
    case restrictedDamagedBattery = "policy.restricted.damaged_battery"
    case restrictedLiquid = "policy.restricted.liquid"
    case restrictedFlammable = "policy.restricted.flammable"
    case restrictedAerosol = "policy.restricted.aerosol"
    case restrictedCorrosive = "policy.restricted.corrosive"
    case restrictedMagnet = "policy.restricted.magnet"
    case restrictedPerishable = "policy.restricted.perishable"
    case entitlementAll = "policy.entitlement.all"
    case entitlementSome = "policy.entitlement.some"
    case entitlementNone = "policy.entitlement.none"
    case entitlementUncounted = "policy.entitlement.uncounted"
    case approvalNotNeeded = "policy.approval.not_needed"
    case approvalNeeded = "policy.approval.needed"
    case keepsComesBack = "policy.keeps.comes_back"
    case keepsStays = "policy.keeps.stays"
    case feeNone = "policy.fee.none"
    case feeAmount = "policy.fee.amount"
    case feeOfGift = "policy.fee.of_gift"
    case feeUnknown = "policy.fee.unknown"
    case postageSeller = "policy.postage.seller"
    case postageCustomer = "policy.postage.customer"
    case postageNobody = "policy.postage.nobody"
    case destinationWarehouse = "policy.destination.warehouse"
    case destinationNone = "policy.destination.none"
    case checkFirst = "policy.check_first"
    case noTerms = "policy.no_terms"
    case requestAuthorized = "policy.request.authorized"
    case requestPartial = "policy.request.partial"
    case requestDeclined = "policy.request.declined"
    case requestReview = "policy.request.review"
    case requestEmpty = "policy.request.empty"
    case requestValue = "policy.request.value"

    /// The names of the arguments that the policy always hands in.
    package var arguments: Set<String> {
        switch self {
        case .orderKnown, .orderUnknown: ["order"]
        case .productFound, .productUnclear, .productNotFound: ["sku", "order"]
        case .serialFits, .serialCheck: ["serial"]
        case .warrantyCovers, .warrantyEnded: ["until"]
        case .windowOpen, .windowByWarranty, .windowEnded: ["until"]
        case .restrictedMarked: ["marks"]
        case .entitlementAll: ["count"]
        case .entitlementSome: ["count", "asked"]
        case .entitlementUncounted: ["count"]
        case .feeAmount: ["fee"]
        case .destinationWarehouse: ["warehouse"]
        case .requestAuthorized: ["until"]
        case .requestPartial: ["until"]
        case .requestReview: ["count"]
        case .orderNone, .orderNeeded, .orderNotNeeded, .customerOwn, .customerCheck, .customerGift, .customerNeeded,
            .productSentByMistake, .serialNotNeeded, .serialMissing, .warrantyNotNeeded, .warrantyUnknown,
            .windowUnlimited, .windowNever, .windowUnknown, .conditionFits, .conditionRefused, .conditionCheck,
            .conditionUnknown, .restrictedNone, .restrictedCheck, .restrictedLithiumBattery,
            .restrictedDamagedBattery, .restrictedLiquid, .restrictedFlammable, .restrictedAerosol,
            .restrictedCorrosive, .restrictedMagnet, .restrictedPerishable, .entitlementNone,
            .approvalNotNeeded, .approvalNeeded, .keepsComesBack, .keepsStays, .feeNone, .feeOfGift,
            .feeUnknown, .postageSeller, .postageCustomer, .postageNobody, .destinationNone, .checkFirst,
            .noTerms, .requestDeclined, .requestEmpty, .requestValue:
            []
        }
    }

    func phrase(_ arguments: [String: Phrase.Argument] = [:]) -> Phrase { Phrase(rawValue, arguments) }

    /// The refusal of goods that may not travel, with the way out that fits the hazard.
    static func restricted(_ hazard: Hazard) -> PhraseKey {
        switch hazard {
        case .lithiumBattery: .restrictedLithiumBattery
        case .damagedBattery: .restrictedDamagedBattery
        case .liquid: .restrictedLiquid
        case .flammable: .restrictedFlammable
        case .aerosol: .restrictedAerosol
        case .corrosive: .restrictedCorrosive
        case .magnet: .restrictedMagnet
        case .perishable: .restrictedPerishable
        }
    }
}
