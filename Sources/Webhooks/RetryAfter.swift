import CCurl

/// What a receiver asked for in `Retry-After` (RFC 9110, section 10.2.3).
package enum RetryAfter: Sendable, Hashable {
    /// Seconds from the moment of the answer, not negative.
    case delay(seconds: Int64)
    /// Unix seconds.
    case date(Int64)

    /// Reads seconds or an HTTP date. Nil for anything else: a negative number, a fraction, an empty
    /// field and garbage mean that the receiver asked for nothing.
    package init?(parsing text: String) {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 64 else { return nil }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        if bytes.allSatisfy(digits.contains) {
            // More digits than an Int64 holds are a very long wait, not garbage.
            self = .delay(seconds: Int64(text) ?? .max)
            return
        }
        // All three forms of an HTTP date begin with a day's name and hold a time of day; libcurl's
        // parser alone would take "20301231", too.
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        guard letters.contains(first), bytes.contains(UInt8(ascii: ":")) else { return nil }
        let seconds = Int64(curl_getdate(text, nil))
        guard seconds >= 0 else { return nil }
        self = .date(seconds)
    }

    /// When to come again, in unix milliseconds; saturates instead of overflowing.
    package func moment(from now: Int64) -> Int64 {
        switch self {
        case .delay(let seconds): Self.sum(now, Self.milliseconds(seconds))
        case .date(let seconds): Self.milliseconds(seconds)
        }
    }

    private static func milliseconds(_ seconds: Int64) -> Int64 {
        let (value, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        return overflow ? .max : value
    }

    private static func sum(_ a: Int64, _ b: Int64) -> Int64 {
        let (value, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : value
    }
}
