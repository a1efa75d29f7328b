import Messages
import Returns
import Yams

/// Reads the message catalogues: a folder for each language, in it any number of YAML files whose nested
/// maps become dotted keys: `policy: {window: {ended: …}}` is `policy.window.ended`.
enum MessageCatalogue {
    /// Most messages of one language.
    static let messagesMax = 20_000
    /// The longest message, in bytes.
    static let bytesMax = 8_000

    struct Catalogues {
        var messages: [Language: [String: String]] = [:]
        var problems: [ConfigurationProblem] = []
        var warnings: [ConfigurationProblem] = []
    }

    static func load(directory: String, languages: [Language], standard: Language) -> Catalogues {
        var all = Catalogues()
        guard TextFile.isFolder(directory) else {
            all.problems.append(
                ConfigurationProblem(
                    file: directory, key: "messages", found: "no folder",
                    expected: "the folder of the message catalogues",
                    remedy: "correct 'messages' in the configuration file"))
            return all
        }
        for language in languages {
            let folder = "\(directory)/\(language.rawValue)"
            do throws(TextFile.ReadError) {
                let files = try TextFile.names(in: folder).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
                if files.isEmpty { throw TextFile.ReadError(found: "a folder without .yaml files") }
                read(files.map { "\(folder)/\($0)" }, language, &all)
            } catch {
                all.problems.append(
                    ConfigurationProblem(
                        file: folder, key: "messages", found: error.found,
                        expected: "a folder of message catalogues for the language '\(language.rawValue)'",
                        remedy: "add it, or take the language out of site.languages"))
            }
        }
        compare(with: standard, directory, &all)
        return all
    }

    private static func read(_ files: [String], _ language: Language, _ all: inout Catalogues) {
        var messages: [String: String] = [:]
        var origins: [String: String] = [:]
        var events = EventTextCheck(language)
        for file in files {
            let reading = Reading(file: file)
            reading.openTree { root in
                flatten(root, "", reading) { key, text, place in
                    if let origin = origins[key] {
                        reading.report(
                            place, found: "a message that \(origin) has already", expected: "each message once",
                            remedy: "take it out of one of the two files")
                    } else if messages.count < messagesMax {
                        messages[key] = text
                        origins[key] = file
                        events.read(key, text, place, reading)
                    }
                }
            }
            all.problems += reading.problems
            all.warnings += reading.warnings
        }
        events.end(&all)
        all.messages[language] = messages
    }

    private static func flatten(
        _ node: Node, _ path: String, _ reading: Reading, _ take: (String, String, Place) -> Void
    ) {
        let place = Place(node, path)
        switch node {
        case .mapping(let pairs):
            for (key, value) in pairs {
                let name = key.scalar?.string ?? ""
                guard !YAMLDocument.isPutAside(name) else { continue }
                if name.isEmpty || name.contains(where: \.isWhitespace) {
                    reading.report(
                        Place(key, path), found: "the key \(key.words)", expected: "a key without spaces",
                        remedy: "write words joined by '_'")
                }
                flatten(value, path.isEmpty ? name : "\(path).\(name)", reading, take)
            }
        case .scalar(let scalar):
            if node.isNothing || scalar.string.utf8.count > bytesMax || path.isEmpty {
                reading.report(
                    place, found: node.isNothing ? "nothing" : node.words, expected: "a text of 1 to \(bytesMax) bytes",
                    remedy: "write the message behind the colon, in quotation marks")
            } else {
                take(path, scalar.string, place)
            }
        case .sequence, .alias:
            reading.report(
                place, found: node.words, expected: "a text or a map of messages",
                remedy: "number the messages as keys of a map: '1: …'")
        }
    }

    /// A message that one language has and another lacks would be read in the wrong language.
    private static func compare(with standard: Language, _ directory: String, _ all: inout Catalogues) {
        guard let model = all.messages[standard] else { return }
        for (language, messages) in all.messages.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where language != standard {
            let folder = "\(directory)/\(language.rawValue)"
            for (key, text) in model.sorted(by: { $0.key < $1.key }) {
                guard let other = messages[key] else {
                    all.warnings.append(
                        ConfigurationProblem(
                            file: folder, key: key, found: "no such message",
                            expected: "each message of '\(standard.rawValue)'",
                            remedy: "translate it; until then customers read it in '\(standard.rawValue)'"))
                    continue
                }
                let (wanted, given) = (arguments(of: text), arguments(of: other))
                guard wanted != given else { continue }
                all.warnings.append(
                    ConfigurationProblem(
                        file: folder, key: key, found: words(given),
                        expected: "\(words(wanted)), as in '\(standard.rawValue)'",
                        remedy: "use the same arguments in both languages"))
            }
            for key in messages.keys.sorted() where model[key] == nil {
                all.warnings.append(
                    ConfigurationProblem(
                        file: folder, key: key, found: "a message that '\(standard.rawValue)' does not have",
                        expected: "the same messages in each language", remedy: "add it there, or correct the key"))
            }
        }
    }

    /// The names that stand behind an opening brace: `{count|one: … |other: …}` and `{date}`.
    static func arguments(of template: String) -> Set<String> {
        var names: Set<String> = []
        var rest = template[...]
        while let brace = rest.firstIndex(of: "{") {
            rest = rest[rest.index(after: brace)...]
            // A doubled brace is a brace that is meant.
            if rest.first == "{" {
                rest = rest.dropFirst()
                continue
            }
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            if !name.isEmpty { names.insert(String(name)) }
        }
        return names
    }

    private static func words(_ names: Set<String>) -> String {
        names.isEmpty ? "no argument" : "the arguments \(names.sorted().map { "{\($0)}" }.joined(separator: ", "))"
    }
}
