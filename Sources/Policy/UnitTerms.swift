import Returns

/// What the policy says of goods that are here: what is asked about them, where they go, and whether they are worth a
/// repair. An older policy file says nothing of it: then only people decide.
package struct UnitTerms: Sendable, Equatable {
    /// The first that takes a category is used.
    package var checklists: [Checklist]
    /// The first that fits decides.
    package var dispositions: [DispositionTerm]
    package var vendors: [VendorTerm]
    package var repair: RepairTerms
    package var advance: AdvanceTerms

    package init(
        checklists: [Checklist] = [], dispositions: [DispositionTerm] = [], vendors: [VendorTerm] = [],
        repair: RepairTerms = RepairTerms(), advance: AdvanceTerms = AdvanceTerms()
    ) {
        self.checklists = checklists
        self.dispositions = dispositions
        self.vendors = vendors
        self.repair = repair
        self.advance = advance
    }
}

/// Where units go that fit.
package struct DispositionTerm: Sendable, Equatable {
    package var name: String
    package var selector: UnitSelector
    package var disposition: Disposition
    package var warehouse: WarehouseName?
    /// A shelf, bench or bin.
    package var bin: String?

    package init(
        name: String, selector: UnitSelector, disposition: Disposition, warehouse: WarehouseName? = nil,
        bin: String? = nil
    ) {
        self.name = name
        self.selector = selector
        self.disposition = disposition
        self.warehouse = warehouse
        self.bin = bin
    }
}

/// Which units a disposition speaks of. A dimension that is nil takes everything; what is not known of a unit fits
/// only there.
package struct UnitSelector: Sendable, Equatable {
    package var line: LineSelector
    /// Rejected goods are the customer's until somebody decides: a term takes them only where it says so.
    package var verdicts: Set<UnitVerdict>
    package var grades: Set<Grade>?
    /// Any of them.
    package var hazards: Set<Hazard>?
    package var serials: Set<SerialFinding>?
    package var valueAbove: Amounts?
    package var valueBelow: Amounts?
    /// The cost of repair as a share of the value, in hundredths of a percent: at most, and more than.
    package var repairAtMost: Int?
    package var repairAbove: Int?
    /// A vendor takes the unit back now (true), or none does (false).
    package var vendorAccepts: Bool?

    package init(
        line: LineSelector = .everything, verdicts: Set<UnitVerdict> = [.accepted], grades: Set<Grade>? = nil,
        hazards: Set<Hazard>? = nil, serials: Set<SerialFinding>? = nil, valueAbove: Amounts? = nil,
        valueBelow: Amounts? = nil, repairAtMost: Int? = nil, repairAbove: Int? = nil, vendorAccepts: Bool? = nil
    ) {
        self.line = line
        self.verdicts = verdicts
        self.grades = grades
        self.hazards = hazards
        self.serials = serials
        self.valueAbove = valueAbove
        self.valueBelow = valueBelow
        self.repairAtMost = repairAtMost
        self.repairAbove = repairAbove
        self.vendorAccepts = vendorAccepts
    }
}

extension UnitSelector {
    /// True when this one takes every unit that the other takes.
    package func covers(_ other: UnitSelector) -> Bool {
        other.line.isShadowed(by: [line]) && other.verdicts.isSubset(of: verdicts) && Self.covers(grades, other.grades)
            && Self.covers(serials, other.serials) && (hazards == nil || hazards == other.hazards)
            && (valueAbove == nil || valueAbove == other.valueAbove)
            && (valueBelow == nil || valueBelow == other.valueBelow)
            && (repairAtMost == nil || repairAtMost == other.repairAtMost)
            && (repairAbove == nil || repairAbove == other.repairAbove)
            && (vendorAccepts == nil || vendorAccepts == other.vendorAccepts)
    }

    private static func covers<Value>(_ wide: Set<Value>?, _ narrow: Set<Value>?) -> Bool {
        guard let wide else { return true }
        return narrow?.isSubset(of: wide) ?? false
    }
}

/// A vendor who takes goods back.
package struct VendorTerm: Sendable, Equatable {
    package static let daysRange = 1...3_650

    package var name: String
    package var categories: Set<Category>?
    package var skus: Set<SKU>?
    /// Days from the purchase; `daysRange`.
    package var withinDays: Int
    /// Nothing is taken back that is worth less.
    package var minValue: Amounts?

    package init(
        name: String, categories: Set<Category>? = nil, skus: Set<SKU>? = nil, withinDays: Int,
        minValue: Amounts? = nil
    ) {
        self.name = name
        self.categories = categories
        self.skus = skus
        self.withinDays = withinDays
        self.minValue = minValue
    }
}

/// When goods that failed are worth a repair.
package struct RepairTerms: Sendable, Equatable {
    package static let failuresRange = 2...20
    package static let daysRange = 1...3_650

    /// Reasons that tell of a failure; empty: no recommendation is made.
    package var reasons: Set<ReasonCode>
    /// A repair may cost less than this share of the value, in hundredths of a percent.
    package var shareMax: Int
    /// So many failures within so many days: replace.
    package var failures: Int
    package var withinDays: Int
    /// So many within the same days: give the money back. Nil: never for that.
    package var refundFailures: Int?

    package init(
        reasons: Set<ReasonCode> = [], shareMax: Int = 6_000, failures: Int = 2, withinDays: Int = 90,
        refundFailures: Int? = nil
    ) {
        self.reasons = reasons
        self.shareMax = shareMax
        self.failures = failures
        self.withinDays = withinDays
        self.refundFailures = refundFailures
    }
}

/// Goods that go out before the customer's come back.
package struct AdvanceTerms: Sendable, Equatable {
    package static let daysRange = 1...365
    package static let remindRange = 1...60

    /// Customers who get their replacement ahead where it is recommended.
    package var tiers: Set<Tier>
    package var replacementDays: Int
    package var loanerDays: Int
    /// So many days before the due day the customer is reminded.
    package var remindDays: Int
    /// Who decides that the customer is charged when the goods do not come.
    package var charge: ChargeDecider

    package init(
        tiers: Set<Tier> = [], replacementDays: Int = 14, loanerDays: Int = 30, remindDays: Int = 3,
        charge: ChargeDecider = .review
    ) {
        self.tiers = tiers
        self.replacementDays = replacementDays
        self.loanerDays = loanerDays
        self.remindDays = remindDays
        self.charge = charge
    }

    package func days(for kind: Advance.Kind) -> Int {
        switch kind {
        case .replacement: replacementDays
        case .loaner: loanerDays
        }
    }
}
