/// A parcel number as it comes from a scanner or a keyboard, made into its plain signs.
///
/// Scanners put a symbology identifier in front (`]C1`, ISO/IEC 15424), send FNC1 as GS (ASCII 29) or not at all;
/// people type spaces, hyphens, small letters, and the parentheses that are printed under a bar code.
package struct ScannedNumber: Sendable, Equatable {
    /// Longer input is no parcel number: GS1-128 ends at 48 characters.
    package static let charactersMax = 60

    /// Capitals and digits alone; empty for what cannot be a number.
    package let compact: String
    /// The same, parted where the scanner reported a separator.
    let parts: [String]
    /// The symbol said of itself that it is GS1-128.
    let isGS1: Bool
    /// That its digits begin with an application identifier is said by its bar code, or by parentheses around (00).
    let isMarked: Bool

    package init(_ text: some StringProtocol) {
        var rest = String(text.trimmingWhitespace())[...]
        var isGS1 = false
        if rest.utf8.count > 3, rest.hasPrefix("]"),
            let end = rest.index(rest.startIndex, offsetBy: 3, limitedBy: rest.endIndex)
        {
            isGS1 = rest.hasPrefix("]C1")
            rest = rest[end...]
        }
        isMarked = isGS1 || rest.hasPrefix("(00)")
        let parts = rest.split { $0 == "\u{1D}" }.map { part in
            part.filter { !$0.isWhitespace && !"-()‐‑–".contains($0) }.uppercased()
        }
        let compact = parts.joined()
        let isSound =
            compact.utf8.count <= Self.charactersMax && compact.utf8.allSatisfy { $0.isASCIIDigit || $0.isASCIICapital }
        self.compact = isSound ? compact : ""
        self.parts = isSound ? parts.filter { !$0.isEmpty } : []
        self.isGS1 = isGS1
    }

    /// What a number may be, best first; empty where no scheme fits.
    package static func readings(of text: some StringProtocol) -> [CarrierNumber] { ScannedNumber(text).readings }

    /// What the number may be, best first.
    package var readings: [CarrierNumber] {
        guard !compact.isEmpty else { return [] }
        // A carrier's own kind of SSCC says more than the SSCC, so that comes last.
        let found =
            UPSNumber.readings(of: self) + IMpbNumber.readings(of: self) + FedExNumber.readings(of: self)
            + DHLNumber.readings(of: self) + DPDNumber.readings(of: self) + S10Number.readings(of: self)
            + SSCCNumber.readings(of: self)
        return found.enumerated().sorted { left, right in
            left.element.evidence == right.element.evidence
                ? left.offset < right.offset : left.element.evidence > right.element.evidence
        }.map(\.element)
    }

    /// The texts under which a parcel with this number may be filed, best first, each once.
    package var filings: [String] {
        var texts: [String] = []
        for text in readings.map(\.text) + [compact] where !text.isEmpty && !texts.contains(text) { texts.append(text) }
        return texts
    }

    /// All digits, and as many as that.
    func isDigits(_ count: Int) -> Bool { compact.utf8.count == count && compact.utf8.allSatisfy(\.isASCIIDigit) }
}
