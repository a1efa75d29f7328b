/// The bytes of a file as UTF-8, and what had to be done to get there.
///
/// UTF-8 with or without a byte order mark, UTF-16 with one; in tables anything else is taken for
/// Windows-1252, what western spreadsheets write without being asked, and warned of.
struct ForeignText {
    enum Encoding { case utf8, utf8WithMark, utf16, windows1252 }

    let bytes: [UInt8]
    let encoding: Encoding
    let warnings: [Problem]

    /// - Throws: what the file is instead of text.
    static func decode(_ bytes: [UInt8], isTable: Bool) throws(UnreadableDocument) -> ForeignText {
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes, isBigEndian: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes, isBigEndian: true) }
        if let problem = BinaryFile.problem(bytes) { throw UnreadableDocument(problem) }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let text = hasMark ? Array(bytes.dropFirst(3)) : bytes
        guard isTable, !isWellFormed(text) else {
            return ForeignText(bytes: text, encoding: hasMark ? .utf8WithMark : .utf8, warnings: [])
        }
        return try windows1252(text)
    }

    private static func isWellFormed(_ bytes: [UInt8]) -> Bool {
        // ASCII needs no decoder; most files are nothing else.
        bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    private static func utf16(_ bytes: [UInt8], isBigEndian: Bool) throws(UnreadableDocument) -> ForeignText {
        let pairs = stride(from: 2, to: bytes.count - 1, by: 2)
        let units = pairs.map { index in
            isBigEndian
                ? UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
                : UInt16(bytes[index + 1]) << 8 | UInt16(bytes[index])
        }
        guard bytes.count.isMultiple(of: 2), !units.contains(0), let text = String(validating: units, as: UTF16.self)
        else {
            throw UnreadableDocument(
                Problem(
                    .encoding, found: "UTF-16 with a broken character", expected: "UTF-8",
                    remedy: "Save the file again with the encoding UTF-8."))
        }
        return ForeignText(bytes: Array(text.utf8), encoding: .utf16, warnings: [])
    }

    private static func windows1252(_ bytes: [UInt8]) throws(UnreadableDocument) -> ForeignText {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        var line = 1
        for byte in bytes {
            if byte == 0x0A { line += 1 }
            guard byte >= 0x80 else {
                text.append(byte)
                continue
            }
            let value = byte < 0xA0 ? upper[Int(byte) - 0x80] : UInt16(byte)
            guard value != 0, let scalar = Unicode.Scalar(value) else {
                throw UnreadableDocument(
                    Problem(
                        .encoding, line: line, found: "the byte 0x\(String(byte, radix: 16, uppercase: true))",
                        expected: "UTF-8 or Windows-1252", remedy: "Save the file again as \"CSV UTF-8\"."))
            }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        let warning = Problem(
            .encoding, found: "text that is not UTF-8", expected: "UTF-8",
            remedy: "It was read as Windows-1252; check names with accents, and save as \"CSV UTF-8\" next time.")
        return ForeignText(bytes: text, encoding: .windows1252, warnings: [warning])
    }

    /// Windows-1252 from 0x80 to 0x9F; 0 where it has no character.
    private static let upper: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]
}

/// Files that are no text at all, by their first bytes.
enum BinaryFile {
    static func problem(_ bytes: [UInt8]) -> Problem? {
        for (mark, name, remedy) in marks where bytes.starts(with: mark) {
            return Problem(.binaryFile, found: name, expected: "CSV or JSON", remedy: remedy)
        }
        guard let index = bytes.firstIndex(of: 0) else { return nil }
        let line = bytes[..<index].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        return Problem(
            .binaryFile, line: line, found: "a NUL byte", expected: "text in UTF-8",
            remedy: "Save the file again as \"CSV UTF-8\" or as JSON in UTF-8.")
    }

    private static let spreadsheet =
        "Open it in the spreadsheet program and save it as \"CSV UTF-8\", then drop the .csv file."
    private static let marks: [([UInt8], String, String)] = [
        (Array("PK\u{3}\u{4}".utf8), "a ZIP archive or a spreadsheet (XLSX, ODS)", spreadsheet),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet or document (XLS, DOC)", spreadsheet),
        (Array("%PDF".utf8), "a PDF", "Write what it says into a CSV or JSON file; docs/documents.md has examples."),
        ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG)", "Drop pictures into the case, not into the drop directory."),
        ([0xFF, 0xD8, 0xFF], "a picture (JPEG)", "Drop pictures into the case, not into the drop directory."),
        (Array("GIF8".utf8), "a picture (GIF)", "Drop pictures into the case, not into the drop directory."),
        ([0x1F, 0x8B], "a compressed file (gzip)", "Unpack it and drop the file that it holds."),
        (Array("{\\rtf".utf8), "a text document (RTF)", "Save it as plain text: CSV UTF-8 or JSON."),
        (Array("<".utf8), "XML or a web page", "Save the data as CSV UTF-8 or JSON; docs/documents.md has examples."),
    ]
}
