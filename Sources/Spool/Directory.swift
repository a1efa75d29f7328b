import CLinux
import Glibc

/// An open directory. Everything is done relative to it, so a path renamed
/// or replaced above cannot lead elsewhere.
///
/// Calls are safe from any thread. The descriptor closes with the last reference.
package final class Directory: Sendable {
    /// For messages only; the descriptor is what counts.
    package let path: String
    let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// Opens by path; links above and at the root are the operator's business and are followed.
    package static func open(path: String) throws(SpoolError) -> Directory {
        let descriptor = Glibc.open(path, flags)
        guard descriptor >= 0 else { throw SpoolError("open folder", path, code: errno) }
        return Directory(path: path, descriptor: descriptor)
    }

    /// Opens a folder in this one, never through a link.
    func folder(_ name: FileName) throws(SpoolError) -> Directory {
        let descriptor = name.withCString { openat(self.descriptor, $0, Self.flags | O_NOFOLLOW) }
        guard descriptor >= 0 else { throw failure("open folder", name) }
        return Directory(path: printablePath(name), descriptor: descriptor)
    }

    /// Opens a folder in this one and makes it first where it is missing.
    func folder(_ name: FileName, creatingWith mode: mode_t) throws(SpoolError) -> Directory {
        // RestrictSUIDSGID= refuses a call that asks for set-group-ID, also for a folder that is there.
        let made = name.withCString { mkdirat(descriptor, $0, mode & 0o777) }
        guard made == 0 || errno == EEXIST else { throw failure("make folder", name) }
        let folder = try folder(name)
        // The process's umask does not decide who may put files in.
        if made == 0, fchmod(folder.descriptor, mode) != 0 { throw failure("set mode of", name) }
        return folder
    }

    /// Makes a folder in this one; what is there already stays. The process's umask decides on its mode.
    package func makeFolder(_ name: FileName) throws(SpoolError) {
        let made = name.withCString { mkdirat(descriptor, $0, 0o777) }
        guard made == 0 || errno == EEXIST else { throw failure("make folder", name) }
    }

    /// What the name stands for; nil where there is nothing.
    func facts(of name: FileName) throws(SpoolError) -> FileFacts? {
        var status = stat()
        let answer = name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
        if answer == 0 { return FileFacts(status) }
        if errno == ENOENT { return nil }
        throw failure("look at", name)
    }

    func facts() throws(SpoolError) -> FileFacts {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SpoolError("look at", path, code: errno) }
        return FileFacts(status)
    }

    enum Moved: Sendable, Equatable {
        case moved
        /// There is nothing under the old name.
        case vanished
        /// There is something under the new name; nothing was done.
        case taken
    }

    /// Renames into `target` and never replaces anything there.
    func move(_ name: FileName, to target: Directory, as newName: FileName) throws(SpoolError) -> Moved {
        let answer = name.withCString { old in
            newName.withCString { new in
                linux_rename_without_replacing(descriptor, old, target.descriptor, new)
            }
        }
        if answer == 0 { return .moved }
        switch errno {
        case EEXIST: return .taken
        case ENOENT:
            // The same number for a target folder that was removed: that must not pass for a vanished file.
            guard try facts(of: name) != nil else { return .vanished }
            throw target.failure("rename \(printablePath(name)) to", newName, code: ENOENT)
        case EINVAL, ENOSYS:
            // NFS and some FUSE file systems cannot refuse to replace. The target folders are
            // private and their names are ours to give, so looking first is enough.
            if try target.facts(of: newName) != nil { return .taken }
            return try replace(name, to: target, as: newName)
        case let code: throw target.failure("rename \(printablePath(name)) to", newName, code: code)
        }
    }

    /// Renames into `target` in place of what may be there.
    func replace(_ name: FileName, to target: Directory, as newName: FileName) throws(SpoolError) -> Moved {
        let answer = name.withCString { old in
            newName.withCString { new in renameat(descriptor, old, target.descriptor, new) }
        }
        if answer == 0 { return .moved }
        let code = errno
        if code == ENOENT, try facts(of: name) == nil { return .vanished }
        throw target.failure("rename \(printablePath(name)) to", newName, code: code)
    }

    /// Removes a file; one that is not there is as good as removed.
    func remove(_ name: FileName) throws(SpoolError) {
        let answer = name.withCString { unlinkat(descriptor, $0, 0) }
        guard answer == 0 || errno == ENOENT else { throw failure("remove", name) }
    }

    /// Removes a folder if it is empty. False: it is not, or it is no folder.
    func removeEmptyFolder(_ name: FileName) throws(SpoolError) -> Bool {
        let answer = name.withCString { unlinkat(descriptor, $0, AT_REMOVEDIR) }
        if answer == 0 || errno == ENOENT { return true }
        if errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR { return false }
        throw failure("remove folder", name)
    }

    /// Makes what was renamed into and out of this directory survive a power cut.
    func sync() throws(SpoolError) {
        // A failed sync is never repeated: the kernel may have dropped the pages, and the second would lie.
        guard fsync(descriptor) == 0 else { throw SpoolError("sync folder", path, code: errno) }
    }

    var isOnNetwork: Bool { linux_file_system_of(descriptor) == Int32(LINUX_FILE_SYSTEM_NETWORK.rawValue) }

    func printablePath(_ name: FileName) -> String { path + "/" + name.printable }

    func failure(_ operation: String, _ name: FileName, code: Int32 = errno) -> SpoolError {
        SpoolError(operation, printablePath(name), code: code)
    }
}

extension Directory {
    /// Whether the regular file `name` has exactly these bytes.
    func holds(_ bytes: [UInt8], under name: FileName) throws(SpoolError) -> Bool {
        let descriptor = name.withCString {
            openat(self.descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw failure("open", name) }
        defer { close(descriptor) }
        var piece = [UInt8](repeating: 0, count: 65_536)
        var compared = 0
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", name) }
            if count == 0 { return compared == bytes.count }
            guard compared + count <= bytes.count, bytes[compared..<compared + count] == piece[..<count] else {
                return false
            }
            compared += count
        }
    }
}
