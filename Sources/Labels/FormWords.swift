/// What a template is filled with: texts in lists and groups.
///
/// A group has the same fields in the same order wherever its template is used; a field that has nothing to say
/// is `absent`. Two fillings with the same `shape` then differ in their texts alone.
enum FormWords: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    case text(String)
    case list([FormWords])
    case group([Field])
    case absent

    struct Field: Sendable, Equatable {
        var name: String
        var words: FormWords
    }

    init(dictionaryLiteral fields: (String, FormWords)...) {
        self = .group(fields.map { Field(name: $0.0, words: $0.1) })
    }

    static func texts(_ texts: [String]) -> FormWords { .list(texts.map { .text($0) }) }

    /// Writes down which texts there are, but not what they say, and gathers them in the same order.
    func flatten(shape: inout [UInt8], texts: inout [String]) {
        switch self {
        case .absent: shape.append(0)
        case .text(let text):
            shape.append(1)
            texts.append(text)
        case .list(let elements):
            shape.append(2)
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: elements.count)) { shape.append(contentsOf: $0) }
            for element in elements { element.flatten(shape: &shape, texts: &texts) }
        case .group(let fields):
            shape.append(3)
            for field in fields { field.words.flatten(shape: &shape, texts: &texts) }
        }
    }

    /// The same tree for Mustache, each text replaced by the mark of its place. Nil where there is nothing.
    func marked(_ next: inout Int) -> Any? {
        switch self {
        case .absent: return nil
        case .text:
            defer { next += 1 }
            return Form.mark(next)
        case .list(let elements):
            var marked: [Any] = []
            for element in elements {
                if let words = element.marked(&next) { marked.append(words) }
            }
            return marked
        case .group(let fields):
            var marked: [String: Any] = [:]
            for field in fields { marked[field.name] = field.words.marked(&next) }
            return marked
        }
    }
}
