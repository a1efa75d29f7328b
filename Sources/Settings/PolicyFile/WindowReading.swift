import Policy
import Returns

/// Reads how long goods may come back: `windows`, `clocks`, `grace_days` and `warranty`.
enum WindowReading {
    static func windows(_ map: MapReader) -> [WindowTerm] {
        let terms = map.list(
            "windows", "How long goods may come back. The first entry that fits decides; the last must fit every line.",
            counts: 1...PolicyBook.entriesMax
        ) { entry, index in
            WindowTerm(
                name: TermReading.name(entry, index), selector: SelectorReading.read(entry),
                length: entry.required("days", .windowLength, "Days, or 'unlimited', or 'never'.") ?? .unlimited,
                clock: entry.value(
                    "from", Form<Clock>.choice, default: .delivery, "The day from which the days are counted."))
        }
        let list = FirstMatchList(map: map, key: "windows")
        list.checkShadows(terms.map { ($0.name, $0.selector) })
        list.checkIsComplete(terms.map(\.selector))
        return terms
    }

    private enum Substitute: String, CaseIterable { case purchase, shipment, delivery, person }

    static func clocks(_ map: MapReader) -> [Clock: ClockFallback] {
        map.section("clocks", "What to count from where a date is not known.") { clocks in
            var fallbacks: [Clock: ClockFallback] = [:]
            for clock in [Clock.delivery, .shipment, .purchase] {
                let (standard, days): (Substitute, Int) =
                    switch clock {
                    case .delivery: (.shipment, 4)
                    case .shipment: (.purchase, 2)
                    case .purchase: (.person, 0)
                    }
                fallbacks[clock] = clocks.section(clock.rawValue, "Where the day of \(clock.rawValue) is not known.") {
                    let unknown = $0.value(
                        "unknown", Form<Substitute>.choice, default: standard,
                        "Count from this day instead, or leave it to a person.")
                    let added = $0.value(
                        "add_days", .integer(0...90), default: days, "Days that usually lie between the two.")
                    return Clock(rawValue: unknown.rawValue).map { .other($0, addDays: added) } ?? .person
                }
            }
            if clocks.isSound { checkCircles(fallbacks, clocks) }
            return fallbacks
        }
    }

    private static func checkCircles(_ fallbacks: [Clock: ClockFallback], _ map: MapReader) {
        for clock in [Clock.delivery, .shipment, .purchase] {
            var seen: [Clock] = [clock]
            while case .other(let next, _) = fallbacks[seen[seen.count - 1]] ?? .person {
                if next == clock {
                    map.reading.report(
                        map.place(of: clock.rawValue),
                        found: "a circle: \((seen + [clock]).map(\.rawValue).joined(separator: " → "))",
                        expected: "a way that ends with 'person'", remedy: "write 'unknown: person' for one of them")
                    return
                }
                if seen.contains(next) { break }
                seen.append(next)
            }
        }
    }

    static func warranty(_ map: MapReader) -> WarrantyTerms {
        map.section("warranty", "How long we stand for the goods, from the day of purchase.") { warranty in
            WarrantyTerms(
                defaultMonths: warranty.value(
                    "default_months", .integer(0...600), default: 24,
                    "Where neither the order line nor its category says otherwise."),
                monthsByCategory: warranty.value(
                    "months_by_category",
                    Form<Int>.integer(0...600).dictionary(keys: "category", show: \.text) { Category($0) },
                    default: [:], "Months for categories."),
                reasons: Set(
                    warranty.value(
                        "reasons", Form<ReasonCode>.choice.list(0...ReasonCode.allCases.count),
                        default: [.defective, .missingParts, .warranty],
                        "The reasons that a warranty answers, also after the window.")))
        }
    }
}

extension Form where Value == WindowLength {
    static var windowLength: Form {
        .scalar(
            "days, 1 to 3650, or unlimited, or never", remedy: "write a number of days, 'unlimited' or 'never'",
            show: { length in
                switch length {
                case .days(let days): String(days)
                case .unlimited: "unlimited"
                case .never: "never"
                }
            }
        ) { text in
            switch text {
            case "unlimited": .unlimited
            case "never": .never
            default: Int(text).flatMap { (1...3650).contains($0) ? .days($0) : nil }
            }
        }
    }
}
