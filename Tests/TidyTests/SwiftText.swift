/// A Swift source as a reader of code sees it: comments and the contents of strings are blanked out, so that a rule
/// about code is never broken by a sentence about it. Lines and columns stay; code inside `\( )` stays code.
struct SwiftText {
    /// The code, line by line, without comments and strings.
    let lines: [String]
    /// For each line, whether it begins inside a multi-line string.
    let beginsInString: [Bool]

    init(_ source: String) {
        var scanner = Scanner(bytes: Array(source.utf8))
        scanner.run()
        lines = String(decoding: scanner.code, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        beginsInString = scanner.beginsInString
    }

    /// Modules that the source imports, with the line of each.
    var imports: [(module: String, line: Int)] {
        lines.enumerated().compactMap { index, line in
            var words = line.split(whereSeparator: { $0 == " " || $0 == "." }).map(String.init)
            while let first = words.first, first.hasPrefix("@") || Self.access.contains(first) { words.removeFirst() }
            guard words.first == "import", words.count > 1 else { return nil }
            let module = Self.declarations.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            return (module, index + 1)
        }
    }

    private static let access: Set = ["public", "package", "internal", "fileprivate", "private"]
    private static let declarations: Set = ["class", "enum", "struct", "func", "var", "let", "typealias", "protocol"]
}

/// Walks over a source once and keeps what is code.
private struct Scanner {
    /// What the scanner is inside of, innermost last.
    private enum Inside {
        case code(parentheses: Int)
        case string(hashes: Int, isMultiline: Bool)
        case lineComment
        case blockComment
    }

    let bytes: [UInt8]
    var code: [UInt8] = []
    var beginsInString = [false]
    private var at = 0
    private var inside: [Inside] = [.code(parentheses: 0)]

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func run() {
        while at < bytes.count {
            switch inside[inside.count - 1] {
            case .code(let parentheses): stepInCode(parentheses)
            case .string(let hashes, let isMultiline): stepInString(hashes, isMultiline)
            case .lineComment:
                if bytes[at] == UInt8(ascii: "\n") { inside.removeLast() }
                blank(1)
            case .blockComment:
                if starts("/*") {
                    inside.append(.blockComment)
                    blank(2)
                } else if starts("*/") {
                    inside.removeLast()
                    blank(2)
                } else {
                    blank(1)
                }
            }
        }
    }

    private mutating func stepInCode(_ parentheses: Int) {
        if starts("//") {
            inside.append(.lineComment)
            return blank(2)
        }
        if starts("/*") {
            inside.append(.blockComment)
            return blank(2)
        }
        var hashes = 0
        while at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "#") { hashes += 1 }
        if at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "\"") {
            let isMultiline = starts("\"\"\"", from: at + hashes)
            inside.append(.string(hashes: hashes, isMultiline: isMultiline))
            return blank(hashes + (isMultiline ? 3 : 1))
        }
        let isInterpolation = inside.count > 1
        if isInterpolation, bytes[at] == UInt8(ascii: "(") {
            inside[inside.count - 1] = .code(parentheses: parentheses + 1)
        } else if isInterpolation, bytes[at] == UInt8(ascii: ")") {
            if parentheses == 1 {
                inside.removeLast()
            } else {
                inside[inside.count - 1] = .code(parentheses: parentheses - 1)
            }
        }
        keep()
    }

    private mutating func stepInString(_ hashes: Int, _ isMultiline: Bool) {
        let byte = bytes[at]
        guard byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") else {
            return blank(1)
        }
        let marks = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        if starts([UInt8(ascii: "\\")] + marks + [UInt8(ascii: "(")]) {
            inside.append(.code(parentheses: 0))
            return blank(1 + hashes)
        }
        if hashes == 0, bytes[at] == UInt8(ascii: "\\") { return blank(2) }
        let quotes = [UInt8](repeating: UInt8(ascii: "\""), count: isMultiline ? 3 : 1)
        if starts(quotes + marks) {
            inside.removeLast()
            return blank(quotes.count + hashes)
        }
        // A string of one line ends with it, whatever the source meant: the compiler has complained already.
        if !isMultiline, bytes[at] == UInt8(ascii: "\n") { inside.removeLast() }
        blank(1)
    }

    private mutating func keep() {
        code.append(bytes[at])
        noteLine()
        at += 1
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<min(count, bytes.count - at) {
            code.append(bytes[at] == UInt8(ascii: "\n") ? bytes[at] : UInt8(ascii: " "))
            noteLine()
            at += 1
        }
    }

    private mutating func noteLine() {
        guard bytes[at] == UInt8(ascii: "\n") else { return }
        if case .string(_, isMultiline: true) = inside[inside.count - 1] {
            beginsInString.append(true)
        } else {
            beginsInString.append(false)
        }
    }

    private func starts(_ text: StaticString, from place: Int? = nil) -> Bool {
        let place = place ?? at
        guard place + text.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
    }

    private func starts(_ text: [UInt8]) -> Bool { bytes[at...].starts(with: text) }
}
