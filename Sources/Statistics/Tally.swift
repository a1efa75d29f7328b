import Ledger
import Returns

/// Counts returns, one after the other, and makes tables of them. Memory grows with kinds of things (products, groups,
/// customers), each up to a limit, never with the number of returns.
package struct Tally {
    package let order: FigureOrder
    package private(set) var days: SiteDays
    var sections: [Section: Count] = [:]
    var groups: Set<String> = []
    var stages: [StageKey: StageCount] = [:]
    var promises: [String: PromiseCount] = [:]
    var products: [String: ProductCount] = [:]
    var goods: [GoodsKey: GoodsCount] = [:]
    var given: [GivenKey: GivenCount] = [:]
    var customers: [String: CustomerCount] = [:]
    var customersLeftOut = 0

    /// What goes beyond is counted as `other`.
    static let groupsMax = 200
    static let productsMax = 50_000
    static let customersMax = 1_000_000
    static let other = "other"
    private static let dayMilliseconds: Int64 = 86_400_000

    /// A piece of time and a group.
    struct Section: Hashable {
        let start: CalendarDate
        let group: String
    }

    struct Count {
        var returns = 0
        var units = 0
        var received = 0
        var states: [RMAState: Int] = [:]
        var answeredInTime = 0
        var answeredLate = 0
        /// Older than a day and without an answer.
        var overdue = 0
        var waiting = 0
        var feedback = 0
        var ratings = 0
        var ratingSum = 0
        var complaints = 0
        var thanks = 0
    }

    struct StageKey: Hashable {
        let stage: Stage
        let group: String
    }

    struct StageCount {
        var hours = Spread()
        var work = Spread()
        /// The later stage came before the earlier one: a clock was wrong, or a carrier told late.
        var backwards = 0
    }

    struct PromiseCount {
        var made = 0
        /// By the day that was promised first.
        var kept = 0
        /// By a later day, which the customer was told in time.
        var keptLater = 0
        var broken = 0
        var open = 0
    }

    struct ProductCount {
        var title: String?
        var reasons: [String: Int] = [:]
        var units = 0
        var claimed = 0
        var noFault = 0
        var withSerial = 0
        var cameBefore = 0
        /// Units that bear another serial number than the one that was announced or sold.
        var otherSerials = 0

        var striking: Int { cameBefore + otherSerials }
    }

    struct GoodsKey: Hashable {
        let disposition: Disposition
        let currency: String?
    }

    struct GivenKey: Hashable {
        let kind: String
        let currency: String?
    }

    struct GivenCount {
        var times = 0
        var units = 0
        var minor: Int128 = 0
    }

    struct GoodsCount {
        var units = 0
        var unpriced = 0
        var minor: Int128 = 0
        /// What those of them that were judged still bring.
        var recovered: Int128 = 0
    }

    package init(_ order: FigureOrder, days: SiteDays) {
        self.order = order
        self.days = days
    }

    package mutating func add(_ figures: CaseFigures) {
        let start = order.period.start(of: days.day(figures.requestedAt), from: order.first)
        let moments = StageMoments(figures)
        for group in keys(of: figures) {
            count(figures, moments, in: Section(start: start, group: group))
            time(moments, group: group)
        }
        countPromises(figures)
        for line in figures.lines {
            countProduct(line)
            countGoods(line)
        }
        for gift in figures.given {
            var count = given[GivenKey(kind: gift.kind, currency: gift.paid?.currency.code)] ?? GivenCount()
            count.times += 1
            count.units += gift.units
            count.minor += Int128(gift.paid?.minor ?? 0)
            given[GivenKey(kind: gift.kind, currency: gift.paid?.currency.code)] = count
        }
        countCustomer(figures)
    }

    private mutating func keys(of figures: CaseFigures) -> Set<String> {
        let keys: Set<String> =
            switch order.division {
            case nil: [""]
            case .site: [figures.warehouse ?? ""]
            case .brand: [figures.brand ?? ""]
            case .channel: [figures.channel ?? ""]
            case .country: [figures.country ?? ""]
            case .category: Set(figures.lines.map { $0.category ?? "" })
            case .reason: Set(figures.lines.map(\.reason))
            }
        return Set(
            (keys.isEmpty ? [""] : keys).map { key in
                if groups.contains(key) || groups.count < Self.groupsMax {
                    groups.insert(key)
                    return key
                }
                groups.insert(Self.other)
                return Self.other
            })
    }

    private mutating func count(_ figures: CaseFigures, _ moments: StageMoments, in section: Section) {
        // One copy goes out and in again: the dictionary is asked twice for each return, not once for each number.
        var count = sections[section] ?? Count()
        count.returns += 1
        count.units += figures.lines.reduce(0) { $0 + $1.requested }
        count.received += figures.lines.reduce(0) { $0 + $1.received }
        count.states[figures.state, default: 0] += 1
        if let answered = moments.answered {
            let isInTime = answered.milliseconds - figures.requestedAt.milliseconds <= Self.dayMilliseconds
            if isInTime { count.answeredInTime += 1 } else { count.answeredLate += 1 }
        } else if figures.state == .requested || figures.state == .underReview {
            let age = order.now.milliseconds - figures.requestedAt.milliseconds
            if age > Self.dayMilliseconds { count.overdue += 1 } else { count.waiting += 1 }
        }
        for moment in figures.moments where moment.axis == "feedback" && moment.after == "feedback" {
            count.take(feedback: moment)
        }
        sections[section] = count
    }

    private mutating func time(_ moments: StageMoments, group: String) {
        for stage in Stage.allCases {
            guard let (from, to) = stage.span(of: moments) else { continue }
            var count = stages[StageKey(stage: stage, group: group)] ?? StageCount()
            if to < from {
                count.backwards += 1
            } else {
                count.hours.add(minutes: Int((to.milliseconds - from.milliseconds) / 60_000))
                count.work.add(minutes: days.businessMinutes(from: from, to: to))
            }
            stages[StageKey(stage: stage, group: group)] = count
        }
    }

    private mutating func countPromises(_ figures: CaseFigures) {
        for promise in figures.promises {
            var count = promises[promise.name] ?? PromiseCount()
            count.made += 1
            switch promise.state {
            case .kept where promise.isRevised: count.keptLater += 1
            case .kept: count.kept += 1
            case .broken: count.broken += 1
            case .open, .atRisk: count.open += 1
            case .withdrawn: break
            }
            promises[promise.name] = count
        }
    }

    private mutating func countProduct(_ line: CaseFigures.Line) {
        let key = products[line.sku] != nil || products.count < Self.productsMax ? line.sku : ""
        var product = products[key] ?? ProductCount()
        if product.title == nil, !key.isEmpty { product.title = line.title }
        product.units += line.requested
        product.reasons[line.reason, default: 0] += line.requested
        if Self.claims.contains(line.reason) {
            for lot in line.lots where lot.isJudged {
                product.claimed += lot.quantity
                if lot.disposition == .restock || lot.disposition == .openBox { product.noFault += lot.quantity }
            }
        }
        product.otherSerials += line.units.reduce(0) { $0 + ($1.hasOtherSerial ? $1.quantity : 0) }
        if line.hasSerial { product.withSerial += 1 }
        if line.cameBefore { product.cameBefore += 1 }
        products[key] = product
    }

    /// Reasons that say of a unit that it does not work.
    private static let claims: Set<String> = [ReasonCode.defective.rawValue, ReasonCode.warranty.rawValue]

    private mutating func countGoods(_ line: CaseFigures.Line) {
        for lot in line.lots {
            let currency = lot.value?.currency ?? line.price?.currency
            let key = GoodsKey(disposition: lot.disposition, currency: currency?.code)
            var count = goods[key] ?? GoodsCount()
            count.units += lot.quantity
            if let price = line.price, price.currency == currency {
                count.minor += Int128(price.minor) * Int128(lot.quantity)
            } else {
                count.unpriced += lot.quantity
            }
            count.recovered += lot.recovered(paid: line.price) * Int128(lot.quantity)
            goods[key] = count
        }
    }
}

