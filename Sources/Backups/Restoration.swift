import Digests
import Glibc
import Ledger
import Returns

/// Brings a backup back: into the places of a configuration, or into one folder to look at.
///
/// The ledger comes last and by one rename: until then the place has none, and a restore that was ended in the middle
/// is begun anew. Files that are there stay, for they are newer than those of the backup; but evidence that is not what
/// was recorded, and what is empty by a power cut, is replaced.
package struct Restoration {
    package struct Target: Sendable {
        package var ledger: String
        package var spool: String
        /// nil: configuration and secrets stay in the backup.
        package var configuration: String?
        package var secrets: String?
        /// The folder for what lay outside the configuration's folder; nil: it stays in the backup.
        package var elsewhere: String?

        package init(
            ledger: String, spool: String, configuration: String? = nil, secrets: String? = nil,
            elsewhere: String? = nil
        ) {
            self.ledger = ledger
            self.spool = spool
            self.configuration = configuration
            self.secrets = secrets
            self.elsewhere = elsewhere
        }
    }

    package struct Outcome: Sendable {
        package var head: Manifest.Head
        package var written = 0
        package var kept = 0
        /// Files that were there and were not what they should be.
        package var replaced: [String] = []
        /// What the backup does not have as it was.
        package var lacking: [BackupFlaw] = []
    }

    static let draftEnding = ".restoring"

    let backup: String
    let target: Target
    let progress: (String) -> Void

    package init(backup: String, target: Target, progress: @escaping (String) -> Void) {
        self.backup = backup
        self.target = target
        self.progress = progress
    }

    /// - Throws: where a ledger is there, or one that was not put away properly.
    package func requireRoom() throws(BackupFault) {
        for ending in ["", "-wal", "-shm"] where Files.exists(target.ledger + ending) {
            throw BackupFault(
                .unusable,
                "\(target.ledger)\(ending) is there, and a restore overwrites no ledger. If it is lost, move it away "
                    + "with the files beside it: mv \(target.ledger)* SOMEWHERE/")
        }
    }

    /// - Throws: where a folder to unpack into holds anything but what an unpacking that was stopped has left.
    package func requireOwn(_ folder: String) throws(BackupFault) {
        let places = [target.spool, target.configuration, target.secrets, target.elsewhere]
        let own = places.compactMap { $0 } + [target.ledger + Self.draftEnding]
        let strange = try Listing.names(folder)?.filter { !own.contains("\(folder)/\($0.name)") } ?? []
        guard let first = strange.first?.name else { return }
        throw BackupFault(.unusable, "\(folder) is in use: \(first) is in it. Name a folder that is new, or empty.")
    }

    /// Verifies the backup and puts the files in place; the ledger stays beside its place until `finish`.
    /// - Returns: the path of the ledger, for what is to be done to it first.
    package func prepare() throws -> (draft: String, outcome: Outcome) {
        try requireRoom()
        progress("verifying the backup")
        let check = try BackupCheck(folder: backup, progress: progress).perform()
        guard check.isSound else {
            throw BackupFault(
                .unsound,
                "the backup is not sound: \(check.findings.prefix(10).joined(separator: "; ")). Nothing was changed. "
                    + "Take an older one.")
        }
        var outcome = Outcome(head: check.head)
        outcome.lacking = check.lacking
        let manifest = try Manifest.read(in: backup)
        try requireClearWay(for: manifest)
        try requireRoom(for: manifest)
        let draft = target.ledger + Self.draftEnding
        for ending in ["", "-wal", "-shm", "-journal", ".lock"] { try Files.remove(draft + ending) }
        if let parent = parent(target.ledger) { try Files.makeFolders(parent) }
        progress("bringing files back")
        for path in manifest.entries.keys.sorted() {
            guard let entry = manifest.entries[path], let (place, mode) = place(of: path) else { continue }
            if let facts = try Files.facts(place) {
                guard try isToReplace(place, facts, path, entry) else {
                    outcome.kept += 1
                    continue
                }
                outcome.replaced.append(place)
            }
            try put(path, at: place, mode: mode, digest: entry.digest)
            outcome.written += 1
        }
        guard try Files.copy("\(backup)/\(Backup.ledgerName)", to: draft, mode: 0o600) != nil else {
            throw BackupFault(.unsound, "the backup's ledger has vanished")
        }
        return (draft, outcome)
    }

    /// What stands where a file belongs is found before anything is changed.
    private func requireClearWay(for manifest: Manifest) throws(BackupFault) {
        for path in manifest.entries.keys.sorted() {
            guard let (place, _) = place(of: path) else { continue }
            var status = stat()
            if lstat(place, &status) == 0 {
                guard status.st_mode & S_IFMT != S_IFREG else { continue }
                throw Self.blocked(place, "a file of the backup belongs there, and something else has that name")
            }
            // Folders of the site may be links to others.
            var above = parent(place)
            while let folder = above, stat(folder, &status) != 0 { above = parent(folder) }
            if let folder = above, status.st_mode & S_IFMT != S_IFDIR {
                throw Self.blocked(folder, "a folder of the backup belongs there, and something else has that name")
            }
        }
    }

    private static func blocked(_ path: String, _ found: String) -> BackupFault {
        BackupFault(.unusable, "nothing was restored: \(path): \(found). Move it away, then run it again.")
    }

    /// Nothing is brought back that the disks have no room for: a restore that ends in the middle costs time that
    /// nobody has then.
    private func requireRoom(for manifest: Manifest) throws(BackupFault) {
        progress("looking for room")
        var needs: [(place: String, bytes: Int64)] = [
            (existing(target.ledger), manifest.entries[Backup.ledgerName]?.size ?? 0)
        ]
        for (path, entry) in manifest.entries {
            guard let (place, _) = place(of: path), try Files.facts(place) == nil else { continue }
            needs.append((existing(place), entry.size + Backup.bytesPerFile))
        }
        do throws(MissingRoom) {
            try MissingRoom.require(needs, reserve: DiskReserve())
        } catch {
            throw BackupFault(.unusable, "nothing was restored: \(error). Make room there, then run it again.")
        }
    }

    /// The nearest folder above a path that is there.
    private func existing(_ path: String) -> String {
        var path = path
        while !Files.isFolder(path), let above = parent(path) { path = above }
        return path
    }

    /// The ledger gets its name: from here on there is one.
    package func finish(_ draft: String) throws(BackupFault) {
        try requireRoom()
        try Files.sync(draft)
        for ending in ["-wal", "-shm", ".lock"] { try Files.remove(draft + ending) }
        try Files.move(draft, to: target.ledger)
        if let parent = parent(target.ledger) { try Files.sync(parent) }
    }

    /// Whether a file that is there is worse than the one of the backup.
    private func isToReplace(
        _ place: String, _ facts: Files.Facts, _ path: String, _ entry: Manifest.Entry
    ) throws(BackupFault) -> Bool {
        // Receipts are not synced: a power cut can leave them empty.
        guard facts.size > 0 else { return entry.size > 0 }
        guard let wanted = Evidence.digest(namedBy: path), wanted == entry.digest else { return false }
        do throws(BackupFault) {
            return try Files.digest(place) != wanted
        } catch {
            guard error.kind == .unreadable else { throw error }
            return true
        }
    }

    private func place(of path: String) -> (path: String, mode: mode_t)? {
        let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "spool": return ("\(target.spool)/\(parts[1])", 0o640)
        case "configuration": return target.configuration.map { ("\($0)/\(parts[1])", 0o640) }
        case "secrets": return target.secrets.map { ("\($0)/\(parts[1])", 0o600) }
        case ConfigurationFiles.elsewhere: return target.elsewhere.map { ("\($0)/\(parts[1])", 0o640) }
        case _: return nil
        }
    }

    private func put(_ path: String, at place: String, mode: mode_t, digest: Digest) throws(BackupFault) {
        if let parent = parent(place), !Files.isFolder(parent) {
            try Files.makeFolders(parent, mode: mode == 0o600 ? 0o700 : 0o750)
        }
        let draft = place + Self.draftEnding
        try Files.remove(draft)
        do throws(BackupFault) {
            guard try Files.copy("\(backup)/\(path)", to: draft, mode: mode) == digest else {
                throw BackupFault(.unsound, "\(backup)/\(path) has changed while it was read. Check that disk.")
            }
            try Files.move(draft, to: place)
        } catch {
            try Files.remove(draft)
            throw error
        }
    }

    private func parent(_ path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        return String(path[..<slash])
    }
}
