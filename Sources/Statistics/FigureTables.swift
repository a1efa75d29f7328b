import Returns

extension Tally {
    /// Products shown at most.
    private static let productRowsMax = 20

    /// All tables, in their order.
    /// - Parameter orders: how many orders are known of a customer; the ledger is asked for few customers.
    package func tables(orders: (String) throws -> Int) rethrows -> [FigureTable] {
        let watched = try attention(orders: orders)
        return FigureTableName.allCases.map { name in
            switch name {
            case .attention: watched
            case .volumes, .answers, .cycleTimes, .promises, .reasons, .reasonsByProduct, .goods, .given, .noFaultFound,
                .repeats, .feedback:
                table(name, by: order.division)
            }
        }
    }

    /// The tables that `division` cuts, uncut: groups cannot be added up where a return is in several, and percentiles
    /// never can.
    package var whole: [FigureTable] {
        FigureTableName.allCases.filter { $0 != .attention }.map { table($0, by: nil) }
    }

    private func table(_ name: FigureTableName, by division: FigureOrder.Division?) -> FigureTable {
        let division = division.flatMap { name.isDivided(by: $0) ? $0 : nil }
        return switch name {
        case .volumes: volumes(by: division)
        case .answers: answers(by: division)
        case .cycleTimes: cycleTimes(by: division)
        case .promises: promises(by: division)
        case .reasons: reasons(by: division)
        case .reasonsByProduct: reasonsByProduct(by: division)
        case .goods: goods(by: division)
        case .given: given(by: division)
        case .noFaultFound: noFaultFound(by: division)
        case .repeats: repeats(by: division)
        case .feedback: feedback(by: division)
        case .attention: FigureTable(.attention, [])
        }
    }

    private func head(_ division: FigureOrder.Division?) -> [FigureTable.Column] {
        [.init("period", "period")] + Self.column(division)
    }

    /// The column of the group; none where nothing is told apart.
    static func column(_ division: FigureOrder.Division?) -> [FigureTable.Column] {
        division.map { [.init($0.rawValue, $0.rawValue)] } ?? []
    }

    /// What was counted of every group, or of all returns together.
    func eachShare(by division: FigureOrder.Division?, _ body: ([FigureTable.Cell], Share) -> Void) {
        guard division != nil else { return body([], shares[nil] ?? Share()) }
        for group in groups.sorted() { if let share = shares[group] { body([Self.cell(group)], share) } }
    }

    /// Every piece of the span and every group that it has, gaps included where there are no groups.
    private func eachSection(by division: FigureOrder.Division?, _ body: ([FigureTable.Cell], Count) -> Void) {
        var starts = order.period.starts(from: order.first, to: order.last, max: FigureOrder.piecesMax)[...]
        if order.beginsWithReturns,
            let first = starts.firstIndex(where: { sections[Section(start: $0, group: nil)] != nil })
        {
            starts = starts[first...]
        }
        for start in starts {
            let name = FigureTable.Cell.text(order.period.name(of: start))
            guard division != nil else {
                body([name], sections[Section(start: start, group: nil)] ?? Count())
                continue
            }
            for group in groups.sorted() {
                guard let count = sections[Section(start: start, group: group)] else { continue }
                body([name, Self.cell(group)], count)
            }
        }
    }

    static func cell(_ group: String) -> FigureTable.Cell { group.isEmpty ? .none : .text(group) }

