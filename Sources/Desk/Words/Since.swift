import ArgumentParser
import Returns

/// A moment in the past as it is typed: a day (`2026-11-20`, its beginning on the site's clock), a day and a time
/// (`2026-11-20T14:30`), a moment with `Z`, or a span back from now (`90m`, `6h`, `3d`, `2w`).
struct Since: ExpressibleByArgument {
    private enum Form {
        case ago(milliseconds: Int64)
        case wall(CalendarDate, minuteOfDay: Int)
        case utc(Instant)
    }

    private let form: Form

    init?(argument: String) {
        guard let form = Self.span(argument) ?? Self.moment(argument) else { return nil }
        self.form = form
    }

    func instant(now: Instant, zone: SiteZone) -> Instant {
        switch form {
        case .ago(let span): now.adding(milliseconds: -span)
        case .wall(let date, let minute): zone.instant(date, minuteOfDay: minute)
        case .utc(let instant): instant
        }
    }

    private static func span(_ text: String) -> Form? {
        let units: [Character: Int64] = ["m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (1...10_000).contains(count)
        else { return nil }
        return .ago(milliseconds: count * unit)
    }

    private static func moment(_ text: String) -> Form? {
        guard let date = CalendarDate(iso: text.prefix(10)) else { return nil }
        var rest = text.dropFirst(10)
        guard !rest.isEmpty else { return .wall(date, minuteOfDay: 0) }
        guard rest.first == "T" || rest.first == " " else { return nil }
        rest = rest.dropFirst()
        let isUTC = rest.last == "Z"
        if isUTC { rest = rest.dropLast() }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2 || (parts.count == 3 && isUTC), let hour = parts[0], let minute = parts[1],
            let second = parts.count == 3 ? parts[2] : 0,
            let instant = Instant(date: date, hour: hour, minute: minute, second: second)
        else { return nil }
        return isUTC ? .utc(instant) : .wall(date, minuteOfDay: hour * 60 + minute)
    }

    static let help: String = "a day (2026-11-20), a moment (2026-11-20T14:30, or with Z for UTC) or a span (6h, 3d)"
}
