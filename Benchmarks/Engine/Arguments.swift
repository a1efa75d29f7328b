/// What the command line asks for, as `name=value`.
struct Arguments {
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    var url = ""
    var count = 100_000
    var window = 64
    var hung = 0
    /// A PEM file of authorities; empty: the system's.
    var authorities = ""

    init(_ words: some Sequence<String>) throws {
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw Unreadable(description: "write name=value instead of \(word)") }
            switch parts[0] {
            case "url": url = parts[1]
            case "count": count = try Self.number(parts[1])
            case "window": window = try Self.number(parts[1])
            case "hung": hung = try Self.number(parts[1])
            case "authorities": authorities = parts[1]
            default: throw Unreadable(description: "there is no argument \(parts[0])")
            }
        }
        guard !url.isEmpty else { throw Unreadable(description: "url= is missing") }
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number >= 0 else { throw Unreadable(description: "\(text) is not a number") }
        return number
    }
}
