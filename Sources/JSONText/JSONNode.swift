/// A place in a text: both numbers count from 1.
///
/// Lines end with LF, CR or CRLF. Columns count characters as editors do, one for each Unicode scalar, so
/// that `ä` is one column and not two bytes.
package struct TextPosition: Sendable, Hashable, Comparable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: TextPosition, right: TextPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A JSON value that somebody else wrote, with the place where it stands.
///
/// Numbers keep their text: a `Double` would turn 129.90 into something else. Objects keep the order of
/// their members and never hold a key twice; the parser refuses that.
package struct JSONNode: Sendable {
    package enum Value: Sendable {
        case null
        case bool(Bool)
        case number(String)
        case string(String)
        case array([JSONNode])
        case object([Member])
    }

    package struct Member: Sendable {
        package let key: String
        /// Where the key's opening quote stands.
        package let keyPosition: TextPosition
        /// The bytes from the key's opening quote to the end of the value.
        package let bytes: Range<Int>
        package let value: JSONNode

        package init(key: String, keyPosition: TextPosition, bytes: Range<Int>, value: JSONNode) {
            self.key = key
            self.keyPosition = keyPosition
            self.bytes = bytes
            self.value = value
        }
    }

    package let value: Value
    /// Where its first character stands.
    package let position: TextPosition
    /// Its bytes in the text that was parsed.
    package let bytes: Range<Int>

    package init(_ value: Value, position: TextPosition, bytes: Range<Int> = 0..<0) {
        self.value = value
        self.position = position
        self.bytes = bytes
    }

    /// The member of an object; nil for other values.
    package subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.key == key }?.value
    }

    package var isNull: Bool {
        if case .null = value { true } else { false }
    }

    /// One line without white space, members sorted by the bytes of their keys, numbers as they were written:
    /// two texts that differ only in layout have the same canonical text.
    /// - Parameter leavingOut: keys of the outermost object that do not count.
    package func canonicalText(leavingOut: Set<String> = []) -> String {
        var writer = JSONWriter(style: .canonical)
        writer.write(self, leavingOut: leavingOut)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    /// Writes the canonical form of a foreign value.
    mutating func write(_ node: JSONNode, leavingOut: Set<String>) {
        switch node.value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let text): bytes.append(contentsOf: text.utf8)
        case .string(let text): write(text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element, leavingOut: [])
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            let kept = leavingOut.isEmpty ? members : members.filter { !leavingOut.contains($0.key) }
            let sorted = kept.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in sorted.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(member.key)
                bytes.append(UInt8(ascii: ":"))
                write(member.value, leavingOut: [])
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
