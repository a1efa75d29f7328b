import Glibc

/// The files that a configuration, or its secrets, are made of, each with where its bytes lie: those of its folder, of
/// what links in it lead to, and what it names elsewhere. Secrets, the spool, the ledger and backups are no part of a
/// configuration, by whatever way they are reached.
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
    private(set) var unreadable: [(source: String, target: String, fault: BackupFault)] = []
    private(set) var bytes: Int64 = 0

    /// - Parameter besides: folders that are never taken.
    init(of places: Places, besides: [String]) throws(BackupFault) {
        self.init(root: places.configuration, places, besides)
        try follow(root, as: "configuration", above: [])
        for path in places.elsewhere where !path.hasPrefix(root + "/") {
            let isPlain = !path.split(separator: "/").contains("..")
            try follow(path, as: Self.elsewhere + (isPlain ? path : Self.target(of: path).real ?? path), above: [])
        }
    }

    /// The secrets, which may well be links to where another program keeps them.
    init(ofSecrets folder: String, _ places: Places, besides: [String]) throws(BackupFault) {
        self.init(root: folder, places, besides)
        try follow(root, as: "secrets", above: [])
    }

    private init(root: String, _ places: Places, _ besides: [String]) {
        self.root = root
        closed = besides.filter { !$0.isEmpty }.map { Self.target(of: $0).real ?? $0 }
        ledger = Self.target(of: places.ledger).real ?? places.ledger
    }

    /// Takes what a path leads to, by whatever links.
    private mutating func follow(_ path: String, as target: String, above: [String]) throws(BackupFault) {
        let (real, code) = Self.target(of: path)
        if let real { return try take(real, as: target, above: above) }
        // One that leads nowhere, or in a circle, is nothing that a daemon could have read.
        guard code != ENOENT, code != ENOTDIR, code != ELOOP else { return }
        unreadable.append((path, target, BackupFault(cannot: "follow", path, code: code, kind: .unreadable)))
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
                case .other: try follow(path, as: "\(target)/\(entry.name)", above: above + [real])
                }
            }
        } catch {
            guard error.kind == .unreadable else { throw error }
            unreadable.append((real, target, error))
        }
    }

    private mutating func add(_ found: Found, _ size: Int64) throws(BackupFault) {
        files.append(found)
        bytes += size
        guard files.count <= Self.filesMax, bytes <= Self.bytesMax else {
            throw BackupFault(
                .unusable,
                "\(root) holds more than \(Self.filesMax) files or \(Self.bytesMax) bytes, together with what its "
                    + "links lead to: that is more than a configuration or secrets (\(found.target) is "
                    + "\(found.source)). Move what belongs to rmad into a folder of its own.")
        }
    }

    /// A path without links; or errno, where it leads nowhere or cannot be followed.
    private static func target(of path: String) -> (real: String?, code: Int32) {
        guard let resolved = realpath(path, nil) else { return (nil, errno) }
        defer { free(resolved) }
        return (String(validatingCString: resolved), ENOENT)
    }
}
