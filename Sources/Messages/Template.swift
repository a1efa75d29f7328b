import Returns

/// A sentence with places to fill: `Send {count|one: the parcel|other: {count} parcels} by {date}.`
///
/// `{name}` puts an argument in; `{name|one: …|other: …}` chooses by a count. The forms are those of `PluralForm`;
/// several that read alike share one text: `|zero, other: …`. `other` is required, and stands in for a form that
/// is not there. Forms may hold arguments, not further choices. A brace or a bar that is meant is written twice.
struct Template: Sendable, Equatable {
    private enum Piece: Sendable, Equatable {
        case words(String)
        case argument(String)
        case choice(String, [PluralForm: [Piece]], other: [Piece])
    }

    enum Defect: Error, CustomStringConvertible {
        case brace, name(String), form(String), otherMissing(String)

        var description: String {
            switch self {
            case .brace: "a brace is not closed or not opened; write {{ or }} where a brace is meant"
            case .name(let name): "'\(name)' is no argument name; use a-z, 0-9 and _"
            case .form(let form): "'\(form)' is no plural form; write 'one: …' or 'other: …', each once"
            case .otherMissing(let name): "the choice by {\(name)} lacks its form 'other: …'"
            }
        }
    }

    private let pieces: [Piece]
    /// Names of every argument, in choices as well.
    let arguments: Set<String>
    /// The choices, in the order in which they stand.
    let choices: [Choice]

    /// The argument that a choice goes by, and the forms that it spells out.
    struct Choice: Sendable, Equatable {
        var argument: String
        var forms: Set<PluralForm>
    }

    init(_ text: String) throws(Defect) {
        var reader = Reader(scalars: Array(text.unicodeScalars))
        pieces = try reader.pieces(insideForm: false)
        arguments = Self.names(in: pieces)
        choices = pieces.compactMap { piece in
            guard case .choice(let argument, let forms, _) = piece else { return nil }
            return Choice(argument: argument, forms: Set(forms.keys))
        }
    }

    init(literal text: String) {
        pieces = [.words(text)]
        arguments = []
        choices = []
    }

    /// The sentence. An argument that is not given stays as `{name}`, which a reader can report.
    func filled(_ values: [String: Phrase.Argument], in language: Language) -> String {
        // Most phrases are said as they stand.
        if pieces.count == 1, case .words(let words) = pieces[0] { return words }
        var sentence = ""
        Self.fill(pieces, values, language, &sentence)
        return sentence
    }

    private static func fill(
        _ pieces: [Piece], _ values: [String: Phrase.Argument], _ language: Language, _ sentence: inout String
    ) {
        for piece in pieces {
            switch piece {
            case .words(let words): sentence += words
            case .argument(let name): sentence += values[name]?.written(in: language) ?? "{\(name)}"
            case .choice(let name, let forms, let other):
                if case .count(let count) = values[name], let form = forms[language.pluralForm(of: count)] {
                    fill(form, values, language, &sentence)
                } else {
                    fill(other, values, language, &sentence)
                }
            }
        }
    }

    private static func names(in pieces: [Piece]) -> Set<String> {
        pieces.reduce(into: []) { names, piece in
            switch piece {
            case .words: break
            case .argument(let name): names.insert(name)
            case .choice(let name, let forms, _):
                names.formUnion(Self.names(in: forms.values.flatMap { $0 }).union([name]))
            }
        }
    }

    /// Walks over the text once.
    private struct Reader {
        let scalars: [Unicode.Scalar]
        var position = 0

        init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

        private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }
        private func isDoubled(_ scalar: Unicode.Scalar) -> Bool {
            position + 1 < scalars.count && scalars[position + 1] == scalar
        }

        /// Reads up to the end or, inside a form, up to the bar or brace that ends it.
        mutating func pieces(insideForm: Bool) throws(Defect) -> [Piece] {
            var found: [Piece] = []
            var words = String.UnicodeScalarView()
            while let scalar = current {
                let isSpecial = scalar == "{" || scalar == "}" || (insideForm && scalar == "|")
                if isSpecial, isDoubled(scalar), !(insideForm && scalar == "}") {
                    words.append(scalar)
                    position += 2
                } else if scalar == "{" {
                    if !words.isEmpty { found.append(.words(String(words))) }
                    words.removeAll()
                    found.append(try place(mayChoose: !insideForm))
                } else if isSpecial {
                    guard insideForm else { throw .brace }
                    break
                } else {
                    words.append(scalar)
                    position += 1
                }
            }
            if !words.isEmpty { found.append(.words(String(words))) }
            return found
        }

        private mutating func word(until ends: Set<Unicode.Scalar>) throws(Defect) -> String {
            let start = position
            while let scalar = current, !ends.contains(scalar) { position += 1 }
            guard current != nil else { throw .brace }
            return String(String.UnicodeScalarView(scalars[start..<position]))
        }

        private mutating func place(mayChoose: Bool) throws(Defect) -> Piece {
            position += 1
            let name = try word(until: ["}", "|"])
            let isName =
                !name.isEmpty
                && name.utf8.allSatisfy { byte in
                    (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
                }
            guard isName else { throw .name(name) }
            var forms: [PluralForm: [Piece]] = [:]
            while current == "|" {
                guard mayChoose else { throw .brace }
                position += 1
                let label = try word(until: [":", "}", "|"])
                guard current == ":" else { throw .form(label.trimmed) }
                position += 1
                while current == " " { position += 1 }
                let pieces = try pieces(insideForm: true)
                for name in label.split(separator: ",", omittingEmptySubsequences: false) {
                    guard let form = PluralForm(rawValue: String(name).trimmed), forms[form] == nil else {
                        throw .form(String(name).trimmed)
                    }
                    forms[form] = pieces
                }
            }
            guard current == "}" else { throw .brace }
            position += 1
            guard !forms.isEmpty else { return .argument(name) }
            guard let other = forms[.other] else { throw .otherMissing(name) }
            return .choice(name, forms, other: other)
        }
    }
}

extension String {
    fileprivate var trimmed: String { String(trimmingWhitespace()) }
}
