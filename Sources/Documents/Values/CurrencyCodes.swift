import Returns

/// The currencies that amounts may be in: the codes of ISO 4217 for money that people pay with.
enum CurrencyCodes {
    static let all = Set(
        """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
        CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
        HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
        LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
        PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
        TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Signs that name one currency, longest first; `$` and `kr` alone name several and are read as the
    /// default's only where it uses them.
    static let signs: [(sign: String, code: String)] = [
        ("US$", "USD"), ("CA$", "CAD"), ("A$", "AUD"), ("Fr.", "CHF"), ("zł", "PLN"), ("Kč", "CZK"), ("€", "EUR"),
        ("£", "GBP"), ("¥", "JPY"), ("₹", "INR"), ("₺", "TRY"), ("₽", "RUB"), ("₩", "KRW"), ("₴", "UAH"),
        ("₪", "ILS"),
    ]

    /// Currencies written with the same sign.
    static let shared: [(sign: String, codes: Set<String>, likeliest: String)] = [
        ("$", ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS"], "USD"),
        ("kr.", ["DKK", "SEK", "NOK", "ISK"], "DKK"), ("kr", ["SEK", "DKK", "NOK", "ISK"], "SEK"),
    ]

    /// Takes a sign or a code off either end of an amount.
    /// - Returns: what is left, and the currency that was named.
    static func taken(from cell: String, default defaultCurrency: Currency) -> (amount: String, code: String?) {
        let text = cell.trimmingWhitespace()
        for (sign, code) in signs {
            if let rest = stripped(text, sign) { return (rest, code) }
        }
        for (sign, codes, likeliest) in shared {
            if let rest = stripped(text, sign) {
                return (rest, codes.contains(defaultCurrency.code) ? defaultCurrency.code : likeliest)
            }
        }
        let front = text.prefix { $0.isASCII && $0.isLetter }
        if front.count == 3 { return (String(text.dropFirst(3).trimmingWhitespace()), front.uppercased()) }
        let back = text.suffix(3)
        let stands = text.dropLast(3).last.map { !$0.isLetter } ?? true
        if back.count == 3, stands, back.allSatisfy({ $0.isASCII && $0.isLetter }) {
            return (String(text.dropLast(3).trimmingWhitespace()), back.uppercased())
        }
        return (String(text), nil)
    }

    private static func stripped(_ text: Substring, _ sign: String) -> String? {
        if text.hasPrefix(sign) { return String(text.dropFirst(sign.count).trimmingWhitespace()) }
        if text.hasSuffix(sign) { return String(text.dropLast(sign.count).trimmingWhitespace()) }
        return nil
    }
}
