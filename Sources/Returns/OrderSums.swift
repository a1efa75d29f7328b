/// What of an order's amounts cannot be true together.
extension Order {
    /// For whoever keeps the shop's export, one sentence each; at most ten. The order is taken all the same: what was
    /// sold is known by it, and a return of its goods must not wait for its sums.
    package var contradictions: [String] {
        let ofOrder = [strange(discount, "discount"), strange(shipping, "shipping"), excess].compactMap { $0 }
        return Array((ofOrder + lines.compactMap(\.contradiction)).prefix(10))
    }

    /// An amount of the whole order in a currency that none of its goods has.
    private func strange(_ amount: Money?, _ name: String) -> String? {
        let currencies = Set(lines.compactMap(\.unitPrice?.currency))
        guard let amount, amount.minor > 0, !currencies.isEmpty, !currencies.contains(amount.currency) else {
            return nil
        }
        return "the \(name) of \(amount) is in no currency of the goods, so no refund knows of it: correct the order"
    }

    /// A discount that is more than the goods cost.
    private var excess: String? {
        guard let discount else { return nil }
        let goods = lines.compactMap { line in line.unitPrice.map { $0.times(line.quantity) } }
            .filter { $0.currency == discount.currency }
        let sum = goods.reduce(Money.zero(discount.currency)) { $0.addingSaturated($1) }
        guard !goods.isEmpty, discount.minor > sum.minor else { return nil }
        return "the discount of \(discount) is more than the goods cost, \(sum), so nothing can be refunded for them: "
            + "correct the order"
    }
}

extension OrderLine {
    /// A tax that the price cannot contain.
    fileprivate var contradiction: String? {
        guard let price = unitPrice, let tax else { return nil }
        guard tax.currency == price.currency else {
            return "the tax of \(sku), \(tax), is in another currency than its price, \(price): correct the order"
        }
        guard tax.minor > price.minor else { return nil }
        return "the tax of \(sku), \(tax), is above its price, \(price), which contains it: correct the order"
    }
}
