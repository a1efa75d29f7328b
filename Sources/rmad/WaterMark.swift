/// One level that is watched, as it is now, with the mark at which nothing more is taken from the drop.
struct WaterMark: Equatable {
    /// What is watched; the raw value is that of the figures.
    enum Cause: String, CaseIterable {
        case spoolDisk = "spool_disk"
        case spoolInodes = "spool_inodes"
        case ledgerDisk = "ledger_disk"
        case ledgerInodes = "ledger_inodes"
        case deliveries, papers, exports, commit
        case ledgerLog = "ledger_log"
        case ledger
        /// Folders of the archive that are closed; none may be.
        case archive

        /// Room runs out: the mark is the least that must be free. Else it is the most that may wait.
        var isOfDisk: Bool {
            switch self {
            case .spoolDisk, .spoolInodes, .ledgerDisk, .ledgerInodes: true
            case .deliveries, .papers, .exports, .commit, .ledgerLog, .ledger, .archive: false
            }
        }
    }

    let cause: Cause
    let level: Int64
    let mark: Int64
    /// What is measured: a path, for disks; or what was found there.
    var place = ""

    /// Where nothing is demanded of a disk, nothing is too little.
    var isReached: Bool { cause.isOfDisk ? level < mark : level >= mark }

    /// Whether the level has come back far enough; between the two marks everything stays as it is.
    func isRelieved(resumePercent: Int) -> Bool {
        let percent = Int64(resumePercent)
        if cause == .archive { return level == 0 }
        return cause.isOfDisk
            ? !isReached && level >= Self.share(mark, of: 100, in: percent)
            : level <= Self.share(mark, of: percent, in: 100)
    }

    /// 1 at the mark itself.
    var ratio: Double {
        cause.isOfDisk ? Double(mark) / Double(max(1, level)) : Double(level) / Double(max(1, mark))
    }

    private static func share(_ whole: Int64, of part: Int64, in parts: Int64) -> Int64 {
        let (quotient, rest) = whole.quotientAndRemainder(dividingBy: parts)
        return quotient * part + rest * part / parts
    }
}

extension WaterMark {
    /// What is the matter, for the log and the state in words.
    var words: String {
        switch cause {
        case .spoolDisk, .ledgerDisk:
            "the disk of \(place) has \(Self.bytes(level)) free, less than \(Self.bytes(mark))"
        case .spoolInodes, .ledgerInodes: "the disk of \(place) has room for \(level) files, less than \(mark)"
        case .deliveries:
            "\(mark) deliveries or more are owed; look for an endpoint that is slow (rmad endpoint list), raise "
                + "limits.deliveries_owed_max for as long as it takes to mend or disable it, and rmad reload"
        case .papers: "\(mark) papers or more are not made yet"
        case .exports: "\(mark) files or more for the shop are not written yet"
        case .commit: "a commit to the ledger has lasted for \(level / 1000) s; look at its disk"
        case .ledgerLog:
            "the write-ahead log of the ledger has \(Self.bytes(level)), more than \(Self.bytes(mark)); "
                + "look for a program that reads the ledger for long"
        case .archive: "a folder of the archive is closed: \(place)"
        case .ledger: "the ledger has \(Self.bytes(level)), more than \(Self.bytes(mark)) (limits.ledger_bytes_max)"
        }
    }

    private static func bytes(_ count: Int64) -> String {
        count < 10 << 20 ? "\(count >> 10) KB" : count < 10 << 30 ? "\(count >> 20) MB" : "\(count >> 30) GB"
    }
}

/// Whether files may be taken from the drop: closed by the first mark that is reached, open again when every level
/// that closed it has come back to its low-water mark. Pure: levels in, news out.
struct Sluiceway {
    private(set) var reached: [WaterMark.Cause: WaterMark] = [:]

    var isOpen: Bool { reached.isEmpty }

    /// - Parameter marks: those that could be measured; one that could not stays as it was.
    /// - Returns: the marks that were reached now.
    mutating func look(at marks: [WaterMark], resumePercent: Int) -> [WaterMark] {
        var news: [WaterMark] = []
        for mark in marks {
            if reached[mark.cause] == nil {
                guard mark.isReached else { continue }
                news.append(mark)
                reached[mark.cause] = mark
            } else {
                reached[mark.cause] = mark.isRelieved(resumePercent: resumePercent) ? nil : mark
            }
        }
        return news
    }

    /// In the order of the causes.
    var words: String? {
        let found = WaterMark.Cause.allCases.compactMap { reached[$0]?.words }
        return found.isEmpty ? nil : found.joined(separator: "; ")
    }
}
