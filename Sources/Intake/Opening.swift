import JSONText
import Ledger
import Policy
import Returns

/// A return request becomes a return: judged by the policy, numbered, with parcels and papers owed.
extension Recorder {
    func open(_ request: ReturnRequest) throws -> Taken {
        let (request, facts) = try FactFinding(snapshot: snapshot).look(into: request)
        let decision = terms.policy.decide(on: request, given: facts, today: terms.siteDay(occasion.at))
        let language = request.customer.language ?? terms.defaultLanguage
        let brand = try terms.brands.brand(of: request, orders: facts.orders)
        var stored = StoredCase(
            id: try transaction.nextCaseID(),
            case: ReturnCase(
                number: try nextNumber(), state: .requested, validUntil: decision.validUntil,
                lines: lines(of: request, decision, facts: facts)),
            token: precedent?.token ?? Token.text(terms.entropy(Token.byteCount)), sequence: 0, createdAt: occasion.at,
            changedAt: occasion.at, customer: request.customer, language: language, request: request.remainder,
            decision: decision.json(say: { terms.say($0, language) }), policyEdition: decision.edition,
            document: document, brand: brand)
        var changes = [
            Change(.rma, axis: RMAState.axisName, before: "", after: RMAState.requested.rawValue)
        ]
        let (moves, held) = try answer(decision, to: &stored)
        changes += moves + waivers(stored.case)
        let judged = acting(Actor(trusted: "policy"))
        let promises =
            try held == nil && stored.case.state == .approved
            ? latestOffers(stored) : offers(from: [.requested], of: stored)
        changes += try repeatedFailure(of: stored)
        try transaction.record(
            changes, of: &stored, was: nil, on: judged, voice: terms.voice, promising: promises)
        stored = try oweResolutions(of: stored, on: judged)
        try owePapers(of: stored)
        try transaction.index(stored)
        return Taken(
            rma: stored.id, number: stored.case.number, stored: stored,
            summary: "\(stored.case.number) \(stored.case.state.rawValue)" + (held.map { ": \($0)" } ?? ""), held: held)
    }

    /// Moves the case where the decision says; an approved one gets its parcels. Where no number is left for a
    /// parcel the case is held for a person instead, with nothing half-made.
    private func answer(_ decision: Decision, to stored: inout StoredCase) throws -> (changes: [Change], held: String?)
    {
        // The words for the customer stand in the decision; here is what moved the state.
        let reason = "policy \(decision.edition)"
        switch decision.answer {
        case .decline: return (try stored.case.move(to: .declined, reason: reason), nil)
        case .review: return (try stored.case.move(to: .underReview, reason: reason), nil)
        case .authorize:
            do {
                var approved = stored.case
                let changes = try attempt {
                    let moved = try approved.move(to: .approved, reason: reason)
                    return moved + (try addParcels(to: &approved, plans: decision.shipments.map(ParcelPlan.init)))
                }
                stored.case = approved
                return (changes, nil)
            } catch let shortage as NumberShortage {
                stored.decision = stored.decision.held(
                    because: shortage.reason,
                    saying: terms.say(Phrase(PhraseKey.approvalNeeded.rawValue), stored.language))
                return (try stored.case.move(to: .underReview, reason: shortage.reason), shortage.reason)
            }
        }
    }

    /// Goods that the customer keeps are not awaited.
    private func waivers(_ one: ReturnCase) -> [Change] {
        one.lines.filter { $0.line.receipt == .waived }.map { line in
            Change(
                .line(line.number), axis: ReceiptState.axisName, before: ReceiptState.initial.rawValue,
                after: ReceiptState.waived.rawValue, reason: "the customer keeps the goods")
        }
    }

    /// One parcel for each plan, with a number that no parcel had before.
    func addParcels(to one: inout ReturnCase, plans: [ParcelPlan]) throws -> [Change] {
        try plans.map { plan in
            let (code, carrier) = try nextParcelCode(
                warehouse: plan.warehouse, service: plan.service, place: one.shipments.count)
            let shipment = Shipment(
                number: one.shipments.count + 1, code: code, warehouse: plan.warehouse, carrier: carrier)
            one.shipments.append(shipment)
            return Change(
                .shipment(shipment.number), axis: ShipmentState.axisName, before: "",
                after: shipment.state.rawValue,
                details: [
                    ("code", .text(shipment.code.text)), ("warehouse", .text(plan.warehouse.text)),
                    ("lines", .text(plan.lines.map(String.init).joined(separator: ", "))),
                ] + (plan.pickUpDay.map { [("pick_up", .text($0.description))] } ?? []))
        }
    }

