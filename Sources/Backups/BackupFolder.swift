import Glibc
import Ledger
import Returns

/// The folder that backups lie in: `rmad-20261122T031500Z` and so on, the newest last by name.
package struct BackupFolder: Sendable {
    package let path: String

    package init(path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    package var isThere: Bool { Files.isFolder(path) }

    static let prefix = "rmad-"
    static let unfinished = ".unfinished-"

    static func name(_ moment: Instant) -> String {
        // 2026-11-22T03:15:00.123Z without its punctuation and thousandths.
        let text = moment.description.filter { $0 != "-" && $0 != ":" }
        return prefix + text.prefix(15) + "Z"
    }

    /// The moment in a backup's name; nil where it is none.
    static func moment(_ name: String) -> Instant? {
        guard name.hasPrefix(prefix), name.utf8.count == 21, name.hasSuffix("Z") else { return nil }
        let text = name.dropFirst(prefix.count)
        let parts = [(0, 4), (4, 2), (6, 2), (9, 2), (11, 2), (13, 2)].map { start, length in
            String(text.dropFirst(start).prefix(length))
        }
        guard text.dropFirst(8).first == "T" else { return nil }
        return Instant(
            stored: "\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5]).000Z")
    }

    /// The finished backups that this user may read, the oldest first. Nobody knows what is in the others.
    package func backups() throws(BackupFault) -> [(name: String, madeAt: Instant)] {
        try named().filter { !isClosed($0.name) }
    }

    /// Those that this user may not read: somebody else has made them.
    package func closed() throws(BackupFault) -> [String] { try named().map(\.name).filter(isClosed) }

    private func named() throws(BackupFault) -> [(name: String, madeAt: Instant)] {
        var found: [(name: String, madeAt: Instant)] = []
        for entry in try Listing.names(path) ?? [] where entry.kind == .folder {
            if let moment = Self.moment(entry.name) { found.append((entry.name, moment)) }
        }
        return found.sorted { $0.name < $1.name }
    }

    private func isClosed(_ name: String) -> Bool {
        access("\(path)/\(name)/\(Manifest.fileName)", R_OK) != 0 && errno == EACCES
    }

    /// When the newest backup was made, by its name. A backup has its name only after it was verified.
    package func newest() throws(BackupFault) -> Instant? { try backups().last?.madeAt }

    /// How many files were not as they should be when the newest backup was made, and are not accepted as lost.
    package func flawsOfNewest() throws(BackupFault) -> Int? {
        guard let newest = try backups().last else { return nil }
        return try Manifest.flaws(in: "\(path)/\(newest.name)")
    }

    /// The newest backup of which no file was lost, damaged or unreadable.
    private func newestWhole() throws(BackupFault) -> String? {
        for backup in try backups().reversed() where try Manifest.flaws(in: "\(path)/\(backup.name)") == 0 {
            return backup.name
        }
        return nil
    }

    /// What a run that was ended in the middle has left behind.
    func clearUnfinished() throws(BackupFault) {
        for entry in try Listing.names(path) ?? [] where entry.name.hasPrefix(Self.unfinished) {
            let path = "\(path)/\(entry.name)"
            if entry.kind == .folder { try Listing.removeTree(path) } else { try Files.remove(path) }
        }
    }

    /// Removes what a plan does not keep. The newest stays in any case, and so does the newest that is whole: what is
    /// lost at the site may be in it alone.
    /// - Parameter others: names of backups that are neither counted nor removed.
    func rotate(_ plan: RotationPlan, besides others: Set<String> = []) throws(BackupFault) -> [String] {
        let all = try backups().filter { !others.contains($0.name) }
        let kept = plan.kept(all.map(\.madeAt))
        let whole = try newestWhole()
        var removed: [String] = []
        for backup in all where !kept.contains(backup.madeAt) && backup.name != whole {
            // Under another name first: a backup that is half removed must not look like one.
            let going = "\(path)/\(Self.unfinished)\(backup.name)"
            try Files.move("\(path)/\(backup.name)", to: going)
            try Listing.removeTree(going)
            removed.append(backup.name)
        }
        return removed
    }
}

/// Only one backup, rotation or restore at a time works in a folder. The lock goes with the process.
final class BackupLock {
    let path: String
    private let file: Int32

    init(_ folder: String) throws(BackupFault) {
        path = "\(folder)/.lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw BackupFault(cannot: "open", path, code: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw BackupFault(.busy, "another backup into \(folder) is under way. Nothing needs to be done.")
        }
        self.file = file
    }

    deinit { close(file) }
}

/// Which backups stay.
package enum RotationPlan: Sendable, Equatable {
    /// So many, the newest.
    case newest(Int)
    /// The newest of so many days, weeks and months that have one; weeks begin on Monday. UTC.
    case calendar(daily: Int, weekly: Int, monthly: Int)

    /// - Parameter moments: the oldest first.
    package func kept(_ moments: [Instant]) -> Set<Instant> {
        var kept = Set(moments.suffix(1))
        switch self {
        case .newest(let count): kept.formUnion(moments.suffix(max(1, count)))
        case .calendar(let daily, let weekly, let monthly):
            let newestFirst = Array(moments.reversed())
            // Day 0 was a Thursday.
            let spans: [(Int, (CalendarDate) -> Int)] = [
                (daily, { $0.dayNumber }), (weekly, { ($0.dayNumber + 3).flooringQuotient(7) }),
                (monthly, { Self.month($0) }),
            ]
            for (count, span) in spans {
                var seen: Set<Int> = []
                for moment in newestFirst where seen.count < count {
                    if seen.insert(span(moment.date)).inserted { kept.insert(moment) }
                }
            }
        }
        return kept
    }

    /// Months counted from the year 0.
    private static func month(_ date: CalendarDate) -> Int {
        let parts = date.description.split(separator: "-").compactMap { Int($0) }
        return parts.count == 3 ? parts[0] * 12 + parts[1] : 0
    }
}
