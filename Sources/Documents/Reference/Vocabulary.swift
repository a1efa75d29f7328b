import Returns

/// Whether the words that tables may use are unambiguous; a test asks.
package enum Vocabulary {
    /// Headers that mean two columns of one type, and words that mean two choices of one field.
    package static func collisions() -> [String] {
        let words = Choices.all.flatMap { name, set in set.collisions.map { "\(name): \($0)" } }
        return words + DeclarationKind.allCases.flatMap(headerCollisions)
    }

    private static func headerCollisions(_ kind: DeclarationKind) -> [String] {
        var owners: [String: String] = [:]
        var found: [String] = []
        for column in TableColumns.of(kind) {
            for key in column.keys {
                if let owner = owners[key], owner != column.name {
                    found.append("\(kind.rawValue): \(key) means \(owner) and \(column.name)")
                }
                owners[key] = column.name
            }
        }
        return found.sorted()
    }
}