/// Units of a line that are alike in what became of them.
private struct Lot {
    var quantity: Int
    var disposition: Disposition
    var isJudged: Bool
    var value: Money?
    var repairCost: Money?

    /// What one of them brings: the inspector's value, else what was paid, less the cost of its repair, where it is
    /// sold, mended or taken back by the vendor.
    func recovered(paid: Money?) -> Int128 {
        guard isJudged, let value = value ?? paid else { return 0 }
        switch disposition {
        case .restock, .openBox, .returnToVendor, .liquidate: return Int128(value.minor)
        case .refurbish, .repair:
            let cost = repairCost.flatMap { $0.currency == value.currency ? Int128($0.minor) : nil } ?? 0
            return max(0, Int128(value.minor) - cost)
        case .none, .quarantine, .donate, .recycle, .destroy, .returnToCustomer: return 0
        }
    }
}

extension CaseFigures.Line {
    /// What is here of it: by its units, and what nobody has judged; by itself where there are no records of units.
    fileprivate var lots: [Lot] {
        guard received > 0 else { return [] }
        guard !units.isEmpty else {
            return [Lot(quantity: received, disposition: disposition, isJudged: verdict != .pending)]
        }
        let judged = units.reduce(0) { $0 + $1.quantity }
        let left = received > judged ? [Lot(quantity: received - judged, disposition: .none, isJudged: false)] : []
        return left
            + units.map {
                Lot(
                    quantity: $0.quantity, disposition: $0.disposition, isJudged: true, value: $0.value,
                    repairCost: $0.repairCost)
            }
    }
}

extension Tally.Count {
    fileprivate mutating func take(feedback moment: CaseFigures.Moment) {
        feedback += 1
        if let rating = moment.rating {
            ratings += 1
            ratingSum += rating
        }
        switch moment.kind {
        case "complaint": complaints += 1
        case "thanks": thanks += 1
        case nil:
            if let rating = moment.rating, rating <= 2 { complaints += 1 }
            if let rating = moment.rating, rating >= 4 { thanks += 1 }
        case .some: return
        }
    }
}
