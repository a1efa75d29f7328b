import Glibc

/// A file in the archive that was recorded as a document: `archive/DAY/NUMBER-NAME`.
package struct ArchivedFile: Sendable {
    package let day: ArchiveDay
    /// The document's number in the ledger.
    package let number: Int64
    /// The document's name for papers.
    package let name: String
    let file: FileName

    /// What JSON carries exactly. No ledger comes so far: a file with a number beyond is no original.
    private static let greatestNumber: Int64 = 1 << 53

    init?(_ file: FileName, of day: ArchiveDay) {
        guard let text = String(validating: file.bytes, as: UTF8.self), let dash = text.firstIndex(of: "-"),
            let number = Int64(text[..<dash]), number > 0, number <= Self.greatestNumber
        else { return nil }
        self.day = day
        self.number = number
        self.file = file
        name = String(text[text.index(after: dash)...])
    }

    /// What the receipt of a document is called in its day's folder. No original is called so, whoever named it: behind
    /// the number of one stands a hyphen.
    package static func receiptName(of number: Int64) -> String { "\(number).receipt.json" }

    /// Nil for a file that is no receipt of a document.
    static func number(ofReceipt file: FileName) -> Int64? {
        guard let name = String(validating: file.bytes, as: UTF8.self),
            let number = Int64(name.prefix { $0 != "." }), number > 0, number <= greatestNumber,
            name == receiptName(of: number)
        else { return nil }
        return number
    }

    package func path(in layout: SpoolLayout) -> String { "\(folder(in: layout))/\(file.printable)" }
    package func receiptPath(in layout: SpoolLayout) -> String {
        "\(folder(in: layout))/\(Self.receiptName(of: number))"
    }
    private func folder(in layout: SpoolLayout) -> String { "\(layout.path(of: .archive))/\(day)" }
}
