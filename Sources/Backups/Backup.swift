import Digests
import Glibc
import Ledger
import Returns
import Spool

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
        /// What is missing, damaged or unreadable at the site.
        package var flaws: [BackupFlaw] = []
        /// Files in the archive that are no documents'.
        package var foreign: [String] = []
        /// Older ones that this user may not read. They are neither used nor counted nor removed.
        package var closed: [String] = []
        /// Files that were refused unread, and are not in the backup.
        package var leftOut: [String] = []
        package var needsSomebody: Bool { isBreak || flaws.contains { !$0.isAccepted } }
    }

    /// Of the spool: what cannot be made again from the ledger, and what people look things up in. Files that wait in
    /// the drop are not ours yet, those in work are read again, and the archive's bytes are in the ledger.
    package static let places = ["receipts", "rejected", "labels", "out", "evidence"]
    static let ledgerName = "ledger.sqlite3"
    static let mode: mode_t = 0o600
    /// A line of the manifest, and what a file system needs for a name.
    static let bytesPerFile: Int64 = 512

    let places: Places
    package let folder: BackupFolder
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
        let heir = Heir(besides: owners + [folder.path])
        try Files.makeFolders(folder.path)
        let lock = try BackupLock(folder.path)
        defer { withExtendedLifetime(lock) {} }
        try heir?.take(lock.path)
        try folder.clearUnfinished()
        let previous = try folder.backups().last?.name
        let older = PreviousBackup(previous.map { "\(folder.path)/\($0)" }, progress: progress)
        let found = Found(
            configuration: try ConfigurationFiles(of: places, besides: [secretsFolder, places.spool, folder.path]),
            secrets: try places.secrets.map { try ConfigurationFiles(ofSecrets: $0, places, besides: [folder.path]) })
        try requireRoom(found, older)
        let name = BackupFolder.name(now)
        guard !Files.exists("\(folder.path)/\(name)") else {
            throw BackupFault(.busy, "\(folder.path)/\(name) is there already. Wait a second, then run it again.")
        }
        let draft = "\(folder.path)/\(BackupFolder.unfinished)\(name)"
        do {
            try Files.makeFolder(draft)
            var outcome = try write(draft, name: name, found, older)
            outcome.isBreak = previous.map { outcome.strangers.contains($0) } ?? false
            progress("verifying")
            let check = try BackupCheck(folder: draft, progress: progress).perform()
            guard check.isSound else {
                throw BackupFault(
                    .unsound,
                    "the backup was made and is not sound: \(check.findings.prefix(5).joined(separator: "; ")). "
                        + "It was removed, and no older one was. Run `rmad verify`: the ledger itself may be damaged.")
            }
            try heir?.take(draft, isOurs: true)
            try Files.move(draft, to: "\(folder.path)/\(name)")
            try Files.sync(folder.path)
            outcome.closed = try folder.closed()
            outcome.removed = try folder.rotate(plan, besides: Set(outcome.strangers))
            return outcome
        } catch {
            try Listing.removeTree(draft)
            throw error
        }
    }

    /// What lies outside the spool.
    private struct Found {
        let configuration: ConfigurationFiles
        let secrets: ConfigurationFiles?
        var bytes: Int64 { configuration.bytes + (secrets?.bytes ?? 0) }
    }

    private func write(
        _ draft: String, name: String, _ found: Found, _ older: PreviousBackup?
    ) throws -> Outcome {
        let history = History(folder: folder)
        let layout = SpoolLayout(root: places.spool)
        // Listed before the ledger is copied: the daemon records a document before it archives it.
        let archive = ArchiveListing(in: layout)
        progress("copying the ledger")
        let copy = "\(draft)/\(Self.ledgerName)"
        try Ledger.copy(places.ledger, to: copy)
        guard chmod(copy, Self.mode) == 0 else { throw BackupFault(cannot: "set the mode of", copy, code: errno) }
        try Files.sync(copy)
        let ledger = try Ledger(path: copy, access: .reading)
        let standing = try ledger.read { try $0.standing() }
        let strangers = try history.strangers(to: ledger)
        let head = Manifest.Head(
            madeAt: now, version: version, events: standing.events, hash: standing.hash.description,
            documents: standing.documents, newestDocument: standing.newestDocument, places: places)
        let archived = archive.parted(newest: head.documents, most: Ledger.passedOverMax)
        try history.require(head, toReach: archived.documents.last, in: layout)
        let writing = try BackupWriting(
            draft: draft, head: head, previous: older, accepting: isAcceptingLosses, progress: progress)
        try writing.note(Self.ledgerName)
        writing.miss(archive.closed)
        let refused = RefusedUnread(bytesMax: largestDocument)
        for place in Self.places {
            try writing.take("\(places.spool)/\(place)", as: "spool/\(place)", mode: Self.mode) {
                (path) throws(BackupFault) in try refused.covers(path, in: place)
            }
        }
        let living = try Ledger(path: places.ledger, access: .reading)
        try writing.complete(ledger, beside: living, mode: Self.mode)
        try living.close()
        try ledger.close()
        try writing.take(found.configuration, mode: Self.mode)
        if let secrets = found.secrets { try writing.take(secrets, mode: Self.mode) }
        try writing.end()
        try Listing.syncTree(draft)
        return Outcome(
            name: name, files: writing.files, linked: writing.linked, bytes: writing.bytes, head: head,
            strangers: strangers, flaws: writing.flaws, foreign: archived.strangers.map { $0.path(in: layout) },
            leftOut: writing.leftOut)
    }

    /// Nothing is begun that the disk has no room for.
    private func requireRoom(_ found: Found, _ older: PreviousBackup?) throws(BackupFault) {
        progress("looking for room")
        var needed = Ledger.bytesOfCopy(places.ledger) + found.bytes
        var twins: Set<Files.Twin> = []
        var largest: (path: String, bytes: Int64) = (places.ledger, 0)
        let refused = RefusedUnread(bytesMax: largestDocument)
        for place in Self.places {
            // What cannot be read is said when it is copied.
            let pass = { (_: String, _: BackupFault) throws(BackupFault) in }
            try Listing.walk("\(places.spool)/\(place)", trouble: pass) { (path) throws(BackupFault) in
                needed += Self.bytesPerFile
                let source = "\(places.spool)/\(place)/\(path)"
                guard try !refused.covers(source, in: place), let facts = try Files.facts(source) else { return }
                let isKnown = try older?.unchanged(facts, "spool/\(place)/\(path)", mode: Self.mode) != nil
                guard !isKnown, facts.twin.map({ twins.insert($0).inserted }) ?? true else { return }
                needed += facts.size
                if facts.size > largest.bytes { largest = (source, facts.size) }
            }
        }
        let ledgerFolder = places.ledger.split(separator: "/").dropLast().joined(separator: "/")
        do throws(MissingRoom) {
            try MissingRoom.require(
                needed, in: folder.path, reserve: reserve, daemon: ["/\(ledgerFolder)", places.spool])
        } catch {
            throw BackupFault(
                .unusable,
                "no backup was begun: \(error). Make room there, keep fewer backups (backup.keep_daily), or put "
                    + "backup.directory on another disk."
                    + (largest.bytes > 0 ? " The largest new file is \(largest.path), \(largest.bytes) bytes." : ""))
        }
    }

    /// Where secrets lie, whether they are taken or not.
    package var secretsFolder = ""
    /// Whose a backup is that root makes: the owner of the first of these that is not root's, or of the folder that it
    /// is put into.
    package var owners: [String] = []
    /// The largest file that is taken as a document, in bytes.
    package var largestDocument: Int64 = .max
    /// What stays free on the daemon's disks.
    package var reserve = DiskReserve()
    /// What is lost now is lost for good, and is not named as missing again.
    package var isAcceptingLosses = false
}
