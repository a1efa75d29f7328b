import Returns

/// The amounts of a line that its unit price does not show: its part of a discount on the whole order, of what the
/// way out cost, and the way back.
///
/// An order's amount is parted among its lines by what they cost, and a line's among its units, each time by the
/// difference of rounded running sums, so that the parts of several returns of one order sum to the whole.
extension PolicyBook {
    /// - Returns: one for each line of the decision.
    package func spreads(of decision: Decision, for request: ReturnRequest, given facts: Facts) -> [LineSpread] {
        let whole = Set(facts.orders.values.filter { isWhole($0, decision, request, facts) }.map(\.number))
        var spreads = zip(request.lines, decision.lines).map { asked, line in
            spread(of: asked, line, facts: facts, isWholeOrder: asked.order.map(whole.contains) ?? false)
        }
        // One parcel, one postage: its first line bears it.
        for shipment in decision.shipments where shipment.postage == .customer {
            guard let first = shipment.lines.first, spreads.indices.contains(first - 1),
                let amount = decision.lines[first - 1].postageAmount
            else { continue }
            spreads[first - 1].postage = amount.minor
        }
        return spreads
    }

    private func spread(
        of asked: RequestedLine, _ line: LineDecision, facts: Facts, isWholeOrder: Bool
    ) -> LineSpread {
        guard let number = asked.order, let order = facts.orders[number],
            let index = order.lines.firstIndex(where: { $0.sku == asked.sku }),
            let price = order.lines[index].unitPrice
        else { return LineSpread() }
        let sold = order.lines[index]
        var spread = LineSpread()
        if let tax = sold.tax, tax.currency == price.currency { spread.tax = min(tax.minor, price.minor) }
        let units = line.authorized > 0 ? line.authorized : asked.quantity
        let before = facts.unitsReturned[SoldProduct(order: number, sku: asked.sku)] ?? 0
        let part = { (amount: Money?) -> Int64 in
            guard let amount, amount.currency == price.currency else { return 0 }
            let ofLine = order.part(of: amount.minor, line: index)
            let (from, to) = (min(before, sold.quantity), min(before + units, sold.quantity))
            return ofLine.portion(to, of: sold.quantity) - ofLine.portion(from, of: sold.quantity)
        }
        spread.discount = part(order.discount)
        let isGivenBack =
            switch resolutions.shippingRefund {
            case .wholeOrder: isWholeOrder || asked.reason.isSellersFault
            case .sellersFault: asked.reason.isSellersFault
            case .never: false
            }
        if isGivenBack { spread.shipping = part(order.shipping) }
        return spread
    }

    /// Every unit of the order comes back by this one request.
    private func isWhole(
        _ order: Order, _ decision: Decision, _ request: ReturnRequest, _ facts: Facts
    ) -> Bool {
        var left: [SKU: Int] = [:]
        for line in order.lines { left[line.sku, default: 0] += line.quantity }
        for (asked, line) in zip(request.lines, decision.lines) where asked.order == order.number {
            left[asked.sku, default: 0] -= line.authorized
        }
        return left.values.allSatisfy { $0 <= 0 }
    }
}

extension Order {
    /// What the customer paid for all units of a product of this order; nil where no price is known.
    /// - Parameter withShipping: with its part of the way out.
    package func paid(for sku: SKU, withShipping: Bool) -> Money? {
        var sum: Money?
        for (index, line) in lines.enumerated() where line.sku == sku {
            guard let price = line.unitPrice else { continue }
            let amounts = [(discount, Int64(-1)), (withShipping ? shipping : nil, Int64(1))].map { amount, sign in
                amount.map { $0.currency == price.currency ? sign * part(of: $0.minor, line: index) : 0 } ?? 0
            }
            let paid = price.times(line.quantity).minor + amounts.reduce(0, +)
            sum = Money(minor: (sum?.minor ?? 0) + paid, currency: price.currency)
        }
        return sum
    }

    /// A line's part of an amount of the whole order, by what its units cost.
    fileprivate func part(of amount: Int64, line index: Int) -> Int64 {
        var (before, total) = (0, 0)
        for (place, line) in lines.enumerated() {
            if place == index { before = total }
            let (sum, isTooMuch) = total.addingReportingOverflow(Int(line.unitPrice?.minor ?? 0) * line.quantity)
            // More than there is money: nothing of it can be parted.
            if isTooMuch { return 0 }
            total = sum
        }
        guard total > 0 else { return 0 }
        let behind = before + Int(lines[index].unitPrice?.minor ?? 0) * lines[index].quantity
        return amount.portion(behind, of: total) - amount.portion(before, of: total)
    }
}
