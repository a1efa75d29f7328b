import Returns

extension PolicyBook {
    /// Decides a request. Never fails: odd data leads to a refusal that helps or to a person.
    ///
    /// The day is counted in UTC; where the site's own day matters, hand it in as `today`.
    package func decide(on request: ReturnRequest, given facts: Facts, at now: Instant) -> Decision {
        decide(on: request, given: facts, today: now.date)
    }

    /// Decides a request in the light of one day.
    ///
    /// Lines are first judged each by itself; then the lines that are left share out what the customer is
    /// entitled to, in their order; then each gets its terms. So a refused line takes nothing from another.
    package func decide(on request: ReturnRequest, given facts: Facts, today: CalendarDate) -> Decision {
        let weighing = request.lines.enumerated().map { index, asked in
            WeighedLine(index + 1, asked, of: request, facts: facts, today: today)
        }
        var claims = Claims()
        let lines = weighing.map { decide($0, facts: facts, claims: &claims) }
        let validUntil = today.adding(days: validDays)
        let whole = RequestRule.weigh(lines, prices: weighing.map(\.unitPrice), book: self, validUntil: validUntil)
        return Decision(
            answer: whole.answer, lines: lines, findings: whole.findings, edition: edition, decidedOn: today,
            validUntil: validUntil, shipments: shipments(of: lines, on: today),
            promises: whole.answer == .review
                ? promises(from: .requested, on: today, tier: facts.customer?.tier ?? request.customer.tier) : [])
    }

    private func decide(_ line: WeighedLine, facts: Facts, claims: inout Claims) -> LineDecision {
        let customer = CustomerRule.weigh(line, self)
        if customer.outcome == .needsPerson || customer.outcome == .refuses {
            return undisclosed(line, customer, facts: facts, claims: &claims)
        }
        var judgement = Judgement(line: line.number)
        judgement.add(.knownOrder, KnownOrderRule.weigh(line, self))
        judgement.add(.customer, customer)
        judgement.add(.product, ProductRule.weigh(line, self))
        let isTaken = line.asked.serial.map { claims.serials.contains(GoodsCode.unit($0.text)) } ?? false
        judgement.add(.serial, SerialRule.weigh(line, self, facts: facts, isTaken: isTaken))
        let warranty = WarrantyRule.weigh(line, self)
        judgement.add(.warranty, warranty.ruling)
        judgement.add(.window, WindowRule.weigh(line, self, warrantyUntil: warranty.carriesUntil))
        judgement.add(.condition, ConditionRule.weigh(line, self))
        let restricted = RestrictedGoodsRule.weigh(line, self)
        judgement.add(.restricted, restricted.ruling)
        let product = line.order.map { SoldProduct(order: $0.number, sku: line.asked.sku) }
        let taken = product.flatMap { claims.units[$0] } ?? 0
        let entitlement = EntitlementRule.weigh(line, facts: facts, taken: taken)
        judgement.add(.entitlement, entitlement.ruling)
        judgement.add(.approval, ApprovalRule.weigh(line, self, units: max(entitlement.units, 1)))
        guard judgement.answer != .decline else { return judgement.declined(restricted) }

        if let product { claims.units[product, default: 0] += entitlement.units }
        if let serial = line.asked.serial { claims.serials.insert(GoodsCode.unit(serial.text)) }
        return terms(for: line, units: entitlement.units, restricted, &judgement)
    }

    private func terms(
        for line: WeighedLine, units: Int, _ restricted: Restriction, _ judgement: inout Judgement
    ) -> LineDecision {
        // Goods that are too dangerous for a parcel are too dangerous to keep, too.
        let keep = restricted.isByParcel ? KeepRule.weigh(line, self, units: units) : restricted.fetched(.comeBack)
        judgement.add(.keeps, keep.ruling)
        let fee = FeeRule.weigh(line, self, units: units, goods: keep.goods)
        judgement.add(.fee, fee.ruling)
        let postage =
            restricted.isByParcel ? PostageRule.weigh(line, self, goods: keep.goods) : restricted.fetched(.seller)
        judgement.add(.postage, postage.ruling)
        let destination = DestinationRule.weigh(line, self, goods: keep.goods)
        judgement.add(.destination, destination.ruling)
        return LineDecision(
            line: line.number, answer: judgement.answer, authorized: units, goods: keep.goods,
            destination: destination.warehouse, fee: fee.fee, postage: postage.payer,
            postageAmount: postage.amount,
            carriage: keep.goods == .comeBack ? restricted.carriage : .ordinary,
            preparation: preparation(of: line, demands: restricted.demands), notByParcel: restricted.notByParcel,
            findings: judgement.findings)
    }

