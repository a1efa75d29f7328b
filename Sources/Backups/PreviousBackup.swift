import Digests
import Glibc

/// The backup before the one that is made: what has not changed since is linked to it, and what is lost at the site is
/// taken from it.
struct PreviousBackup {
    private let path: String
    private let manifest: Manifest
    private let photos: [Digest: String]

    /// nil where there is none, or its manifest cannot be read; the check of that backup says so.
    init?(_ path: String?, progress: (String) -> Void) {
        guard let path else { return nil }
        do throws(BackupFault) {
            manifest = try Manifest.read(in: path)
        } catch {
            progress("the backup before this one is not used: \(error)")
            return nil
        }
        self.path = path
        var photos: [Digest: String] = [:]
        for (place, entry) in manifest.entries where Evidence.digest(namedBy: place) == entry.digest {
            photos[entry.digest] = place
        }
        self.photos = photos
    }

    /// What a file was, where nothing about it has changed. What could not be read then is read anew.
    func unchanged(_ now: Files.Facts, _ target: String, mode: mode_t) throws(BackupFault) -> Manifest.Entry? {
        guard let entry = manifest.entries[target], !entry.isFromElsewhere,
            var was = try Files.facts("\(path)/\(target)"), was.mode == mode
        else { return nil }
        was.mode = now.mode
        was.twin = now.twin
        return was == now && entry.size == now.size ? entry : nil
    }

    /// A second name of its file. A file system without hard links, or a file with too many of them, gets a copy.
    func link(_ target: String, to draft: String) -> Bool { Glibc.link("\(path)/\(target)", draft) == 0 }

    /// Brings a photo that is what it should be.
    /// - Returns: nil where it has none.
    func bring(_ digest: Digest, to draft: String, mode: mode_t) throws(BackupFault) -> Manifest.Entry? {
        guard let place = photos[digest], let entry = manifest.entries[place] else { return nil }
        do throws(BackupFault) {
            guard try Files.digest("\(path)/\(place)") == digest else { return nil }
        } catch {
            guard error.kind == .unreadable else { throw error }
            return nil
        }
        try Files.remove(draft)
        if link(place, to: draft) { return entry }
        return try Files.copy("\(path)/\(place)", to: draft, mode: mode) == digest ? entry : nil
    }

    /// Whether somebody has said that a file is lost for good.
    func hasAccepted(_ target: String) -> Bool { manifest.lacking[target]?.isAccepted ?? false }
}
