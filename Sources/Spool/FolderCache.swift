import Glibc
import Synchronization

/// The subfolders of one of the spool's folders, made when first needed and held open.
///
/// `rejected/EAST/` for station EAST, `archive/2025-03-01/` for a day. Safe from any thread.
final class FolderCache: Sendable {
    enum Conflict {
        /// A file with the folder's name is in the way: take the next numbered name.
        case takesNumberedName
        /// The same, where folder and station must be called alike.
        case isAnError
    }

    private static let numberMax = 99

    let parent: Directory
    private let mode: mode_t
    private let conflict: Conflict
    /// Above it the cache starts anew: open descriptors are bounded.
    private let openMax: Int
    private let folders = Mutex<[FileName: Directory]>([:])

    init(_ parent: Directory, mode: mode_t, conflict: Conflict, openMax: Int) {
        self.parent = parent
        self.mode = mode
        self.conflict = conflict
        self.openMax = openMax
    }

    /// The subfolder; nil names the parent itself.
    func folder(_ name: FileName?) throws(SpoolError) -> Directory {
        guard let name else { return parent }
        return try folders.withLock { (folders) throws(SpoolError) -> Directory in
            if let folder = folders[name] { return folder }
            let folder = try make(name)
            if folders.count >= openMax { folders.removeAll() }
            folders[name] = folder
            return folder
        }
    }

    /// Lets go of a subfolder that was removed.
    func forget(_ name: FileName) {
        folders.withLock { _ = $0.removeValue(forKey: name) }
    }

    /// Runs `body` on the subfolder, and once more on a new one if someone removed it meanwhile.
    func within<Result>(
        _ name: FileName?, _ body: (Directory) throws(SpoolError) -> Result
    ) throws(SpoolError) -> Result {
        let folder = try folder(name)
        do throws(SpoolError) {
            return try body(folder)
        } catch {
            guard let name, error.code == ENOENT, try folder.facts().links == 0 else { throw error }
            forget(name)
            return try body(self.folder(name))
        }
    }

    private func make(_ name: FileName) throws(SpoolError) -> Directory {
        var number = 1
        while true {
            do throws(SpoolError) {
                return try parent.folder(number == 1 ? name : name.numbered(number), creatingWith: mode)
            } catch {
                switch conflict {
                case .takesNumberedName where error.code == ENOTDIR && number < Self.numberMax: number += 1
                case .takesNumberedName, .isAnError: throw error
                }
            }
        }
    }
}