    /// While it is unclear whose order it is, the other rules keep silent, to the customer and in what
    /// would be printed. A person approves all or part of it.
    private func undisclosed(
        _ line: WeighedLine, _ customer: Ruling, facts: Facts, claims: inout Claims
    ) -> LineDecision {
        var judgement = Judgement(line: line.number)
        let silence = Ruling(
            .notes, PhraseKey.checkFirst.phrase(), "not weighed before it is clear whose order it is")
        for rule in RuleName.allCases where rule != .request {
            judgement.add(rule, rule == .customer ? customer : silence)
        }
        let restricted = RestrictedGoodsRule.weigh(line, self)
        guard judgement.answer == .review, let order = line.order else {
            return LineDecision(
                line: line.number, answer: judgement.answer, authorized: 0, goods: .stayWithCustomer,
                destination: nil, fee: nil, postage: .nobody, carriage: .ordinary, preparation: .none,
                notByParcel: restricted.notByParcel, findings: judgement.findings)
        }
        let product = SoldProduct(order: order.number, sku: line.asked.sku)
        let units = EntitlementRule.weigh(line, facts: facts, taken: claims.units[product] ?? 0).units
        claims.units[product, default: 0] += units
        // What a person approves must still travel as its hazards demand.
        return LineDecision(
            line: line.number, answer: .review, authorized: units, goods: .comeBack,
            destination: DestinationRule.weigh(line, self, goods: .comeBack).warehouse, fee: nil,
            postage: PostageRule.weigh(line, self, goods: .comeBack).payer,
            carriage: restricted.carriage, preparation: preparation(of: line, demands: restricted.demands),
            notByParcel: restricted.notByParcel, findings: judgement.findings)
    }
}

/// What the lines of one request have been given so far.
private struct Claims {
    var units: [SoldProduct: Int] = [:]
    var serials: Set<String> = []
}

/// The findings about one line as they come in, and the answer that they add up to.
private struct Judgement {
    let line: Int
    private(set) var findings: [Finding] = []

    init(line: Int) { self.line = line }

    /// One refusal declines the line; else one doubt leaves it to a person.
    var answer: Answer {
        if findings.contains(where: { $0.outcome == .refuses }) { return .decline }
        return findings.contains { $0.outcome == .needsPerson } ? .review : .authorize
    }

    mutating func add(_ rule: RuleName, _ ruling: Ruling) { findings.append(ruling.finding(rule, line)) }

    func declined(_ restricted: Restriction) -> LineDecision {
        var whole = self
        for rule in [RuleName.keeps, .fee, .postage, .destination] {
            whole.add(rule, Ruling(.notes, PhraseKey.noTerms.phrase(), "not weighed: the line does not come back"))
        }
        return LineDecision(
            line: line, answer: .decline, authorized: 0, goods: .stayWithCustomer, destination: nil, fee: nil,
            postage: .nobody, carriage: .ordinary, preparation: .none, notByParcel: restricted.notByParcel,
            findings: whole.findings)
    }
}

extension PolicyBook {
    /// Lines that go to the same place in the same way, from the same door or counter, share a parcel; it is the
    /// seller's to pay as soon as one of them is.
    private func shipments(of lines: [LineDecision], on today: CalendarDate) -> [PlannedShipment] {
        struct Way: Hashable {
            let warehouse: WarehouseName
            let carriage: Carriage
            let handOver: HandOver
        }
        var order: [Way] = []
        var members: [Way: [LineDecision]] = [:]
        for line in lines where line.answer != .decline && line.goods == .comeBack && line.notByParcel.isEmpty {
            guard let warehouse = line.destination else { continue }
            let way = Way(warehouse: warehouse, carriage: line.carriage, handOver: line.preparation.handOver)
            if members[way] == nil { order.append(way) }
            members[way, default: []].append(line)
        }
        return order.map { way in
            let inside = members[way] ?? []
            return PlannedShipment(
                warehouse: way.warehouse, carriage: way.carriage,
                postage: inside.contains { $0.postage == .seller } ? .seller : inside.last?.postage ?? .seller,
                handOver: way.handOver, pickUpDay: pickUpDay(way.handOver, on: today),
                packing: inside.flatMap(\.preparation.packing).eachOnce(),
                demands: inside.flatMap(\.preparation.demands).eachOnce(), lines: inside.map(\.line))
        }
    }

    private func pickUpDay(_ way: HandOver, on today: CalendarDate) -> CalendarDate? {
        switch way {
        case .pickUp(let term): calendar.date(term.businessDays, after: today)
        case .dropOff: nil
        }
    }
}

extension Array where Element: Hashable {
    fileprivate func eachOnce() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
