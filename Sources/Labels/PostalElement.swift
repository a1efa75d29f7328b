import Returns

/// The postal code of a destination as GS1 data.
enum PostalElement {
    /// - Returns: nil where the code is missing, longer than its field or not encodable.
    static func of(_ address: PostalAddress, from origin: String?) -> ElementString? {
        let code = (address.postalCode ?? "").uppercased().filter { $0 != " " && $0 != "-" }
        let isPlain = code.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
        guard isPlain, !code.isEmpty else { return nil }
        let isInland = origin.map { $0.uppercased() == address.country.uppercased() } ?? false
        do throws(ElementString.Defect) {
            if isInland { return code.utf8.count <= 20 ? try ElementString([("420", code)]) : nil }
            guard let number = Countries.number(address.country), code.utf8.count <= 9 else { return nil }
            return try ElementString([("421", number + code)])
        } catch {
            return nil
        }
    }
}
