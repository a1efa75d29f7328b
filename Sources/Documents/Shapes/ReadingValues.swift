import JSONText
import Returns

/// One function for each kind of value: a node becomes a checked value, or nil with a problem said.
extension Reading {
    mutating func value(_ node: JSONNode, of field: Field) -> FieldValue? {
        // Blank text says the same as a field left out; where JSON wants no text, it is a value of the wrong kind.
        if isBlank(node), isTable || field.kind.isText || field.need == .required { return nil }
        switch field.kind {
        case .identifier: return identifier(node).map { .text($0) }
        case .line(let max): return text(node, charactersMax: max).map { .text($0) }
        case .prose(let max): return text(node, charactersMax: max, hasLines: true).map { .text($0) }
        case .choice(let set): return choice(node, among: set).map { .text($0) }
        case .integer(let range): return integer(node, in: range).map { .integer($0) }
        case .flag: return flag(node).map { .flag($0) }
        case .money: return money(node).map { .money($0) }
        case .date(let bounds): return date(node, bounds).map { .date($0) }
        case .moment: return moment(node).map { .moment($0) }
        case .email: return email(node).map { .text($0) }
        case .phone: return phone(node).map { .text($0) }
        case .country: return country(node).map { .text($0) }
        case .language: return language(node).map { .text($0.rawValue) }
        case .webAddress: return webAddress(node).map { .text($0) }
        case .eventType: return eventType(node).map { .text($0) }
        case .fileName: return fileName(node).map { .text($0) }
        case .list(let kind, let max): return list(node, of: kind, max: max, field).map { .texts($0) }
        case .answers(let max): return answers(node, max: max).map { .answers($0) }
        case .record(let shape): return record(node, as: shape).map { .records([$0]) }
        case .records(let shape, let max): return records(node, as: shape, max: max, field).map { .records($0) }
        }
    }

    private func isBlank(_ node: JSONNode) -> Bool {
        guard case .string(let text) = node.value else { return false }
        return text.isBlank
    }

