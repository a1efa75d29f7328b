import Policy
import Returns

/// Reads policy.yaml into a `PolicyBook`.
enum PolicyFile {
    /// - Parameters:
    ///   - warehouses: nil where they could not be read; then no name can be checked.
    ///   - phrases: the messages of the default language; nil where they could not be read, in the same way.
    static func read(
        _ map: MapReader, site: SiteSettings, warehouses: [Warehouse]?, phrases: Set<String>?
    ) -> PolicyBook {
        let edition = map.required(
            "edition", .text(60),
            "The name of this edition. It is stored with every decision: change it with the rules.")
        let effectiveOn = map.optional("effective_on", .date, "Since when the edition holds; for people.")
        let validDays = map.value(
            "valid_days", .integer(PolicyBook.validDaysRange), default: 30,
            "Days for which an authorization is good. Late parcels are still received.")
        let papers = TermReading.papers(map)
        let windows = WindowReading.windows(map)
        let clocks = WindowReading.clocks(map)
        let graceDays = map.value(
            "grace_days", .integer(0...90), default: 1,
            "Days of kindness behind the end of a window or a warranty; nobody is refused for one evening.")
        let warranty = WindowReading.warranty(map)
        let conditions = TermReading.conditions(map)
        let approvals = TermReading.approvals(map)
        let requestAbove = map.optional(
            "request_approval_above", .amounts, "A request worth more than this in all is for a person.")
        let unknownValue = map.value(
            "unknown_value", Form<Answer>.choice, default: .authorize,
            "The answer where an approval depends on a value and the price is not known.")
        if unknownValue == .decline {
            map.reading.report(
                map.place(of: "unknown_value"), found: "'decline'", expected: "authorize or review",
                remedy: "write 'review': an unknown price is no reason to refuse")
        }
        let restrictions = TermReading.restrictions(map)
        let unlisted = map.value(
            "unlisted_hazard", Form<Answer>.choice, default: .review, "The answer for a hazard without an entry.")
        let shipping = ShippingReading(timeZone: site.timeZone, phrases: phrases, validDays: validDays).terms(map)
        let late = LateParcelReading.terms(map)
        let fees = FeeReading.fees(map)
        let postage = TermReading.postage(map)
        let keeps = TermReading.keeps(map)
        let destinations = TermReading.destinations(map, warehouses)
        let resolutions = ResolutionReading.terms(map)
        let (promises, promiseRules) = PromiseReading.promises(map)
        let carriage = CareReading.carriage(map)
        let care = CareReading.care(map)
        let attention = AttentionReading.rules(map)
        let units = UnitReading(warehouses: warehouses).terms(map)
        let recovery = RecoveryReading.shares(map)
        let defaultName = warehouses?.first(where: \.isDefault)?.name ?? WarehouseName(trusted: "default")
        var book = PolicyBook(
            edition: edition ?? "", effectiveOn: effectiveOn, papers: papers, windows: windows, clockFallbacks: clocks,
            graceDays: graceDays, warranty: warranty, conditions: conditions, approvals: approvals,
            requestApprovalAbove: requestAbove, unknownValue: unknownValue, restrictions: restrictions,
            unlistedHazard: unlisted, fees: fees, postage: postage, keeps: keeps, destinations: destinations,
            defaultWarehouse: defaultName, validDays: validDays, promises: promises, calendar: site.calendar,
            shipping: shipping,
            warehouseCountries: Dictionary(
                (warehouses ?? []).map { ($0.name, $0.address.country.uppercased()) },
                uniquingKeysWith: { first, _ in first }
            ),
            resolutions: resolutions, lateParcels: late)
        book.promiseRules = promiseRules
        book.carriage = carriage
        book.care = care
        book.attention = attention
        book.units = units
        book.recovery = recovery
        return book
    }
}
