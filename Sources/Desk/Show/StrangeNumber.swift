import Returns

/// A number that is none of ours, told from its form and check digit.
enum StrangeNumber {
    /// `a UPS number`; nil where nothing that is sure enough fits.
    /// - Parameter text: as it was typed or scanned.
    static func words(_ text: String) -> String? {
        let readings = ScannedNumber.readings(of: text)
        guard let first = readings.first else { return nil }
        guard first.evidence == .length else { return words(first) }
        // Only a length and a check digit: other carriers' numbers, and other things, may look the same.
        var names: [String] = []
        for name in readings.map({ words($0) }) where !names.contains(name) { names.append(name) }
        return "perhaps " + names.joined(separator: ", or ")
    }

    private static func words(_ number: CarrierNumber) -> String {
        switch number.scheme {
        case .sscc: "an SSCC"
        case .s10: "a postal number (S10) of \(number.text.suffix(2))"
        case .ups1Z: "a UPS number"
        case .uspsIMpb: "a USPS number"
        case .fedEx12, .fedEx15, .fedEx34, .fedEx96: "a FedEx number"
        case .fedExDoorTag: "the number of a FedEx door tag"
        case .dhlPaket, .dhlExpress, .dhlPiece, .dhlGlobalMail: "a DHL number"
        case .dpd28: "a DPD number"
        }
    }
}
