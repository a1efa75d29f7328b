/// What a scanned number is: whose, of which scheme, and under which text it is filed.
package struct CarrierNumber: Hashable, Sendable {
    /// The schemes that we know.
    package enum Scheme: String, CaseIterable, Sendable {
        case sscc, s10
        case ups1Z = "ups_1z"
        case uspsIMpb = "usps_impb"
        case fedEx12 = "fedex_12", fedEx15 = "fedex_15", fedEx34 = "fedex_34", fedEx96 = "fedex_96"
        case fedExDoorTag = "fedex_door_tag"
        case dhlPaket = "dhl_paket", dhlExpress = "dhl_express", dhlPiece = "dhl_piece", dhlGlobalMail = "dhl_gm"
        case dpd28 = "dpd_28"
    }

    /// How much speaks for a reading. A rule that only checks lets one wrong number of seven to eleven through, so
    /// a length with a check digit is weaker than a mark that nobody else uses.
    package enum Evidence: Int, Comparable, Sendable {
        /// The length and the check digit fit; other carriers' numbers may look the same.
        case length
        /// A mark in front, without a check digit; or a length that is rare, with one.
        case likely
        /// A mark of its own and a check digit.
        case sure

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package let scheme: Scheme
    /// As the carrier writes it in its tracking: capitals and digits, without spaces, application identifiers and
    /// routing.
    package let text: String
    package let evidence: Evidence
    /// The destination's postal code, where the symbol bears it.
    package let postalCode: String?

    init(_ scheme: Scheme, _ text: some StringProtocol, _ evidence: Evidence, postalCode: String? = nil) {
        self.scheme = scheme
        self.text = String(text)
        self.evidence = evidence
        self.postalCode = postalCode
    }

    package var carrier: CarrierName? { Self.carrier(of: scheme) }

    /// nil where the scheme is everybody's: SSCC and S10 do not name a carrier.
    package static func carrier(of scheme: Scheme) -> CarrierName? {
        switch scheme {
        case .sscc, .s10: nil
        case .ups1Z: CarrierName(trusted: "ups")
        case .uspsIMpb: CarrierName(trusted: "usps")
        case .fedEx12, .fedEx15, .fedEx34, .fedEx96, .fedExDoorTag: CarrierName(trusted: "fedex")
        case .dhlPaket, .dhlExpress, .dhlPiece, .dhlGlobalMail: CarrierName(trusted: "dhl")
        case .dpd28: CarrierName(trusted: "dpd")
        }
    }
}
