import Glibc

/// How much room a disk has left for this user.
package struct DiskRoom: Sendable, Equatable {
    /// Two paths with one number are on one disk.
    package let device: UInt
    package let freeBytes: Int64
    package let wholeBytes: Int64
    /// Files that it still takes; nil where it counts none.
    package let freeFiles: Int64?

    /// - Throws: errno, where nothing can be asked of a path.
    package init(of path: String) throws(Failure) {
        var room = statvfs()
        var status = stat()
        guard statvfs(path, &room) == 0, stat(path, &status) == 0 else { throw Failure(code: errno) }
        let unit = Int64(clamping: room.f_frsize)
        device = UInt(status.st_dev)
        freeBytes = Self.product(Int64(clamping: room.f_bavail), unit)
        wholeBytes = Self.product(Int64(clamping: room.f_blocks), unit)
        // Some file systems make inodes as they need them, and count none.
        freeFiles = room.f_files > 0 ? Int64(clamping: room.f_favail) : nil
    }

    package struct Failure: Error, CustomStringConvertible {
        package let code: Int32
        package var description: String { String(cString: strerror(code)) }
    }

    private static func product(_ left: Int64, _ right: Int64) -> Int64 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : product
    }
}

/// What of a disk must stay free for the daemon, by `limits`.
package struct DiskReserve: Sendable, Equatable {
    package var bytes: Int64
    package var percent: Int?

    package init(bytes: Int64 = 0, percent: Int? = nil) {
        self.bytes = bytes
        self.percent = percent
    }

    package func least(of room: DiskRoom) -> Int64 {
        max(bytes, percent.map { room.wholeBytes / 10_000 * Int64($0) } ?? 0)
    }
}

/// Work that needs more room than a disk has; nothing of it was begun.
package struct MissingRoom: Error, Sendable, CustomStringConvertible {
    package let place: String
    package let needed: Int64
    package let free: Int64
    /// Of what is free, what must stay free.
    package let kept: Int64

    package var description: String {
        "\(needed) bytes are needed on the disk of \(place), and \(free) are free"
            + (kept > 0 ? ", of which \(kept) stay free for the daemon (limits.disk_free_bytes_min)" : "")
    }

    /// - Parameter daemon: paths whose disks the daemon must find room on.
    /// - Throws: where a place has too little; nothing where that cannot be asked.
    package static func require(
        _ needed: Int64, in place: String, reserve: DiskReserve, daemon: [String]
    ) throws(MissingRoom) {
        guard let room = room(of: place) else { return }
        let isShared = daemon.contains { self.room(of: $0)?.device == room.device }
        let kept = isShared ? reserve.least(of: room) : 0
        guard room.freeBytes - kept < needed else { return }
        throw MissingRoom(place: place, needed: needed, free: room.freeBytes, kept: kept)
    }

    /// Several places, of which some may be on one disk.
    package static func require(
        _ needs: [(place: String, bytes: Int64)], reserve: DiskReserve
    ) throws(MissingRoom) {
        var sums: [UInt: (place: String, bytes: Int64)] = [:]
        for (place, group) in Dictionary(grouping: needs, by: \.place) {
            guard let device = room(of: place)?.device else { continue }
            let bytes = group.reduce(0) { $0 + $1.bytes }
            sums[device] = (place, (sums[device]?.bytes ?? 0) + bytes)
        }
        for sum in sums.values { try require(sum.bytes, in: sum.place, reserve: reserve, daemon: [sum.place]) }
    }

    /// A file system that does not tell is tried: it refuses what it cannot take.
    private static func room(of path: String) -> DiskRoom? {
        do throws(DiskRoom.Failure) {
            return try DiskRoom(of: path)
        } catch {
            return nil
        }
    }
}
