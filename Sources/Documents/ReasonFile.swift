import Returns

/// NAME.reason.txt: for the person who dropped a file, what needs a correction, where, and how to mend it.
package enum ReasonFile {
    /// The most records that are described one by one.
    package static let recordsMax = 500

    /// For a file of which nothing could be taken.
    package static func text(fileName: String, unreadable: UnreadableDocument) -> String {
        var lines = [
            "\(Printable.text(fileName, charactersMax: 200)) could not be read, so nothing of it was taken.", "",
            "What needs a correction:", "",
        ]
        for problem in unreadable.problems { lines += described(problem) + [""] }
        lines.append("Correct the file and drop it again.")
        return finished(lines)
    }

    /// For a file of which some records, or all, were refused.
    /// - Parameters:
    ///   - refused: reasons that others gave, by record number.
    ///   - givenBackAs: the name of the file from `GiveBack` with the refused records alone.
    package static func text(
        fileName: String, document: ReadDocument, refused: [(record: Int, reason: String)] = [],
        givenBackAs: String? = nil
    ) -> String {
        let reasons = Dictionary(refused.map { ($0.record, [$0.reason]) }, uniquingKeysWith: +)
        let bad = document.records.filter { $0.outcome.isRefused || reasons[$0.number] != nil }
        // What says nothing is no record to be taken; where it is refused all the same, it is one to be corrected.
        let all = document.records.count { !$0.outcome.isNoNews || reasons[$0.number] != nil }
        var lines = [headline(fileName, bad: bad.count, all: all), ""]
        if let givenBackAs {
            lines += [
                "\(Printable.text(givenBackAs, charactersMax: 200)) holds what needs a correction and nothing else:",
                "correct it there and drop that file. A record that was taken stays taken.", "",
            ]
        }
        for record in bad.prefix(recordsMax) { lines += described(record, reasons, document.format) + [""] }
        if bad.count > recordsMax { lines += ["And \(bad.count - recordsMax) records more.", ""] }
        let warnings =
            document.warnings + document.records.filter { reasons[$0.number] == nil }.flatMap { Self.warnings($0) }
        if !warnings.isEmpty {
            lines += ["Taken, but worth a look:", ""]
            for problem in warnings.prefix(recordsMax) { lines += described(problem) }
            if warnings.count > recordsMax { lines.append("  And \(warnings.count - recordsMax) more.") }
            lines.append("")
        }
        return finished(lines)
    }

    private static func headline(_ fileName: String, bad: Int, all: Int) -> String {
        let name = Printable.text(fileName, charactersMax: 200)
        if bad == 0 { return "\(name): all \(all) \(all == 1 ? "record was" : "records were") taken." }
        if bad == all {
            return all == 1
                ? "\(name): its record needs a correction; nothing of it was taken."
                : "\(name): all \(all) records need a correction; nothing of it was taken."
        }
        return "\(name): \(all - bad) of \(all) records were taken, \(bad) \(bad == 1 ? "needs" : "need") a correction."
    }

    private static func described(
        _ record: ReadRecord, _ reasons: [Int: [String]], _ format: DocumentFormat
    ) -> [String] {
        var lines = ["Record \(record.number), from line \(record.line):"]
        if case .refused(let problems) = record.outcome { lines += problems.flatMap { described($0) } }
        for reason in reasons[record.number] ?? [] {
            lines.append("  - \(Printable.text(reason, charactersMax: 1_000))")
        }
        return lines
    }

    private static func described(_ problem: Problem) -> [String] {
        let place = problem.place
        return [
            "  - \(place.isEmpty ? "" : place + ": ")found \(problem.found),", "    expected \(problem.expected).",
            "    To mend it: \(problem.remedy)",
        ]
    }

    private static func warnings(_ record: ReadRecord) -> [Problem] {
        switch record.outcome {
        case .declared(_, let warnings): warnings
        case .refused, .noNews: []
        }
    }

    private static func finished(_ lines: [String]) -> String {
        let text = lines.joined(separator: "\n")
        return text.hasSuffix("\n") ? text : text + "\n"
    }
}
