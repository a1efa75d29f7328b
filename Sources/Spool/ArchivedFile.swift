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

    package func path(in layout: SpoolLayout) -> String { "\(folder(in: layout))/\(file.printable)" }
    package func receiptPath(in layout: SpoolLayout) -> String {
        "\(folder(in: layout))/\(Self.receiptName(of: number))"
    }
    private func folder(in layout: SpoolLayout) -> String { "\(layout.path(of: .archive))/\(day)" }

    /// Documents of the archive behind a number, in the order of their numbers.
    /// - Parameter day: the first day to look at; nil looks at all.
    package static func list(
        in layout: SpoolLayout, behind number: Int64, since day: ArchiveDay?
    ) throws(SpoolError) -> [ArchivedFile] {
        let archive: Directory
        do throws(SpoolError) {
            archive = try Directory.open(path: layout.path(of: .archive))
        } catch {
            // A spool that was never worked on.
            if error.code == ENOENT { return [] }
            throw error
        }
        var found: [ArchivedFile] = []
        let days = try DirectoryStream(archive)
        while let entry = try days.next() {
            guard let text = String(validating: entry.name.bytes, as: UTF8.self), let one = ArchiveDay(text),
                day.map({ one >= $0 }) ?? true, entry.isFolder != false
            else { continue }
            let files = try DirectoryStream(try archive.folder(entry.name))
            while let file = try files.next() {
                if let archived = ArchivedFile(file.name, of: one), archived.number > number { found.append(archived) }
            }
        }
        return found.sorted { ($0.number, $0.day) < ($1.number, $1.day) }
    }
}
