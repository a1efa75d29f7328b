import JSONText
import Returns

/// Texts: what is taken out of them, what they may not hold, and how long they may be.
extension Reading {
    /// The text of a node, trimmed; nil and no problem when it is blank.
    ///
    /// Bidirectional controls and invisible characters that can make a name look like another one are taken out
    /// and warned of. Other control characters are a problem, line breaks and tabs only where `hasLines` is false.
    mutating func text(_ node: JSONNode, charactersMax: Int, hasLines: Bool = false) -> String? {
        guard case .string(let raw) = node.value else {
            wrongKind(node, expected: "text in double quotes")
            return nil
        }
        if Self.isPlain(raw) { return short(raw, node, charactersMax: charactersMax, count: raw.utf8.count) }
        var text = raw.trimmed
        guard !text.isEmpty else { return nil }
        if text.unicodeScalars.contains(where: Self.isHidden) {
            var kept = String.UnicodeScalarView()
            kept.append(contentsOf: text.unicodeScalars.filter { !Self.isHidden($0) })
            text = String(String(kept).trimmingWhitespace())
            guard !text.isEmpty else {
                refuse(.missing, node, expected: "visible text", remedy: "Write a text that people can see.")
                return nil
            }
            warn(
                .hiddenCharacter, node, expected: "visible characters",
                remedy: "Invisible characters that change how the text looks were taken out.")
        }
        if hasLines {
            text = text.replacingLineBreaks()
        }
        let isBad = { (scalar: Unicode.Scalar) in
            scalar.isControl && !(hasLines && (scalar == "\n" || scalar == "\t"))
        }
        if let bad = text.unicodeScalars.first(where: isBad) {
            let hex = String(bad.value, radix: 16, uppercase: true)
            refuse(
                .controlCharacter, node, expected: hasLines ? "printable text" : "printable text on one line",
                remedy: bad == "\n" || bad == "\r"
                    ? "Write it on one line." : "Take out the control character U+\(hex.leftPadded(4)).")
            return nil
        }
        return short(text, node, charactersMax: charactersMax, count: text.unicodeScalars.count)
    }

    private mutating func short(_ text: String, _ node: JSONNode, charactersMax: Int, count: Int) -> String? {
        guard count <= charactersMax else {
            refuse(
                .tooLong, node, found: "\(count) characters, \(Printable.quoted(text.prefix(24)))",
                expected: "at most \(charactersMax) characters", remedy: "Shorten the text.")
            return nil
        }
        return text.isEmpty ? nil : text
    }

    /// An identifier: one line, at most `Name.bytesMax` bytes.
    mutating func identifier(_ node: JSONNode) -> String? {
        if case .number(let text) = node.value {
            refuse(
                .wrongKind, node, expected: "text in double quotes",
                remedy:
                    "Write \"\(Printable.text(text, charactersMax: 40))\" in quotes: numbers lose zeros in front."
            )
            return nil
        }
        guard var text = text(node, charactersMax: Reference.bytesMax) else { return nil }
        if isTable {
            if text.hasPrefix("=\""), text.hasSuffix("\""), text.count > 3 {
                text = String(text.dropFirst(2).dropLast())
            }
            guard !Self.isShortenedBySpreadsheet(text) else {
                refuse(
                    .name, node, expected: "all digits of the number",
                    remedy: "The spreadsheet shortened it: format the column as text and enter the number again.")
                return nil
            }
        }
        guard text.utf8.count <= Reference.bytesMax else {
            refuse(
                .tooLong, node, found: "\(text.utf8.count) bytes",
                expected: "at most \(Reference.bytesMax) bytes of UTF-8",
                remedy: "Use a shorter identifier.")
            return nil
        }
        return text
    }

    mutating func email(_ node: JSONNode) -> String? {
        guard let text = text(node, charactersMax: 254) else { return nil }
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        let dot = UInt8(ascii: ".")
        let hasBadSign = bytes.contains { $0 <= 0x20 || "<>\",;()".utf8.contains($0) }
        guard parts.count == 2, (1...64).contains(parts[0].count), parts[1].contains(dot), parts[1].first != dot,
            parts[1].last != dot, !zip(parts[1], parts[1].dropFirst()).contains(where: { $0 == dot && $1 == dot }),
            !hasBadSign, bytes.allSatisfy({ $0 < 0x80 }) || !text.contains(where: \.isWhitespace)
        else {
            refuse(
                .email, node, expected: "an e-mail address such as name@example.com",
                remedy: "Write one address alone, with one @ and a domain with a dot, without spaces.")
            return nil
        }
        return text
    }

