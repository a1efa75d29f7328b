import Returns

/// What one type of document, or a part of it, consists of.
///
/// This description is the only one: from it come the validation of JSON and of CSV, the JSON Schemas and
/// docs/documents.md. So what is documented is what is done.
final class Shape: Sendable {
    /// The word in `type`; nil for parts such as an address.
    let kind: DeclarationKind?
    let title: String
    let about: String
    let fields: [Field]
    let rules: [Rule]
    /// How a table holds it; nil for parts.
    let table: TableForm?
    /// A small, complete record in JSON, without `type`.
    let example: String
    /// Makes the declaration from values that have passed every check; nil would be a fault of this room.
    let declare: @Sendable (FieldValues) -> Declaration?

    init(
        kind: DeclarationKind? = nil, title: String, about: String, fields: [Field], rules: [Rule] = [],
        table: TableForm? = nil, example: String = "",
        declare: @escaping @Sendable (FieldValues) -> Declaration? = { _ in nil }
    ) {
        self.kind = kind
        self.title = title
        self.about = about
        self.fields = fields
        self.rules = rules
        self.table = table
        self.example = example
        self.declare = declare
    }

    func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

/// How a table holds documents of a type.
struct TableForm: Sendable {
    /// A header with all of these columns, and no `type` column, is a table of this type. Empty: the type has to
    /// be written.
    let signature: [String]
    /// Rows that agree in these fields, the first of which is not blank, are lines of one record. Empty: every
    /// row is a record.
    let groupedBy: [String]
    /// A small, complete table.
    let example: String
}

/// One field.
struct Field: Sendable {
    enum Need: Sendable { case required, optional }

    let name: String
    let kind: FieldKind
    let need: Need
    /// What it means, for people: begins with a capital, ends with a full stop.
    let about: String
    /// Its column in a table; the name unless said otherwise.
    let column: String
    /// Other headers that are understood, in English, German, Spanish and French.
    let words: [String]
    /// Whether tables have it; some things only JSON can say.
    let isInTables: Bool

    init(
        _ name: String, _ kind: FieldKind, _ need: Need, _ about: String, column: String? = nil,
        words: [String] = [], isInTables: Bool = true
    ) {
        self.name = name
        self.kind = kind
        self.need = need
        self.about = about
        self.column = column ?? name
        self.words = words
        self.isInTables = isInTables
    }

    /// An optional field.
    init(
        _ name: String, _ kind: FieldKind, _ about: String, column: String? = nil, words: [String] = [],
        isInTables: Bool = true
    ) {
        self.init(name, kind, .optional, about, column: column, words: words, isInTables: isInTables)
    }
}

/// What a field may hold.
indirect enum FieldKind: Sendable {
    /// A number or name that somebody outside gave: 1...120 bytes, no control characters.
    case identifier
    /// One line of text with at most so many characters.
    case line(max: Int)
    /// Text that may have line breaks, at most so many characters.
    case prose(max: Int)
    case choice(ChoiceSet)
    case integer(ClosedRange<Int>)
    case flag
    /// An amount and its currency, not negative.
    case money
    case date(DateBounds)
    /// RFC 3339 with an offset from UTC.
    case moment
    case email, phone, country, language, webAddress, eventType, fileName
    case list(FieldKind, max: Int)
    /// An object with names of the sender's choice and one short text each.
    case answers(max: Int)
    case record(Shape)
    case records(Shape, max: Int)
}

/// Which dates make sense.
enum DateBounds: Sendable {
    /// From 1990 to tomorrow.
    case past
    /// From 1990 to 2099.
    case any
}

/// A condition that concerns several fields.
enum Rule: Sendable {
    /// At least one of the fields is given.
    case oneOf([String], remedy: String)
    /// When `field` holds one of `values`, `needed` is given too.
    case needs(String, when: String, isOneOf: [String], remedy: String)
    /// The sum of the integers is at least 1, unless the other field is given.
    case somethingCounted([String], unless: String, remedy: String)
    /// A warning when none of the fields is given.
    case better([String], remedy: String)
    /// A warning when the second date lies before the first.
    case inOrder(String, String)
}

/// The values of a record after every field was checked.
struct FieldValues: Sendable {
    let shape: Shape
    var values: [FieldValue?]

    private subscript(name: String) -> FieldValue? {
        guard let index = shape.index(of: name) else {
            assertionFailure("\(shape.title) has no field \(name)")
            return nil
        }
        return values[index]
    }

    func isGiven(_ name: String) -> Bool { self[name] != nil }

    func text(_ name: String) -> String? {
        if case .text(let text) = self[name] { text } else { nil }
    }
    func name<Subject>(_ name: String) -> Name<Subject>? { text(name).map { Name(trusted: $0) } }
    func choice<Code: RawRepresentable<String>>(_ name: String) -> Code? { text(name).flatMap { Code(rawValue: $0) } }
    func integer(_ name: String) -> Int? {
        if case .integer(let number) = self[name] { number } else { nil }
    }
    func flag(_ name: String) -> Bool {
        if case .flag(let flag) = self[name] { flag } else { false }
    }
    func money(_ name: String) -> Money? {
        if case .money(let money) = self[name] { money } else { nil }
    }
    func date(_ name: String) -> CalendarDate? {
        if case .date(let date) = self[name] { date } else { nil }
    }
    func moment(_ name: String) -> Instant? {
        if case .moment(let moment) = self[name] { moment } else { nil }
    }
    func texts(_ name: String) -> [String] {
        if case .texts(let texts) = self[name] { texts } else { [] }
    }
    func choices<Code: RawRepresentable<String> & Hashable>(_ name: String) -> Set<Code> {
        Set(texts(name).compactMap { Code(rawValue: $0) })
    }
    func answers(_ name: String) -> [(question: String, answer: String)] {
        if case .answers(let answers) = self[name] { answers } else { [] }
    }
    func record(_ name: String) -> FieldValues? {
        if case .records(let records) = self[name] { records.first } else { nil }
    }
    func records(_ name: String) -> [FieldValues] {
        if case .records(let records) = self[name] { records } else { [] }
    }
}

/// One value after its check.
enum FieldValue: Sendable {
    case text(String)
    case integer(Int)
    case flag(Bool)
    case money(Money)
    case date(CalendarDate)
    case moment(Instant)
    case texts([String])
    case answers([(question: String, answer: String)])
    case records([FieldValues])
}
