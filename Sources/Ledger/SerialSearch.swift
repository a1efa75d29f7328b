import Returns

/// Finds a serial number however it was written: the words by which returns are found bring the candidates, and their
/// numbers are compared as `GoodsCode.unit` reads them.
struct SerialSearch {
    /// Returns that may have it on a line: the first two arguments of the query are `arguments`.
    static let returns =
        "SELECT rma FROM lines WHERE serial = ?1 UNION SELECT rma FROM search_terms WHERE term = ?2"

    let arguments: [any SQLConvertible]
    private let code: String

    init(_ serial: SerialNumber) {
        code = GoodsCode.unit(serial.text)
        arguments = [serial.text, SearchTerms.compact(serial.text)]
    }

    func means(_ other: String?) -> Bool { other.map { GoodsCode.unit($0) == code } ?? false }
}
