import Glibc

/// The receipts that lie in a spool: those that senders got, and those beside archived originals.
package enum KeptReceipts {
    private static let ending = Array(".receipt.json".utf8)

    /// Calls `body` with the path of each.
    package static func each<Failure: Error>(
        in layout: SpoolLayout, _ body: (String) throws(Failure) -> Void
    ) throws {
        for place in [SpoolLayout.Place.receipts, .archive] {
            guard let root = try folder(of: place, in: layout) else { continue }
            var folders: [FileName] = []
            try each(in: root, body) { folders.append($0) }
            for name in folders { try each(in: try root.folder(name), body) { _ in } }
        }
    }

    private static func each<Failure: Error>(
        in directory: Directory, _ body: (String) throws(Failure) -> Void, folder: (FileName) -> Void
    ) throws {
        let entries = try DirectoryStream(directory)
        while let entry = try entries.next() {
            if try directory.isFolder(entry) {
                folder(entry.name)
            } else if entry.name.bytes.suffix(ending.count).elementsEqual(ending) {
                try body(directory.printablePath(entry.name))
            }
        }
    }

    /// Of documents behind a number, beside which no original lies; in the order of their numbers.
    package static func withoutOriginal(
        in layout: SpoolLayout, behind number: Int64, since day: ArchiveDay?
    ) throws(SpoolError) -> [(number: Int64, path: String)] {
        guard let archive = try folder(of: .archive, in: layout) else { return [] }
        var receipts: [Int64: String] = [:]
        let days = try DirectoryStream(archive)
        while let entry = try days.next() {
            guard let text = String(validating: entry.name.bytes, as: UTF8.self), let one = ArchiveDay(text),
                day.map({ one >= $0 }) ?? true, entry.isFolder != false
            else { continue }
            let folder = try archive.folder(entry.name)
            let files = try DirectoryStream(folder)
            while let file = try files.next() {
                guard let name = String(validating: file.name.bytes, as: UTF8.self),
                    let document = Int64(name.prefix { $0 != "." }), document > number,
                    name == ArchivedFile.receiptName(of: document)
                else { continue }
                receipts[document] = folder.printablePath(file.name)
            }
        }
        for file in try ArchivedFile.list(in: layout, behind: number, since: day) { receipts[file.number] = nil }
        return receipts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// - Returns: nil in a spool that was never worked on.
    private static func folder(of place: SpoolLayout.Place, in layout: SpoolLayout) throws(SpoolError) -> Directory? {
        do throws(SpoolError) {
            return try Directory.open(path: layout.path(of: place))
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
    }
}
