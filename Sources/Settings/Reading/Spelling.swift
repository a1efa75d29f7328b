/// Finds what somebody meant to type.
enum Spelling {
    /// The candidate with the fewest changes, where they are few enough for a slip.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let typed = Array(word.lowercased().utf8.prefix(80))
        let most = max(1, min(3, typed.count / 3))
        return candidates.map { (name: $0, changes: changes(typed, Array($0.lowercased().utf8))) }
            .filter { $0.changes <= most }
            .min { ($0.changes, $0.name) < ($1.changes, $1.name) }?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two words (restricted
    /// Damerau-Levenshtein distance).
    static func changes(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var above = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let replaced = above[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, above[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            before = above
            above = current
        }
        return above[right.count]
    }
}
