import Labels
import Messages
import Returns

/// Everything that a page says, for tests that ask whether it does.
struct Said {
    let page: InstructionsPage
    let language: Language

    init(_ page: InstructionsPage, _ language: Language) {
        self.page = page
        self.language = language
    }

    var steps: [InstructionsPage.Step] {
        page.blocks.compactMap { block in
            guard case .step(let step) = block else { return nil }
            return step
        }
    }

    /// Every text, sentence by sentence as it was said.
    var texts: [String] {
        page.blocks.flatMap { block -> [String] in
            switch block {
            case .heading(let text), .paragraph(let text): [text]
            case .step(let step): [step.title] + step.paragraphs + step.items + step.address
            case .items(let items): items
            case .facts(let facts): facts.flatMap { [$0.label, $0.value] }
            case .table(let header, let rows): header + rows.flatMap { $0 }
            }
        }
    }

    var links: [String] {
        page.blocks.flatMap { block -> [String] in
            guard case .facts(let facts) = block else { return [] }
            return facts.compactMap(\.link)
        }
    }

    /// True where a phrase without arguments is said word for word, alone or as an item.
    func says(_ key: String) -> Bool {
        texts.contains(Fixtures.catalogue.say("instructions." + key, in: language))
    }
}

extension StringProtocol {
    /// White space of every kind as one space.
    var joinedLines: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// Without the controls that only steer direction.
    var plain: String { String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isBidirectionalControl })) }

    /// Only isolates, each closed on the same line.
    var isDirectionallyWhole: Bool {
        var depth = 0
        for scalar in unicodeScalars {
            switch scalar {
            case "\u{2066}", "\u{2068}": depth += 1
            case "\u{2069}": depth -= 1
            case "\n": if depth != 0 { return false }
            default: if scalar.isBidirectionalControl { return false }
            }
            if depth < 0 { return false }
        }
        return depth == 0
    }

    var isFreeOfControls: Bool { !unicodeScalars.contains { $0.isControl && $0 != "\n" } }
}

/// The columns of a terminal, counted with the rules of UAX #11 and nothing of ours.
enum Columns {
    static func count(_ text: some StringProtocol) -> Int {
        text.reduce(0) { sum, sign in
            guard let first = sign.unicodeScalars.first else { return sum }
            if first.properties.generalCategory == .format && first.value != 0xAD { return sum }
            let isWide =
                (0x1100...0x115F).contains(first.value) || (0x2E80...0xA4CF).contains(first.value)
                || (0xAC00...0xD7A3).contains(first.value) || (0xF900...0xFAFF).contains(first.value)
                || (0xFE30...0xFE6F).contains(first.value) || (0xFF00...0xFF60).contains(first.value)
                || (0x20000...0x3FFFD).contains(first.value)
            return sum + (isWide ? 2 : 1)
        }
    }
}
