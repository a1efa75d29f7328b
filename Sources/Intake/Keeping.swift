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
        var taken = Taken(summary: "order \(order.number) \(isNew ? "stored" : "replaced")")
        taken.warnings = order.contradictions
        return taken
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
        var endpoint = endpoint
        let known = try snapshot.endpoint(endpoint.name)
        if let problem = terms.endpointProblem(endpoint) {
            throw Refusal(
                found: "endpoint \(endpoint.name): \(problem)", expected: "an endpoint that we may and can send to",
                remedy: "Correct the field, or ask the operator to allow the address under `webhooks`.")
        }
        endpoint.terms.payloadVersion = endpoint.terms.payloadVersion ?? known?.terms.payloadVersion
        let state = endpoint.state ?? known?.state ?? .enabled
        let secretFile = endpoint.secretFile ?? known?.secretFile ?? "\(endpoint.name.fileStem).whsec"
        // Before the commit: an endpoint without a secret must never be on record, a file too many harms nobody.
        if known == nil { try terms.prepareSecret(secretFile) }
        try transaction.put(
            endpoint, state: state, secretFile: secretFile, remark: state == .disabled ? known?.remark : nil,
            at: occasion.at)
        try note(
            "endpoint:\(endpoint.name)", known == nil ? "added" : "changed",
            ["state": .string(state.rawValue)])
        return Taken(summary: "endpoint \(endpoint.name) \(state.rawValue)")
    }

    func rotate(_ rotation: SecretRotation) throws -> Taken {
        guard let known = try snapshot.endpoint(rotation.endpoint) else { throw unknown(rotation.endpoint) }
        if let former = known.former, former.until > occasion.at, rotation.graceHours > 0 {
            throw Refusal(
                found: "endpoint \(rotation.endpoint), whose former secret still signs, until \(former.until)",
                expected: "a change that is over",
                remedy: "Wait until then. If a secret is known to strangers, rotate with 0 hours of grace.")
        }
        let secretFile = newSecretFile(for: known)
        try terms.prepareSecret(secretFile)
        let end = occasion.at.adding(milliseconds: Int64(rotation.graceHours) * 3_600_000)
        try transaction.rotate(rotation.endpoint, to: secretFile, formerUntil: end, at: occasion.at)
        try note(
            "endpoint:\(rotation.endpoint)", "rotated",
            ["secret_file": .string(secretFile), "former_until": .string(end.description)])
        return Taken(
            summary: "endpoint \(rotation.endpoint) has a new secret in \(secretFile); the one in \(known.secretFile) "
                + (rotation.graceHours > 0 ? "signs, too, until \(end)" : "signs no more"))
    }

    /// A name that no secret of the endpoint has: two changes in one second are two.
    private func newSecretFile(for endpoint: EndpointRecord) -> String {
        let stem = "\(endpoint.name.fileStem)-\(occasion.at.milliseconds / 1000)"
        let taken = [endpoint.secretFile, endpoint.former?.file]
        var (name, serial) = ("\(stem).whsec", 1)
        while taken.contains(name) {
            serial += 1
            name = "\(stem)-\(serial).whsec"
        }
        return name
    }

    func turn(_ wish: EndpointSwitch) throws -> Taken {
        guard try snapshot.endpoint(wish.endpoint) != nil else { throw unknown(wish.endpoint) }
        try transaction.turn(wish, at: occasion.at)
        try note("endpoint:\(wish.endpoint)", "changed", ["state": .string(wish.state.rawValue)])
        return Taken(summary: "endpoint \(wish.endpoint) \(wish.state.rawValue)")
    }

    func send(_ retry: DeliveryRetry) throws -> Taken {
        switch retry {
        case .delivery(let id):
            guard let before = try transaction.retry(id, at: occasion.at) else {
                throw Refusal(
                    found: "no delivery \(id)",
                    expected: "the id of a delivery, as `rmad deliveries list` shows it",
                    remedy: "Copy the whole id; it begins with msg_.")
            }
            try note("delivery:\(id)", "retried", ["was": .string(before)])
            guard try snapshot.delivery(id)?.summary.state != "held" else {
                return Taken(summary: "delivery \(id) was \(before); it is held until its endpoint is enabled")
            }
            return Taken(
                summary: before == "waiting"
                    ? "delivery \(id) waits behind an earlier one of its return"
                    : "delivery \(id) was \(before); it is sent again now")
        case .givenUp(let name, let since):
            guard try snapshot.endpoint(name) != nil else { throw unknown(name) }
            let count = try transaction.retryGivenUp(name, since: since, at: occasion.at)
            return try replayed(name, since, count, "that were given up")
        case .missing(let name, let since):
            guard let endpoint = try snapshot.endpoint(name) else { throw unknown(name) }
            let count = try transaction.replayMissing(endpoint, since: since, at: occasion.at, voice: terms.voice)
            return try replayed(name, since, count, "that it never confirmed")
        }
    }

    private func replayed(_ name: EndpointName, _ since: Instant, _ count: Int, _ which: String) throws -> Taken {
        try note(
            "endpoint:\(name)", "replayed",
            ["deliveries": .integer(Int64(count)), "since": .string(since.description)])
        return Taken(summary: "endpoint \(name): \(count) deliveries \(which) are sent now")
    }

    private func unknown(_ name: EndpointName) -> Refusal {
        Refusal(
            found: "no endpoint \(name)", expected: "the name of an endpoint",
            remedy: "See which there are: rmad endpoint list.")
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
