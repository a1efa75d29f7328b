import Returns

/// White space at the ends, without a look at every character: most texts are ASCII without any.
extension String {
    /// Without white space at both ends.
    var trimmed: String {
        guard let first = utf8.first, let last = utf8.last else { return self }
        let isInk = { (byte: UInt8) in byte > 0x20 && byte < 0x7F }
        return isInk(first) && isInk(last) ? self : String(trimmingWhitespace())
    }

    /// Nothing but white space, or nothing at all.
    var isBlank: Bool {
        guard let first = utf8.first else { return true }
        return first > 0x20 && first < 0x7F ? false : allSatisfy(\.isWhitespace)
    }

    /// CRLF and CR become LF.
    func replacingLineBreaks() -> String {
        guard utf8.contains(0x0D) else { return self }
        return String(map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 })
    }

    func leftPadded(_ width: Int) -> String { String(repeating: "0", count: max(0, width - count)) + self }
}
