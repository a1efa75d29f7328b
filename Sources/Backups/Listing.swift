import Glibc

/// The names in a folder, sorted by their bytes, so that two walks of one tree go the same way.
struct Listing {
    enum Kind { case file, folder, other }

    /// - Returns: nil where there is no such folder.
    /// - Parameter mayBeLink: whether the path itself may be a link to a folder.
    static func names(_ path: String, mayBeLink: Bool = true) throws(BackupFault) -> [(name: String, kind: Kind)]? {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (mayBeLink ? 0 : O_NOFOLLOW))
        guard folder >= 0, let stream = fdopendir(folder) else {
            let code = errno
            if folder >= 0 { close(folder) }
            guard code == ENOENT else { throw BackupFault(cannot: "list", path, code: code, kind: .unreadable) }
            return nil
        }
        defer { closedir(stream) }
        var names: [(name: String, kind: Kind)] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else {
                    throw BackupFault(cannot: "list", path, code: errno, kind: .unreadable)
                }
                break
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            // A name that is no UTF-8 cannot be one of ours; the spool refuses such files at the door.
            guard let name, name != ".", name != ".." else { continue }
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0 else {
                // It is gone; or nothing in this folder may be looked at.
                guard errno == ENOENT else {
                    throw BackupFault(cannot: "look into", path, code: errno, kind: .unreadable)
                }
                continue
            }
            let kind: Kind =
                switch status.st_mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .folder
                case _: .other
                }
            names.append((name, kind))
        }
        return names.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Calls `body` with every regular file below a folder, by its path from there. Links are not followed.
    /// - Parameters:
    ///   - other: hears of links, pipes and the like.
    ///   - trouble: hears of a folder that cannot be listed, and throws where that is the end of it.
    static func walk(
        _ root: String, below: String = "", other: (String) throws(BackupFault) -> Void = { _ in },
        trouble: (String, BackupFault) throws(BackupFault) -> Void = { (_, fault) throws(BackupFault) in throw fault },
        _ body: (String) throws(BackupFault) -> Void
    ) throws(BackupFault) {
        let entries: [(name: String, kind: Kind)]
        do throws(BackupFault) {
            entries = try names(below.isEmpty ? root : "\(root)/\(below)") ?? []
        } catch {
            return try trouble(below, error)
        }
        for entry in entries {
            let path = below.isEmpty ? entry.name : "\(below)/\(entry.name)"
            switch entry.kind {
            case .file: try body(path)
            case .folder: try walk(root, below: path, other: other, trouble: trouble, body)
            case .other: try other(path)
            }
        }
    }

    /// Removes a folder with everything in it. What is gone already is no fault; a link is, for what it leads to is
    /// somebody else's.
    static func removeTree(_ root: String) throws(BackupFault) {
        guard let entries = try names(root, mayBeLink: false) else { return }
        for entry in entries {
            let path = "\(root)/\(entry.name)"
            switch entry.kind {
            case .folder: try removeTree(path)
            case .file, .other: try Files.remove(path)
            }
        }
        if rmdir(root) != 0, errno != ENOENT { throw BackupFault(cannot: "remove", root, code: errno) }
    }

    /// Syncs a folder and all folders in it.
    static func syncTree(_ root: String) throws(BackupFault) {
        guard let entries = try names(root) else { return }
        for entry in entries where entry.kind == .folder { try syncTree("\(root)/\(entry.name)") }
        try Files.sync(root)
    }
}
