import Returns

/// A postal address as lines on a parcel, in the order of its country, the country last and in capitals.
package enum AddressLines {
    /// `PostalAddress.linesMax` lines, the region, the town, the code, the country.
    static let linesMax = PostalAddress.linesMax + 4

    /// Countries whose order is known; the others get a sound default.
    package static var countries: [String] { AddressFormats.countries }

    /// - Parameter counterpart: the country of the parcel's other end, nil where it is unknown. Within one country
    ///   the name is left out, as on all inland mail.
    package static func lines(of address: PostalAddress, counterpart: String?) -> [String] {
        let country = PrintableText(address.country).text.uppercased()
        let fields = Fields(address)
        let format = AddressFormats.format(country, isInOwnScript: fields.isEastAsian)
        let lines = format.split(separator: "|").flatMap { $0 == "$A" ? fields.street : [fields.filled($0)] }
        let isAbroad = counterpart?.uppercased() != address.country.uppercased()
        return (lines + (isAbroad ? [Countries.name(country, origin: counterpart)] : [])).filter { !$0.isEmpty }
    }

    /// What an address consists of, printable.
    private struct Fields {
        let street: [String]
        let city: String
        let region: String
        let code: String

        init(_ address: PostalAddress) {
            street = address.lines.prefix(PostalAddress.linesMax).map { PrintableText($0).text }
            city = PrintableText(address.city).text
            // Some systems repeat the town as its region.
            let region = PrintableText(address.region ?? "").text
            self.region = region == city ? "" : region
            code = PrintableText(address.postalCode ?? "").text
        }

        /// Han, kana or hangul in the town or street.
        var isEastAsian: Bool {
            (street + [city]).contains { line in
                line.unicodeScalars.contains { sign in
                    (0x3040...0x30FF).contains(sign.value) || (0x3400...0x9FFF).contains(sign.value)
                        || (0xAC00...0xD7A3).contains(sign.value)
                }
            }
        }

        /// One line: words with an empty field are left out, with the signs that they carry.
        func filled(_ pattern: some StringProtocol) -> String {
            var line = ""
            for word in pattern.split(separator: " ") {
                guard let text = filledWord(word) else { continue }
                let isJoined = line.isEmpty || word.first == "/" || word.first == "-"
                line += (isJoined ? "" : " ") + (line.isEmpty ? text.drop { "/-".contains($0) } : text[...])
            }
            return line.hasSuffix(",") ? String(line.dropLast()) : line
        }

        /// `LV-$Z`: signs before and behind fields, nil where all of its fields are empty.
        private func filledWord(_ word: some StringProtocol) -> String? {
            var (text, literal) = ("", "")
            var (hasField, hasValue) = (false, false)
            var signs = word[...]
            while let sign = signs.popFirst() {
                guard sign == "$", let name = signs.popFirst() else {
                    literal.append(sign)
                    continue
                }
                let value = value(name)
                hasField = true
                if !value.isEmpty {
                    // A code that brings its prefix along does not get it twice.
                    text += value.hasPrefix(literal) ? value : literal + value
                    hasValue = true
                }
                literal = ""
            }
            guard hasField else { return literal }
            return hasValue ? text + literal : nil
        }

        private func value(_ name: Character) -> String {
            switch name {
            case "A": street.joined(separator: " ")
            case "C": city
            case "U": city.uppercased()
            case "R": region
            case "Z": code
            default: ""
            }
        }
    }

    /// The language of names in the address's country, for scripts that several languages share (Han):
    /// without it the Japanese forms of Chinese characters would be chosen.
    static func scriptLanguage(country: String) -> String? {
        switch country.uppercased() {
        case "CN", "SG": "zh-cn"
        case "TW": "zh-tw"
        case "HK", "MO": "zh-hk"
        case "JP": "ja"
        case "KR": "ko"
        default: nil
        }
    }
}
