import Returns

/// A postal address as lines on a parcel, in the order of its country, the country last and in capitals.
enum AddressLines {
    /// `PostalAddress.linesMax` lines, the region, the town, the country.
    static let linesMax = PostalAddress.linesMax + 3

    /// - Parameter counterpart: the country of the parcel's other end, nil where it is unknown. Within one country
    ///   the name is left out, as on all inland mail.
    static func lines(of address: PostalAddress, counterpart: String?) -> [String] {
        let street = address.lines.prefix(PostalAddress.linesMax).map { PrintableText($0).text }
        let town = townLines(of: address).map { PrintableText($0).text }
        let isAbroad = counterpart?.uppercased() != address.country.uppercased()
        return (street + town + (isAbroad ? [Countries.name(address.country)] : [])).filter { !$0.isEmpty }
    }

    private static func townLines(of address: PostalAddress) -> [String] {
        let city = address.city
        let region = address.region ?? ""
        let code = address.postalCode ?? ""
        switch address.country.uppercased() {
        case "US", "CA", "AU", "PR", "MX", "BR", "IN", "CN", "KR", "TW", "TH", "ID":
            // Town, region and code share a line; the code comes last.
            return [joined([city, region, code])]
        case "GB", "IE", "IM", "JE", "GG", "NZ", "ZA", "SG", "HK", "JP":
            // The code follows the town: on a line of its own in Britain.
            let isCodeAlone = ["GB", "IM", "JE", "GG", "IE", "ZA"].contains(address.country.uppercased())
            return isCodeAlone ? [joined([city, region]), code] : [joined([city, region, code])]
        case "ES", "IT":
            // The province stands behind the town.
            let behind = region.isEmpty || region == city ? "" : "(\(region))"
            return [joined([code, city, behind])]
        default:
            return [joined([code, city])] + (region.isEmpty || region == city ? [] : [region])
        }
    }

    private static func joined(_ parts: [String]) -> String {
        parts.filter { !$0.isEmpty }.joined(separator: " ")
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
