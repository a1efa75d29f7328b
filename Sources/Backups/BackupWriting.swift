import Digests
import Glibc
import Ledger

/// Files going into a backup, one after the other, with the manifest beside them.
final class BackupWriting {
    private let draft: String
    private let previous: PreviousBackup?
    private let isAccepting: Bool
    private let progress: (String) -> Void
    private var manifest: [UInt8]
    private let descriptor: Int32
    private(set) var files = 0
    private(set) var linked = 0
    private(set) var bytes: Int64 = 0
    private var flawsByPath: [String: BackupFlaw] = [:]
    private var evidence: Set<String> = []
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
    func take(_ root: String, as place: String, mode: mode_t) throws(BackupFault) {
        progress("copying \(place)")
        var made: Set<String> = []
        try Listing.walk(
            root,
            trouble: { (below, fault) throws(BackupFault) in
                guard fault.kind == .unreadable else { throw fault }
                self.miss(below.isEmpty ? place : "\(place)/\(below)", "\(fault)")
            }
        ) { (path) throws(BackupFault) in
            let target = "\(place)/\(path)"
            let parent = target.split(separator: "/").dropLast().joined(separator: "/")
            if made.insert(parent).inserted { try Files.makeFolders("\(draft)/\(parent)") }
            try take(file: "\(root)/\(path)", as: target, mode: mode)
        }
    }

    /// The files of the configuration, wherever they lie.
    func take(_ found: ConfigurationFiles, mode: mode_t) throws(BackupFault) {
        for file in found.files {
            let parent = file.target.split(separator: "/").dropLast().joined(separator: "/")
            try Files.makeFolders("\(draft)/\(parent)")
            try take(file: file.source, as: file.target, mode: mode)
        }
        for one in found.unreadable { miss(one.target, "\(one.fault)") }
    }

    /// One file; what is gone meanwhile is left out, and what cannot be read is named.
    private func take(file source: String, as target: String, mode: mode_t) throws(BackupFault) {
        do throws(BackupFault) {
            try copy(source, target, mode: mode)
        } catch {
            guard error.kind == .unreadable else { throw error }
            // What was copied before the disk gave up.
            try Files.remove("\(draft)/\(target)")
            if let wanted = Evidence.digest(namedBy: target), try mend(target, wanted, "\(error)", mode: mode) {
                return
            }
            miss(target, "\(error)")
        }
    }

    private func copy(_ source: String, _ target: String, mode: mode_t) throws(BackupFault) {
        guard let now = try Files.facts(source) else { return }
        let wanted = Evidence.digest(namedBy: target)
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
            if try mend(target, wanted, found, mode: mode) { return }
            // What is left of it is better than nothing.
            miss(target, found)
        }
        bytes += size
        let entry = Manifest.Entry(size: size, digest: digest)
        if let twin = now.twin { twins[twin] = Twin(target: target, mode: mode, entry: entry) }
        try add(target, entry)
    }

    /// Names the return of each photo that is not what it was, and brings those that are gone from the backup before.
    func complete(_ ledger: Ledger, mode: mode_t) throws {
        progress("looking for the ledger's photos")
        try ledger.eachPhoto { photo in
            let target = "\(Evidence.place)/\(photo.file)"
            if !evidence.contains(target), flawsByPath[target] == nil {
                let folder = target.split(separator: "/").dropLast().joined(separator: "/")
                try Files.makeFolders("\(draft)/\(folder)")
                if try !mend(target, photo.digest, "it is not there", mode: mode) { miss(target, "it is not there") }
            }
            flawsByPath[target]?.owner = photo.owner
            return true
        }
    }

    /// - Returns: whether the backup before had the file as it was.
    private func mend(_ target: String, _ wanted: Digest, _ found: String, mode: mode_t) throws(BackupFault) -> Bool {
        guard let previous, let entry = try previous.bring(wanted, to: "\(draft)/\(target)", mode: mode) else {
            return false
        }
        linked += 1
        flawsByPath[target] = BackupFlaw(path: target, found: found, isMended: true)
        try add(target, entry)
        return true
    }

    private func miss(_ target: String, _ found: String) {
        flawsByPath[target] = BackupFlaw(
            path: target, found: found, isAccepted: isAccepting || previous?.hasAccepted(target) ?? false)
    }

    private func add(_ path: String, _ entry: Manifest.Entry) throws(BackupFault) {
        files += 1
        if path.hasPrefix(Evidence.place) { evidence.insert(path) }
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
