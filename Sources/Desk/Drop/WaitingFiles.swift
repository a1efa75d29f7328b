import Glibc
import Returns
import Spool

/// Files that wait in a folder of the spool, counted without opening any.
package struct WaitingFiles: Sendable {
    let place: SpoolLayout.Place
    /// Empty: the folder itself.
    let station: String
    package let count: Int
    /// Still being written by their senders; they are not counted above.
    let unfinished: Int
    package let oldest: Instant?
    /// A station that this user may not look into: nobody knows what waits there.
    var isClosed = false

    /// Names looked at in one folder; beyond it the count is a lower bound.
    static let entriesMax = 100_000

    /// The folder and its stations, those with files in them first by name.
    /// - Throws: when the folder itself cannot be read.
    package static func count(_ place: SpoolLayout.Place, in layout: SpoolLayout) throws -> [WaitingFiles] {
        let root = layout.path(of: place)
        var stations: [FileName] = []
        var counted: [WaitingFiles] = []
        counted += [try count(place, station: "", path: Array(root.utf8)) { stations.append($0) }].compactMap { $0 }
        for station in stations.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            // Its name need not be text.
            let path = Array("\(root)/".utf8) + station.bytes
            counted += [try count(place, station: station.printable, path: path) { _ in }].compactMap { $0 }
        }
        return counted
    }

    /// Where stations lie that this user may not look into. None where the drop itself cannot be read: that is said
    /// elsewhere.
    package static func closedStations(in layout: SpoolLayout) -> [String] {
        do {
            return try count(.drop, in: layout).filter(\.isClosed).map { "\(layout.path(of: .drop))/\($0.station)" }
        } catch {
            return []
        }
    }

    /// What a folder's files are called where people read what waits.
    package static func name(of place: SpoolLayout.Place) -> String {
        place == .drop ? "files in the drop" : "files in \(place.rawValue)"
    }

    /// - Returns: nil for a station that is gone meanwhile.
    private static func count(
        _ place: SpoolLayout.Place, station: String, path: [UInt8], folder: (FileName) -> Void
    ) throws -> WaitingFiles? {
        guard let stream = opendir(path.map { CChar(bitPattern: $0) } + [0]) else {
            let code = errno
            if code == ENOENT, !station.isEmpty { return nil }
            if code == EACCES, !station.isEmpty {
                return WaitingFiles(
                    place: place, station: station, count: 0, unfinished: 0, oldest: nil, isClosed: true)
            }
            throw DeskFault(
                .unavailable, cannot: "look into", String(decoding: path, as: UTF8.self), code: code,
                remedy: code == ENOENT
                    ? "Start the daemon once (`rmad serve`), it makes the folder; or correct `spool.directory`."
                    : SystemError.remedy(code))
        }
        defer { closedir(stream) }
        var (count, unfinished, seen) = (0, 0, 0)
        var oldest: Instant?
        while seen < entriesMax, let entry = readdir(stream) {
            seen += 1
            let bytes = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: UInt8.self, capacity: 256) {
                    Array(UnsafeBufferPointer(start: $0, count: strlen($0)))
                }
            }
            guard let name = FileName(bytes) else { continue }
            var status = stat()
            // A file that the daemon takes meanwhile does not wait any more.
            guard fstatat(dirfd(stream), bytes.map { CChar(bitPattern: $0) } + [0], &status, AT_SYMLINK_NOFOLLOW) == 0
            else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                if !name.isUnfinished { folder(name) }
            } else if name.isUnfinished {
                unfinished += 1
            } else {
                count += 1
                let at = Instant(
                    milliseconds: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
                oldest = oldest.map { min($0, at) } ?? at
            }
        }
        return WaitingFiles(place: place, station: station, count: count, unfinished: unfinished, oldest: oldest)
    }
}
