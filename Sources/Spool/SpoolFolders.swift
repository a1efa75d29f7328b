import CLinux
import Glibc

/// The spool's folders, open, on one file system, and proven to allow renames among them.
struct SpoolFolders: Sendable {
    let layout: SpoolLayout
    let root: Directory
    let device: UInt64
    let work: FolderCache
    let tmp: Directory
    let receipts: FolderCache
    let rejected: FolderCache
    let duplicates: FolderCache
    let archive: FolderCache
    let evidence: FolderCache

    /// Makes what is missing, with modes from `policy`. The root's parents are made too.
    init(_ layout: SpoolLayout, policy: SpoolPolicy) throws(SpoolError) {
        self.layout = layout
        root = try Self.openRoot(layout.root)
        let root = self.root
        device = try root.facts().device
        let device = self.device
        func open(_ place: SpoolLayout.Place) throws(SpoolError) -> Directory {
            let mode = place == .drop || place == .photos ? policy.dropMode : policy.folderMode
            let folder = try root.folder(place.name, creatingWith: mode)
            guard try folder.facts().device == device else {
                throw SpoolError("use folder", folder.path, code: EXDEV)
            }
            return folder
        }
        func cache(_ place: SpoolLayout.Place, _ conflict: FolderCache.Conflict) throws(SpoolError) -> FolderCache {
            FolderCache(
                try open(place), mode: policy.folderMode, conflict: conflict,
                openMax: place == .work ? policy.stationsMax : min(policy.stationsMax, 64))
        }
        tmp = try open(.tmp)
        let drop = try open(.drop)
        work = try cache(.work, .isAnError)
        receipts = try cache(.receipts, .takesNumberedName)
        rejected = try cache(.rejected, .takesNumberedName)
        duplicates = try cache(.duplicates, .takesNumberedName)
        archive = try cache(.archive, .isAnError)
        evidence = try cache(.evidence, .isAnError)
        // They are opened anew whenever they are used: somebody may have made them anew meanwhile.
        _ = try open(.photos)
        let labels = try open(.labels)
        // Whoever takes orders away from `out` may have put something else in its place: what is owed there waits, as
        // it does while the daemon runs, and hinders nobody.
        var out: [Directory] = []
        do throws(SpoolError) {
            out = [try open(.out)]
        } catch {
            guard error.code == ENOTDIR else { throw error }
        }
        try Self.proveRenames(
            from: tmp,
            among: [drop, labels] + out + [work, receipts, rejected, duplicates, archive, evidence].map(\.parent))
    }

    /// The folder of a place; for those that may be removed and made again there is none to hold.
    func cache(of place: SpoolLayout.Place) -> FolderCache? {
        switch place {
        case .drop, .tmp, .photos, .labels, .out: nil
        case .work: work
        case .receipts: receipts
        case .rejected: rejected
        case .duplicates: duplicates
        case .archive: archive
        case .evidence: evidence
        }
    }

    /// The places whose folder is not the one that was opened, or is not there. The drop is the watcher's own matter,
    /// and something else in place of `out` that of whoever writes there.
    func gone() throws(SpoolError) -> [SpoolLayout.Place] {
        var gone: [SpoolLayout.Place] = []
        for place in SpoolLayout.Place.allCases where place != .drop {
            let facts = try root.facts(of: place.name)
            if place == .out, facts != nil { continue }
            guard let facts, facts.kind == .folder else {
                gone.append(place)
                continue
            }
            guard let held = place == .tmp ? tmp : cache(of: place)?.parent else { continue }
            if try !held.facts().isSameThing(as: facts) { gone.append(place) }
        }
        return gone
    }

    /// Removes what a crash left half written.
    func emptyScratch() throws(SpoolError) {
        let entries = try DirectoryStream(tmp)
        while let entry = try entries.next() {
            if entry.isFolder != true { try tmp.remove(entry.name) }
        }
    }

    private static func openRoot(_ path: String) throws(SpoolError) -> Directory {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw SpoolError("make folder", made, code: errno) }
        }
        return try Directory.open(path: path)
    }

    /// One file system number does not suffice: a bind mount between two folders (a unit with
    /// several ReadWritePaths below the spool) has the same number and forbids renames across.
    private static func proveRenames(from tmp: Directory, among folders: [Directory]) throws(SpoolError) {
        let proof = FileName(literal: ".spool-proof")
        let descriptor = proof.withCString {
            openat(tmp.descriptor, $0, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
        guard descriptor >= 0 else { throw tmp.failure("write", proof) }
        close(descriptor)
        do throws(SpoolError) {
            for folder in folders {
                _ = try tmp.replace(proof, to: folder, as: proof)
                _ = try folder.replace(proof, to: tmp, as: proof)
            }
        } catch {
            try tmp.remove(proof)
            throw error
        }
        try tmp.remove(proof)
    }
}
