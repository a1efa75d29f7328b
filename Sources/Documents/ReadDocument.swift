import JSONText
import Returns

/// The formats that documents come in.
package enum DocumentFormat: String, CaseIterable, Sendable {
    case json, jsonLines = "jsonl", csv

    /// What a file's name ends with, without the dot.
    package var fileExtension: String { rawValue }
}

/// One file, read: every record is declared or refused on its own, so a bad one does not spoil the others.
package struct ReadDocument: Sendable {
    package let format: DocumentFormat
    package let records: [ReadRecord]
    /// What concerns the file as a whole: its encoding, columns that nobody knows.
    package let warnings: [Problem]
    /// What it takes to write refused records back as they came.
    let layout: Layout
    /// Messages of tracking services; each became several records.
    package var payloads: [ReadPayload] = []

    package var declared: Int { records.reduce(0) { $0 + ($1.outcome.isDeclared ? 1 : 0) } }
    package var refused: Int { records.reduce(0) { $0 + ($1.outcome.isRefused ? 1 : 0) } }

    enum Layout: Sendable {
        /// One object, or an array of them.
        case json(isArray: Bool)
        case jsonLines
        case csv(CSVTable)
    }
}

/// One record: a JSON value, or the rows of a table that belong together.
package struct ReadRecord: Sendable {
    package enum Outcome: Sendable {
        case declared(Declaration, warnings: [Problem])
        case refused([Problem])
        /// A service's message that is well and says nothing that could be recorded, and why.
        case noNews(Problem)

        package var isDeclared: Bool { if case .declared = self { true } else { false } }
        package var isRefused: Bool { if case .refused = self { true } else { false } }
        package var isNoNews: Bool { if case .noNews = self { true } else { false } }
    }

    /// Its number in the file, from 1.
    package let number: Int
    /// The line that it begins on, from 1.
    package let line: Int
    package let outcome: Outcome
    /// The record as it came, in UTF-8: the JSON text, or the rows (without the header).
    package let source: [UInt8]
    /// Equal for the same record in another file, whatever the order of its keys or columns and its white
    /// space; `rmad_reason` does not count. Hash it to recognise a record.
    package let canonical: String
    let origin: Origin
    /// Where it stands in a service's payload; nil for records of our own.
    package var payload: PayloadPlace?

    enum Origin: Sendable {
        /// nil for text that is not JSON.
        case json(JSONNode?)
        /// An event of a service's payload, as a record of ours. What it came from is in the original.
        case payload(JSONNode)
        /// Indices into the table's rows.
        case rows([Int])
    }
}

/// The file as a whole cannot be read; nothing of it was taken.
package struct UnreadableDocument: Error, Sendable, Equatable, CustomStringConvertible {
    package let problems: [Problem]

    package init(_ problems: [Problem]) { self.problems = problems }
    package init(_ problem: Problem) { self.problems = [problem] }

    package var description: String { problems.map(\.oneLine).joined(separator: "\n") }
}

/// The column and member under which refused records come back with the reason; readers skip it.
package enum ReasonField {
    package static let name = "rmad_reason"
}
