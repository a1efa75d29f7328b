/// Reads foreign JSON strictly: RFC 8259 in UTF-8, nothing more, and every fault with its place and remedy.
///
/// Refused although many readers let them pass: a key twice in one object (which one did the sender mean?),
/// `NaN` and `Infinity`, half surrogate pairs, comments, single quotes, trailing commas and anything behind the
/// value. A byte order mark in front is skipped. Depth and the number of values are bounded by `JSONLimits`.
package enum JSONReader {
    /// - Throws: the first fault.
    package static func parse(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONProblem) -> JSONNode {
        let outcome = bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(JSONProblem) -> JSONNode in try parse(buffer, limits: limits) }
        }
        return try outcome.get()
    }

    /// - Throws: the first fault.
    package static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONProblem) -> JSONNode {
        var parser = JSONParser(bytes, limits: limits)
        parser.skipByteOrderMark()
        let node = try parser.document()
        guard parser.isAtEnd else { throw parser.trailingText() }
        return node
    }
}

/// The parser's place in the text, and what may be read from there.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    let end: Int
    var offset: Int
    var line: Int
    /// The offset of the line's first byte, moved on by one for every byte of UTF-8 that continues a character:
    /// so `offset - columnBase + 1` counts characters without counting them again.
    var columnBase: Int
    var nodes = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>? = nil, line: Int = 1, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        end = range?.upperBound ?? bytes.count
        offset = range?.lowerBound ?? 0
        columnBase = offset
        self.line = line
    }

    var position: TextPosition { TextPosition(line: line, column: offset - columnBase + 1) }
    var isAtEnd: Bool { offset == end }
    var current: UInt8? { offset < end ? bytes[offset] : nil }

    mutating func skipByteOrderMark() {
        if end - offset >= 3, bytes[offset] == 0xEF, bytes[offset + 1] == 0xBB, bytes[offset + 2] == 0xBF {
            offset += 3
            columnBase += 3
        }
    }

    /// One value with white space around it.
    mutating func document() throws(JSONProblem) -> JSONNode {
        skipWhitespace()
        guard !isAtEnd else {
            throw JSONProblem(
                .empty, at: position, found: "nothing", expected: "a JSON value",
                remedy: "Write one object in braces, for example {\"type\": \"return_request\"}.")
        }
        let node = try value(depth: 0)
        skipWhitespace()
        return node
    }

    mutating func skipWhitespace() {
        while offset < end {
            switch bytes[offset] {
            case 0x20, 0x09: offset += 1
            case 0x0A: newline()
            case 0x0D:
                if offset + 1 < end, bytes[offset + 1] == 0x0A { offset += 1 }
                newline()
            default: return
            }
        }
    }

    private mutating func newline() {
        offset += 1
        line += 1
        columnBase = offset
    }

    mutating func value(depth: Int) throws(JSONProblem) -> JSONNode {
        guard let byte = current else { throw unexpectedEnd(expected: "a value") }
        nodes += 1
        guard nodes <= limits.nodesMax else { throw tooManyValues() }
        let (start, place) = (offset, position)
        let value: JSONNode.Value
        switch byte {
        case UInt8(ascii: "\""): value = .string(try string())
        case UInt8(ascii: "{"): value = .object(try members(depth: depth + 1, opened: place))
        case UInt8(ascii: "["): value = .array(try elements(depth: depth + 1, opened: place))
        case UInt8(ascii: "-"), 0x30...0x39: value = .number(try number())
        case UInt8(ascii: "t") where take("true"): value = .bool(true)
        case UInt8(ascii: "f") where take("false"): value = .bool(false)
        case UInt8(ascii: "n") where take("null"): value = .null
        default: throw unexpected(expected: "a value")
        }
        return JSONNode(value, position: place, bytes: start..<offset)
    }

    private mutating func elements(depth: Int, opened: TextPosition) throws(JSONProblem) -> [JSONNode] {
        guard depth <= limits.depthMax else { throw tooDeep() }
        offset += 1
        skipWhitespace()
        var elements: [JSONNode] = []
        if current == UInt8(ascii: "]") {
            offset += 1
            return elements
        }
        while true {
            elements.append(try value(depth: depth))
            skipWhitespace()
            switch current {
            case UInt8(ascii: ","):
                let comma = position
                offset += 1
                skipWhitespace()
                if current == UInt8(ascii: "]") { throw trailingComma(at: comma, closing: "]") }
            case UInt8(ascii: "]"):
                offset += 1
                return elements
            case nil: throw unclosed("]", opened: opened, what: "array")
            default: throw unexpected(expected: "\",\" or \"]\"")
            }
        }
    }

    private mutating func members(depth: Int, opened: TextPosition) throws(JSONProblem) -> [JSONNode.Member] {
        guard depth <= limits.depthMax else { throw tooDeep() }
        offset += 1
        skipWhitespace()
        var members: [JSONNode.Member] = []
        if current == UInt8(ascii: "}") {
            offset += 1
            return members
        }
        var keys = KeysSeen()
        while true {
            members.append(try member(depth: depth, opened: opened, isFirst: members.isEmpty))
            if let member = members.last, keys.hasSeen(member.key, among: members.dropLast()) {
                throw duplicate(member, first: members.first { $0.key == member.key }?.keyPosition ?? opened)
            }
            skipWhitespace()
            switch current {
            case UInt8(ascii: ","):
                let comma = position
                offset += 1
                skipWhitespace()
                if current == UInt8(ascii: "}") { throw trailingComma(at: comma, closing: "}") }
            case UInt8(ascii: "}"):
                offset += 1
                return members
            case nil: throw unclosed("}", opened: opened, what: "object")
            default: throw unexpected(expected: "\",\" or \"}\"")
            }
        }
    }

    private mutating func member(
        depth: Int, opened: TextPosition, isFirst: Bool
    ) throws(JSONProblem) -> JSONNode.Member {
        let (start, place) = (offset, position)
        guard let byte = current else { throw unclosed("}", opened: opened, what: "object") }
        guard byte == UInt8(ascii: "\"") else {
            throw unexpected(expected: isFirst ? "a key in double quotes or \"}\"" : "a key in double quotes")
        }
        let key = try string()
        skipWhitespace()
        guard let colon = current else { throw unclosed("}", opened: opened, what: "object") }
        guard colon == UInt8(ascii: ":") else { throw unexpected(expected: "\":\" behind the key \"\(shown(key))\"") }
        offset += 1
        skipWhitespace()
        let node = try value(depth: depth)
        return JSONNode.Member(key: key, keyPosition: place, bytes: start..<offset, value: node)
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard end - offset >= count else { return false }
        for index in 0..<count where bytes[offset + index] != word.utf8Start[index] { return false }
        if offset + count < end {
            switch bytes[offset + count] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): return false
            default: break
            }
        }
        offset += count
        return true
    }
}

/// Which keys an object has had: compared one by one while they are few, in a set when they are many.
private struct KeysSeen {
    private static let fewMax = 12
    private var set: Set<String> = []

    mutating func hasSeen(_ key: String, among members: ArraySlice<JSONNode.Member>) -> Bool {
        // Keys are compared as the bytes that they are: Unicode's equivalence would make é and e◌́ one key.
        guard members.count >= Self.fewMax else {
            return members.contains { $0.key.utf8.count == key.utf8.count && $0.key.utf8.elementsEqual(key.utf8) }
        }
        if set.isEmpty { set = Set(members.map { Self.bytewise($0.key) }) }
        return !set.insert(Self.bytewise(key)).inserted
    }

    /// String's equality is canonical equivalence; escaping what is not ASCII makes it bytewise.
    private static func bytewise(_ key: String) -> String {
        key.utf8.allSatisfy { $0 < 0x80 } ? key : key.utf8.map { String($0) }.joined(separator: ",") + "\u{0}"
    }
}
