/// What the parser says when it cannot go on: each fault with what people mostly meant.
extension JSONParser {
    func unexpected(expected: String) -> JSONProblem {
        let make = { (code: JSONProblem.Code, remedy: String) in
            JSONProblem(code, at: position, found: found, expected: expected, remedy: remedy)
        }
        guard let byte = current else { return unexpectedEnd(expected: expected) }
        if startsWith("NaN") || startsWith("Infinity") {
            return make(.notANumber, "JSON has no such number; write null or leave the member out.")
        }
        switch byte {
        case UInt8(ascii: "'"): return make(.singleQuotes, "Write double quotes (\") instead of single ones.")
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            return make(.comment, "JSON has no comments; take it out, or use a \"note\" member.")
        case UInt8(ascii: "+"), UInt8(ascii: "."):
            return make(.number, "Write numbers as 0.5 or 12: no plus sign, a digit in front of the point.")
        case UInt8(ascii: ","): return make(.unexpectedCharacter, "A value is missing in front of this comma.")
        case UInt8(ascii: "="): return make(.unexpectedCharacter, "Write a colon between key and value.")
        case UInt8(ascii: ";"): return make(.unexpectedCharacter, "Write a comma between members.")
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            return make(.unexpectedCharacter, "Check which bracket or brace was opened last; a value may be missing.")
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "-"), 0x30...0x39:
            return make(.unexpectedCharacter, "A comma or a colon may be missing in front of it.")
        case 0xE2 where startsWith("\u{201C}") || startsWith("\u{201D}") || startsWith("\u{201E}"):
            return make(.singleQuotes, "Write straight double quotes (\") instead of typographic ones.")
        case 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"):
            return make(.unquotedText, "Write text in double quotes; only true, false and null stand without.")
        case 0x80...: return isWellFormedHere ? make(.unexpectedCharacter, Self.generalRemedy) : badEncoding()
        default: return make(.unexpectedCharacter, Self.generalRemedy)
        }
    }

    private static let generalRemedy = "Take it out, or put the text that it belongs to in double quotes."

    func unexpectedEnd(expected: String) -> JSONProblem {
        JSONProblem(
            .unexpectedEnd, at: position, found: "the end of the text", expected: expected,
            remedy: "The text seems to be cut off; write or copy all of it.")
    }

    func unclosed(_ closing: String, opened: TextPosition, what: String) -> JSONProblem {
        JSONProblem(
            .unexpectedEnd, at: position, found: "the end of the text", expected: "\"\(closing)\"",
            remedy: "Close the \(what) that opens in line \(opened.line), column \(opened.column).")
    }

    func unclosedString(opened: TextPosition) -> JSONProblem {
        JSONProblem(
            .unexpectedEnd, at: opened, found: "a text that is never closed", expected: "a closing double quote",
            remedy: "Write \" at the end of the text that opens here.")
    }

    func trailingComma(at comma: TextPosition, closing: String) -> JSONProblem {
        JSONProblem(
            .trailingComma, at: comma, found: "a comma in front of \"\(closing)\"", expected: "\"\(closing)\"",
            remedy: "Take out the comma behind the last one.")
    }

    func trailingText() -> JSONProblem {
        JSONProblem(
            .trailingText, at: position, found: found, expected: "the end of the text",
            remedy: "Several records belong in an array, [ … , … ], or each on a line of its own in a .jsonl file.")
    }

    func tooDeep() -> JSONProblem {
        JSONProblem(
            .tooDeep, at: position, found: "more than \(limits.depthMax) levels of nesting",
            expected: "at most \(limits.depthMax)", remedy: "Write the value with fewer levels.")
    }

    func tooManyValues() -> JSONProblem {
        JSONProblem(
            .tooManyValues, at: position, found: "more than \(limits.nodesMax) values",
            expected: "at most \(limits.nodesMax)", remedy: "Split the file into smaller ones.")
    }

    func duplicate(_ member: JSONNode.Member, first: TextPosition) -> JSONProblem {
        JSONProblem(
            .duplicateKey, at: member.keyPosition, found: "\"\(shown(member.key))\" a second time",
            expected: "every key once",
            remedy: "It stands in line \(first.line), column \(first.column) already; take one of the two out.")
    }

    func controlCharacter(_ byte: UInt8, opened: TextPosition) -> JSONProblem {
        let isBreak = byte == 0x0A || byte == 0x0D
        return JSONProblem(
            .controlCharacter, at: position, found: isBreak ? "a line break inside a text" : printable(byte),
            expected: "printable characters",
            remedy: isBreak
                ? "Close the text that opens in line \(opened.line), column \(opened.column), or write \\n in it."
                : "Write it as an escape such as \\t, or take it out.")
    }

    func badEscape() -> JSONProblem {
        JSONProblem(
            .escape, at: position, found: found, expected: "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX",
            remedy: "Write a backslash itself as two: \\\\.")
    }

    func loneSurrogate(_ unit: UInt32) -> JSONProblem {
        JSONProblem(
            .surrogate, at: position, found: "\\u\(String(unit, radix: 16)), half of a surrogate pair",
            expected: "a whole character", remedy: "Write the character itself in UTF-8, or both halves of the pair.")
    }

    func badEncoding() -> JSONProblem {
        JSONProblem(
            .encoding, at: position, found: current.map(printable) ?? "nothing", expected: "UTF-8",
            remedy: "Save the file again with the encoding UTF-8.")
    }

    func badNumber(from start: Int, at place: TextPosition, remedy: String) -> JSONProblem {
        var copy = self
        copy.offset = start
        return JSONProblem(.number, at: place, found: copy.found, expected: "a JSON number", remedy: remedy)
    }

    /// The next characters, up to white space or a sign of JSON, for people.
    var found: String {
        var stop = offset
        while stop < end, stop - offset < 40, bytes[stop] > 0x20 {
            if stop > offset, Self.delimiters.contains(bytes[stop]) { break }
            stop += 1
        }
        if stop == offset { return current.map(printable) ?? "the end of the text" }
        return "\"\(shown(String(decoding: bytes[offset..<stop], as: UTF8.self)))\""
    }

    func shown(_ text: String) -> String { String(text.prefix(40).filter { !$0.isNewline && $0 != "\u{0}" }) }

    private func printable(_ byte: UInt8) -> String {
        switch byte {
        case 0x00: "a NUL byte"
        case 0x09: "a tab"
        case 0x0A, 0x0D: "a line break"
        case 0x21...0x7E: "\"\(Unicode.Scalar(byte))\""
        default: "the byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
        }
    }

    private func startsWith(_ text: String) -> Bool {
        text.utf8.count <= end - offset && text.utf8.elementsEqual(bytes[offset..<(offset + text.utf8.count)])
    }

    /// Whether the next character is well-formed UTF-8.
    private var isWellFormedHere: Bool {
        var decoder = UTF8()
        var iterator = bytes[offset..<min(end, offset + 4)].makeIterator()
        switch decoder.decode(&iterator) {
        case .scalarValue: return true
        case .emptyInput, .error: return false
        }
    }

    private static let delimiters = Set(",:{}[]\"".utf8)
}
