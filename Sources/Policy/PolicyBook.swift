import Returns

/// The whole returns policy as values: everything that `decide` weighs, and nothing else.
///
/// A book is read once from policy.yaml and never changes; a changed file is another book with another
/// edition. Every decision carries its edition, so that it can be explained years later.
package struct PolicyBook: Sendable, Equatable {
    /// Most entries of one list of terms.
    package static let entriesMax = 200
    package static let validDaysRange = 1...730

    /// The name that the file gives itself: `2026-11 europe`.
    package var edition: String
    package var effectiveOn: CalendarDate?
    package var papers: PaperTerms
    package var windows: [WindowTerm]
    package var clockFallbacks: [Clock: ClockFallback]
    /// Days of kindness behind the end of a window or a warranty; 0...90.
    package var graceDays: Int
    package var warranty: WarrantyTerms
    package var conditions: [ConditionTerm]
    package var approvals: [ApprovalTerm]
    /// A request whose lines are together worth more than this is for a person; nil: no such limit.
    package var requestApprovalAbove: Amounts?
    /// Where a value decides and the price of the goods is not known. Nothing is refused for that: any
    /// answer but `authorize` is a person's.
    package var unknownValue: Answer
    package var restrictions: [RestrictionTerm]
    package var shipping: [ShippingTerm]
    package var lateParcels: LateParcelTerms
    /// A hazard for which no entry stands.
    package var unlistedHazard: Answer
    package var fees: [FeeTerm]
    package var postage: [PostageTerm]
    package var keeps: [KeepTerm]
    package var destinations: [DestinationTerm]
    package var defaultWarehouse: WarehouseName
    /// In which country each warehouse is (ISO 3166-1), for goods that may not leave theirs.
    package var warehouseCountries: [WarehouseName: String]
    /// Days for which an authorization is good; `validDaysRange`.
    package var validDays: Int
    package var promises: [PromiseTerm]
    package var calendar: BusinessCalendar
    package var resolutions: ResolutionTerms
    package var promiseRules = PromiseRules()
    package var carriage = CarriageTerms()
    package var care = CareTerms()
    /// When figures show a customer's returns to staff; judges nothing.
    package var attention = AttentionRules()
    /// What is done with goods that are here.
    package var units = UnitTerms()
    /// What goods are estimated to bring back.
    package var recovery = RecoveryShares()

    package init(
        edition: String, effectiveOn: CalendarDate?, papers: PaperTerms, windows: [WindowTerm],
        clockFallbacks: [Clock: ClockFallback], graceDays: Int, warranty: WarrantyTerms,
        conditions: [ConditionTerm], approvals: [ApprovalTerm], requestApprovalAbove: Amounts?,
        unknownValue: Answer, restrictions: [RestrictionTerm], unlistedHazard: Answer, fees: [FeeTerm],
        postage: [PostageTerm], keeps: [KeepTerm], destinations: [DestinationTerm],
        defaultWarehouse: WarehouseName, validDays: Int, promises: [PromiseTerm], calendar: BusinessCalendar,
        shipping: [ShippingTerm] = [], warehouseCountries: [WarehouseName: String] = [:],
        resolutions: ResolutionTerms = .standard, lateParcels: LateParcelTerms = LateParcelTerms()
    ) {
        self.edition = edition
        self.effectiveOn = effectiveOn
        self.papers = papers
        self.windows = windows
        self.clockFallbacks = clockFallbacks
        self.graceDays = graceDays
        self.warranty = warranty
        self.conditions = conditions
        self.approvals = approvals
        self.requestApprovalAbove = requestApprovalAbove
        self.unknownValue = unknownValue
        self.restrictions = restrictions
        self.unlistedHazard = unlistedHazard
        self.fees = fees
        self.postage = postage
        self.keeps = keeps
        self.destinations = destinations
        self.defaultWarehouse = defaultWarehouse
        self.validDays = validDays
        self.promises = promises
        self.calendar = calendar
        self.shipping = shipping
        self.warehouseCountries = warehouseCountries
        self.resolutions = resolutions
        self.lateParcels = lateParcels
    }
}
