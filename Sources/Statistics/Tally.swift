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
    /// By group; nil: all returns.
    var shares: [String?: Share] = [:]
    private var productCount = 0
    var customers: [String: CustomerCount] = [:]
    var customersLeftOut = 0

    /// What goes beyond is counted as `other`.
    static let groupsMax = 200
    static let productsMax = 50_000
    static let customersMax = 1_000_000
    static let other = "other"
    private static let dayMilliseconds: Int64 = 86_400_000

    /// A piece of time and a group; nil: all returns.
    struct Section: Hashable {
        let start: CalendarDate
        let group: String?
    }

    /// What is counted of all returns, or of a group of them, without telling pieces of time apart.
    struct Share {
        var promises: [String: PromiseCount] = [:]
        var products: [String: ProductCount] = [:]
        var goods: [GoodsKey: GoodsCount] = [:]
        var given: [GivenKey: GivenCount] = [:]
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
        let group: String?
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
        /// Nobody waits for them any more: the return was cancelled, or another promise took their place.
        var withdrawn = 0
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
        /// Nil: nobody has judged them yet.
        let disposition: Disposition?
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
        /// What customers had paid.
        var paid: Int128 = 0
        /// Units whose value was named at the inspection, and that value.
        var valued = 0
        var value: Int128 = 0
        /// What customers had paid for the others.
        var paidOfOthers: Int128 = 0
    }

    package init(_ order: FigureOrder, days: SiteDays) {
        self.order = order
        self.days = days
    }

    package mutating func add(_ figures: CaseFigures) {
        let start = order.period.start(of: days.day(figures.requestedAt), from: order.first)
        let moments = StageMoments(figures)
        count(figures, figures.lines, moments, in: Section(start: start, group: nil))
        time(moments, group: nil)
        share(figures, figures.lines, figures.given, group: nil)
        for (group, lines) in parts(of: figures, start: start) {
            count(figures, lines, moments, in: Section(start: start, group: group))
            time(moments, group: group)
            share(figures, lines, gifts(of: figures, to: lines), group: group)
        }
        if order.division?.isOfLines == true {
            for gift in figures.given where gift.line == nil { shares[group(nil), default: Share()].count(gift) }
        }
        countCustomer(figures)
    }

    /// Whether a promise was kept behind a day that the customer had been told before another one.
    private mutating func movedPromises(_ figures: CaseFigures) -> [Bool] {
        figures.promises.map { promise in
            guard let told = promise.told, let ended = promise.endedAt else { return false }
            return days.day(ended) > told
        }
    }

    private mutating func share(
        _ figures: CaseFigures, _ lines: [CaseFigures.Line], _ gifts: [CaseFigures.Given], group: String?
    ) {
        // Taken out and put in again: a copy of what grows with the products would be made for each return.
        var share = shares.removeValue(forKey: group) ?? Share()
        share.countPromises(figures, moved: movedPromises(figures))
        for line in lines {
            let isKnown = share.products[line.sku] != nil
            let key = isKnown || productCount < Self.productsMax ? line.sku : ""
            if !isKnown, !key.isEmpty { productCount += 1 }
            share.countProduct(line, as: key)
            share.countGoods(line)
        }
        for gift in gifts { share.count(gift) }
        shares[group] = share
    }

    /// What was given for a group's lines. Goodwill is for the whole return: where lines are told apart, it stands
    /// once, in the group of what is not known.
    private func gifts(of figures: CaseFigures, to lines: [CaseFigures.Line]) -> [CaseFigures.Given] {
        guard order.division?.isOfLines == true else { return figures.given }
        return figures.given.filter { gift in lines.contains { $0.number == gift.line } }
    }

    /// The groups that a return is in, each with the lines that are counted there.
    private mutating func parts(of figures: CaseFigures, start: CalendarDate) -> [String: [CaseFigures.Line]] {
        let name: (CaseFigures.Line) -> String?
        switch order.division {
        case nil: return [:]
        case .period: return [group(order.period.name(of: start)): figures.lines]
        case .carrier: return [group(figures.carrier): figures.lines]
        case .product: name = { $0.sku }
        case .site: return [group(figures.warehouse): figures.lines]
        case .brand: return [group(figures.brand): figures.lines]
        case .channel: return [group(figures.channel): figures.lines]
        case .country: return [group(figures.country): figures.lines]
        case .category: name = { $0.category }
        case .reason: name = { $0.statedReason }
        }
        guard !figures.lines.isEmpty else { return [group(nil): []] }
        var parts: [String: [CaseFigures.Line]] = [:]
        for line in figures.lines { parts[group(name(line)), default: []].append(line) }
        return parts
    }

    private mutating func group(_ name: String?) -> String {
        let name = name ?? ""
        let key = groups.contains(name) || groups.count < Self.groupsMax ? name : Self.other
        groups.insert(key)
        return key
    }

    private mutating func count(
        _ figures: CaseFigures, _ lines: [CaseFigures.Line], _ moments: StageMoments, in section: Section
    ) {
        // One copy goes out and in again: the dictionary is asked twice for each return, not once for each number.
        var count = sections[section] ?? Count()
        count.returns += 1
        count.units += lines.reduce(0) { $0 + $1.requested }
        count.received += lines.reduce(0) { $0 + $1.received }
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

    private mutating func time(_ moments: StageMoments, group: String?) {
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

}

extension Tally.Share {
    fileprivate mutating func countPromises(_ figures: CaseFigures, moved: [Bool]) {
        for (promise, isMoved) in zip(figures.promises, moved) {
            var count = promises[promise.name] ?? Tally.PromiseCount()
            count.made += 1
            switch promise.state {
            case .kept where promise.isRevised || isMoved: count.keptLater += 1
            case .kept: count.kept += 1
            case .broken: count.broken += 1
            case .open, .atRisk: count.open += 1
            case .withdrawn: count.withdrawn += 1
            }
            promises[promise.name] = count
        }
    }

    fileprivate mutating func count(_ gift: CaseFigures.Given) {
        let key = Tally.GivenKey(kind: gift.kind, currency: gift.paid?.currency.code)
        var count = given[key] ?? Tally.GivenCount()
        count.times += 1
        count.units += gift.units
        count.minor += Int128(gift.paid?.minor ?? 0)
        given[key] = count
    }

    fileprivate mutating func countProduct(_ line: CaseFigures.Line, as key: String) {
        var product = products.removeValue(forKey: key) ?? Tally.ProductCount()
        if product.title == nil, !key.isEmpty { product.title = line.title }
        product.units += line.requested
        if let reason = line.statedReason { product.reasons[reason, default: 0] += line.requested }
        if let reason = line.statedReason, Self.claims.contains(reason) {
            for units in line.judged {
                product.claimed += units.units
                if units.disposition == .restock || units.disposition == .openBox { product.noFault += units.units }
            }
        }
        product.otherSerials += line.judged.reduce(0) { $0 + ($1.hasOtherSerial ? $1.units : 0) }
        if line.hasSerial { product.withSerial += 1 }
        if line.cameBefore { product.cameBefore += 1 }
        products[key] = product
    }

    /// Reasons that say of a unit that it does not work.
    private static let claims: Set<String> = [ReasonCode.defective.rawValue, ReasonCode.warranty.rawValue]

    fileprivate mutating func countGoods(_ line: CaseFigures.Line) {
        for units in line.judged {
            countGoods(units.units, to: units.disposition, price: line.price, value: units.value)
        }
        countGoods(line.unjudged, to: nil, price: line.price, value: nil)
    }

    private mutating func countGoods(_ units: Int, to disposition: Disposition?, price: Money?, value: Money?) {
        guard units > 0 else { return }
        let currency = price?.currency ?? value?.currency
        let key = Tally.GoodsKey(disposition: disposition, currency: currency?.code)
        var count = goods[key] ?? Tally.GoodsCount()
        count.units += units
        let paid = price.map { Int128($0.minor) * Int128(units) }
        count.paid += paid ?? 0
        if paid == nil { count.unpriced += units }
        // A value in another currency than the price cannot be added to it.
        if let value, value.currency == currency {
            count.valued += units
            count.value += Int128(value.minor) * Int128(units)
        } else {
            count.paidOfOthers += paid ?? 0
        }
        goods[key] = count
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
