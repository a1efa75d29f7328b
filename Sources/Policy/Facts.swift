import Returns

/// One product of one order: what an entitlement is counted by.
package struct SoldProduct: Hashable, Sendable {
    package let order: OrderNumber
    package let sku: SKU

    package init(order: OrderNumber, sku: SKU) {
        self.order = order
        self.sku = sku
    }
}

/// What is known beside the request, read from the ledger in the same moment.
package struct Facts: Sendable, Equatable {
    /// The orders that the request names, as far as we have them.
    package var orders: [OrderNumber: Order]
    /// Units that earlier returns still use up: the sum of `Line.entitlementUsed(in:)`.
    package var unitsReturned: [SoldProduct: Int]
    /// Serial numbers that are part of another open or closed return.
    package var serialsReturned: Set<SerialNumber>
    /// Our own record of the customer whom the request names.
    package var customer: Customer?

    package init(
        orders: [OrderNumber: Order] = [:], unitsReturned: [SoldProduct: Int] = [:],
        serialsReturned: Set<SerialNumber> = [], customer: Customer? = nil
    ) {
        self.orders = orders
        self.unitsReturned = unitsReturned
        self.serialsReturned = serialsReturned
        self.customer = customer
    }

    /// Units of a product that an order holds, over all its lines; nil where we do not have the order.
    package func unitsSold(_ product: SoldProduct) -> Int? {
        orders[product.order].map { order in
            order.lines.filter { $0.sku == product.sku }
                .reduce(0) { $0 + min(max($1.quantity, 0), Quantity.unitsMax) }
        }
    }

    /// Units that may still come back; nil where we do not have the order. Never negative.
    package func unitsLeft(_ product: SoldProduct) -> Int? {
        unitsSold(product).map { sold in
            max(0, sold - min(max(unitsReturned[product] ?? 0, 0), sold))
        }
    }
}
