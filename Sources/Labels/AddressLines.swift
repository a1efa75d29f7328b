import Returns

/// A postal address as lines on a parcel, in the order of its country, the country last and in capitals.
package enum AddressLines {
    /// `PostalAddress.linesMax` lines, the region, the town, the code, the country.
    static let linesMax = PostalAddress.linesMax + 4

    /// Countries whose order is known; the others get a sound default.
    package static var countries: [String] { AddressFormats.countries }

    /// The longest names that places have stay below these; more of a region would push its town off the label.
    private static let cityCharactersMax = 80
    private static let regionCharactersMax = 48
    private static let codeCharactersMax = 20

    /// True where a field is longer than any real one and is cut before it is laid out.
    static func shortens(_ address: PostalAddress) -> Bool {
        let fields = [
            (address.city, cityCharactersMax), (address.region ?? "", regionCharactersMax),
            (address.postalCode ?? "", codeCharactersMax),
        ]
        return (fields + address.lines.map { ($0, PrintableText.charactersMax) })
            .contains { text, limit in PrintableText(text, charactersMax: limit).text != whole(text) }
    }

    private static func whole(_ text: String) -> String { PrintableText(text, charactersMax: text.utf8.count + 1).text }

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
            city = PrintableText(address.city, charactersMax: AddressLines.cityCharactersMax).text
            // Some systems repeat the town as its region, as a municipality or under its plain name.
            let region = PrintableText(address.region ?? "", charactersMax: AddressLines.regionCharactersMax).text
            self.region = Self.plainName(region) == Self.plainName(city) ? "" : region
            code = PrintableText(address.postalCode ?? "", charactersMax: AddressLines.codeCharactersMax).text
        }

        /// A town's name without the word for its rank: `北京市` and `Beijing Shi` are `北京` and `beijing`.
        private static func plainName(_ name: String) -> String {
            let name = name.lowercased()
            let rank = ["市", " shi", "-shi", " city", " municipality"].first { name.hasSuffix($0) && name != $0 }
            return rank.map { String(name.dropLast($0.count)) } ?? name
        }

        /// In East Asian order a street often brings region and town along: they are not said twice.
        private func leads(_ name: String) -> Bool {
            // `北京路` is a street, whatever its town: only a name with its rank is surely the place.
            let isRank = { (sign: Character?) in sign.map { "市区縣县省都府道州시구도".contains($0) } ?? false }
            guard isEastAsian, !name.isEmpty, let first = street.first else { return false }
            let isRanked = isRank(name.last) || isRank(first.dropFirst(name.count).first)
            return (isRanked && first.hasPrefix(name)) || (name == city && first.hasPrefix(region + city) && isRanked)
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
            case "C": leads(city) ? "" : city
            case "U": city.uppercased()
            case "R": leads(region) ? "" : region
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
