import Glibc
import Returns
import Spool

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

    package struct Found: Sendable {
        package var originals: [Original] = []
        /// Folders that cannot be looked into, and why.
        package var closed: [(path: String, found: String)] = []

        /// Takes out what is no document's, though its name begins with a number.
        /// - Parameters:
        ///   - newest: of the ledger.
        ///   - most: how far ahead a document may be whose receipt is lost.
        package mutating func part(newest: Int64, most: Int64) -> [Original] {
            let numbers = PlausibleNumbers(
                newest: newest, receipts: originals.filter { $0.receipt != nil }.map(\.document),
                all: originals.map(\.document), most: most)
            let strangers = originals.filter { $0.receipt == nil && !numbers.contains($0.document) }
            originals.removeAll { $0.receipt == nil && !numbers.contains($0.document) }
            return strangers
        }
    }

    /// Finds `NUMBER-NAME` in a folder and those below, and receipts without one.
    package static func find(in folder: String) throws(BackupFault) -> Found {
        guard Files.isFolder(folder) else { throw BackupFault(cannot: "list", folder, code: ENOENT) }
        var found: [Original] = []
        var receipts: [Int64: Original] = [:]
        let look = { (path: String) throws(BackupFault) in
            guard let file = path.split(separator: "/").last else { return }
            let whole = "\(folder)/\(path)"
            let digits = file.prefix { $0.isASCII && $0.isNumber }
            guard let document = Int64(digits), document > 0 else { return }
            let rest = file.dropFirst(digits.count)
            let beside = whole.dropLast(file.count) + ArchivedFile.receiptName(of: document)
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
        var closed: [(path: String, found: String)] = []
        try Listing.walk(
            folder, other: look,
            trouble: { (below, fault) throws(BackupFault) in
                // What the operator has named must be there.
                guard !below.isEmpty, fault.kind == .unreadable else { throw fault }
                closed.append(("\(folder)/\(below)", "\(fault)"))
            }, look)
        for one in found { receipts[one.document] = nil }
        return Found(
            originals: (found + receipts.values).sorted {
                ($0.document, $0.path ?? "") < ($1.document, $1.path ?? "")
            }, closed: closed)
    }

    /// The whole of an original, or of a receipt beside it; nil where it is gone.
    package static func bytes(_ path: String) throws(BackupFault) -> [UInt8]? {
        guard try Files.facts(path) != nil || Files.exists(path) else { return nil }
        return try Files.text(path, bytesMax: bytesMax)
    }
}
