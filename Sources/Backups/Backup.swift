import Digests
import Glibc
import Ledger
import Returns

/// Makes a backup: a folder of its own, written beside under another name, synced, verified, and only then called what
/// a backup is called.
///
/// The ledger is copied first, as it is at one moment, then the files that it speaks of. They were on disk before the
/// ledger said so, and are never changed but by an erasure, so nothing that the copy speaks of is missing.
/// Nothing is locked: the daemon works on.
package struct Backup {
    package struct Outcome: Sendable {
        package var name: String
        package var files = 0
        package var linked = 0
        package var bytes: Int64 = 0
        package var head: Manifest.Head
        package var removed: [String] = []
        /// Older ones that hold what this ledger does not have. They stay, whatever the plan says.
        package var strangers: [String] = []
        /// Whether the newest of the older ones is among those: something has happened to the ledger since.
        package var isBreak = false
    }

    /// Of the spool: what cannot be made again from the ledger, and what people look things up in. Files that wait in
    /// the drop are not ours yet, those in work are read again, and the archive's bytes are in the ledger.
    package static let places = ["receipts", "rejected", "labels", "out", "evidence"]
    static let ledgerName = "ledger.sqlite3"
    private static let configurationFilesMax = 10_000
    private static let configurationBytesMax: Int64 = 64 << 20

    let places: Places
    let folder: BackupFolder
    let version: String
    let now: Instant
    let plan: RotationPlan
    /// Hears how far it has come, in words.
    let progress: (String) -> Void

    package init(
        of places: Places, into folder: BackupFolder, version: String, at now: Instant, keeping plan: RotationPlan,
        progress: @escaping (String) -> Void
    ) {
        self.places = places
        self.folder = folder
        self.version = version
        self.now = now
        self.plan = plan
        self.progress = progress
    }

    package func perform() throws -> Outcome {
        try Files.makeFolders(folder.path)
        let lock = try BackupLock(folder.path)
        defer { withExtendedLifetime(lock) {} }
        try folder.clearUnfinished()
        let previous = try folder.backups().last?.name
        let name = BackupFolder.name(now)
        guard !Files.exists("\(folder.path)/\(name)") else {
            throw BackupFault(.busy, "\(folder.path)/\(name) is there already. Wait a second, then run it again.")
        }
        let draft = "\(folder.path)/\(BackupFolder.unfinished)\(name)"
        do {
            try Files.makeFolder(draft)
            var outcome = try write(draft, name: name, previous: previous)
            progress("verifying")
            let check = try BackupCheck(folder: draft, progress: progress).perform()
            guard check.isSound else {
                throw BackupFault(
                    .unsound,
                    "the backup was made and is not sound: \(check.findings.prefix(5).joined(separator: "; ")). "
                        + "It was removed, and no older one was. Run `rmad verify`: the ledger itself may be damaged.")
            }
            try Files.move(draft, to: "\(folder.path)/\(name)")
            try Files.sync(folder.path)
            outcome.removed = try folder.rotate(plan, besides: Set(outcome.strangers))
            return outcome
        } catch {
            try Listing.removeTree(draft)
            throw error
        }
    }

    private func write(_ draft: String, name: String, previous: String?) throws -> Outcome {
        let history = History(folder: folder, archive: "\(places.spool)/archive")
        let archived = try history.newestArchived()
        progress("copying the ledger")
        let copy = "\(draft)/\(Self.ledgerName)"
        try Ledger.copy(places.ledger, to: copy)
        guard chmod(copy, 0o600) == 0 else { throw BackupFault(cannot: "set the mode of", copy, code: errno) }
        try Files.sync(copy)
        let ledger = try Ledger(path: copy, access: .reading)
        let standing = try ledger.read { try $0.standing() }
        let strangers = try history.strangers(to: ledger)
        try ledger.close()
        let head = Manifest.Head(
            madeAt: now, version: version, events: standing.events, hash: standing.hash.description,
            documents: standing.documents, newestDocument: standing.newestDocument, places: places)
        try history.require(head, toReach: archived)
        let writing = try BackupWriting(
            draft: draft, head: head, previous: previous.map { "\(folder.path)/\($0)" }, progress: progress)
        try writing.note(Self.ledgerName)
        for place in Self.places {
            try writing.take("\(places.spool)/\(place)", as: "spool/\(place)", mode: 0o600)
        }
        try takeConfiguration(writing)
        if let secrets = places.secrets { try writing.take(secrets, as: "secrets", mode: 0o600) }
        try writing.end()
        try Listing.syncTree(draft)
        return Outcome(
            name: name, files: writing.files, linked: writing.linked, bytes: writing.bytes, head: head,
            strangers: strangers, isBreak: previous.map { strangers.contains($0) } ?? false)
    }

    /// The folder of rmad.yaml, but for the secrets, which may lie in it.
    private func takeConfiguration(_ writing: BackupWriting) throws(BackupFault) {
        let root = places.configuration
        var (count, bytes) = (0, Int64(0))
        try Listing.walk(root, besides: isSecret) { (path) throws(BackupFault) in
            count += 1
            bytes += try Files.facts("\(root)/\(path)")?.size ?? 0
        }
        guard count <= Self.configurationFilesMax, bytes <= Self.configurationBytesMax else {
            throw BackupFault(
                .unusable,
                "\(root), the folder of the configuration, holds \(count) files with \(bytes) bytes: that is "
                    + "more than a configuration. Move rmad.yaml and what belongs to it into a folder of its own.")
        }
        try writing.take(root, as: "configuration", mode: 0o600, besides: isSecret)
    }

    /// Whether a path below the configuration's folder lies in the secrets' folder, the ledger's or the spool.
    private func isSecret(_ path: String) -> Bool {
        let whole = "\(places.configuration)/\(path)"
        return whole == secretsFolder || whole == places.spool || whole == folder.path
            || whole.hasPrefix(places.ledger)
    }

    /// Where secrets lie, whether they are taken or not.
    package var secretsFolder = ""
}

