import Glibc
import Returns

/// Originals in an archive, or in a copy of one, in the order in which they were recorded.
package struct ArchivedOriginals {
    package struct Original: Sendable {
        package let document: Int64
        /// Of the original; nil where its receipt lies there alone.
        package let path: String?
        /// Without the number in front.
        package let name: String
        package let receipt: String?
        package let modifiedAt: Instant
    }

    /// Whatever the limit of today: what lies there was taken when it came.
    private static let bytesMax = 1 << 30

    /// Finds `NUMBER-NAME` in a folder and those below, and receipts without one.
    /// - Parameter receipt: what the receipt beside it is called, if there is one.
    package static func find(
        in folder: String, receipt: (Int64) -> String
    ) throws(BackupFault) -> [Original] {
        guard Files.isFolder(folder) else { throw BackupFault(cannot: "list", folder, code: ENOENT) }
        var found: [Original] = []
        var receipts: [Int64: Original] = [:]
        let look = { (path: String) throws(BackupFault) in
            guard let file = path.split(separator: "/").last else { return }
            let whole = "\(folder)/\(path)"
            let digits = file.prefix { $0.isASCII && $0.isNumber }
            guard let document = Int64(digits), document > 0 else { return }
            let rest = file.dropFirst(digits.count)
            let beside = whole.dropLast(file.count) + receipt(document)
            guard rest.hasPrefix("-") || whole == beside else { return }
            let facts = try Files.facts(whole)
            let one = Original(
                document: document, path: rest.hasPrefix("-") ? whole : nil, name: String(rest.dropFirst()),
                receipt: Files.exists(String(beside)) ? String(beside) : nil,
                modifiedAt: Instant(
                    milliseconds: Int64(facts?.seconds ?? 0) * 1000 + Int64((facts?.nanoseconds ?? 0) / 1_000_000)))
            if one.path == nil { receipts[document] = one } else { found.append(one) }
        }
        // Where a link or the like lies in the place of an original, that is said when it is read.
        try Listing.walk(folder, other: look, look)
        for one in found { receipts[one.document] = nil }
        return (found + receipts.values).sorted { ($0.document, $0.path ?? "") < ($1.document, $1.path ?? "") }
    }

    /// The whole of an original, or of a receipt beside it; nil where it is gone.
    package static func bytes(_ path: String) throws(BackupFault) -> [UInt8]? {
        guard try Files.facts(path) != nil || Files.exists(path) else { return nil }
        return try Files.text(path, bytesMax: bytesMax)
    }
}
