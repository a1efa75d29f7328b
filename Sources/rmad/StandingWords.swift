import Glibc
import Ledger

/// What the daemon does at this moment, in one line for `systemctl status`.
struct StandingWords {
    /// Folders of the drop, beside the drop itself.
    let stations: Int
    let isDropWatched: Bool
    /// Complete or not, files in the drop and its stations.
    let waiting: DropCount
    /// Taken and not recorded yet.
    let claimed: Int
    let backlogs: [Backlog]
    let alarm: String?
    /// Why nothing is taken from the drop; nil while it is.
    let pause: String?

    var text: String {
        var place = "the drop"
        if stations > 0 { place += stations == 1 ? " and 1 station" : " and \(stations) stations" }
        var parts = [isDropWatched ? "watching \(place)" : "the drop directory is gone"]
        var waits: [String] = []
        if waiting.files > 0 {
            let count = waiting.isComplete ? "\(waiting.files)" : "more than \(waiting.files)"
            waits.append("\(count) \(waiting.files == 1 ? "file" : "files") waiting")
        }
        if claimed > 0 { waits.append("\(claimed) \(claimed == 1 ? "file" : "files") in work") }
        waits += backlogs.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
        parts.append(waits.isEmpty ? "nothing waits" : waits.joined(separator: ", "))
        if let pause { parts[0] = "taking nothing from the drop: \(pause)" }
        if let alarm { parts.insert(alarm, at: 0) }
        return parts.joined(separator: "; ")
    }
}

/// How many files lie in the drop and its stations: counted up to a bound, without opening any.
struct DropCount {
    var files = 0
    /// False where the bound was reached.
    var isComplete = true

    static let filesMax = 10_000

    static func files(below drop: String) throws(DropUnreadable) -> DropCount {
        var count = DropCount()
        var folders = [drop]
        var isTop = true
        while let folder = folders.popLast() {
            guard let stream = opendir(folder) else {
                // A station that has gone meanwhile holds nothing; without a drop there is nothing either.
                if errno == ENOENT { continue }
                throw DropUnreadable(path: folder, code: errno)
            }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard !name.hasPrefix(".") else { continue }
                if entry.pointee.d_type == UInt8(DT_DIR) {
                    if isTop { folders.append("\(folder)/\(name)") }
                    continue
                }
                count.files += 1
                guard count.files < filesMax else {
                    count.isComplete = false
                    return count
                }
            }
            isTop = false
        }
        return count
    }
}

/// The drop cannot be looked into.
struct DropUnreadable: Error, CustomStringConvertible {
    let path: String
    let code: Int32
    var description: String { "look into \(path): \(String(cString: strerror(code)))" }
}
