import Policy
import Returns

/// Reads the policy's `attention`.
enum AttentionReading {
    static func rules(_ map: MapReader) -> AttentionRules {
        let standard = AttentionRules()
        return map.section(
            "attention",
            "When `rmad stats` shows a customer as worth a look, by the returns of the span that is counted. It has no "
                + "consequences. 0 switches a rule off."
        ) { rules in
            var read = AttentionRules()
            read.returnsMin = rules.value(
                "returns", .integer(0...10_000), default: standard.returnsMin, "So many returns, and")
            read.orderPercentMin = rules.value(
                "order_percent", .integer(0...1_000), default: standard.orderPercentMin,
                "so many for a hundred orders that we know of the customer. Without known orders the number counts.")
            read.values =
                rules.optional("value", .amounts, "Goods worth so much; any of the currencies.")?.minor ?? [:]
            read.wrongOrEmptyMin = rules.value(
                "wrong_or_empty", .integer(0...10_000), default: standard.wrongOrEmptyMin,
                "So many lines that held something else, or nothing.")
            return read
        }
    }
}
