import Glibc

/// Whose the files become that root makes: after an operator's `sudo` the daemon's user must be able to read and
/// replace them.
package struct Heir: Sendable {
    private let user: uid_t
    private let group: gid_t

    /// The owner of the first of these places that is not root's; where one is not there yet, of what is above it.
    /// - Returns: nil where this process is not root's, or all of these are.
    package init?(besides places: [String]) {
        guard geteuid() == 0 else { return nil }
        for place in places {
            var status = stat()
            var path = place
            while stat(path, &status) != 0, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                path = String(path[..<slash])
            }
            guard status.st_uid != 0 else { continue }
            (user, group) = (status.st_uid, status.st_gid)
            return
        }
        return nil
    }

    /// Gives away what is root's in a tree, the tree itself last. Links are not followed. What has other names stays
    /// root's, unless nobody else could have made them: such a name may have been put there for just that.
    /// - Parameter isOurs: whether nobody but root could write there so far.
    package func take(_ path: String, isOurs: Bool = false) throws(BackupFault) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw BackupFault(cannot: "look at", path, code: errno) }
            return
        }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        if isFolder {
            for entry in try Listing.names(path, mayBeLink: false) ?? [] {
                try take("\(path)/\(entry.name)", isOurs: isOurs)
            }
        }
        guard status.st_uid == 0, isFolder || isOurs || status.st_nlink == 1 else { return }
        guard lchown(path, user, group) == 0 || errno == ENOENT else {
            throw BackupFault(cannot: "give away", path, code: errno)
        }
    }
}
