import Foundation
import Labels
import Returns
import Testing

@Suite("Addresses")
struct AddressTests {
    /// One address of each country with a format of its own, as it stands on a parcel from elsewhere.
    @Test("each country's address is the golden one")
    func golden() throws {
        var text = ""
        for country in AddressLines.countries {
            let address = PostalAddress(
                lines: ["Street 12"], city: "Town", region: "Region", postalCode: "12345", country: country)
            let lines = AddressLines.lines(of: address, counterpart: country == "US" ? "DE" : "US")
            text += ([country] + lines).joined(separator: "\n  ") + "\n"
        }
        try Golden.compare(text, "addresses.txt")
    }

    @Test("in East Asia's own scripts the largest comes first", arguments: ["CN", "JP", "KR", "TW"])
    func ownScript(country: String) {
        let address = PostalAddress(
            lines: ["中央1-2"], city: "千代田区", region: "東京都", postalCode: "100-0001", country: country)
        let lines = AddressLines.lines(of: address, counterpart: country)
        let street = lines.firstIndex { $0.contains("中央1-2") } ?? -1
        let region = lines.firstIndex { $0.contains("東京都") } ?? .max
        #expect(street >= region)
        if street == region, let line = lines.first(where: { $0.contains("中央1-2") }) {
            #expect(line.hasPrefix("東京都"))
        }
    }

    @Test(
        "the last line is the country's own name and a transit language's",
        arguments: [
            ("DE", "US", "DEUTSCHLAND / GERMANY"), ("DE", "FR", "DEUTSCHLAND / ALLEMAGNE"), ("FR", "BE", "FRANCE"),
            ("US", "DE", "UNITED STATES"), ("JP", "DE", "日本 / JAPAN"), ("ZZ", "DE", "ZZ"), ("BT", "DE", "BHUTAN"),
        ])
    func country(country: String, origin: String, line: String) {
        let address = PostalAddress(lines: ["1"], city: "Town", country: country)
        #expect(AddressLines.lines(of: address, counterpart: origin).last == line)
    }

    @Test("what is missing leaves no sign behind")
    func missing() {
        for country in AddressLines.countries {
            let address = PostalAddress(lines: ["Street 12"], city: "", country: country)
            #expect(AddressLines.lines(of: address, counterpart: country) == ["Street 12"] || country == "PR")
        }
        let latvian = PostalAddress(lines: ["Brīvības iela 1"], city: "Rīga", postalCode: "LV-1010", country: "LV")
        #expect(AddressLines.lines(of: latvian, counterpart: "LV") == ["Brīvības iela 1", "Rīga, LV-1010"])
        let turkish = PostalAddress(
            lines: ["Cad. 1"], city: "Kadıköy", region: "İstanbul", postalCode: "34710", country: "TR")
        #expect(AddressLines.lines(of: turkish, counterpart: "TR") == ["Cad. 1", "34710 Kadıköy/İstanbul"])
    }
}
