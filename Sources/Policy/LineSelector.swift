import Returns

/// Which lines a term of the policy speaks of. A dimension that is nil takes every value; a line must fit
/// in all dimensions.
///
/// A value that is not known of a line (no category, no condition) fits only where the dimension is nil.
package struct LineSelector: Sendable, Equatable {
    package var categories: Set<Category>?
    package var reasons: Set<ReasonCode>?
    package var conditions: Set<Condition>?
    package var tiers: Set<Tier>?
    package var channels: Set<Channel>?
    package var skus: Set<SKU>?
    /// ISO 3166-1 alpha-2, upper case: where the goods are sent from.
    package var countries: Set<String>?
    package var wishes: Set<Wish>?

    package static let everything = LineSelector()

    package init(
        categories: Set<Category>? = nil, reasons: Set<ReasonCode>? = nil, conditions: Set<Condition>? = nil,
        tiers: Set<Tier>? = nil, channels: Set<Channel>? = nil, skus: Set<SKU>? = nil,
        countries: Set<String>? = nil, wishes: Set<Wish>? = nil
    ) {
        self.categories = categories
        self.reasons = reasons
        self.conditions = conditions
        self.tiers = tiers
        self.channels = channels
        self.skus = skus
        self.countries = countries
        self.wishes = wishes
    }

    /// True when `earlier` entries together take every line that this one would take, so that this one can
    /// never be the first to match.
    ///
    /// Reasons, conditions and wishes are finite and are tried one by one, so that several narrow entries
    /// that add up to everything are recognised; in the open dimensions one entry must cover all.
    package func isShadowed(by earlier: [LineSelector]) -> Bool {
        let triedReasons = reasons.map(Array.init) ?? ReasonCode.allCases
        let triedConditions: [Condition?] = conditions.map { $0.map(Optional.some) } ?? (Condition.allCases + [nil])
        let triedWishes: [Wish?] = wishes.map { $0.map(Optional.some) } ?? (Wish.allCases + [nil])
        return triedReasons.allSatisfy { reason in
            triedConditions.allSatisfy { condition in
                triedWishes.allSatisfy { wish in
                    earlier.contains { $0.takes(reason, condition, wish) && $0.isAsWideInOpenDimensions(as: self) }
                }
            }
        }
    }

    func matches(_ line: WeighedLine) -> Bool {
        takes(line.asked.reason, line.asked.condition, line.wish) && Self.takes(categories, line.category)
            && Self.takes(tiers, line.tier) && Self.takes(channels, line.channel)
            && Self.takes(skus, line.asked.sku) && Self.takes(countries, line.country)
    }

    private func takes(_ reason: ReasonCode, _ condition: Condition?, _ wish: Wish?) -> Bool {
        Self.takes(reasons, reason) && Self.takes(conditions, condition) && Self.takes(wishes, wish)
    }

    private func isAsWideInOpenDimensions(as other: LineSelector) -> Bool {
        Self.covers(categories, other.categories) && Self.covers(tiers, other.tiers)
            && Self.covers(channels, other.channels) && Self.covers(skus, other.skus)
            && Self.covers(countries, other.countries)
    }

    private static func takes<Value>(_ wanted: Set<Value>?, _ value: Value?) -> Bool {
        guard let wanted else { return true }
        return value.map(wanted.contains) ?? false
    }

    private static func covers<Value>(_ wide: Set<Value>?, _ narrow: Set<Value>?) -> Bool {
        guard let wide else { return true }
        return narrow?.isSubset(of: wide) ?? false
    }
}
