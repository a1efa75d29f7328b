import Policy
import Returns

/// Who caused a return: a short way to name the reasons.
enum Fault: String, CaseIterable {
    case seller, customer

    var reasons: Set<ReasonCode> { Set(ReasonCode.allCases.filter { $0.isSellersFault == (self == .seller) }) }
}

/// Reads `when`: which lines an entry of the policy speaks of.
enum SelectorReading {
    static let namesMax = 1_000

    static func read(_ map: MapReader) -> LineSelector {
        map.section("when", "Which lines the entry speaks of; every line where it is left out.") { when in
            let fault = when.optional(
                "fault", Form<Fault>.choice,
                "seller: the goods failed or were the wrong ones; customer: a change of mind.")
            let listed = set(when, "reasons", Form<ReasonCode>.choice, "Reasons of the return.")
            let reasons = fault.map { listed?.intersection($0.reasons) ?? $0.reasons } ?? listed
            if let fault, reasons?.isEmpty ?? false {
                when.reading.report(
                    when.place(of: "reasons"), found: "no reason that is the \(fault.rawValue)'s fault",
                    expected: "reasons and a fault that have something in common",
                    remedy: "take 'fault' or 'reasons' out")
            }
            return LineSelector(
                categories: set(when, "categories", .name("category"), "Product categories, as orders name them."),
                reasons: reasons,
                conditions: set(when, "conditions", Form<Condition>.choice, "The state of the goods, as told."),
                tiers: set(when, "tiers", .name("customer tier"), "Customer tiers, as customer records name them."),
                channels: set(when, "channels", .name("sales channel"), "Sales channels, as orders name them."),
                skus: set(when, "skus", .name("SKU"), "Single products."),
                countries: set(when, "countries", .country, "Countries that the goods are sent from."),
                wishes: set(when, "wishes", Form<Wish>.choice, "What the customer would like to get."))
        }
    }

    private static func set<Value: Hashable>(
        _ map: MapReader, _ key: String, _ form: Form<Value>, _ meaning: String
    ) -> Set<Value>? {
        guard let values = map.optional(key, form.list(1...namesMax), meaning) else { return nil }
        return Set(values)
    }
}

/// The entries of one list in which the first that fits decides, with their places.
struct FirstMatchList {
    let map: MapReader
    let key: String

    /// Reports entries that can never be the first to fit.
    func checkShadows(_ entries: [(name: String, selector: LineSelector)]) {
        guard map.isSound(key) else { return }
        var told: Set<String> = []
        for (index, entry) in entries.enumerated() {
            guard index > 0, entry.selector.isShadowed(by: entries[..<index].map(\.selector)) else { continue }
            let wide = entries[..<index].first { entry.selector.isShadowed(by: [$0.selector]) }
            let cause =
                wide.map { "'\($0.name)' before it takes every line of it" }
                ?? "the entries before it together take every line of it"
            // One wide entry may leave nothing to many: the first of them is enough to find it.
            guard told.insert(cause).inserted else { continue }
            map.reading.report(
                map.place(ofItem: index, in: key),
                found:
                    "an entry '\(entry.name)' that can never decide: \(cause)",
                expected: "narrow entries before wide ones", remedy: "move it up, or take it out")
        }
    }

    /// Reports a list that leaves lines without an entry.
    func checkIsComplete(_ entries: [LineSelector]) {
        guard map.isSound(key), !entries.isEmpty, !LineSelector.everything.isShadowed(by: entries) else { return }
        map.reading.report(
            map.place(of: key), found: "lines that no entry takes", expected: "an entry for every line",
            remedy: "end the list with an entry without 'when'")
    }
}
