import Glibc

/// What the file system says of a thing in a directory, without following links.
struct FileFacts: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case regular, folder, symlink, fifo, socket, device
    }

    let kind: Kind
    let device: UInt64
    let inode: UInt64
    let size: Int
    let modifiedAt: FileTime
    let changedAt: FileTime
    let links: Int
    let uid: UInt32
    let mode: UInt32

    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .symlink
        case S_IFIFO: kind = .fifo
        case S_IFSOCK: kind = .socket
        default: kind = .device
        }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modifiedAt = FileTime(status.st_mtim)
        changedAt = FileTime(status.st_ctim)
        links = Int(status.st_nlink)
        uid = status.st_uid
        mode = status.st_mode & 0o7777
    }

    /// The same thing, wherever it is now.
    func isSameThing(as other: FileFacts) -> Bool { inode == other.inode && device == other.device }

    /// Neither written to, nor replaced, nor linked, nor touched in between.
    func isUnchanged(since earlier: FileFacts) -> Bool {
        isSameThing(as: earlier) && size == earlier.size && modifiedAt == earlier.modifiedAt
            && changedAt == earlier.changedAt && links == earlier.links
    }

    /// The bytes are the same as far as one can tell after a rename, which moves the time of change.
    func hasSameContent(as other: FileFacts) -> Bool {
        isSameThing(as: other) && size == other.size && modifiedAt == other.modifiedAt
    }

    /// How long ago it last changed by the wall clock; negative when its times lie in the future.
    func age(at wall: FileTime) -> Monotonic.Span { max(modifiedAt, changedAt).span(until: wall) }
}
