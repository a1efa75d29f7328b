/// What a number is that is none of ours, in words for the person who scanned it.
package struct ForeignNumber: Sendable, Equatable {
    package let words: String

    package init(_ text: some StringProtocol, looksLikeRMA: Bool = false) {
        let scanned = ScannedNumber(text)
        if looksLikeRMA {
            words = "an RMA number, and none that was given out here: it may be another site's"
        } else if let best = scanned.readings.first(where: { $0.evidence > .length || $0.scheme == .sscc }) {
            words = Self.words(best)
        } else if let first = scanned.readings.first {
            words = "perhaps \(Self.words(first)), by its length and check digit"
        } else if Self.isGTIN(scanned.compact) {
            words = "the article number (GTIN) of a product, not of a parcel"
        } else if scanned.compact.isEmpty {
            words = "no number that we know: it has signs that parcel numbers do not have, or is too long"
        } else {
            words = "no number whose form we know"
        }
    }

    private static func words(_ number: CarrierNumber) -> String {
        switch number.scheme {
        case .sscc: "an SSCC of another house (company prefix \(number.text.dropFirst().prefix(7))…)"
        case .s10: "a postal number (S10) of \(number.text.suffix(2))"
        case .ups1Z: "a tracking number of UPS"
        case .uspsIMpb: "a tracking number of USPS"
        case .fedEx12, .fedEx15, .fedEx34, .fedEx96: "a tracking number of FedEx"
        case .fedExDoorTag: "a door tag of FedEx"
        case .dhlPaket, .dhlPiece: "a tracking number of DHL"
        case .dhlExpress: "a waybill number of DHL Express"
        case .dhlGlobalMail: "a tracking number of DHL Global Mail"
        case .dpd28: "a parcel number of DPD"
        }
    }

    /// GTIN-8, -12 and -13 (GS1 General Specifications, 7.9).
    private static func isGTIN(_ text: String) -> Bool {
        [8, 12, 13].contains(text.utf8.count) && text.utf8.allSatisfy(\.isASCIIDigit)
            && CheckDigitRule.gs1.accepts(text)
    }
}

extension ScannedNumber {
    /// It is surely a parcel's own number, not that of goods, of which many parcels may hold some.
    package var isParcelNumber: Bool { readings.contains { $0.evidence > .length || $0.scheme == .sscc } }

    /// It is an SSCC behind its application identifier (00), which no article's number is: the bar code or the
    /// parentheses say so, whatever the check digit, or it is right.
    package var isLogisticUnit: Bool {
        let digits = compact.utf8.prefix(while: \.isASCIIDigit).count
        guard compact.hasPrefix("00"), digits >= SSCCNumber.length + 2 else { return false }
        return isMarked || readings.contains { $0.scheme == .sscc }
    }
}