/// Files going into a backup, one after the other, with the manifest beside them.
final class BackupWriting {
    private let draft: String
    private let previous: String?
    private let known: [String: Manifest.Entry]
    private let progress: (String) -> Void
    private var manifest: [UInt8]
    private let descriptor: Int32
    private(set) var files = 0
    private(set) var linked = 0
    private(set) var bytes: Int64 = 0
    /// Files that have a second name, such as photos that are shown in the folder of a return: they are copied once.
    private var twins: [Files.Twin: Twin] = [:]

    private struct Twin {
        let target: String
        let mode: mode_t
        let entry: Manifest.Entry
    }

    init(
        draft: String, head: Manifest.Head, previous: String?, progress: @escaping (String) -> Void
    ) throws(BackupFault) {
        self.draft = draft
        self.progress = progress
        // An older backup whose manifest cannot be read is of no use here; the check of that backup says so.
        var known: [String: Manifest.Entry] = [:]
        var usable = previous
        if let previous {
            do throws(BackupFault) {
                known = try Manifest.read(in: previous).entries
            } catch {
                progress("the backup before this one is not used: \(error)")
                usable = nil
            }
        }
        self.previous = usable
        self.known = known
        let path = "\(draft)/\(Manifest.fileName)"
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BackupFault(cannot: "write", path, code: errno) }
        manifest = Array(Manifest.line(head).utf8)
    }

    deinit { close(descriptor) }

    /// A file that is in the backup already.
    func note(_ path: String) throws(BackupFault) {
        let whole = "\(draft)/\(path)"
        let size = try Files.facts(whole)?.size ?? 0
        try add(path, Manifest.Entry(size: size, digest: try Files.digest(whole)))
        bytes += size
    }

    /// Every file below a folder; none where there is no such folder.
    func take(
        _ root: String, as place: String, mode: mode_t, besides: (String) -> Bool = { _ in false }
    ) throws(BackupFault) {
        progress("copying \(place)")
        var made: Set<String> = []
        try Listing.walk(root, besides: besides) { (path) throws(BackupFault) in
            let target = "\(place)/\(path)"
            let parent = target.split(separator: "/").dropLast().joined(separator: "/")
            if made.insert(parent).inserted { try Files.makeFolders("\(draft)/\(parent)") }
            try take("\(root)/\(path)", target, mode: mode)
        }
    }

    /// One file; what is gone meanwhile is left out.
    private func take(_ source: String, _ target: String, mode: mode_t) throws(BackupFault) {
        guard let now = try Files.facts(source) else { return }
        if let entry = try link(now, target, mode: mode) {
            linked += 1
            return try add(target, entry)
        }
        if let twin = now.twin, let first = twins[twin], first.mode == mode,
            Glibc.link("\(draft)/\(first.target)", "\(draft)/\(target)") == 0
        {
            linked += 1
            return try add(target, first.entry)
        }
        guard let digest = try Files.copy(source, to: "\(draft)/\(target)", mode: mode) else { return }
        let size = try Files.facts("\(draft)/\(target)")?.size ?? 0
        bytes += size
        let entry = Manifest.Entry(size: size, digest: digest)
        if let twin = now.twin { twins[twin] = Twin(target: target, mode: mode, entry: entry) }
        try add(target, entry)
    }

    /// The same file in the backup before this one, as a second name of it, where nothing about it has changed.
    private func link(_ now: Files.Facts, _ target: String, mode: mode_t) throws(BackupFault) -> Manifest.Entry? {
        guard let previous, let entry = known[target], var was = try Files.facts("\(previous)/\(target)") else {
            return nil
        }
        guard was.mode == mode else { return nil }
        was.mode = now.mode
        was.twin = now.twin
        guard was == now, entry.size == now.size else { return nil }
        // A file system without hard links, or a file with too many of them, gets a copy.
        return Glibc.link("\(previous)/\(target)", "\(draft)/\(target)") == 0 ? entry : nil
    }

    private func add(_ path: String, _ entry: Manifest.Entry) throws(BackupFault) {
        files += 1
        manifest += Array(Manifest.line(path, entry).utf8)
        if manifest.count >= 1 << 16 { try flush() }
        if files % 10_000 == 0 { progress("\(files) files") }
    }

    func end() throws(BackupFault) {
        manifest += Array(Manifest.end(files: files).utf8)
        try flush()
        guard fsync(descriptor) == 0 else { throw BackupFault(cannot: "sync", "the manifest", code: errno) }
    }

    private func flush() throws(BackupFault) {
        let code = manifest.withUnsafeBytes { Files.writeAll($0, descriptor) }
        if let code { throw BackupFault(cannot: "write", "the manifest", code: code) }
        manifest.removeAll(keepingCapacity: true)
    }
}
