import JSONText
import Returns

/// Turns the bytes of one file into declarations, record by record.
///
/// The format is taken from the file name's ending where it says one, otherwise from the first character.
/// Either the file can be read, and then every record stands for itself; or nothing of it is taken.
package enum DocumentReader {
    /// - Throws: what makes the file as a whole unreadable: empty, no text, broken JSON, a header that fits nothing.
    package static func read(
        _ bytes: [UInt8], fileName: String, options: ReadingOptions
    ) throws(UnreadableDocument) -> ReadDocument {
        guard bytes.count <= options.fileBytesMax else {
            throw UnreadableDocument(
                Problem(
                    .fileTooLarge, found: "\(bytes.count) bytes", expected: "at most \(options.fileBytesMax) bytes",
                    remedy: "Split the file into smaller ones."))
        }
        guard bytes.contains(where: { !isBlank($0) }) else {
            throw UnreadableDocument(
                Problem(
                    .emptyFile, found: "an empty file", expected: "a document",
                    remedy: "Fill the file and drop it again; docs/documents.md has examples."))
        }
        let named = FileEnding(fileName)
        let text = try ForeignText.decode(
            bytes, isTable: named == .table || (named == .unknown && !looksLikeJSON(bytes)))
        switch named {
        case .json, .jsonLines: return try JSONRecords(text, named, options).document()
        case .unknown where looksLikeJSON(text.bytes): return try JSONRecords(text, named, options).document()
        case .table, .unknown: return try tableDocument(text, options)
        }
    }

    private static func tableDocument(
        _ text: ForeignText, _ options: ReadingOptions
    ) throws(UnreadableDocument) -> ReadDocument {
        let table = try CSVTable(text, options: options)
        var reading = try TableReading(table, options: options)
        let records = try reading.records()
        guard !records.isEmpty else {
            throw UnreadableDocument(
                Problem(
                    .emptyFile, line: table.header.line, found: "a header without rows", expected: "at least one row",
                    remedy: "Write one row for each article below the header."))
        }
        return ReadDocument(
            format: .csv, records: records, warnings: text.warnings + reading.warnings, layout: .csv(table))
    }

    private static func looksLikeJSON(_ bytes: [UInt8]) -> Bool {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let first = text.first { !isBlank($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte) || byte == 0xEF || byte == 0xBB || byte == 0xBF
    }
}

/// What a file's name says of its format.
enum FileEnding: Equatable {
    case json, jsonLines, table, unknown

    init(_ fileName: String) {
        let ending = fileName.split(separator: ".").dropFirst().last.map { $0.lowercased() } ?? ""
        switch ending {
        case "json": self = .json
        case "jsonl", "ndjson": self = .jsonLines
        case "csv", "tsv", "tab": self = .table
        default: self = .unknown
        }
    }
}
