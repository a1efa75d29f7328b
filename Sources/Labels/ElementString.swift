/// A GS1 element string: application identifiers with their values, as they stand in one symbol
/// (GS1 General Specifications 7.8: FNC1 follows every value that is not of predefined length, unless it is last).
package struct ElementString: Sendable, Hashable {
    /// Of data in one GS1-128, FNC1 separators counted, start, first FNC1, check and stop not (5.4.4.2).
    package static let charactersMax = 48

    package struct Element: Sendable, Hashable {
        /// Two to four digits.
        package var identifier: String
        package var value: String
    }

    package let elements: [Element]

    /// - Throws: an identifier or value that cannot stand in a symbol.
    package init(_ pairs: [(String, String)]) throws(Defect) {
        guard !pairs.isEmpty else { throw .empty }
        for (identifier, value) in pairs {
            guard (2...4).contains(identifier.utf8.count), identifier.utf8.allSatisfy({ (48...57).contains($0) })
            else { throw .identifier(identifier) }
            guard !value.isEmpty, value.utf8.allSatisfy(Self.isEncodable) else {
                throw .value(identifier: identifier, value: value)
            }
            if let length = Self.predefinedLength(identifier), identifier.utf8.count + value.utf8.count != length {
                throw .length(identifier: identifier, wanted: length - identifier.utf8.count)
            }
        }
        elements = pairs.map { Element(identifier: $0.0, value: $0.1) }
    }

    private init(checked elements: [Element]) { self.elements = elements }

    /// The licence plate of a parcel whose code has been checked.
    static func sscc(_ digits: String) -> ElementString {
        ElementString(checked: [Element(identifier: "00", value: digits)])
    }

    /// What a scanner sends, FNC1 separators as group separator.
    package var scanned: String { joined(separator: "\u{1D}") }

    /// Data characters in a symbol.
    package var characters: Int { scanned.utf8.count }

    /// The human-readable interpretation: `(421) 276 30179`.
    package var readable: String {
        elements.map { "(\($0.identifier)) \(Self.grouped($0))" }.joined(separator: " ")
    }

    /// As Zint reads it, which sets FNC1 itself.
    var bracketed: String { elements.map { "[\($0.identifier)]\($0.value)" }.joined() }

    func joined(separator: String) -> String {
        elements.enumerated().map { index, element in
            let isOpen = Self.predefinedLength(element.identifier) == nil && index < elements.count - 1
            return element.identifier + element.value + (isOpen ? separator : "")
        }.joined()
    }

    private static func grouped(_ element: Element) -> String {
        element.identifier == "421" ? element.value.prefix(3) + " " + element.value.dropFirst(3) : element.value
    }

    /// Identifier and value together (General Specifications, figure 7.8.5-2), by the first two digits.
    static func predefinedLength(_ identifier: String) -> Int? {
        switch identifier.prefix(2) {
        case "00": 20
        case "01", "02", "03": 16
        case "04": 18
        case "11", "12", "13", "14", "15", "16", "17", "18", "19": 8
        case "20": 4
        case "31", "32", "33", "34", "35", "36": 10
        case "41": 16
        default: nil
        }
    }

    /// GS1 encodable character set 82.
    static func isEncodable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: set82Signs.contains(byte)
        }
    }

    private static let set82Signs = Set("!\"%&'()*+,-./:;<=>?_".utf8)

    package enum Defect: Error, Equatable, CustomStringConvertible {
        case empty
        case identifier(String)
        case value(identifier: String, value: String)
        case length(identifier: String, wanted: Int)

        package var description: String {
            switch self {
            case .empty: "a GS1 symbol needs at least one application identifier"
            case .identifier(let identifier): "'\(identifier)' is no application identifier: two to four digits"
            case .value(let identifier, let value):
                "the value '\(value)' of (\(identifier)) is empty or has a sign outside GS1's set of 82"
            case .length(let identifier, let wanted): "the value of (\(identifier)) has \(wanted) characters"
            }
        }
    }
}