    /// Labels with instructions for every parcel; instructions alone where goods stay with the customer or may not
    /// travel as a parcel.
    func owePapers(of stored: StoredCase) throws {
        if stored.papers.contains(nil) {
            try transaction.owePaper(rma: stored.id, shipment: nil, at: occasion.at)
        }
        guard stored.case.state == .approved else { return }
        for shipment in stored.case.shipments where shipment.state == .labelRequested {
            try transaction.owePaper(rma: stored.id, shipment: shipment.number, at: occasion.at)
        }
    }

    private func lines(of request: ReturnRequest, _ decision: Decision, facts: Facts) -> [CaseLine] {
        let spreads = terms.policy.spreads(of: decision, for: request, given: facts)
        return zip(zip(request.lines, decision.lines), spreads).map { pair, spread in
            var line = line(pair.0, pair.1, facts: facts)
            line.spread = spread
            return line
        }
    }

    /// The line as it will live: what the order knows of the product wins over what the request says.
    private func line(_ asked: RequestedLine, _ decision: LineDecision, facts: Facts) -> CaseLine {
        var product = asked
        if let order = asked.order.flatMap({ facts.orders[$0] }),
            let sold = order.lines.first(where: { $0.sku == asked.sku })
        {
            product.title = sold.title ?? asked.title
            product.category = sold.category ?? asked.category
            product.unitPrice = sold.unitPrice ?? asked.unitPrice
            product.purchasedOn = order.purchasedOn
            product.hazards.formUnion(sold.hazards)
        }
        var line = Line(requested: asked.quantity, authorized: decision.authorized)
        if decision.goods == .stayWithCustomer, decision.answer != .decline { line.receipt = .waived }
        return CaseLine(
            number: decision.line, product: product, line: line, destination: decision.destination, fee: decision.fee)
    }
}

/// A parcel to be made: where it goes, how, and with which lines.
struct ParcelPlan {
    let warehouse: WarehouseName
    let service: String?
    /// The day on which the carrier comes for it.
    let pickUpDay: CalendarDate?
    var lines: [Int]

    init(_ planned: PlannedShipment) {
        warehouse = planned.warehouse
        service = planned.carriage.service
        pickUpDay = planned.pickUpDay
        lines = planned.lines
    }

    init(warehouse: WarehouseName, service: String?, pickUpDay: CalendarDate? = nil, lines: [Int]) {
        self.warehouse = warehouse
        self.service = service
        self.pickUpDay = pickUpDay
        self.lines = lines
    }
}

/// The unguessable part of a tracking link: 128 random bits as 22 characters of base64url (RFC 4648, 5).
enum Token {
    static let byteCount = 16

