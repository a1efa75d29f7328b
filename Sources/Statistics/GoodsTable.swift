import Returns

extension Tally {
    /// Where goods go, and what they are estimated to bring back.
    func goods(by division: FigureOrder.Division?) -> FigureTable {
        var table = FigureTable(
            .goods,
            Self.column(division) + [
                .init("disposition", "goes to"), .init("units", "units"), .init("currency", "currency"),
                .init("paid", "paid for them"), .init("without_price", "without a price"),
                .init("recovered_estimate", "recovered (estimate)"), .init("recovered_percent", "share of paid"),
                .init("valued", "units with a value"),
            ])
        // Those that nobody has judged come last.
        let places = Disposition.allCases
        let place = { (key: GoodsKey) in key.disposition.flatMap { places.firstIndex(of: $0) } ?? places.count }
        eachShare(by: division) { group, share in
            let sorted = share.goods.sorted { left, right in
                (place(left.key), left.key.currency ?? "~") < (place(right.key), right.key.currency ?? "~")
            }
            for (key, count) in sorted {
                let currency = key.currency.map { Currency(trusted: $0) }
                let recovered = recovered(count, from: key.disposition)
                if recovered != nil { table.remark = Self.estimate }
                table.add(
                    group + [
                        .text(Self.words(key.disposition)), .count(count.units),
                        currency.map { .text($0.code) } ?? .none, currency.map { .money(count.paid, $0) } ?? .none,
                        .count(count.unpriced),
                        recovered.flatMap { minor in currency.map { .money(minor, $0) } } ?? .none,
                        recovered.flatMap { Self.percent($0, of: count) } ?? .none, .count(count.valued),
                    ])
            }
        }
        return table
    }

    private static let estimate =
        "What is recovered is an estimate: the value that was named at the inspection, else the share of the price by "
        + "the policy's “recovery”."

    private static func words(_ disposition: Disposition?) -> String {
        switch disposition {
        case nil: "not_judged"
        case .some(.none): "undecided"
        case .some(let known): known.rawValue
        }
    }

    /// In minor units, rounded half up; nil where nobody can say: undecided, in quarantine, the customer's again, or
    /// without any price.
    private func recovered(_ count: GoodsCount, from disposition: Disposition?) -> Int128? {
        guard let disposition, let share = order.recovery.percents[disposition] else { return nil }
        guard count.valued > 0 || count.unpriced < count.units else { return nil }
        guard share > 0 else { return 0 }
        return count.value + (count.paidOfOthers * Int128(share) + 50) / 100
    }

    /// Nil where units without a price would make it wrong.
    private static func percent(_ recovered: Int128, of count: GoodsCount) -> FigureTable.Cell? {
        guard count.paid > 0, count.unpriced == 0 else { return nil }
        return .share(Int(clamping: (recovered * 2_000 + count.paid) / (count.paid * 2)), of: 1_000)
    }
}
