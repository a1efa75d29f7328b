import GRDB
import JSONText
import Returns

/// Goods may be made for somebody: `Mug engraved Grace Hopper`. What they are called goes then; what they are, by their
/// SKU, stays.
extension Transaction {
    func eraseTitles(of stored: StoredCase, _ scope: ErasureScope) throws {
        for line in stored.case.lines where line.product.title.map(scope.touches) ?? false {
            try db.run(
                "UPDATE lines SET title = ? WHERE rma = ? AND number = ?",
                [ErasureScope.gone, stored.id, line.number])
        }
    }

    /// Of the customer's orders, and of those from which something of theirs came back.
    func eraseTitles(ofOrders scope: ErasureScope) throws {
        let ordered = scope.cases.flatMap { $0.case.lines.compactMap { $0.product.order?.text } }
        for number in scope.orders.union(ordered).sorted() {
            guard let order = try snapshot.order(OrderNumber(trusted: number)),
                order.lines.contains(where: { $0.title.map(scope.touches) ?? false })
            else { continue }
            let lines = order.lines.map { line in
                var line = line
                if line.title.map(scope.touches) ?? false { line.title = ErasureScope.gone }
                return line.json
            }
            try db.run("UPDATE orders SET lines = ? WHERE number = ?", [JSONValue.array(lines).text, number])
            try seal(.orders, where: "number = ?", [number])
        }
    }
}