    static func text(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        var (buffer, bits) = (0, 0)
        for byte in bytes {
            buffer = buffer << 8 | Int(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[buffer >> bits & 63])
            }
        }
        if bits > 0 { text.append(alphabet[buffer << (6 - bits) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }
}

extension ReturnRequest {
    /// What the request says beside its customer and lines.
    var remainder: JSONValue {
        .object(known: [
            ("reference", .text(reference?.text)), ("channel", .text(channel?.text)),
            ("brand", .text(brand?.text)), ("wish", .text(wish?.rawValue)),
            ("gift", isGift ? true : nil), ("note", .text(note)), ("exchange_for", exchanges),
        ])
    }
}

extension ReturnRequest {
    /// What the customer would like in place of what comes back, by the number of the line; nil where nothing was said.
    private var exchanges: JSONValue? {
        let wished = zip(1..., lines).compactMap { number, line in
            line.exchangeFor.map { (String(number), Optional(JSONValue.string($0.text))) }
        }
        return wished.isEmpty ? nil : .object(known: wished)
    }
}

extension Decision {
    /// As it is kept: every rule's finding with the words that the customer got, the terms, the parcels.
    package func json(say: (Phrase) -> String) -> JSONValue {
        let spoken = message(say: say)
        return .object(known: [
            ("answer", .string(answer.rawValue)), ("edition", .string(edition)),
            ("x12", .string(x12Disposition)),
            ("message", spoken.isEmpty ? nil : .string(spoken)),
            ("lines", .array(lines.map { $0.json })),
            ("warned", warnsAtOnce ? true : nil),
            ("shipments", .array(shipments.map(\.json))),
            ("findings", .array(allFindings.map { $0.json(say: say) })),
        ])
    }
}

extension JSONValue {
    /// A decision that cannot be carried out yet: why, for staff, and other words for the customer.
    fileprivate func held(because reason: String, saying message: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        let rest = members.filter { !["x12", "message"].contains($0.key) }
        return .object(
            rest + [
                JSONValue.Member("x12", "RP"), JSONValue.Member("held", .string(reason)),
                JSONValue.Member("message", .string(message)),
            ])
    }
}

extension Decision {
    /// Goods may not travel as a parcel, and it is clear that they are the customer's: nothing of an order is told
    /// to anybody else.
    fileprivate var warnsAtOnce: Bool {
        let barred = lines.filter { !$0.notByParcel.isEmpty }
        return !barred.isEmpty
            && barred.allSatisfy { line in
                line.findings.contains { $0.rule == .restricted && $0.outcome != .notes }
            }
    }

    /// What the customer reads first: why, and what can be done; each sentence once.
    private func message(say: (Phrase) -> String) -> String {
        let decisive: [Finding] =
            switch answer {
            case .authorize where shipments.isEmpty: lines.flatMap(\.findings).filter { $0.rule == .keeps }
            case .authorize: findings.filter { $0.outcome != .notes } + lines.flatMap(\.findings).filter(\.isRefusal)
            case .review: allFindings.filter { $0.outcome == .needsPerson }
            case .decline: allFindings.filter(\.isRefusal)
            }
        var sentences: [String] = []
        for sentence in decisive.map({ say($0.phrase) }) where !sentences.contains(sentence) {
            sentences.append(sentence)
        }
        return sentences.joined(separator: " ")
    }
}

extension Finding {
    fileprivate var isRefusal: Bool { outcome == .refuses }
}

extension LineDecision {
    fileprivate var json: JSONValue {
        .object(known: [
            ("line", .integer(Int64(line))), ("answer", .string(answer.rawValue)),
            ("authorized", .integer(Int64(authorized))), ("goods", .string(goods.rawValue)),
            ("postage", .string(postage.rawValue)), ("destination", .text(destination?.text)), ("fee", fee?.json),
            ("not_by_parcel", .texts(notByParcel.map(\.rawValue))),
        ])
    }
}

extension PlannedShipment {
    fileprivate var json: JSONValue {
        .object(known: [
            ("warehouse", .string(warehouse.text)), ("service", .text(carriage.service)),
            ("marks", .texts(carriage.marks)), ("limits", .texts(carriage.limits.map(\.rawValue))),
            ("hazards", demands.isEmpty ? nil : .array(demands.map(\.json))),
            ("packing", .texts(packing)), ("pick_up", pickUp), ("drop_off", .text(dropOff)),
            ("paperless", isPaperless ? true : nil),
            ("postage", .string(postage.rawValue)), ("lines", .array(lines.map { .integer(Int64($0)) })),
        ])
    }

    private var pickUp: JSONValue? {
        guard case .pickUp(let term) = handOver, let day = pickUpDay else { return nil }
        return [
            "day": .string(day.description), "business_days": .integer(Int64(term.businessDays)),
            "from_minute": .integer(Int64(term.from)), "until_minute": .integer(Int64(term.until)),
            "time_zone": .string(term.timeZone),
        ]
    }

    private var dropOff: String? { if case .dropOff(let name, _) = handOver { name } else { nil } }
    private var isPaperless: Bool { if case .dropOff(_, true) = handOver { true } else { false } }
}

extension HazardDemand {
    fileprivate var json: JSONValue {
        .object(known: [
            ("hazard", .string(hazard.rawValue)), ("service", .text(service)), ("marks", .texts(marks)),
        ])
    }
}

extension JSONValue {
    /// A list of texts; an empty one is left out.
    fileprivate static func texts(_ texts: [String]) -> JSONValue? {
        texts.isEmpty ? nil : .array(texts.map { .string($0) })
    }
}

extension Finding {
    fileprivate func json(say: (Phrase) -> String) -> JSONValue {
        .object(known: [
            ("rule", .string(rule.rawValue)), ("line", line.map { .integer(Int64($0)) }),
            ("outcome", .string(outcome.rawValue)),
            ("words", outcome == .fits ? nil : .string(say(phrase))),
            ("explanation", .string(explanation)),
        ])
    }
}
