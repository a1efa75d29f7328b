import Digests
import Glibc
import Ledger
import Spool

/// Files going into a backup, one after the other, with the manifest beside them.
final class BackupWriting {
    private let draft: String
    private let previous: PreviousBackup?
    private let spool: String
    private let isAccepting: Bool
    private let progress: (String) -> Void
    private var manifest: [UInt8]
    private let descriptor: Int32
    private(set) var files = 0
    private(set) var linked = 0
    private(set) var bytes: Int64 = 0
    /// Where at the site files lie that belong into no backup.
    private(set) var leftOut: [String] = []
    private var flawsByPath: [String: BackupFlaw] = [:]
    private var evidence: Set<String> = []
    /// Where in this backup a photo lies that is what it should be.
    private var photos: [Digest: String] = [:]
    /// What is left of photos of which nothing better was found yet.
    private var remains: [String: Manifest.Entry] = [:]
    /// Folders that cannot be listed, below the backup.
    private var closed: [String: String] = [:]
    /// Files that have a second name, such as photos that are shown in the folder of a return: they are copied once.
    private var twins: [Files.Twin: Twin] = [:]

    private struct Twin {
        let target: String
        let mode: mode_t
        let entry: Manifest.Entry
    }

    /// - Parameter accepting: whatever is lost now is lost for good.
    init(
        draft: String, head: Manifest.Head, previous: PreviousBackup?, accepting: Bool,
        progress: @escaping (String) -> Void
    ) throws(BackupFault) {
        self.draft = draft
        self.previous = previous
        spool = head.places.spool
        isAccepting = accepting
        self.progress = progress
        let path = "\(draft)/\(Manifest.fileName)"
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BackupFault(cannot: "write", path, code: errno) }
        manifest = Array(Manifest.line(head).utf8)
    }

    deinit { close(descriptor) }

    /// By their paths.
    var flaws: [BackupFlaw] { flawsByPath.values.sorted { $0.path < $1.path } }

    /// A file that is in the backup already.
    func note(_ path: String) throws(BackupFault) {
        let whole = "\(draft)/\(path)"
        let size = try Files.facts(whole)?.size ?? 0
        try add(path, Manifest.Entry(size: size, digest: try Files.digest(whole)))
        bytes += size
    }

    /// Every file below a folder; none where there is no such folder.
    /// - Parameter isForeign: whether a file at a path belongs into no backup.
    func take(
        _ root: String, as place: String, mode: mode_t, unless isForeign: (String) throws(BackupFault) -> Bool
    ) throws(BackupFault) {
        progress("copying \(place)")
        var made: Set<String> = []
        try Listing.walk(
            root,
            trouble: { (below, fault) throws(BackupFault) in
                guard fault.kind == .unreadable else { throw fault }
                let target = below.isEmpty ? place : "\(place)/\(below)"
                self.closed[target] = "\(fault)"
                self.miss(target, at: below.isEmpty ? root : "\(root)/\(below)", .unreadable, "\(fault)")
            }
        ) { (path) throws(BackupFault) in
            guard try !isForeign("\(root)/\(path)") else { return leftOut.append("\(root)/\(path)") }
            let target = "\(place)/\(path)"
            let parent = target.split(separator: "/").dropLast().joined(separator: "/")
            if made.insert(parent).inserted { try Files.makeFolders("\(draft)/\(parent)") }
            try take(file: "\(root)/\(path)", as: target, mode: mode)
        }
    }

    /// Folders of the archive that cannot be looked into: the backup needs nothing of them, but whether the ledger has
    /// lost what lies there is not known.
    func miss(_ archived: [ClosedFolder]) {
        for folder in archived {
            miss(
                "\(Self.archive)\(folder.path.dropFirst("\(spool)/archive".count))", at: folder.path, .unreadable,
                "whether the ledger has all that lies there is not known: \(folder.fault)")
        }
    }

    private static let archive = "spool/archive"

    /// The files of the configuration or the secrets, wherever they lie.
    func take(_ found: ConfigurationFiles, mode: mode_t) throws(BackupFault) {
        for file in found.files {
            let parent = file.target.split(separator: "/").dropLast().joined(separator: "/")
            try Files.makeFolders("\(draft)/\(parent)")
            try take(file: file.source, as: file.target, mode: mode)
        }
        for one in found.unreadable { miss(one.target, at: one.source, .unreadable, "\(one.fault)") }
    }

    /// One file; what is gone meanwhile is left out, and what cannot be read is named.
    private func take(file source: String, as target: String, mode: mode_t) throws(BackupFault) {
        do throws(BackupFault) {
            try copy(source, target, mode: mode)
        } catch {
            guard error.kind == .unreadable else { throw error }
            // What was copied before the disk gave up.
            try Files.remove("\(draft)/\(target)")
            miss(target, at: source, .unreadable, "\(error)")
        }
    }

    private func copy(_ source: String, _ target: String, mode: mode_t) throws(BackupFault) {
        guard let now = try Files.facts(source) else { return }
        let wanted = Evidence.digest(namedBy: target)
        // What nobody may read any more is named, though the backup before has it.
        try Files.requireReadable(source)
        if let previous, let entry = try previous.unchanged(now, target, mode: mode),
            wanted == nil || wanted == entry.digest, previous.link(target, to: "\(draft)/\(target)")
        {
            linked += 1
            return try add(target, entry)
        }
        if let twin = now.twin, let first = twins[twin], first.mode == mode,
            wanted == nil || wanted == first.entry.digest,
            Glibc.link("\(draft)/\(first.target)", "\(draft)/\(target)") == 0
        {
            linked += 1
            return try add(target, first.entry)
        }
        guard let digest = try Files.copy(source, to: "\(draft)/\(target)", mode: mode) else { return }
        let size = try Files.facts("\(draft)/\(target)")?.size ?? 0
        if let wanted, digest != wanted {
            let found = "its \(size) bytes are not those that were recorded"
            // What is left of it is better than nothing.
            remains[target] = Manifest.Entry(size: size, digest: digest)
            return miss(target, at: source, .damaged, found)
        }
        bytes += size
        let entry = Manifest.Entry(size: size, digest: digest)
        if let twin = now.twin { twins[twin] = Twin(target: target, mode: mode, entry: entry) }
        try add(target, entry)
    }

    /// Names the return of each photo that is not what it was, and brings those that are gone from where they are.
    /// - Parameter living: the ledger that was copied: what an erasure has taken since is not looked for.
    func complete(_ ledger: Ledger, beside living: Ledger, mode: mode_t) throws {
        progress("looking for the ledger's photos")
        try ledger.eachPhoto { photo in
            let target = "\(Evidence.place)/\(photo.file)"
            guard !evidence.contains(target) || flawsByPath[target] != nil else { return true }
            if try living.read({ try $0.hasPhoto(photo.file) }) {
                if flawsByPath[target] == nil { try lookFor(target) }
            } else {
                try forget(target)
            }
            flawsByPath[target]?.owner = photo.owner
            return true
        }
        for flaw in flaws where flaw.cause != .erased { try mend(flaw, mode: mode) }
        for (path, entry) in remains.sorted(by: { $0.key < $1.key }) { try add(path, entry) }
    }

    /// A photo that the ledger names and nobody has copied.
    private func lookFor(_ target: String) throws(BackupFault) {
        let place = place(of: target)
        if let above = closed.first(where: { target.hasPrefix($0.key + "/") }) {
            miss(target, at: place, .unreadable, above.value)
        } else if Files.exists(place) {
            miss(target, at: place, .damaged, "something else lies in its place")
        } else {
            miss(target, at: place, .missing, "it is not there")
        }
    }

    private func place(of target: String) -> String { "\(spool)/\(target.dropFirst("spool/".count))" }

    /// Takes a photo from its second name in this backup, or from the backup before, where either has it as it was.
    private func mend(_ flaw: BackupFlaw, mode: mode_t) throws(BackupFault) {
        guard let wanted = Evidence.digest(namedBy: flaw.path) else { return }
        let target = "\(draft)/\(flaw.path)"
        try Files.makeFolders(String(target.dropLast(target.split(separator: "/").last?.count ?? 0)))
        var entry: Manifest.Entry?
        if let twin = photos[wanted] {
            try Files.remove(target)
            if Glibc.link("\(draft)/\(twin)", target) != 0 {
                _ = try Files.copy("\(draft)/\(twin)", to: target, mode: mode)
            }
            entry = try Files.facts(target).map { Manifest.Entry(size: $0.size, digest: wanted) }
        } else {
            entry = try previous?.bring(wanted, to: target, mode: mode)
        }
        guard var entry else { return }
        entry.isFromElsewhere = flaw.cause == .unreadable
        linked += 1
        remains[flaw.path] = nil
        flawsByPath[flaw.path]?.isMended = true
        flawsByPath[flaw.path]?.isAccepted = false
        try add(flaw.path, entry)
    }

    /// What an erasure has taken meanwhile is nobody's loss, and nothing of it is brought from elsewhere.
    private func forget(_ target: String) throws(BackupFault) {
        if remains.removeValue(forKey: target) != nil { try Files.remove("\(draft)/\(target)") }
        flawsByPath[target] = BackupFlaw(
            path: target, place: place(of: target), cause: .erased,
            found: "an erasure took it while the backup was made", isAccepted: true)
    }

    private func miss(_ target: String, at place: String, _ cause: BackupFlaw.Cause, _ found: String) {
        flawsByPath[target] = BackupFlaw(
            path: target, place: place, cause: cause, found: found,
            isAccepted: cause.isAcceptable && (isAccepting || previous?.hasAccepted(target) ?? false))
    }

    private func add(_ path: String, _ entry: Manifest.Entry) throws(BackupFault) {
        files += 1
        if path.hasPrefix(Evidence.place) {
            evidence.insert(path)
            if Evidence.digest(namedBy: path) == entry.digest { photos[entry.digest] = path }
        }
        manifest += Array(Manifest.line(path, entry).utf8)
        if manifest.count >= 1 << 16 { try flush() }
        if files % 10_000 == 0 { progress("\(files) files") }
    }

    func end() throws(BackupFault) {
        for flaw in flaws where !flaw.isMended { manifest += Array(Manifest.line(lacking: flaw).utf8) }
        let open = flaws.count { !$0.isAccepted }
        manifest += Array(Manifest.end(files: files, flaws: open).utf8)
        try flush()
        guard fsync(descriptor) == 0 else { throw BackupFault(cannot: "sync", "the manifest", code: errno) }
    }

    private func flush() throws(BackupFault) {
        let code = manifest.withUnsafeBytes { Files.writeAll($0, descriptor) }
        if let code { throw BackupFault(cannot: "write", "the manifest", code: code) }
        manifest.removeAll(keepingCapacity: true)
    }
}