    private mutating func list(_ node: JSONNode, of kind: FieldKind, max: Int, _ field: Field) -> [String]? {
        guard case .array(let elements) = node.value else {
            refuse(.wrongKind, node, expected: "an array in brackets", remedy: "Write [ … ], also around a single one.")
            return nil
        }
        guard elements.count <= max else {
            refuse(.tooMany, node, expected: "at most \(max)", remedy: "Give at most \(max) of them.")
            return nil
        }
        guard !elements.isEmpty else {
            if field.need == .required {
                refuse(.tooFew, node, expected: "at least one", remedy: "Add one: \(field.about)")
            }
            return nil
        }
        let part = Field(field.name, kind, .required, field.about)
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            let text = self.element(index) { reading -> String? in
                switch reading.value(element, of: part) {
                case .text(let text): return text
                case .integer(let number): return String(number)
                case .flag, .money, .date, .moment, .texts, .answers, .records, nil:
                    reading.noteBlank(element, kind)
                    return nil
                }
            }
            if let text { texts.append(text) }
        }
        return texts.isEmpty ? nil : texts
    }

    private mutating func noteBlank(_ node: JSONNode, _ kind: FieldKind) {
        guard isBlank(node) || node.isNull else { return }
        refuse(.missing, node, found: "nothing", expected: kind.expectation, remedy: "Fill it in or take it out.")
    }

    /// Texts by names of the sender's choice; true and false say yes and no.
    private mutating func answers(_ node: JSONNode, max: Int) -> [(question: String, answer: String)]? {
        guard case .object(let members) = node.value else {
            refuse(.wrongKind, node, expected: "an object in braces", remedy: "Write { \"name\": \"answer\" }.")
            return nil
        }
        guard members.count <= max else {
            refuse(
                .tooMany, node, found: "\(members.count) names", expected: "at most \(max)", remedy: "Take some out.")
            return nil
        }
        var answers: [(question: String, answer: String)] = []
        for member in members where !member.value.isNull {
            let text = self.member(member.key) { reading -> String? in
                switch member.value.value {
                case .bool(let flag): flag ? "yes" : "no"
                case .null, .number, .string, .array, .object:
                    reading.text(member.value, charactersMax: Self.answerMax)
                }
            }
            if let text { answers.append((member.key, text)) }
        }
        return answers
    }

    private static let answerMax = 60

    private mutating func records(
        _ node: JSONNode, as shape: Shape, max: Int, _ field: Field
    ) -> [FieldValues]? {
        guard case .array(let elements) = node.value else {
            refuse(.wrongKind, node, expected: "an array in brackets", remedy: "Write [ … ], also around a single one.")
            return nil
        }
        guard !elements.isEmpty else {
            if field.need == .required {
                refuse(.tooFew, node, expected: "at least one", remedy: "Add one, with the fields of \(shape.title).")
            }
            return nil
        }
        guard elements.count <= max else {
            refuse(.tooMany, node, expected: "at most \(max)", remedy: "Split it into several documents.")
            return nil
        }
        var records: [FieldValues] = []
        records.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let values = self.element(index, { $0.record(element, as: shape) }) { records.append(values) }
        }
        return records
    }

    private mutating func choice(_ node: JSONNode, among set: ChoiceSet) -> String? {
        guard let text = text(node, charactersMax: 200) else { return nil }
        if let value = isTable ? set.loosely(text) : set.exactly(text) { return value }
        let listed = set.values.joined(separator: ", ")
        let meant = set.nearest(text).map { "Did you mean \($0)? " } ?? ""
        refuse(
            .unknownValue, node, expected: "one of \(listed)",
            remedy: meant + "Write one of the words exactly as they stand here.")
        return nil
    }

    private mutating func flag(_ node: JSONNode) -> Bool? {
        switch node.value {
        case .bool(let flag): return flag
        case .string(let text) where isTable:
            let key = Folded.key(text)
            if Self.yes.contains(key) { return true }
            if Self.no.contains(key) { return false }
            refuse(.wrongKind, node, expected: "yes or no", remedy: "Write yes or no, or leave the cell empty for no.")
        case .string, .number, .array, .object, .null:
            refuse(.wrongKind, node, expected: "true or false", remedy: "Write true or false without quotes.")
        }
        return nil
    }

    private static let yes = Set(
        ["yes", "y", "true", "1", "x", "ja", "j", "wahr", "sí", "s", "verdadero", "oui", "o", "vrai"].map(Folded.key))
    private static let no = Set(
        ["no", "n", "false", "0", "nein", "falsch", "falso", "non", "faux"].map(Folded.key))

    private mutating func country(_ node: JSONNode) -> String? {
        guard let text = text(node, charactersMax: 100) else { return nil }
        let code = text.uppercased()
        if Countries.codes.contains(code) { return code }
        if isTable, let code = Countries.code(named: text) { return code }
        let meant = Countries.code(named: text).map { "Write \($0). " } ?? ""
        refuse(
            .country, node, expected: "the two letters of a country (ISO 3166-1)",
            remedy: meant + "Germany is DE, Spain ES, France FR, the United Kingdom GB.")
        return nil
    }

    /// A language that we do not speak is no mistake: the customer is written to in the site's language.
    private mutating func language(_ node: JSONNode) -> Language? {
        guard let text = text(node, charactersMax: 35) else { return nil }
        if isTable, let language = Self.languageNames[Folded.key(text)] { return language }
        let parts = text.split(whereSeparator: { $0 == "-" || $0 == "_" })
        let isTag =
            (2...3).contains(parts.first?.count ?? 0) && (parts.first?.count ?? 0) <= text.count
            && parts.allSatisfy { (1...8).contains($0.count) && $0.utf8.allSatisfy(Self.isAlphanumeric) }
            && parts.first?.allSatisfy(\.isLetter) == true && !text.hasSuffix("-") && !text.hasSuffix("_")
        guard isTag else {
            refuse(
                .language, node, expected: "a language tag: \(Language.listed)",
                remedy: "Write the two letters of the language, for example de for German.")
            return nil
        }
        if let language = Language(tag: text) { return language }
        warn(
            .language, node, expected: Language.allCases.map(\.rawValue).joined(separator: ", "),
            remedy: "We do not speak it yet; the customer is written to in \"\(options.defaultLanguage.rawValue)\".")
        return options.defaultLanguage
    }

    private static let languageNames: [String: Language] = {
        let rows: [(Language, [String])] = [
            (.english, ["English", "Englisch", "inglés", "anglais", "EN"]),
            (.german, ["German", "Deutsch", "alemán", "allemand", "DE"]),
            (.spanish, ["Spanish", "Spanisch", "español", "espagnol", "castellano", "ES"]),
            (.french, ["French", "Französisch", "francés", "français", "FR"]),
            (.japanese, ["Japanese", "Japanisch", "japonés", "japonais", "日本語", "JP"]),
            (.arabic, ["Arabic", "Arabisch", "árabe", "arabe", "العربية"]),
        ]
        var table: [String: Language] = [:]
        for (language, names) in rows {
            for name in names { table[Folded.key(name)] = language }
        }
        return table
    }()

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
