import Ledger
import Returns

/// What the customer of a return gets, order by order, item by item.
struct ResolutionSheet {
    let one: ReturnCase
    let screen: Screen

    func show() {
        for order in one.resolutions {
            screen.line(
                "  \(order.name(in: one.number))  \(order.kind.rawValue), \(order.units.count) × line \(order.line)  "
                    + screen.ink.paint(order.state.rawValue, order.state.ink))
            var fields = Fields()
            for entry in order.breakdown?.entries ?? [] {
                fields.add(entry.item.words, "\(entry.amount)")
            }
            fields.add("Total", order.breakdown.map { "\($0.total)" }, .strong)
            fields.add("Customer pays", order.charge.map { "\($0)" })
            fields.add("Tax in it", order.breakdown?.tax.map { "\($0)" })
            fields.add(
                "Given",
                [
                    order.paid.map { "\($0)" }, order.reference.map { "reference \(Printable.line($0.text))" },
                ])
            fields.add("Attempt", order.attempt > 1 ? "\(order.attempt)" : nil)
            screen.show(fields, indent: 5)
        }
    }
}

extension Breakdown.Item {
    /// As staff call it.
    var words: String {
        switch self {
        case .price: "Paid"
        case .discount: "Discount"
        case .deduction: "Loss of value"
        case .fee: "Fee"
        case .postage: "Way back"
        case .shipping: "Way out"
        case .bonus: "Bonus"
        }
    }
}
