import Mustache
import Synchronization

/// The forms that returns have needed so far, made from the templates on first use. Safe from every thread.
///
/// In two generations: a form that no return has used for a generation is dropped, so a shelf never holds more
/// than twice `formsMax`, whatever the returns look like.
final class FormShelf: Sendable {
    /// A shop's returns come in a few dozen shapes: so many lines, fees and hazards.
    static let formsMax = 64

    fileprivate struct Key: Hashable {
        var part: InstructionsPart
        var shape: [UInt8]
    }

    fileprivate struct Generations {
        var current: [Key: Form] = [:]
        var before: [Key: Form] = [:]
    }

    private let templates: [InstructionsPart: MustacheTemplate]
    private let escaping: Form.Escaping
    private let forms = Mutex(Generations())

    /// - Throws: a template that cannot be parsed: our own mistake, found by the first test.
    init(_ text: (InstructionsPart) -> String, escaping: Form.Escaping) throws {
        var templates: [InstructionsPart: MustacheTemplate] = [:]
        for part in InstructionsPart.allCases { templates[part] = try MustacheTemplate(string: text(part)) }
        self.templates = templates
        self.escaping = escaping
    }

    /// Forms held at the moment.
    var count: Int { forms.withLock { $0.current.count + $0.before.count } }

    /// The parts one after the other, filled in, as UTF-8.
    func fill(_ parts: [(part: InstructionsPart, words: FormWords)]) -> [UInt8] {
        var page: [UInt8] = []
        page.reserveCapacity(16_384)
        for (part, words) in parts {
            var key = Key(part: part, shape: [])
            var texts: [String] = []
            key.shape.reserveCapacity(64)
            texts.reserveCapacity(24)
            words.flatten(shape: &key.shape, texts: &texts)
            form(key, words)?.fill(texts, escaping, into: &page)
        }
        return page
    }

    private func form(_ key: Key, _ words: FormWords) -> Form? {
        if let known = forms.withLock({ $0.form(key) }) { return known }
        // Rendered outside the lock: two threads may make the same form, which harms nothing.
        guard let form = templates[key.part].map({ Form($0, for: words) }) else { return nil }
        forms.withLock { $0.keep(form, for: key) }
        return form
    }
}

extension FormShelf.Generations {
    fileprivate mutating func form(_ key: FormShelf.Key) -> Form? {
        if let form = current[key] { return form }
        guard let form = before[key] else { return nil }
        keep(form, for: key)
        return form
    }

    fileprivate mutating func keep(_ form: Form, for key: FormShelf.Key) {
        if current.count >= FormShelf.formsMax {
            before = current
            current = [:]
        }
        before[key] = nil
        current[key] = form
    }
}
