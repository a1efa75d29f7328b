import Glibc

/// The files that a configuration is made of, each with where its bytes lie: those of its folder, of what links in it
/// lead to, and what it names elsewhere. Secrets, the spool, the ledger and backups are none of them, by whatever way
/// they are reached.
struct ConfigurationFiles {
    struct Found {
        let source: String
        /// Below the backup.
        let target: String
    }

    /// Below the backup, in front of the whole path of what lies elsewhere.
    static let elsewhere = "elsewhere"
    private static let filesMax = 10_000
    private static let bytesMax: Int64 = 64 << 20

    private let root: String
    private let closed: [String]
    private let ledger: String
    private(set) var files: [Found] = []
    private(set) var unreadable: [(target: String, fault: BackupFault)] = []
    private(set) var bytes: Int64 = 0

    /// - Parameter besides: folders that are never taken.
    init(of places: Places, besides: [String]) throws(BackupFault) {
        root = places.configuration
        closed = besides.filter { !$0.isEmpty }.compactMap(Self.real)
        ledger = Self.real(places.ledger) ?? places.ledger
        if let real = Self.real(root) { try take(real, as: "configuration", above: []) }
        for path in places.elsewhere where !path.hasPrefix(root + "/") {
            guard let real = Self.real(path) else { continue }
            try take(real, as: Self.elsewhere + (path.split(separator: "/").contains("..") ? real : path), above: [])
        }
    }

    /// - Parameters:
    ///   - real: a path without a link in it.
    ///   - above: the folders on the way: a link to one of them leads in a circle.
    private mutating func take(_ real: String, as target: String, above: [String]) throws(BackupFault) {
        let isClosed = closed.contains { real == $0 || real.hasPrefix($0 + "/") } || real.hasPrefix(ledger)
        guard !isClosed, !above.contains(real) else { return }
        do throws(BackupFault) {
            if let facts = try Files.facts(real) { return try add(Found(source: real, target: target), facts.size) }
            guard Files.isFolder(real) else { return }
            for entry in try Listing.names(real) ?? [] {
                let path = "\(real)/\(entry.name)"
                switch entry.kind {
                case .file, .folder: try take(path, as: "\(target)/\(entry.name)", above: above + [real])
                case .other:
                    // One that leads nowhere is nothing that a daemon could have read.
                    guard let end = Self.real(path) else { continue }
                    try take(end, as: "\(target)/\(entry.name)", above: above + [real])
                }
            }
        } catch {
            guard error.kind == .unreadable else { throw error }
            unreadable.append((target, error))
        }
    }

    private mutating func add(_ found: Found, _ size: Int64) throws(BackupFault) {
        files.append(found)
        bytes += size
        guard files.count <= Self.filesMax, bytes <= Self.bytesMax else {
            throw BackupFault(
                .unusable,
                "\(root), the folder of the configuration, holds more than \(Self.filesMax) files or "
                    + "\(Self.bytesMax) bytes, together with what its links lead to: that is more than a "
                    + "configuration (\(found.target) is \(found.source)). Move rmad.yaml and what belongs to it into "
                    + "a folder of its own.")
        }
    }

    /// A path without links; nil where it leads nowhere.
    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(validatingCString: resolved)
    }
}
