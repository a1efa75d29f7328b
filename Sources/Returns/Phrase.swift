/// A sentence to be said in the reader's language: a key of the message catalogues and what fills it.
///
/// Judgement produces phrases, never sentences; a catalogue turns them into words, so that a decision
/// recorded today can be read in another language tomorrow.
package struct Phrase: Sendable, Equatable {
    /// Something that stands in a sentence and is written differently in each language.
    package enum Argument: Sendable, Equatable {
        case text(String)
        case count(Int)
        case date(CalendarDate)
        case money(Money)
    }

    /// Dotted path in the catalogue: `policy.window_passed`.
    package let key: String
    package let arguments: [String: Argument]

    package init(_ key: String, _ arguments: [String: Argument] = [:]) {
        self.key = key
        self.arguments = arguments
    }
}
