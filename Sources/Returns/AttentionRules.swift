/// When a customer's returns are worth a person's look. Zero switches a rule off.
package struct AttentionRules: Sendable, Equatable {
    /// So many returns in the span, and
    package var returnsMin = 6
    /// so many percent of all orders that we know of the customer; without known orders the number alone counts.
    package var orderPercentMin = 50
    /// Returned goods worth so much, in minor units by currency.
    package var values: [Currency: Int64] = [:]
    /// So many lines that held something else, or nothing at all.
    package var wrongOrEmptyMin = 2

    package init() {}

    /// Every rule is switched off.
    package var isOff: Bool { returnsMin == 0 && wrongOrEmptyMin == 0 && values.allSatisfy { $0.value <= 0 } }
}
