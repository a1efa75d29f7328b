import Glibc
import Returns

/// Originals in an archive, or in a copy of one, in the order in which they were recorded.
package struct ArchivedOriginals {
    package struct Original: Sendable {
        package let document: Int64
        package let path: String
        /// Without the number in front.
        package let name: String
        package let receipt: String?
        package let modifiedAt: Instant
    }

    /// Finds `NUMBER-NAME` in a folder and those below.
    /// - Parameter receipt: what the receipt beside it is called, if there is one.
    package static func find(
        in folder: String, receipt: (Int64) -> String
    ) throws(BackupFault) -> [Original] {
        guard Files.isFolder(folder) else { throw BackupFault(cannot: "list", folder, code: ENOENT) }
        var found: [Original] = []
        try Listing.walk(folder) { (path) throws(BackupFault) in
            guard let file = path.split(separator: "/").last, let hyphen = file.firstIndex(of: "-"),
                let document = Int64(file[..<hyphen]), document > 0
            else { return }
            let whole = "\(folder)/\(path)"
            guard let facts = try Files.facts(whole) else { return }
            let receipt = whole.dropLast(file.count) + receipt(document)
            found.append(
                Original(
                    document: document, path: whole, name: String(file[file.index(after: hyphen)...]),
                    receipt: try Files.facts(String(receipt)) == nil ? nil : String(receipt),
                    modifiedAt: Instant(
                        milliseconds: Int64(facts.seconds) * 1000 + Int64(facts.nanoseconds / 1_000_000))))
        }
        return found.sorted { ($0.document, $0.path) < ($1.document, $1.path) }
    }

    package static func bytes(_ path: String, bytesMax: Int) throws(BackupFault) -> [UInt8] {
        try Files.text(path, bytesMax: bytesMax)
    }
}
