import Ledger
import Policy
import Returns

/// Gathers what the ledger knows that bears on a request. Without a ledger nothing is known, and the policy
/// says what follows from that.
struct FactFinding {
    let snapshot: Snapshot?

    /// The request with what we know already, and what bears on it.
    func look(into request: ReturnRequest) throws -> (request: ReturnRequest, facts: Facts) {
        var facts = Facts()
        guard let snapshot else { return (request, facts) }
        facts.customer = try request.customer.number.flatMap { try snapshot.customer($0) }
        var request = request
        request.customer = completed(request.customer, by: facts.customer)
        for index in request.lines.indices {
            if let number = request.lines[index].order, facts.orders[number] == nil {
                facts.orders[number] = try snapshot.order(number)
            }
            let order = request.lines[index].order.flatMap { facts.orders[$0] }
            let line = order.map(request.lines[index].spelled) ?? request.lines[index]
            request.lines[index] = line
            if let serial = line.serial, try snapshot.isReturned(serial) { facts.serialsReturned.insert(serial) }
            guard let number = line.order else { continue }
            let product = SoldProduct(order: number, sku: line.sku)
            if facts.unitsReturned[product] == nil {
                facts.unitsReturned[product] = try snapshot.unitsReturned(order: number, sku: line.sku)
            }
        }
        return (request, facts)
    }

    /// What the request says wins, gaps are filled. The tier is ours to give, so our own record of it wins.
    private func completed(_ customer: Customer, by known: Customer?) -> Customer {
        guard let known else { return customer }
        var customer = customer
        customer.name = customer.name ?? known.name
        customer.company = customer.company ?? known.company
        customer.email = customer.email ?? known.email
        customer.phone = customer.phone ?? known.phone
        customer.language = customer.language ?? known.language
        customer.tier = known.tier ?? customer.tier
        customer.address = customer.address ?? known.address
        return customer
    }
}