    private func volumes(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .volumes,
            head(division) + [
                .init("returns", "returns"), .init("units", "units"), .init("open", "open"),
                .init("approved", "approved"), .init("declined", "declined"), .init("cancelled", "cancelled"),
                .init("expired", "expired"), .init("closed", "closed"), .init("units_here", "units here"),
            ])
        eachSection(by: division) { keys, count in
            let number = { (state: RMAState) in count.states[state] ?? 0 }
            let open = number(.requested) + number(.underReview) + number(.infoNeeded)
            table.add(
                keys + [
                    .count(count.returns), .count(count.units), .count(open), .count(number(.approved)),
                    .count(number(.declined)), .count(number(.cancelled)), .count(number(.expired)),
                    .count(number(.closed)), .count(count.received),
                ])
        }
        return table
    }

    private func answers(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .answers,
            head(division) + [
                .init("in_time", "within 24 h"), .init("late", "later"), .init("overdue", "overdue now"),
                .init("waiting", "waiting now"), .init("in_time_percent", "share within 24 h"),
            ])
        eachSection(by: division) { keys, count in
            let due = count.answeredInTime + count.answeredLate + count.overdue
            table.add(
                keys + [
                    .count(count.answeredInTime), .count(count.answeredLate), .count(count.overdue),
                    .count(count.waiting), due == 0 ? .none : .share(count.answeredInTime, of: due),
                ])
        }
        return table
    }

    private func cycleTimes(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .cycleTimes,
            [.init("stage", "stage")] + head(division).dropFirst() + [
                .init("returns", "returns"), .init("p50_minutes", "half within"), .init("p90_minutes", "90 % within"),
                .init("p99_minutes", "99 % within"), .init("p50_work_minutes", "half, work days"),
                .init("p90_work_minutes", "90 %, work days"), .init("p99_work_minutes", "99 %, work days"),
                .init("backwards", "left out"),
            ])
        for stage in Stage.allCases {
            for group in division == nil ? [nil] : groups.sorted().map({ Optional($0) }) {
                let count = stages[StageKey(stage: stage, group: group)] ?? StageCount()
                guard division == nil || count.hours.count + count.backwards > 0 else { continue }
                let hours = count.hours.percentiles([50, 90, 99]).map { $0.map { FigureTable.Cell.minutes($0) } }
                let work = count.work.percentiles([50, 90, 99]).map { $0.map { FigureTable.Cell.workMinutes($0) } }
                table.add(
                    [.text(stage.title)] + (group.map { [Self.cell($0)] } ?? [])
                        + [.count(count.hours.count)] + (hours + work).map { $0 ?? .none } + [.count(count.backwards)])
            }
        }
        if stages.values.contains(where: { $0.backwards > 0 }) {
            table.remark = "Left out are returns whose later stage came before the earlier one, by the times they bear."
        }
        return table
    }

    private func promises(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .promises,
            Self.column(division) + [
                .init("promise", "promise"), .init("made", "made"), .init("kept", "kept"),
                .init("kept_later", "kept later"), .init("broken", "broken"), .init("open", "open"),
                .init("withdrawn", "withdrawn"), .init("kept_percent", "share kept"),
            ])
        eachShare(by: division) { group, share in
            for (name, count) in share.promises.sorted(by: { $0.key < $1.key }) {
                let ended = count.kept + count.keptLater + count.broken
                table.add(
                    group + [
                        .text(name), .count(count.made), .count(count.kept), .count(count.keptLater),
                        .count(count.broken), .count(count.open), .count(count.withdrawn),
                        ended == 0 ? .none : .share(count.kept, of: ended),
                    ])
            }
        }
        return table
    }

    /// The products with the most of something, in every group, and a remark on those that are not shown.
    private func eachFrequent(
        by division: FigureOrder.Division?, in table: inout FigureTable, _ number: (ProductCount) -> Int,
        _ rows: (_ head: [FigureTable.Cell], ProductCount) -> [[FigureTable.Cell]]
    ) {
        var (found, more): ([[FigureTable.Cell]], Int) = ([], 0)
        eachShare(by: division) { group, share in
            let all = share.products.filter { number($0.value) > 0 }
                .sorted { (number($0.value), $1.key) > (number($1.value), $0.key) }
            more += max(0, all.count - Self.productRowsMax)
            for (sku, count) in all.prefix(Self.productRowsMax) {
                found += rows(group + Self.product(sku, count), count)
            }
        }
        for row in found { table.add(row) }
        if more > 0 { table.remark = "\(more) more \(division == nil ? "products" : "rows") are not shown." }
    }

    private static func product(_ sku: String, _ count: ProductCount) -> [FigureTable.Cell] {
        // The empty key gathers what there was no room for.
        [.text(sku.isEmpty ? other : sku), count.title.map { .text($0) } ?? .none]
    }

    private static let productColumns: [FigureTable.Column] = [.init("sku", "product"), .init("title", "title")]

    private static let reasonColumns: [FigureTable.Column] = [
        .init("reason", "reason"), .init("units", "units"), .init("percent", "share"),
    ]

    private func reasons(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(.reasons, Self.column(division) + Self.reasonColumns)
        eachShare(by: division) { group, share in
            var units: [String: Int] = [:]
            for product in share.products.values { units.merge(product.reasons, uniquingKeysWith: +) }
            let whole = units.values.reduce(0, +)
            for (reason, count) in units.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }) {
                table.add(group + [.text(reason), .count(count), whole == 0 ? .none : .share(count, of: whole)])
            }
        }
        return table
    }

    private func reasonsByProduct(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .reasonsByProduct, Self.column(division) + Self.productColumns + Self.reasonColumns)
        eachFrequent(by: division, in: &table, \.units) { head, count in
            count.reasons.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { reason, units in
                head + [.text(reason), .count(units), count.units == 0 ? .none : .share(units, of: count.units)]
            }
        }
        return table
    }

    private func given(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .given,
            Self.column(division) + [
                .init("kind", "kind"), .init("times", "times"), .init("units", "units"),
                .init("currency", "currency"), .init("amount", "amount"),
            ])
        eachShare(by: division) { group, share in
            let sorted = share.given.sorted {
                ($0.key.kind, $0.key.currency ?? "~") < ($1.key.kind, $1.key.currency ?? "~")
            }
            for (key, count) in sorted {
                let currency = key.currency.map { Currency(trusted: $0) }
                table.add(
                    group + [
                        .text(key.kind), .count(count.times), .count(count.units),
                        currency.map { .text($0.code) } ?? .none, currency.map { .money(count.minor, $0) } ?? .none,
                    ])
            }
        }
        return table
    }

    private func noFaultFound(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .noFaultFound,
            Self.column(division) + Self.productColumns + [
                .init("inspected", "inspected"), .init("no_fault", "no fault found"), .init("percent", "share"),
            ])
        eachFrequent(by: division, in: &table, \.claimed) { head, count in
            [head + [.count(count.claimed), .count(count.noFault), .share(count.noFault, of: count.claimed)]]
        }
        return table
    }

    private func repeats(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .repeats,
            Self.column(division) + Self.productColumns + [
                .init("lines", "with a serial"), .init("came_before", "came before"), .init("percent", "share"),
                .init("other_serials", "another serial"),
            ])
        eachFrequent(by: division, in: &table, \.striking) { head, count in
            [
                head + [
                    .count(count.withSerial), .count(count.cameBefore),
                    .share(count.cameBefore, of: count.withSerial), .count(count.otherSerials),
                ]
            ]
        }
        return table
    }

    private func feedback(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .feedback,
            head(division) + [
                .init("feedback", "replies"), .init("complaints", "complaints"), .init("thanks", "thanks"),
                .init("rating", "mean rating"), .init("reply_percent", "replies per return"),
            ])
        eachSection(by: division) { keys, count in
            let mean = count.ratings == 0 ? nil : (count.ratingSum * 20 + count.ratings) / (count.ratings * 2)
            table.add(
                keys + [
                    .count(count.feedback), .count(count.complaints), .count(count.thanks),
                    mean.map { .tenths($0) } ?? .none,
                    count.returns == 0 ? .none : .share(count.feedback, of: count.returns),
                ])
        }
        return table
    }
}
