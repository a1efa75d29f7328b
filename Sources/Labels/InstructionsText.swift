import Messages
import Returns

/// The page as plain text for e-mail: headings between equals signs, steps with their numbers, lists with dashes.
enum InstructionsText {
    /// - Returns: UTF-8, broken into lines of at most `columns` columns.
    static func written(_ page: InstructionsPage, columns: Int) -> [UInt8] {
        var lines = [page.brand, "", page.title]
        var isAfterTitle = true
        for block in page.blocks {
            // The first facts belong to the title.
            if !isAfterTitle { lines.append("") }
            isAfterTitle = false
            lines += self.lines(of: block, in: page.language)
        }
        lines += ["", "--", page.footer]
        return PlainText.wrapped(Array(lines.joined(separator: "\n").utf8), columns: columns)
    }

    private static func lines(of block: InstructionsPage.Block, in language: Language) -> [String] {
        switch block {
        case .heading(let heading): ["== \(heading) =="]
        case .paragraph(let paragraph): [paragraph]
        case .step(let step): lines(of: step)
        case .items(let items): items.map { "- " + $0 }
        case .facts(let facts): facts.map { Lists.captioned($0.label, $0.value, in: language) }
        case .table(let header, let rows): rows.flatMap { lines(of: $0, header, language) }
        }
    }

    private static func lines(of step: InstructionsPage.Step) -> [String] {
        let address = step.address.isEmpty ? [] : [""] + step.address.map { "     " + $0 } + [""]
        return ["\(step.number). \(step.title)"] + step.paragraphs.map { "   " + $0 } + step.items.map { "   - " + $0 }
            + address + (step.link.map { ["   " + $0] } ?? [])
    }

    /// The first cell names the row; the others stand below it, each with its caption.
    private static func lines(of row: [String], _ header: [String], _ language: Language) -> [String] {
        let details = zip(header, row).dropFirst().map { Lists.captioned($0, $1, in: language) }
        return ["- " + (row.first ?? ""), "  " + Lists.row(details, in: language)]
    }
}
