import Glibc

/// What the C library says of an errno.
enum SystemError {
    static func words(_ code: Int32) -> String { String(cString: strerror(code)) }

    /// What to do about an errno met with a file or folder.
    static func remedy(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "Check the path."
        case EACCES, EPERM: "Ask the operator for access, usually by membership in the daemon's group."
        case ENOSPC, EDQUOT: "Make room on the disk, then repeat the command."
        case EROFS: "The file system is read-only: see the kernel log for the reason."
        default: "See errno(3), or ask the operator."
        }
    }
}
