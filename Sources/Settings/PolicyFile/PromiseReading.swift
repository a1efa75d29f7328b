import Policy
import Returns

/// Reads `promises`: what is promised, how it is watched, and what is done where it cannot be kept.
enum PromiseReading {
    static func promises(_ map: MapReader) -> (terms: [PromiseTerm], rules: PromiseRules) {
        map.section("promises", "What we promise, in business days. A promise that is left out is not made.") {
            promises in
            let terms = PromiseName.allCases.compactMap { name in
                let isMade = promises.isGiven(name.rawValue)
                let term = promises.section(name.rawValue, meaning(of: name)) { promise(name, $0) }
                return isMade ? term : nil
            }
            return (terms, rules(promises))
        }
    }

    private static func promise(_ name: PromiseName, _ promise: MapReader) -> PromiseTerm {
        let days = promise.value(
            "business_days", .integer(0...BusinessCalendar.businessDaysMax), default: 2, "Business days.")
        let after = promise.value(
            "after", Form<Milestone>.choice, default: milestones(for: name)[0], "From which the days are counted.")
        let tiers = promise.value(
            "tiers",
            Form<Int>.integer(0...BusinessCalendar.businessDaysMax)
                .dictionary(keys: "customer tier", show: \Tier.text) { Tier($0) },
            default: [:], "Other numbers of business days for customers of a tier: {gold: 1}.")
        if !milestones(for: name).contains(after) {
            promise.reading.report(
                promise.place(of: "after"), found: "'\(after.rawValue)'",
                expected: "one of \(milestones(for: name).map(\.rawValue).joined(separator: ", "))",
                remedy: "a promise is counted from something that comes before it")
        }
        return PromiseTerm(name: name, businessDays: days, after: after, tiers: tiers)
    }

    private static func rules(_ map: MapReader) -> PromiseRules {
        var rules = PromiseRules()
        rules.warnBusinessDays = map.value(
            "warn_business_days", .integer(0...30), default: rules.warnBusinessDays,
            "So many business days before the promised day staff are warned.")
        rules.tellAt = map.value(
            "tell_at", .timeOfDay, default: rules.tellAt,
            "When, on the promised day, the customer is told a new one; on the site's clock, in quotation marks.")
        if rules.tellAt >= 1440 {
            map.reading.report(
                map.place(of: "tell_at"), found: "the end of the day", expected: "a time before midnight",
                remedy: "write \"12:00\": the customer hears of it before the day is over")
        }
        rules.reviseBusinessDays = map.value(
            "revise_business_days", .integer(1...30), default: rules.reviseBusinessDays,
            "The new day is so many business days later.")
        rules.makeGood = RecompenseReading.read(
            map, "make_good", "What the customer is given for a promise that needs a new day.")
        rules.team = map.optional(
            "team", .name("person or team"), "Who is to keep promises at risk; whoever is there without it.")
        rules.callBusinessDays = map.value(
            "call_business_days", .integer(0...30), default: rules.callBusinessDays,
            "A customer to whom a promise was broken is spoken to within so many business days, and told the day.")
        rules.escalateTo = map.optional(
            "escalate_to", .name("person or team"),
            "Who speaks to the customer where nobody has by that day; the team without it.")
        rules.tellsKept = map.value(
            "tell_kept", .flag, default: rules.tellsKept, "Whether customers are told of each promise that was kept.")
        return rules
    }

    private static func milestones(for name: PromiseName) -> [Milestone] {
        switch name {
        case .answered: [.requested]
        case .receiptConfirmed: [.delivered]
        case .inspected: [.received, .delivered]
        case .refunded: [.inspected, .received, .delivered]
        }
    }

    private static func meaning(of name: PromiseName) -> String {
        switch name {
        case .answered: "A person has answered a request that was left to a person."
        case .receiptConfirmed: "The receipt of the parcel is confirmed."
        case .inspected: "The goods are inspected."
        case .refunded: "The refund is on its way."
        }
    }
}

/// Reads what a customer is given for a trouble: `{credit: {EUR: 5.00}}` or `{percent: 5, at_most: {EUR: 20.00}}`.
enum RecompenseReading {
    static func read(_ map: MapReader, _ key: String, _ meaning: String) -> Recompense {
        map.section(key, meaning) { section in
            let credit = section.optional("credit", .amounts, "An amount.")
            let percent = section.optional("percent", .percent, "A share of what the goods cost.")
            let cap = section.optional("at_most", .amounts, "The most that the percentage comes to.")
            if credit != nil, percent != nil {
                section.reading.report(
                    section.place(of: "percent"), found: "'credit' and 'percent' in one entry",
                    expected: "one of them", remedy: "take one out")
            }
            if cap != nil, percent == nil {
                section.reading.report(
                    section.place(of: "at_most"), found: "'at_most' without 'percent'",
                    expected: "a percentage that it caps", remedy: "add 'percent' or take 'at_most' out")
            }
            return credit.map(Recompense.credit) ?? percent.map { .share(basisPoints: $0, cap: cap) } ?? .nothing
        }
    }
}
