/// Writes the report so that text cannot become markup: our own markup is literal, everything else is escaped.
struct ReportMarkup {
    private(set) var text = ""

    mutating func markup(_ literal: StaticString) { text += "\(literal)" }

    /// Text in content or between the quotation marks of an attribute, without what no document may hold.
    mutating func say(_ words: String) {
        for scalar in words.unicodeScalars {
            switch scalar {
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "&": text += "&amp;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\n", "\t", "\r": text += " "
            default: if !Self.isForbidden(scalar) { text.unicodeScalars.append(scalar) }
            }
        }
    }

    mutating func say(_ number: Int) { text += String(number) }

    mutating func element(_ open: StaticString, _ words: String, _ close: StaticString) {
        markup(open)
        say(words)
        markup(close)
    }

    /// Controls, those that turn the direction of text, and what is no character at all.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
            || (0xFDD0...0xFDEF).contains(scalar.value)
    }
}

extension ReportMarkup {
    /// A rectangle in one of the colours 1 to 5.
    mutating func bar(x: Int, y: Int, width: Int, height: Int, colour: Int) {
        markup("<rect class=\"c")
        say(colour)
        markup("\" x=\"")
        say(x)
        markup("\" y=\"")
        say(y)
        markup("\" width=\"")
        say(width)
        markup("\" height=\"")
        say(height)
        markup("\"/>")
    }

    enum Anchor { case start, middle, end }

    mutating func label(_ words: String, x: Int, y: Int, _ anchor: Anchor = .start) {
        switch anchor {
        case .start: markup("<text x=\"")
        case .middle: markup("<text class=\"m\" x=\"")
        case .end: markup("<text class=\"e\" x=\"")
        }
        say(x)
        markup("\" y=\"")
        say(y)
        markup("\">")
        say(words)
        markup("</text>")
    }

    mutating func rule(x1: Int, y1: Int, x2: Int, y2: Int, isStrong: Bool = false) {
        if isStrong { markup("<line class=\"s\" x1=\"") } else { markup("<line x1=\"") }
        say(x1)
        markup("\" y1=\"")
        say(y1)
        markup("\" x2=\"")
        say(x2)
        markup("\" y2=\"")
        say(y2)
        markup("\"/>")
    }

    mutating func dot(x: Int, y: Int, radius: Int, colour: Int) {
        markup("<circle class=\"c")
        say(colour)
        markup("\" cx=\"")
        say(x)
        markup("\" cy=\"")
        say(y)
        markup("\" r=\"")
        say(radius)
        markup("\"/>")
    }

    /// Opens a drawing of 600 × `height` with its name and its description for those who do not see it.
    mutating func openDrawing(_ id: String, height: Int, title: String, description: String) {
        markup("<svg role=\"img\" viewBox=\"0 0 600 ")
        say(height)
        markup("\" aria-labelledby=\"")
        say("\(id)-t \(id)-d")
        markup("\"><title id=\"")
        say("\(id)-t")
        element("\">", title, "</title><desc id=\"")
        say("\(id)-d")
        element("\">", description, "</desc>")
    }
}
