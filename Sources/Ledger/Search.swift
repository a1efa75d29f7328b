import GRDB
import JSONText
import Returns

/// The words by which a return is found, folded so that people need not type them exactly.
package enum SearchTerms {
    /// A return has at most this many words; what is beyond them is found by its order or its number.
    package static let termsMax = 400
    static let lettersMax = 60

    /// Names word by word; numbers whole and without their punctuation; phone numbers by their digits, also
    /// from the end, because people leave out the country.
    package static func terms(of stored: StoredCase) -> Set<String> {
        var terms = Set<String>()
        let customer = stored.customer
        for text in [customer.name, customer.company] { terms.formUnion(words(text ?? "")) }
        var numbers: [String?] = [
            stored.case.number.text, customer.number?.text, customer.email, customer.phone,
            stored.request["reference"]?.string,
        ]
        for line in stored.case.lines {
            numbers += [line.product.order?.text, line.product.serial?.text, line.product.sku.text]
            numbers.append(line.advance?.serial?.text)
        }
        for unit in stored.case.units { numbers.append(unit.serial?.text) }
        for shipment in stored.case.shipments { numbers += [shipment.code.text, shipment.tracking?.text] }
        for case let number? in numbers { terms.insert(compact(number)) }
        if let phone = customer.phone {
            let digits = phone.filter { $0.isASCII && $0.isNumber }
            for length in [7, 9] where digits.count > length { terms.insert(String(digits.suffix(length))) }
        }
        terms.remove("")
        return Set(terms.prefix(termsMax))
    }

    /// Letters and digits in lower case, without accents; everything else parts words.
    package static func words(_ text: String) -> [String] {
        text.folded.split { !$0.isLetter && !$0.isNumber }.map { String($0.prefix(lettersMax)) }
    }

    /// One word without its punctuation: `RMA-4KD-9T2X` and `rma4kd9t2x` are the same.
    package static func compact(_ text: String) -> String {
        String(text.folded.filter { $0.isLetter || $0.isNumber }.prefix(lettersMax))
    }
}

extension Transaction {
    /// Makes a return findable. Words that it had before stay: an old tracking number still finds it.
    package func index(_ stored: StoredCase) throws {
        for term in SearchTerms.terms(of: stored) {
            try db.run("INSERT OR IGNORE INTO search_terms (term, rma) VALUES (?, ?)", [term, stored.id])
        }
    }
}

extension Snapshot {
    /// Returns that have a word beginning with each word of `text`, newest first.
    /// - Parameter isWhole: each of its words is meant as it is, and begins no other.
    package func find(_ text: String, limit: Int, isWhole: Bool = false) throws -> [CaseSummary] {
        let compact = SearchTerms.compact(text)
        let words = SearchTerms.words(text)
        guard !compact.isEmpty else { return [] }
        var ids = try ids(beginning: compact, among: nil, isWhole)
        // A scan has signs around the number, or the number is filed without its routing.
        if let parcel = try parcel(text) { ids.insert(parcel.rma) }
        // A phone number with the 0 of a national call is kept without it, behind the country's code.
        if compact.hasPrefix("0"), compact.count > 6, compact.allSatisfy(\.isNumber) {
            let rest = String(compact.drop { $0 == "0" })
            if !rest.isEmpty { ids.formUnion(try self.ids(beginning: rest, among: nil, isWhole)) }
        }
        if words.count > 1 {
            var common: Set<CaseID>?
            // The longest word first: it is the rarest.
            for word in words.sorted(by: { $0.count > $1.count }) {
                let found = try self.ids(beginning: word, among: common, isWhole)
                common = found
                if found.isEmpty { break }
            }
            ids.formUnion(common ?? [])
        }
        return try ids.sorted(by: >).prefix(limit).compactMap { try summary(id: $0) }
    }

    /// At most `candidatesMax` returns; a prefix that fits more is too short to find anything by.
    private func ids(beginning prefix: String, among: Set<CaseID>?, _ isWhole: Bool) throws -> Set<CaseID> {
        // No word is smaller than itself with a sign behind it.
        let end = prefix + (isWhole ? "\u{1}" : "\u{10FFFF}")
        if let among, among.count <= 200 {
            return try among.filter { id in
                try db.row(
                    "SELECT 1 FROM search_terms WHERE term >= ? AND term < ? AND rma = ? LIMIT 1",
                    [prefix, end, id]
                ) { _ in true } ?? false
            }
        }
        let found = try db.rows(
            "SELECT rma FROM search_terms WHERE term >= ? AND term < ? LIMIT \(Self.candidatesMax)",
            [prefix, end]
        ) { $0[0] as CaseID }
        return among.map { $0.intersection(found) } ?? Set(found)
    }

    private static var candidatesMax: Int { 20_000 }
}
