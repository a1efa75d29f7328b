import Ledger
import Policy
import Returns

/// Gathers what the ledger knows that bears on a request. Without a ledger nothing is known, and the policy
/// says what follows from that.
struct FactFinding {
    let snapshot: Snapshot?

    /// The request with what we know of its customer already: what the request says wins, gaps are filled. The
    /// tier is ours to give, so our own record of it wins.
    func completed(_ request: ReturnRequest) throws -> ReturnRequest {
        guard let number = request.customer.number, let known = try snapshot?.customer(number) else { return request }
        var customer = request.customer
        customer.name = customer.name ?? known.name
        customer.company = customer.company ?? known.company
        customer.email = customer.email ?? known.email
        customer.phone = customer.phone ?? known.phone
        customer.language = customer.language ?? known.language
        customer.tier = known.tier ?? customer.tier
        customer.address = customer.address ?? known.address
        var completed = request
        completed.customer = customer
        return completed
    }

    func facts(for request: ReturnRequest) throws -> Facts {
        var facts = Facts()
        guard let snapshot else { return facts }
        facts.customer = try request.customer.number.flatMap { try snapshot.customer($0) }
        for line in request.lines {
            if let serial = line.serial, try snapshot.isReturned(serial) { facts.serialsReturned.insert(serial) }
            guard let number = line.order else { continue }
            if facts.orders[number] == nil { facts.orders[number] = try snapshot.order(number) }
            let product = SoldProduct(order: number, sku: line.sku)
            if facts.unitsReturned[product] == nil {
                facts.unitsReturned[product] = try snapshot.unitsReturned(order: number, sku: line.sku)
            }
        }
        return facts
    }
}
