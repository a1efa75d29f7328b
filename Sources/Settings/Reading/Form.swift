import Yams

/// What a value may be: how it is read, what is said when it is something else, how a default is shown.
struct Form<Value> {
    /// For the reference and for "expected …": `whole number, 1 to 64`.
    let type: String
    let show: (Value) -> String
    /// Reads a value, or reports at the place why not.
    let read: (Node, Place, Reading) -> Value?

    init(type: String, show: @escaping (Value) -> String, read: @escaping (Node, Place, Reading) -> Value?) {
        self.type = type
        self.show = show
        self.read = read
    }
}

extension Form {
    /// A single value: the text is tried, and the remedy says how to write it.
    static func scalar(
        _ type: String, remedy: String, show: @escaping (Value) -> String, _ parse: @escaping (String) -> Value?
    ) -> Form {
        Form(type: type, show: show) { node, place, reading in
            guard let text = node.scalar?.string, let value = parse(text) else {
                reading.report(place, found: node.words, expected: type, remedy: remedy)
                return nil
            }
            return value
        }
    }

    /// A list of such values. All wrong ones are reported.
    func list(_ counts: ClosedRange<Int>) -> Form<[Value]> {
        let show = self.show
        let read = self.read
        let type = "list of \(counts.lowerBound) to \(counts.upperBound): \(self.type)"
        return Form<[Value]>(type: type, show: { "[\($0.map(show).joined(separator: ", "))]" }) {
            node, place, reading in
            guard let items = node.sequence else {
                reading.report(
                    place, found: node.words, expected: type, remedy: "write a list: [\(node.scalar?.string ?? "…")]")
                return nil
            }
            guard counts.contains(items.count) else {
                reading.report(
                    place, found: "\(items.count) values", expected: type,
                    remedy: items.count < counts.lowerBound ? "add a value" : "take some out")
                return nil
            }
            let values = items.enumerated().map { index, item in
                read(item, Place(item, "\(place.key)[\(index + 1)]", fallback: place), reading)
            }
            let good = values.compactMap { $0 }
            return good.count == values.count ? good : nil
        }
    }

    /// A map with keys of the operator's own choice. All wrong ones are reported.
    func dictionary<Key: Hashable>(
        keys keyWords: String, show showKey: @escaping (Key) -> String, _ parseKey: @escaping (String) -> Key?
    ) -> Form<[Key: Value]> {
        let show = self.show
        let read = self.read
        let type = "map from \(keyWords) to \(self.type)"
        let showMap = { (map: [Key: Value]) -> String in
            "{\(map.map { "\(showKey($0.key)): \(show($0.value))" }.sorted().joined(separator: ", "))}"
        }
        return Form<[Key: Value]>(type: type, show: showMap) { node, place, reading in
            guard let pairs = node.mapping else {
                reading.report(place, found: node.words, expected: type, remedy: "write a map: {key: value}")
                return nil
            }
            var values: [Key: Value] = [:]
            var isWhole = true
            for (key, item) in pairs {
                let text = key.scalar?.string ?? ""
                guard !YAMLDocument.isPutAside(text) else { continue }
                let itemPlace = Place(item, "\(place.key).\(text)", fallback: place)
                guard let name = parseKey(text) else {
                    reading.report(
                        Place(key, itemPlace.key), found: "the key \(key.words)", expected: keyWords,
                        remedy: "correct the key")
                    isWhole = false
                    continue
                }
                if let value = read(item, itemPlace, reading) { values[name] = value } else { isWhole = false }
            }
            return isWhole ? values : nil
        }
    }
}
