/// The number of a return, as printed on its label and read over the phone: `RMA-4KD-9T2X`.
///
/// Serial characters and the check character come from an alphabet of 29 signs without vowels, `1`, `I`,
/// `L` and `O`: no words, nothing that looks like something else. 29 is prime, so the weighted sum below
/// catches every single wrong character and every swap of two characters, however far apart.
package struct RMANumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String

    /// For our own rows; anything typed goes through `RMANumberPattern.read`.
    package init(trusted text: String) { self.text = text }

    package var description: String { text }
    package static func < (left: RMANumber, right: RMANumber) -> Bool { left.text < right.text }
}

/// The shape of this site's RMA numbers: literal text, `?` for a serial character, `#` for the check
/// character. `RMA-???-???#` holds 29⁶ = 594,823,321 numbers.
package struct RMANumberPattern: Sendable, Equatable {
    package static let alphabet = Array("023456789BCDFGHJKMNPQRSTVWXYZ".utf8)
    package static let serialCharactersMax = 12
    package static let standard = RMANumberPattern(checked: "RMA-???-???#")

    package let text: String
    private let template: [UInt8]
    private let serialCharacters: Int

    /// - Throws: what is wrong with the pattern, in words for the operator.
    package init(_ text: String) throws(PatternError) {
        let bytes = Array(text.utf8)
        let serials = bytes.filter { $0 == UInt8(ascii: "?") }.count
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .characters }
        guard (4...Self.serialCharactersMax).contains(serials) else { throw .serialCharacters(found: serials) }
        guard bytes.filter({ $0 == UInt8(ascii: "#") }).count == 1 else { throw .checkCharacter }
        guard bytes.count <= 32 else { throw .length }
        self.init(checked: text)
    }

    private init(checked text: String) {
        self.text = text
        template = Array(text.utf8)
        serialCharacters = template.filter { $0 == UInt8(ascii: "?") }.count
    }

    /// How many different numbers the pattern holds.
    package var capacity: Int { (0..<serialCharacters).reduce(1) { product, _ in product * 29 } }

    /// The number for the n-th return, or nil when the pattern is used up. Different ordinals always give
    /// different numbers, and neighbours do not look alike, so that a misheard number is rarely a real one. It is no
    /// secret: a return is opened by its token, never by its number.
    package func number(ordinal: Int) -> RMANumber? {
        guard (0..<capacity).contains(ordinal) else { return nil }
        var value = scattered(ordinal)
        var serial: [Int] = []
        for _ in 0..<serialCharacters {
            serial.append(value % 29)
            value /= 29
        }
        return assembled(serial: serial, check: Self.check(serial))
    }

    /// Whether a text is meant as one of our numbers: it begins as all of them do.
    package func isMeant(by typed: some StringProtocol) -> Bool {
        let prefix = template.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let literal = String(decoding: prefix, as: UTF8.self).uppercased().filter { $0.isLetter || $0.isNumber }
        return !literal.isEmpty && typed.uppercased().filter { $0.isLetter || $0.isNumber }.hasPrefix(literal)
    }

    /// Whether a text has the form of our numbers, whatever its check character: as they are printed, or without what
    /// stands between their parts. A pattern that begins with fewer than two letters has no form of its own.
    package func hasForm(_ typed: some StringProtocol) -> Bool {
        let isPlace = { (byte: UInt8) in byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") }
        let template = Array(text.uppercased().utf8)
        guard template.prefix(while: \.isASCIICapital).count >= 2 else { return false }
        let signs = Array(typed.trimmingWhitespace().uppercased().utf8)
        let fits = { (template: [UInt8], isSign: (UInt8) -> Bool) in
            template.count == signs.count
                && zip(template, signs).allSatisfy { place, sign in
                    if isPlace(place) { return isSign(sign) }
                    return Self.ignored.contains(place) ? Self.ignored.contains(sign) : place == sign
                }
        }
        return fits(template) { $0.isASCIIDigit || $0.isASCIICapital }
            || fits(template.filter { !Self.ignored.contains($0) }) {
                Self.alphabet.contains($0) || $0 == UInt8(ascii: "O")
            }
    }

    /// What is wrong with a text that is meant as one of our numbers; nil where it is right, or is something else.
    package func mistake(in typed: some StringProtocol) -> ReadError? {
        do throws(ReadError) {
            _ = try read(typed)
            return nil
        } catch {
            let isMistyped = error == .check && !ScannedNumber(typed).isParcelNumber
            return isMistyped || isMeant(by: typed) ? error : nil
        }
    }

    /// Reads a number as people type it: any case, with or without the literal text, spaces and hyphens;
    /// `O` is taken for `0`.
    /// - Throws: whether the length, a character or the check character is wrong.
    package func read(_ typed: some StringProtocol) throws(ReadError) -> RMANumber {
        let wanted = serialCharacters + 1
        var signs = typed.uppercased().utf8.filter { !Self.ignored.contains($0) }
        let prefix = template.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
            .filter { !Self.ignored.contains($0) }.map { $0 >= 97 && $0 <= 122 ? $0 - 32 : $0 }
        if signs.count > wanted, signs.starts(with: prefix) { signs.removeFirst(prefix.count) }
        guard signs.count == wanted else { throw .length(found: signs.count, wanted: wanted) }
        var values: [Int] = []
        for sign in signs {
            let folded = sign == UInt8(ascii: "O") ? UInt8(ascii: "0") : sign
            guard let value = Self.alphabet.firstIndex(of: folded) else {
                throw .character(String(decoding: [sign], as: UTF8.self))
            }
            values.append(value)
        }
        let checkIndex =
            template.filter { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
            .firstIndex(of: UInt8(ascii: "#")) ?? wanted - 1
        let given = values.remove(at: checkIndex)
        guard given == Self.check(values) else { throw .check }
        return assembled(serial: values, check: given)
    }

    /// The first number that stands in a text as we write it, in any case: `Order RMA-4KD-9T2X, second parcel`.
    package func first(in text: String) -> RMANumber? {
        let bytes = Array(text.utf8)
        let isSign = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80
        }
        guard bytes.count >= template.count else { return nil }
        for start in 0...(bytes.count - template.count) {
            let end = start + template.count
            guard start == 0 || !isSign(bytes[start - 1]), end == bytes.count || !isSign(bytes[end]) else { continue }
            let piece = String(decoding: bytes[start..<end], as: UTF8.self).uppercased()
            if case .success(let number) = Result(catching: { () throws(ReadError) in try read(piece) }),
                number.text.uppercased() == piece
            {
                return number
            }
        }
        return nil
    }

    private func assembled(serial: [Int], check: Int) -> RMANumber {
        var position = 0
        let bytes = template.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "?"):
                position += 1
                return Self.alphabet[serial[position - 1]]
            case UInt8(ascii: "#"): return Self.alphabet[check]
            default: return byte
            }
        }
        return RMANumber(trusted: String(decoding: bytes, as: UTF8.self))
    }

    /// Weights 2, 3, 4 … are distinct, non-zero and, with the check character's 1, never equal modulo 29,
    /// which is what catches every swap.
    private static func check(_ serial: [Int]) -> Int {
        let sum = serial.enumerated().reduce(0) { $0 + ($1.offset + 2) * $1.element }
        return (29 - sum % 29) % 29
    }

    /// An affine step modulo the capacity; the multiplier is not a multiple of 29, so it is a bijection.
    private func scattered(_ ordinal: Int) -> Int {
        let multiplier = UInt(387_420_489) // 3^18: coprime with every power of 29.
        let product = (UInt(ordinal) + 7919).multipliedFullWidth(by: multiplier)
        return Int(UInt(capacity).dividingFullWidth(product).remainder)
    }

    private static let ignored = Set(" -._/".utf8)

    package enum PatternError: Error, Equatable, CustomStringConvertible {
        case characters, serialCharacters(found: Int), checkCharacter, length

        package var description: String {
            switch self {
            case .characters: "only printable ASCII characters without spaces may stand in the pattern"
            case .serialCharacters(let found):
                "the pattern has \(found) serial characters '?'; it needs 4 to \(RMANumberPattern.serialCharactersMax)"
            case .checkCharacter: "the pattern needs exactly one check character '#'"
            case .length: "the pattern may have at most 32 characters"
            }
        }
    }

    package enum ReadError: Error, Equatable, CustomStringConvertible {
        case length(found: Int, wanted: Int), character(String), check

        package var description: String {
            switch self {
            case .length(let found, let wanted):
                "an RMA number has \(wanted) characters behind its prefix, this one has \(found)"
            case .character(let sign): "'\(sign)' does not occur in our RMA numbers"
            case .check: "the check character does not fit: one character is wrong or two are swapped"
            }
        }
    }
}
