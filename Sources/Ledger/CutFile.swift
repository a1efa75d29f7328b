import JSONText

/// What stays of a file that the ledger never took, when a person's records leave it.
package struct CutFile: Sendable {
    package enum Rest: Sendable, Equatable {
        case whole
        case part([UInt8])
        case nothing
    }

    package let rest: Rest
    /// Something in what stays names the person, and may be somebody else's.
    package let isUndecided: Bool

    /// - Parameter name: of the file, as people gave it.
    package init(_ bytes: [UInt8], named name: String, without person: PersonTexts) {
        let pieces = FilePieces(bytes)
        let verdicts = pieces.pieces.map { person.verdict(on: $0.fields) }
        let isNamed = person.isNamed(in: name)
        let theirs = verdicts.indices.filter { verdicts[$0] == .theirs }
        let others = pieces.pieces.indices.filter { verdicts[$0] != .theirs && pieces.pieces[$0].isRecord }
        let isUnclear = verdicts.contains(.undecided)
        if !theirs.isEmpty, others.isEmpty {
            (rest, isUndecided) = (.nothing, false)
        } else if isNamed, pieces.pieces.count(where: \.isRecord) <= 1, !verdicts.contains(.undecided) {
            (rest, isUndecided) = (.nothing, false)
        } else if theirs.isEmpty {
            (rest, isUndecided) = (.whole, isUnclear || isNamed)
        } else {
            (rest, isUndecided) = (.part(pieces.without(Set(theirs))), isUnclear || isNamed)
        }
    }

    package init(_ text: String, without person: PersonTexts) {
        self.init(Array(text.utf8), named: "", without: person)
    }
}

/// A file as the records in it: elements of an array, values or rows on lines of their own, lines of prose.
private struct FilePieces {
    struct Piece {
        let bytes: Range<Int>
        let fields: [PersonTexts.Field]
        /// Headings and empty lines say nothing of anybody.
        let isRecord: Bool
    }

    private let bytes: [UInt8]
    private let isArray: Bool
    let pieces: [Piece]

    init(_ raw: [UInt8]) {
        let bytes = Self.utf8(raw)
        self.bytes = bytes
        if let node = Self.json(bytes) {
            if case .array(let elements) = node.value {
                isArray = true
                pieces = elements.map {
                    Piece(bytes: $0.bytes, fields: PersonTexts.fields(of: $0, name: ""), isRecord: true)
                }
            } else {
                isArray = false
                pieces = [Piece(bytes: 0..<bytes.count, fields: PersonTexts.fields(of: node, name: ""), isRecord: true)]
            }
            return
        }
        isArray = false
        pieces = Self.rows(bytes)
    }

    func without(_ gone: Set<Int>) -> [UInt8] {
        let kept = pieces.indices.filter { !gone.contains($0) }.map { Array(bytes[pieces[$0].bytes]) }
        guard isArray else { return Array(kept.joined()) }
        return Array("[\n".utf8) + Array(kept.joined(separator: Array(",\n".utf8))) + Array("\n]\n".utf8)
    }

    private static func json(_ bytes: [UInt8]) -> JSONNode? {
        guard let first = bytes.first(where: { $0 > 0x20 && $0 < 0x80 }), first == 0x7B || first == 0x5B else {
            return nil
        }
        do throws(JSONProblem) {
            return try JSONReader.parse(bytes)
        } catch {
            return nil
        }
    }

    /// UTF-16 by its mark; what is no UTF-8 is read as Latin-1.
    private static func utf8(_ raw: [UInt8]) -> [UInt8] {
        for (mark, low, high) in [([0xFF, 0xFE], 0, 1), ([0xFE, 0xFF], 1, 0)] as [([UInt8], Int, Int)]
        where raw.starts(with: mark) {
            let units = stride(from: 2, to: raw.count - 1, by: 2).map {
                UInt16(raw[$0 + low]) | UInt16(raw[$0 + high]) << 8
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        }
        guard String(validating: raw, as: UTF8.self) == nil else { return raw }
        var text = ""
        text.unicodeScalars.append(contentsOf: raw.map { Unicode.Scalar($0) })
        return Array(text.utf8)
    }

    /// Lines, or rows of a table whose cells may hold line breaks between quotes.
    private static func rows(_ bytes: [UInt8]) -> [Piece] {
        let heading = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let separator = [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: "|")]
            .map { separator in (separator, heading.count { $0 == separator }) }.max { $0.1 < $1.1 }
            .flatMap { $0.1 > 0 ? $0.0 : nil }
        var found: [Piece] = []
        var names: [String]?
        var start = 0
        while start < bytes.count {
            let (cells, end) = row(bytes, from: start, separator)
            var fields = cells.enumerated().map { place, text in
                PersonTexts.Field(
                    name: names.flatMap { $0.indices.contains(place) ? $0[place] : nil } ?? "", text: text)
            }
            if cells.count == 1, let node = json(Array(bytes[start..<end])) {
                fields = PersonTexts.fields(of: node, name: "")
            }
            let isHeading = separator != nil && found.isEmpty
            if isHeading { names = cells.map(PersonTexts.letters) }
            let isBlank = cells.allSatisfy { $0.utf8.allSatisfy { $0 <= 0x20 } }
            found.append(Piece(bytes: start..<end, fields: fields, isRecord: !isHeading && !isBlank))
            start = end
        }
        return found
    }

    /// - Returns: the cells, and where the next row begins.
    private static func row(_ bytes: [UInt8], from start: Int, _ separator: UInt8?) -> (cells: [String], end: Int) {
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\""), separator != nil, isQuoted || cell.isEmpty {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                cells.append(String(decoding: cell, as: UTF8.self))
                cell = []
            } else if byte == 0x0A, !isQuoted {
                place += 1
                break
            } else {
                cell.append(byte)
            }
            place += 1
        }
        return (cells + [String(decoding: cell, as: UTF8.self)], place)
    }
}
