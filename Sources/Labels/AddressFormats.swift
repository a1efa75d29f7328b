/// The order of an address in each country, after the UPU's addressing systems: where the postal code stands, which
/// lines there are, whether a region belongs in the address, where the town is in capitals.
///
/// A format has its lines apart by `|`. `$A` are the lines of the street, `$C` the town, `$U` the town in capitals,
/// `$R` the region, `$Z` the postal code. A word whose field is empty is left out together with the signs that it
/// carries. A country whose format has no region sorts its mail without one.
enum AddressFormats {
    /// - Parameter isInOwnScript: written as in the country itself, where that turns the order round.
    static func format(_ country: String, isInOwnScript: Bool) -> String {
        if isInOwnScript, let format = ownScript[country] { return format }
        return formats[country] ?? standard
    }

    /// The code before the town, as most of the world has it; the region in a line of its own.
    static let standard = "$A|$Z $C|$R"

    /// Countries that have a format of their own.
    static var countries: [String] { formats.keys.sorted() }

    /// Largest first: in China, Japan and Taiwan the street comes last.
    private static let ownScript = [
        "CN": "$Z|$R$C$A", "HK": "$R$C|$A", "JP": "〒$Z|$R$C|$A", "KR": "$R $C|$A|$Z", "MO": "$R$C|$A",
        "TW": "$Z|$R$C$A",
    ]

    private static let formats: [String: String] = [
        // Europe.
        "AT": "$A|$Z $C", "BE": "$A|$Z $C", "BG": "$A|$Z $C", "BY": "$A|$Z $C|$R", "CH": "$A|$Z $C",
        "CY": "$A|$Z $C", "CZ": "$A|$Z $C", "DE": "$A|$Z $C", "DK": "$A|$Z $C", "EE": "$A|$Z $C",
        "ES": "$A|$Z $C ($R)", "FI": "$A|$Z $U", "FR": "$A|$Z $U", "GB": "$A|$U|$Z", "GG": "$A|$U|$Z",
        "GR": "$A|$Z $C", "HR": "$A|$Z $C", "HU": "$C|$A|$Z", "IE": "$A|$U|$R|$Z", "IM": "$A|$U|$Z",
        "IS": "$A|$Z $C", "IT": "$A|$Z $U $R", "JE": "$A|$U|$Z", "LI": "$A|$Z $C", "LT": "$A|LT-$Z $C",
        "LU": "$A|L-$Z $C", "LV": "$A|$C, LV-$Z", "MC": "$A|$Z $U", "MT": "$A|$U $Z", "NL": "$A|$Z $U",
        "NO": "$A|$Z $U", "PL": "$A|$Z $C", "PT": "$A|$Z $C", "RO": "$A|$Z $C", "RS": "$A|$Z $C",
        "RU": "$A|$C|$R|$Z", "SE": "$A|$Z $U", "SI": "$A|$Z $C", "SK": "$A|$Z $C", "TR": "$A|$Z $C /$R",
        "UA": "$A|$C|$R|$Z",
        // The Americas.
        "AR": "$A|$Z $C|$R", "BR": "$A|$C -$R|$Z", "CA": "$A|$U $R $Z", "CL": "$A|$Z $C|$R", "CO": "$A|$C, $R $Z",
        "MX": "$A|$Z $C, $R", "PE": "$A|$C $Z|$R", "PR": "$A|$U PR $Z", "US": "$A|$U $R $Z",
        // Asia and Oceania.
        "AE": "$A|$C|$R", "AU": "$A|$U $R $Z", "CN": "$A|$Z $C, $R", "HK": "$A|$C|$R", "ID": "$A|$C|$R $Z",
        "IL": "$A|$C $Z", "IN": "$A|$C $Z|$R", "JP": "$A|$C, $R $Z", "KR": "$A|$C, $R $Z", "KZ": "$A|$C|$R|$Z",
        "MO": "$A|$C|$R", "MY": "$A|$Z $C|$R", "NZ": "$A|$C $Z", "PH": "$A|$Z $C|$R", "PK": "$A|$C-$Z|$R",
        "SA": "$A|$C $Z", "SG": "$A|$U $Z", "TH": "$A|$C|$R $Z", "TW": "$A|$C, $R $Z", "VN": "$A|$C|$R $Z",
        // Africa.
        "DZ": "$A|$Z $C", "EG": "$A|$C|$R|$Z", "MA": "$A|$Z $C", "TN": "$A|$Z $C", "ZA": "$A|$C|$Z",
    ]
}
