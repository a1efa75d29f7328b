import JSONText
import Returns

/// By what a person is recognised where the ledger knows nobody: in files that it never took, in what a reader could
/// not name.
///
/// A text alone is nobody's: others have the same name, live in the same street, or are called Johanna where one looks
/// for Anna. So texts are compared as whole fields or whole words, whatever the case of letters and the way in which
/// they are composed, and telephones by their digits; and what a text says counts only where nothing beside it speaks
/// of somebody else.
package struct PersonTexts: Sendable, Equatable {
    package enum Verdict: Int, Comparable, Sendable {
        case others, undecided, theirs
        package static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
    }

    /// A value with the name under which it stands: `customername`, letters alone; empty where it has none.
    struct Field {
        let name: String
        let text: String
    }

    /// Numbers of the customer, of returns, and codes of parcels.
    private(set) var numbers: Set<String> = []
    private(set) var emails: Set<String> = []
    private(set) var phones: Set<String> = []
    private(set) var names: Set<String> = []
    private(set) var lines: Set<String> = []
    /// Theirs, and somebody else's on record, too: they decide nothing.
    private(set) var shared: Set<String> = []

    package init() {}

    package var isEmpty: Bool {
        numbers.isEmpty && emails.isEmpty && phones.isEmpty && names.isEmpty && lines.isEmpty && shared.isEmpty
    }

    mutating func take(_ customer: Customer) {
        // A company is many people's; where nobody is named, it is the name.
        take(name: customer.name ?? customer.company)
        if let email = customer.email { emails.insert(Self.folded(email)) }
        if let phone = customer.phone.flatMap(Self.phone) { phones.insert(phone) }
        for line in [customer.name == nil ? nil : customer.company] + (customer.address?.lines ?? []) {
            if let line = line.map(Self.folded), !line.isEmpty { lines.insert(line) }
        }
    }

    mutating func take(number: String?) {
        guard let number = number.map(Self.folded), !number.isEmpty else { return }
        numbers.insert(number)
    }

    mutating func take(email: String) { emails.insert(Self.folded(email)) }

    private mutating func take(name: String?) {
        guard let name = name.map(Self.folded), !name.isEmpty else { return }
        names.insert(name)
    }

    /// What somebody else has, too, decides nothing any more.
    /// - Parameter isSilent: what it touches is not even named as undecided.
    mutating func share(with customer: Customer, isSilent: Bool) {
        var other = PersonTexts()
        other.take(customer)
        let common = names.intersection(other.names).union(emails.intersection(other.emails))
        let calls = phones.filter { phone in other.phones.contains { Self.isSame(phone, $0) } }
        if !isSilent { shared.formUnion(common.union(calls)) }
        names.subtract(common)
        emails.subtract(common)
        phones.subtract(calls)
    }

    /// Whether a customer has a name, an e-mail address or a telephone that is the person's.
    func isLike(_ customer: Customer) -> Bool {
        var other = PersonTexts()
        other.take(customer)
        return !names.isDisjoint(with: other.names) || !emails.isDisjoint(with: other.emails)
            || phones.contains { phone in other.phones.contains { Self.isSame(phone, $0) } }
    }

    /// Addresses are many people's: without them nothing is named as undecided for the street alone.
    mutating func forgetLines() { lines = [] }

    // MARK: Judging

    func verdict(on fields: [Field]) -> Verdict {
        var seen = Sight()
        for field in fields { look(at: field, &seen) }
        return seen.verdict(isAddressKnown: !lines.isEmpty)
    }

    /// Whether one text, a file's name for example, names the person.
    package func isNamed(in text: String) -> Bool { verdict(on: [Field(name: "", text: text)]) == .theirs }

    /// The fields of a record of ours.
    func verdict(on record: JSONValue) -> Verdict { verdict(on: Self.fields(of: record, name: "")) }

    private func look(at field: Field, _ seen: inout Sight) {
        let text = Self.folded(field.text)
        guard !text.isEmpty else { return }
        let words = Self.words(text)
        lookForNumbers(field.name, text, &seen)
        for word in Self.addresses(in: text) {
            if emails.contains(word) {
                seen.isIdentified = true
            } else if shared.contains(word) {
                seen.isTouched = true
            } else {
                seen.isAnothers = true
            }
        }
        for run in Self.phones(in: text) where !phones.isEmpty || !shared.isEmpty {
            if phones.contains(where: { Self.isSame($0, run) }) { seen.isIdentified = true }
            if shared.contains(where: { Self.isSame($0, run) }) { seen.isTouched = true }
        }
        // A first name alone is many people's.
        let isWholeName =
            field.name.hasSuffix("name")
            && !["first", "last", "sur", "vor"].contains { field.name.hasSuffix("\($0)name") }
        for name in names {
            let parts = Self.words(name)
            let isWhole = text == name
            if isWhole ? parts.count > 1 || isWholeName : parts.count > 1 && Self.holds(words, parts) {
                seen.isNamed = true
            } else if isWhole || Self.holds(words, parts) {
                seen.isTouched = true
            }
        }
        let isAddress = Self.addressNames.contains { field.name.hasSuffix($0) }
        let isAtHome = lines.contains { Self.holds(words, Self.words($0)) }
        if isAtHome { seen.isTouched = true }
        if isAddress { isAtHome ? (seen.isAtHome = true) : (seen.isElsewhere = true) }
        if shared.contains(where: { Self.holds(words, Self.words($0)) }) { seen.isTouched = true }
    }

    private func lookForNumbers(_ name: String, _ text: String, _ seen: inout Sight) {
        let isCustomer = Self.customerNames.contains { name.hasSuffix($0) }
        if numbers.contains(text) {
            // A number of digits alone may count anything.
            let isNumber = isCustomer || text.contains { !$0.isNumber }
            if isNumber { seen.isIdentified = true } else { seen.isTouched = true }
        } else if isCustomer {
            seen.isAnothers = true
        } else if text.contains(" ") {
            // In prose: an RMA number, a parcel's code.
            let parts = text.split { $0.isWhitespace || ".,;:!?()'\"".contains($0) }.map(String.init)
            if parts.contains(where: { $0.count > 5 && numbers.contains($0) }) { seen.isIdentified = true }
        }
    }

    /// What a look at the fields of one record has found.
    private struct Sight {
        var isIdentified = false
        var isNamed = false
        var isTouched = false
        var isAtHome = false
        /// An e-mail address or a customer's number that is not theirs.
        var isAnothers = false
        var isElsewhere = false

        func verdict(isAddressKnown: Bool) -> Verdict {
            let isMoved = isElsewhere && !isAtHome && isAddressKnown
            if !isAnothers, isIdentified || isNamed && !isMoved { return .theirs }
            return isIdentified || isNamed || isTouched ? .undecided : .others
        }
    }

    private static let customerNames = ["customernumber", "customer", "kundennummer", "kunde"]
    private static let addressNames = ["address", "addresslines", "lines", "street", "anschrift"]

    // MARK: Reading

    static func folded(_ text: String) -> String { String(text.trimmingWhitespace()).lowercased() }

    /// Strings are equal to Swift however their letters are composed.
    static func words(_ text: String) -> [Substring] { text.split { !$0.isLetter && !$0.isNumber } }

    static func holds(_ words: [Substring], _ parts: [Substring]) -> Bool {
        guard let first = parts.first, parts.count <= words.count else { return false }
        return (0...(words.count - parts.count)).contains { start in
            words[start] == first && zip(words[start...], parts).allSatisfy { $0 == $1 }
        }
    }

    private static func addresses(in text: String) -> [String] {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return [] }
        return text.split { $0.isWhitespace || "<>()[]{},;:\"'`|".contains($0) }
            .filter { $0.contains("@") }
            .map { word in
                let end = word.lastIndex { !".!?".contains($0) } ?? word.startIndex
                return String(word[...end])
            }
    }

    /// The digits of a telephone without what stands for `international` or `long distance`.
    static func phone(_ text: String) -> String? {
        let plain = text.split(separator: "(0)").joined()
        let digits = plain.filter { $0.isASCII && $0.isNumber }
        let short = String(digits.drop { $0 == "0" })
        return (phoneDigitsMin...17).contains(short.count) ? short : nil
    }

    private static let phoneDigitsMin = 6

    /// With the country's code or without.
    static func isSame(_ one: String, _ other: String) -> Bool {
        let (short, long) = one.count < other.count ? (one, other) : (other, one)
        return short == long || short.count >= 8 && long.hasSuffix(short) && long.count - short.count <= 4
    }

    static func phones(in text: String) -> [String] {
        text.split { !($0.isASCII && $0.isNumber) && !"+-/(). \u{A0}".contains($0) }.compactMap { phone(String($0)) }
    }

    static func fields(of value: JSONValue, name: String) -> [Field] {
        switch value {
        case .null, .bool: []
        case .integer(let number): [Field(name: name, text: String(number))]
        case .string(let text): [Field(name: name, text: text)]
        case .array(let elements): elements.flatMap { fields(of: $0, name: name) }
        case .object(let members): members.flatMap { fields(of: $0.value, name: self.name(name, $0.key)) }
        }
    }

    static func fields(of node: JSONNode, name: String) -> [Field] {
        switch node.value {
        case .null, .bool: []
        case .number(let text), .string(let text): [Field(name: name, text: text)]
        case .array(let elements): elements.flatMap { fields(of: $0, name: name) }
        case .object(let members): members.flatMap { fields(of: $0.value, name: self.name(name, $0.key)) }
        }
    }

    /// A path, letters alone: what a field is shows at its end.
    private static func name(_ outer: String, _ inner: String) -> String {
        outer + letters(inner)
    }

    static func letters(_ text: String) -> String { String(text.lowercased().filter(\.isLetter)) }
}

extension PersonTexts {
    package var json: JSONValue {
        let parts: [(String, Set<String>)] = [
            ("numbers", numbers), ("emails", emails), ("phones", phones), ("names", names), ("lines", lines),
            ("shared", shared),
        ]
        return .object(known: parts.map { ($0.0, .array($0.1.sorted().map { .string($0) })) })
    }

    package init(json: JSONValue) {
        let part = { (name: String) in Set(json[name]?.strings ?? []) }
        numbers = part("numbers")
        emails = part("emails")
        phones = part("phones")
        names = part("names")
        lines = part("lines")
        shared = part("shared")
    }
}
