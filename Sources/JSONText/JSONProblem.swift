/// Why a text is not JSON, where, and how to mend it, in words for the person who wrote the file.
package struct JSONProblem: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case empty, unexpectedCharacter = "unexpected_character", unexpectedEnd = "unexpected_end"
        case duplicateKey = "duplicate_key", number, notANumber = "not_a_number", controlCharacter = "control_character"
        case escape, surrogate, encoding, trailingComma = "trailing_comma", trailingText = "trailing_text"
        case comment, singleQuotes = "single_quotes", unquotedText = "unquoted_text"
        case tooDeep = "too_deep", tooManyValues = "too_many_values"
    }

    package let code: Code
    package let position: TextPosition
    package let found: String
    package let expected: String
    package let remedy: String

    package init(_ code: Code, at position: TextPosition, found: String, expected: String, remedy: String) {
        self.code = code
        self.position = position
        self.found = found
        self.expected = expected
        self.remedy = remedy
    }

    package var description: String {
        "line \(position.line), column \(position.column): found \(found), expected \(expected). \(remedy)"
    }
}

/// What a text may cost us.
package struct JSONLimits: Sendable, Equatable {
    /// Arrays and objects inside each other, at most 512 whatever is asked for: the parser's stack is bounded.
    package var depthMax: Int
    /// Values of all kinds, keys not counted.
    package var nodesMax: Int

    package init(depthMax: Int = 64, nodesMax: Int = 1_000_000) {
        self.depthMax = min(max(1, depthMax), 512)
        self.nodesMax = nodesMax
    }
}
