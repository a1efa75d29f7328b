/// A moment as RFC 3339 writes it in UTC, to the second: `2026-11-23T10:00:00Z`. No other form.
///
/// The proleptic Gregorian calendar, years 1970 to 9999, no leap seconds: as unix time counts.
struct UTCTime: Hashable {
    /// Unix seconds, not negative.
    let seconds: Int64

    init(seconds: Int64) {
        self.seconds = min(max(seconds, 0), Self.last)
    }

    /// Nil when the text is anything but this one form of a moment that exists.
    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let form = Array("0000-00-00T00:00:00Z".utf8)
        guard bytes.count == form.count else { return nil }
        var numbers: [Int64] = [0]
        for (byte, wanted) in zip(bytes, form) {
            if wanted == UInt8(ascii: "0") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int64(byte - UInt8(ascii: "0"))
            } else {
                guard byte == wanted else { return nil }
                numbers.append(0)
            }
        }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        guard year >= 1970, (1...12).contains(month), (1...Self.days(of: month, year)).contains(day),
            numbers[3] < 24, numbers[4] < 60, numbers[5] < 60
        else { return nil }
        seconds = Self.day(year, month, day) * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]
    }

    var text: String {
        let rest = seconds % 86_400
        var year = 1970 + seconds / 86_400 / 366
        while Self.day(year + 1, 1, 1) <= seconds / 86_400 { year += 1 }
        var left = seconds / 86_400 - Self.day(year, 1, 1)
        var month: Int64 = 1
        while left >= Self.days(of: month, year) {
            left -= Self.days(of: month, year)
            month += 1
        }
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(left + 1))T\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    /// 9999-12-31T23:59:59Z
    private static let last = day(10_000, 1, 1) * 86_400 - 1

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func days(of month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1 January 1970.
    private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400 - 477
        let months = (1..<month).reduce(Int64(0)) { $0 + days(of: $1, year) }
        return (year - 1970) * 365 + leapDays + months + day - 1
    }
}
