import Policy
import Returns

/// Reads the policy's `recovery`.
enum RecoveryReading {
    static func shares(_ map: MapReader) -> RecoveryShares {
        map.section(
            "recovery",
            "What `rmad stats` estimates that goods bring back, by where they go: percent of what the customer had "
                + "paid. A value that was named at the inspection counts instead, except where the share is 0."
        ) { shares in
            var read = RecoveryShares()
            for disposition in Disposition.allCases {
                guard let standard = read.percents[disposition] else { continue }
                read.percents[disposition] = shares.value(
                    disposition.rawValue, .integer(0...100), default: standard, about(disposition))
            }
            return read
        }
    }

    private static func about(_ disposition: Disposition) -> String {
        switch disposition {
        case .restock: "Sold again as new."
        case .openBox: "Sold again as opened."
        case .refurbish: "Made as new, less the work."
        case .repair: "Repaired, less the work."
        case .returnToVendor: "What the vendor credits."
        case .liquidate: "Sold in lots."
        case .donate: "Given away."
        case .recycle: "Taken apart."
        case .destroy: "Destroyed."
        case .none, .quarantine, .returnToCustomer: "Nothing is estimated."
        }
    }
}
