/// What a customer gets for units of a line, item by item. The items sum exactly to the total.
package struct Breakdown: Sendable, Equatable {
    package enum Item: String, CaseIterable, Sendable {
        /// What was paid for the units.
        case price
        /// Their part of a discount on the whole order; not positive.
        case discount
        /// What the goods have lost by use; not positive.
        case deduction
        /// The policy's fee; not positive.
        case fee
        /// The way back, where the customer pays for it; not positive.
        case postage
        /// The way out, where it is given back.
        case shipping
        /// On top, for a credit.
        case bonus
    }

    package struct Entry: Sendable, Equatable {
        package let item: Item
        package let amount: Money

        package init(_ item: Item, _ amount: Money) {
            self.item = item
            self.amount = amount
        }
    }

    package let units: Int
    /// In the order of `Item`; items that come to nothing are left out, but for the price.
    package let entries: [Entry]
    package let total: Money
    /// The tax that the total contains, a bonus apart; nil where it is not known.
    package let tax: Money?

    package init(units: Int, entries: [Entry], currency: Currency, tax: Money?) {
        self.units = units
        self.entries = entries
        total = Money(minor: entries.reduce(0) { $0 + $1.amount.minor }, currency: currency)
        self.tax = tax
    }
}

extension Breakdown {
    /// Sums in the making, in minor units.
    struct Sums {
        private var amounts: [Item: Int64] = [:]
        var tax: Int64 = 0

        mutating func add(_ item: Item, _ amount: Int64) { amounts[item, default: 0] += amount }

        func entries(in currency: Currency) -> [Entry] {
            Item.allCases.compactMap { item in
                let amount = amounts[item] ?? 0
                return amount == 0 && item != .price ? nil : Entry(item, Money(minor: amount, currency: currency))
            }
        }
    }

    init(_ sums: Sums, units: Int, isTaxKnown: Bool, currency: Currency) {
        self.init(
            units: units, entries: sums.entries(in: currency), currency: currency,
            tax: isTaxKnown ? Money(minor: sums.tax, currency: currency) : nil)
    }
}

extension Breakdown {
    /// What the customer had paid for the units, before anything is kept back.
    var paid: Money {
        Money(minor: paidEntries.reduce(0) { $0 + $1.amount.minor }, currency: total.currency)
    }

    var paidEntries: [Entry] {
        let paid: Set<Item> = [.price, .discount, .shipping]
        return entries.filter { paid.contains($0.item) }
    }
}
