import Digests
import JSONText
import Ledger
import Returns

/// What is known apart from any one return: orders, customers, endpoints, and the operator's wishes.
extension Recorder {
    func keep(_ order: Order) throws -> Taken {
        let isNew = try snapshot.order(order.number) == nil
        try transaction.put(order, at: occasion.at)
        try note(
            "order:\(order.number)", isNew ? "imported" : "replaced",
            ["lines": .integer(Int64(order.lines.count))])
        return Taken(summary: "order \(order.number) \(isNew ? "stored" : "replaced")")
    }

    func keep(_ customer: Customer) throws -> Taken {
        guard let number = customer.number else {
            throw Refusal(
                found: "a customer without a number", expected: "the shop's number of the customer",
                remedy: "Add `number`.")
        }
        let isNew = try snapshot.customer(number) == nil
        try transaction.put(customer, number: number, at: occasion.at)
        try note("customer:\(number)", isNew ? "imported" : "replaced", .object([]))
        return Taken(summary: "customer \(number) \(isNew ? "stored" : "replaced")")
    }

    func keep(_ endpoint: WebhookEndpoint) throws -> Taken {
        if let problem = terms.endpointProblem(endpoint.url) {
            throw Refusal(
                found: "the address of endpoint \(endpoint.name): \(problem)",
                expected: "an address that we may send to",
                remedy: "Correct `url`, or ask the operator to allow it under `webhooks`.")
        }
        let known = try snapshot.endpoint(endpoint.name)
        let secretFile = endpoint.secretFile ?? known?.secretFile ?? "\(endpoint.name.fileStem).whsec"
        // Before the commit: an endpoint without a secret must never be on record, a file too many harms nobody.
        if known == nil { try terms.prepareSecret(secretFile) }
        try transaction.put(endpoint, secretFile: secretFile, remark: nil, at: occasion.at)
        try note(
            "endpoint:\(endpoint.name)", known == nil ? "added" : "changed",
            ["state": .string(endpoint.state.rawValue)])
        return Taken(summary: "endpoint \(endpoint.name) \(endpoint.state.rawValue)")
    }

    func send(_ retry: DeliveryRetry) throws -> Taken {
        guard let before = try transaction.retry(retry.delivery, at: occasion.at) else {
            throw Refusal(
                found: "no delivery \(retry.delivery)",
                expected: "the id of a delivery, as `rmad deliveries list` shows it",
                remedy: "Copy the whole id; it begins with msg_.")
        }
        try note("delivery:\(retry.delivery)", "retried", ["was": .string(before)])
        return Taken(summary: "delivery \(retry.delivery) was \(before); it is sent again now")
    }

    /// An event about something that is not a return: in the chain, told to nobody.
    func note(_ subject: String, _ what: String, _ details: JSONValue) throws {
        _ = try transaction.append(
            EventDraft(
                rma: nil, rmaSequence: nil, at: occasion.at, kind: "record.\(what)", subject: subject, axis: "record",
                before: "", after: what, actor: occasion.actor, reason: nil, details: details,
                document: occasion.document))
    }
}

extension EndpointName {
    /// The name as part of a file's name: letters, digits and hyphens stay. Where a sign had to be replaced, a
    /// digest follows, so that two endpoints never share a file.
    package var fileStem: String {
        let safe = String(text.map { ($0.isASCII && ($0.isLetter || $0.isNumber)) || $0 == "-" ? $0 : "_" })
        return safe == text ? safe : "\(safe)-\(Digest(of: text.utf8).description.prefix(8))"
    }
}
