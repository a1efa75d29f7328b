/// What was paid for the units of a line, and what is kept back of it.
///
/// Amounts of the whole line are spread over its units in their order: unit k of n bears
/// `round(amount · k / n) − round(amount · (k − 1) / n)`. So whatever units are settled together, and in however many
/// steps, the parts sum exactly to the whole.
package struct LineValue: Sendable, Equatable {
    /// Paid for one unit, with tax and after discounts on the unit itself.
    package var price: Money
    /// Units over which the amounts of the line are spread; 1...`Quantity.unitsMax`.
    package var units: Int
    package var spread: LineSpread
    /// Kept back from the whole line by the policy's `fees`.
    package var fee: Int64

    package init(price: Money, units: Int, spread: LineSpread = LineSpread(), fee: Int64 = 0) {
        self.price = price
        self.units = max(1, units)
        self.spread = spread
        self.fee = fee
    }

    /// What a customer gets for some units of the line, item by item.
    ///
    /// No unit ever costs the customer anything: what is kept back of it ends where its price does.
    /// - Parameters:
    ///   - units: from 0, in the order in which units are settled; those behind `self.units` bear no part of the
    ///     line's amounts.
    ///   - deduction: hundredths of a percent of the price that the goods have lost; 0...10000.
    ///   - bonus: hundredths of a percent on top, for a credit.
    package func breakdown(for units: Range<Int>, deduction: Int = 0, bonus: Int = 0) -> Breakdown {
        breakdown(for: units, bonus: bonus) { _ in deduction }
    }

    /// - Parameter deduction: what is kept back of the price of each unit, in hundredths of a percent.
    package func breakdown(for units: Range<Int>, bonus: Int = 0, deduction: (Int) -> Int) -> Breakdown {
        var sums = Breakdown.Sums()
        for unit in units {
            let discount = min(share(of: spread.discount, unit), price.minor)
            var left = price.minor - discount
            let lost = left.portion(deduction(unit), of: 10_000)
            left -= lost
            let fee = min(share(of: fee, unit), left)
            left -= fee
            let postage = min(share(of: spread.postage, unit), left)
            left -= postage
            let shipping = share(of: spread.shipping, unit)
            let net = left + shipping
            sums.add(.price, price.minor)
            sums.add(.discount, -discount)
            sums.add(.deduction, -lost)
            sums.add(.fee, -fee)
            sums.add(.postage, -postage)
            sums.add(.shipping, shipping)
            sums.add(.bonus, net.portion(bonus, of: 10_000))
            if let tax = spread.tax, price.minor > 0 { sums.tax += net.portion(Int(tax), of: Int(price.minor)) }
        }
        return Breakdown(sums, units: units.count, isTaxKnown: spread.tax != nil, currency: price.currency)
    }

    /// A stated part of what was paid for some units: what is kept back of it is what the goods have lost.
    package func breakdown(giving amount: Money, for units: Range<Int>) -> Breakdown {
        var sums = Breakdown.Sums()
        for entry in breakdown(for: units).paidEntries { sums.add(entry.item, entry.amount.minor) }
        sums.add(.deduction, amount.minor - breakdown(for: units).paid.minor)
        if let tax = spread.tax, price.minor > 0 { sums.tax = amount.minor.portion(Int(tax), of: Int(price.minor)) }
        return Breakdown(sums, units: units.count, isTaxKnown: spread.tax != nil, currency: price.currency)
    }

    private func share(of amount: Int64, _ unit: Int) -> Int64 {
        guard unit < units else { return 0 }
        return amount.portion(unit + 1, of: units) - amount.portion(unit, of: units)
    }
}

/// Amounts of a whole line that its unit price does not show, in minor units of its currency; none is negative.
package struct LineSpread: Sendable, Hashable {
    /// The line's part of a discount on the whole order.
    package var discount: Int64 = 0
    /// The line's part of what the customer paid for the way out, where it is given back.
    package var shipping: Int64 = 0
    /// The way back, where the customer pays for it.
    package var postage: Int64 = 0
    /// The tax that the price of one unit contains, at most the price; nil where nobody told.
    package var tax: Int64?

    package init(discount: Int64 = 0, shipping: Int64 = 0, postage: Int64 = 0, tax: Int64? = nil) {
        self.discount = discount
        self.shipping = shipping
        self.postage = postage
        self.tax = tax
    }
}

extension Int64 {
    /// `self · part / whole`, rounded half away from zero. Exact: the product is made in twice the width.
    package func portion(_ part: Int, of whole: Int) -> Int64 {
        guard self != 0, part != 0 else { return 0 }
        let product = magnitude.multipliedFullWidth(by: UInt64(part))
        let (quotient, rest) = UInt64(whole).dividingFullWidth(product)
        let rounded = quotient + (rest >= UInt64(whole) - rest ? 1 : 0)
        return self < 0 ? -Int64(rounded) : Int64(rounded)
    }
}
