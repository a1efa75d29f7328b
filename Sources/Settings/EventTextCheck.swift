import Messages
import Returns

/// Looks at the texts about events in one language. One that is broken or missing is a problem: a customer would be
/// told something else, or nothing. Catalogues from before there were such texts have none at all, and load with a
/// warning.
struct EventTextCheck {
    private static let prefix = "event."

    private let language: Language
    private var seen: [(key: String, file: String, place: Place)] = []
    private var first: String?

    init(_ language: Language) { self.language = language }

    mutating func read(_ key: String, _ text: String, _ place: Place, _ reading: Reading) {
        first = first ?? reading.file
        guard key.hasPrefix(Self.prefix) else { return }
        seen.append((key, reading.file, place))
        for misfit in EventMisfit.all(of: text, key: key, in: language) {
            reading.report(place, found: misfit.found, expected: misfit.expected, remedy: misfit.remedy)
        }
    }

    /// Names what is missing, at the nearest text that is there.
    func end(_ all: inout MessageCatalogue.Catalogues) {
        guard !seen.isEmpty else {
            if let first {
                all.warnings.append(
                    ConfigurationProblem(
                        file: first, key: "event", found: "no texts about events in this folder",
                        expected: "what customers are told of each event",
                        remedy: "add the file events.yaml of this version; until then webhooks carry no words"))
            }
            return
        }
        let given = Set(seen.map(\.key))
        for key in EventWording.texts.keys.sorted() where !given.contains(key) {
            guard let near = nearest(to: key) else { continue }
            all.problems.append(
                ConfigurationProblem(
                    file: near.file, line: near.place.line, column: near.place.column, key: key,
                    found: "no such text", expected: "a text for each event",
                    remedy: "add it beside '\(near.key)'"))
        }
    }

    private func nearest(to key: String) -> (key: String, file: String, place: Place)? {
        seen.max { left, right in shared(left.key, key) < shared(right.key, key) }
    }

    private func shared(_ left: String, _ right: String) -> Int { zip(left, right).prefix { $0 == $1 }.count }
}