    /// Keeps the text as people read it; only the digits are counted.
    mutating func phone(_ node: JSONNode) -> String? {
        guard let text = text(node, charactersMax: 40) else { return nil }
        let signs = text.utf8.contains(0xC2) ? text.map { $0 == "\u{A0}" ? " " : String($0) }.joined() : text
        let digits = signs.utf8.reduce(0) { $0 + ((0x30...0x39).contains($1) ? 1 : 0) }
        guard (5...20).contains(digits), signs.utf8.allSatisfy({ "0123456789+-()/. xX".utf8.contains($0) }) else {
            refuse(
                .phone, node, expected: "a telephone number with 5 to 20 digits",
                remedy: "Write it as +49 30 1234567; an extension follows behind an x.")
            return nil
        }
        return text
    }

    mutating func webAddress(_ node: JSONNode) -> String? {
        guard let text = text(node, charactersMax: 2_000) else { return nil }
        let rest =
            text.lowercased().hasPrefix("https://")
            ? text.dropFirst(8)
            : text.lowercased().hasPrefix("http://") ? text.dropFirst(7) : ""
        guard let first = rest.first, first != "/", first != "?", first != "#",
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x5C && $0 != 0x22 })
        else {
            refuse(
                .url, node, expected: "an address that begins with https://",
                remedy: "Write the whole address, for example https://shop.example.com/hooks/rmad.")
            return nil
        }
        return text
    }

    mutating func eventType(_ node: JSONNode) -> String? {
        guard let text = text(node, charactersMax: 100) else { return nil }
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count > 1, parts.last == "*" { parts.removeLast() }
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F } })
        else {
            refuse(
                .name, node, expected: "an event type such as return.approved or return.*",
                remedy: "Write small letters and dots; \".*\" at the end takes a whole family.")
            return nil
        }
        return text
    }

    mutating func fileName(_ node: JSONNode) -> String? {
        guard let text = text(node, charactersMax: 120) else { return nil }
        guard !text.contains("/"), !text.contains("\\"), !text.hasPrefix(".") else {
            refuse(
                .name, node, expected: "the name of a file in the secrets directory, without a path",
                remedy: "Write the name alone, for example shop.secret.")
            return nil
        }
        return text
    }

    mutating func wrongKind(_ node: JSONNode, expected: String) {
        let remedy =
            switch node.value {
            case .number(let text):
                "Write \"\(Printable.text(text, charactersMax: 40))\" in double quotes."
            case .string, .bool, .null, .array, .object: "Write \(expected)."
            }
        refuse(.wrongKind, node, expected: expected, remedy: remedy)
    }

    /// ASCII that is printable and has no white space at its ends: nothing to take out, nothing to count twice.
    private static func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20 else {
                return bytes.isEmpty
            }
            return bytes.allSatisfy { (0x20...0x7E).contains($0) }
        }
    }

    /// Joiners stay: emoji and Indic scripts need them.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isBidirectionalControl || scalar.value == 0x200B || scalar.value == 0xFEFF || scalar.value == 0x2060
    }

    /// `4.00638E+12`: digits are gone for good.
    private static func isShortenedBySpreadsheet(_ text: String) -> Bool {
        guard let mark = text.firstIndex(where: { $0 == "E" || $0 == "e" }) else { return false }
        let (front, back) = (text[..<mark], text[mark...].dropFirst())
        let signs = front.filter { $0 == "." || $0 == "," }
        return back.first == "+" && back.dropFirst().allSatisfy { $0.isASCII && $0.isNumber } && back.count >= 2
            && signs.count <= 1 && front.allSatisfy { ($0.isASCII && $0.isNumber) || $0 == "." || $0 == "," }
            && front.first?.isNumber == true
    }
}
