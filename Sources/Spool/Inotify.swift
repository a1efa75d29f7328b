import CLinux
import Glibc

/// The kernel's announcements of changes in watched folders: a hint, never the truth.
///
/// They are lost when more than fs.inotify.max_queued_events wait to be read, are
/// blind to what other machines do to a network file system, and end with
/// the folder. Whoever relies on them also scans.
final class Inotify: Sendable {
    struct Event {
        let watch: Int32
        let what: What
        let isFolder: Bool
        /// Empty where the event concerns the watched folder itself.
        let name: UnsafeRawBufferPointer
    }

    enum What: Equatable {
        /// Renamed in.
        case arrived
        /// Made, linked, or closed after writing: worth a look.
        case touched
        /// Removed or renamed away.
        case left
        /// The watched folder itself was removed, renamed or unmounted.
        case ended
        /// Announcements were lost.
        case overflowed
    }

    /// What to be told of.
    enum Interest {
        case root, drop, station

        fileprivate var mask: UInt32 {
            let arrivals = UInt32(IN_CREATE) | UInt32(IN_MOVED_TO) | UInt32(IN_ONLYDIR)
            let ends = UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
            switch self {
            // A folder held open is not announced as deleted itself: its parent tells.
            case .root: return arrivals | ends | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM)
            // Not IN_MOVED_FROM: every claim would announce itself.
            case .drop: return arrivals | ends | UInt32(IN_CLOSE_WRITE) | UInt32(IN_DELETE)
            case .station: return arrivals | ends | UInt32(IN_CLOSE_WRITE)
            }
        }
    }

    let descriptor: Int32

    init() throws(SpoolError) {
        descriptor = linux_inotify()
        guard descriptor >= 0 else {
            throw SpoolError("start", "inotify", code: errno)
                .advising("too many users of inotify: raise fs.inotify.max_user_instances")
        }
    }

    deinit { close(descriptor) }

    /// Watches exactly this open folder, whatever its path leads to by now.
    /// The same folder has the same number each time.
    func watch(_ directory: Directory, for interest: Interest) throws(SpoolError) -> Int32 {
        let watch = inotify_add_watch(descriptor, "/proc/self/fd/\(directory.descriptor)", interest.mask)
        guard watch >= 0 else {
            let error = SpoolError("watch", directory.path, code: errno)
            guard error.code == ENOSPC else { throw error }
            throw error.advising("no watches left: raise fs.inotify.max_user_watches; it is scanned often meanwhile")
        }
        return watch
    }

    func unwatch(_ watch: Int32) {
        // It fails only for a watch that has ended by itself.
        _ = inotify_rm_watch(descriptor, watch)
    }

    /// Hands over what is waiting, at most one buffer of it. False: nothing was.
    func read(into buffer: UnsafeMutableRawBufferPointer, _ each: (Event) -> Void) throws(SpoolError) -> Bool {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if count <= 0 {
            guard count < 0, errno != EAGAIN, errno != EINTR else { return false }
            throw SpoolError("read", "inotify", code: errno)
        }
        let headerSize = MemoryLayout<inotify_event>.size
        var place = 0
        while place + headerSize <= count {
            let header = buffer.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
            let end = min(place + headerSize + Int(header.len), count)
            let field = UnsafeRawBufferPointer(rebasing: buffer[place + headerSize..<end])
            place = end
            guard let what = What(mask: header.mask) else { continue }
            let length = field.firstIndex(of: 0) ?? field.count
            each(
                Event(
                    watch: header.wd, what: what, isFolder: header.mask & UInt32(IN_ISDIR) != 0,
                    name: UnsafeRawBufferPointer(rebasing: field[..<length])))
        }
        return true
    }
}

extension Inotify.What {
    private static let endings = UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_IGNORED) | UInt32(IN_UNMOUNT)

    fileprivate init?(mask: UInt32) {
        if mask & UInt32(IN_Q_OVERFLOW) != 0 {
            self = .overflowed
        } else if mask & Self.endings != 0 {
            self = .ended
        } else if mask & UInt32(IN_MOVED_TO) != 0 {
            self = .arrived
        } else if mask & (UInt32(IN_CREATE) | UInt32(IN_CLOSE_WRITE)) != 0 {
            self = .touched
        } else if mask & (UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM)) != 0 {
            self = .left
        } else {
            return nil
        }
    }
}
