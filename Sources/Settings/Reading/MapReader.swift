import Yams

/// One map of a configuration file, read key by key. Reading a key declares it: its type, default, bounds
/// and meaning are given once, there, and make the check, the suggestion for a misspelt key and the
/// reference.
final class MapReader {
    let reading: Reading
    let place: Place
    /// The file could not be read: its problem is told, a missing key is not another one.
    private var isBroken: Bool
    private var entries: [String: (key: Node, value: Node)] = [:]
    private var order: [String] = []
    private var declared: [String] = []
    private let problemsBefore: Int
    private var unsound: Set<String> = []

    init(_ reading: Reading, _ node: Node?, _ place: Place, isBroken: Bool = false) {
        self.reading = reading
        self.place = place
        self.isBroken = isBroken
        problemsBefore = reading.problems.count
        guard let node, !node.isNothing else { return }
        guard let mapping = node.mapping else {
            self.isBroken = true
            reading.report(
                place, found: node.words, expected: "a map of keys",
                remedy: "write 'key: value' lines, indented by two spaces")
            return
        }
        for (key, value) in mapping {
            let name = key.scalar?.string ?? "?"
            entries[name] = (key, value)
            order.append(name)
        }
    }

    /// Whether the key has a value.
    func isGiven(_ name: String) -> Bool { entries[name].map { !$0.value.isNothing } ?? false }

    /// Nothing in this map is wrong so far: only then are contradictions looked for, since one mistake
    /// should not be told as two.
    var isSound: Bool { !isBroken && reading.problems.count == problemsBefore }

    /// The same of one list or section that was read.
    func isSound(_ name: String) -> Bool { !isBroken && !unsound.contains(name) }

    /// Where a key stands, else where its map begins.
    func place(of name: String) -> Place { Place(entries[name]?.value, path(name), fallback: place) }

    /// Where an entry of a list begins.
    func place(ofItem index: Int, in name: String) -> Place {
        let items = entries[name]?.value.sequence.map(Array.init) ?? []
        return Place(
            items.indices.contains(index) ? items[index] : nil, "\(path(name))[\(index + 1)]", fallback: place(of: name)
        )
    }

    /// A key with a default.
    func value<Value>(_ name: String, _ form: Form<Value>, default standard: Value, _ meaning: String) -> Value {
        declare(name, form.type, form.show(standard), meaning)
        return given(name, form) ?? standard
    }

    /// A key that may be left out.
    func optional<Value>(_ name: String, _ form: Form<Value>, _ meaning: String) -> Value? {
        declare(name, form.type, "none", meaning)
        return given(name, form)
    }

    /// A key of a value that holds its default already.
    func read<Value>(_ name: String, _ form: Form<Value>, into value: inout Value, _ meaning: String) {
        value = self.value(name, form, default: value, meaning)
    }

    /// A key that may be left out.
    func read<Value>(_ name: String, _ form: Form<Value>, into value: inout Value?, _ meaning: String) {
        value = optional(name, form, meaning)
    }

    /// A key that must be given.
    /// - Returns: nil where it is not; the problem is told.
    func required<Value>(_ name: String, _ form: Form<Value>, _ meaning: String) -> Value? {
        declare(name, form.type, nil, meaning)
        if !isGiven(name), !isBroken {
            reading.report(
                Place(entries[name]?.value, path(name), fallback: place), found: "nothing", expected: form.type,
                remedy: "add the line '\(name): …'")
        }
        return given(name, form)
    }

    /// A map in this map; left out, all its keys have their defaults.
    func section<Value>(_ name: String, _ meaning: String, _ body: (MapReader) -> Value) -> Value {
        declare(name, "map", nil, meaning)
        let map = MapReader(reading, entries[name]?.value, place(of: name), isBroken: isBroken)
        let value = body(map)
        map.finish()
        if !map.isSound { unsound.insert(name) }
        return value
    }

    /// A list of maps.
    func list<Value>(
        _ name: String, _ meaning: String, counts: ClosedRange<Int>, _ body: (MapReader, Int) -> Value?
    ) -> [Value] {
        declare(name, "list of maps, \(counts.lowerBound) to \(counts.upperBound)", nil, meaning)
        if reading.isRecording {
            let map = MapReader(reading, nil, Place(nil, path(name) + "[]"))
            return [body(map, 0)].compactMap { $0 }
        }
        let before = reading.problems.count
        defer { if reading.problems.count != before { unsound.insert(name) } }
        let nodes = items(name, counts)
        return nodes.enumerated().compactMap { index, node in
            let map = MapReader(reading, node, Place(node, "\(path(name))[\(index + 1)]"))
            let value = body(map, index)
            map.finish()
            return value
        }
    }

    /// Reports every key that nothing has asked for.
    func finish() {
        guard !reading.isRecording else { return }
        for name in order where !declared.contains(name) && !YAMLDocument.isPutAside(name) {
            let nearest = Spelling.nearest(to: name, among: declared)
            let remedy =
                nearest.map { "did you mean '\($0)'?" } ?? "take the line out; known here are "
                + declared.sorted().joined(separator: ", ")
            reading.report(
                Place(entries[name]?.key, path(name)), found: "the unknown key '\(name)'",
                expected: "a key that we know",
                remedy: remedy)
        }
    }

    func path(_ name: String) -> String { place.key.isEmpty ? name : "\(place.key).\(name)" }

    private func items(_ name: String, _ counts: ClosedRange<Int>) -> [Node] {
        let place = place(of: name)
        let value = entries[name]?.value
        if let value, !value.isNothing, value.sequence == nil {
            reading.report(
                place, found: value.words, expected: "a list", remedy: "begin each entry with '- ' under '\(name):'")
            return []
        }
        let nodes = value?.sequence.map(Array.init) ?? []
        if !counts.contains(nodes.count), !isBroken {
            reading.report(
                place, found: "\(nodes.count) entries",
                expected: "\(counts.lowerBound) to \(counts.upperBound) entries",
                remedy: nodes.count < counts.lowerBound ? "add one under '\(name):'" : "take some out")
        }
        return Array(nodes.prefix(counts.upperBound))
    }

    private func declare(_ name: String, _ type: String, _ standard: String?, _ meaning: String) {
        declared.append(name)
        reading.record(KeyRecord(path: path(name), type: type, standard: standard, meaning: meaning))
    }

    private func given<Value>(_ name: String, _ form: Form<Value>) -> Value? {
        guard let node = entries[name]?.value, !node.isNothing else { return nil }
        return form.read(node, place(of: name), reading)
    }
}

extension Node {
    /// `key:` with nothing behind it, `null` or `~`: the same as leaving the key out.
    var isNothing: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    /// For "found …".
    var words: String {
        switch self {
        case .scalar(let scalar):
            isNothing ? "nothing" : "'\(scalar.string.prefix(60))\(scalar.string.count > 60 ? "…" : "")'"
        case .mapping: "a map"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
