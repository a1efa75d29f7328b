import Glibc
import Ledger
import Metrics
import Returns
import Settings
import Spool
import Synchronization
import Workers

/// What the log hears of the way in.
enum SluiceNews {
    case closed(WaterMark)
    case opened(afterSeconds: Int64)
}

/// Holds files back in the drop while a high-water mark of `limits` is reached, and lets them in again by itself.
///
/// It looks at the disks before files are taken and soon after each commit, at what is owed every few seconds, and
/// seldom while nothing happens. Where it stands is in a file beside the spool's folders, for `rmad queue`.
final class Sluice: Sendable {
    private let gauges: Gauges
    private let spool: Spool
    private let writer: LedgerWriter
    private let limits: LimitSettings
    private let figures: Figures
    private let bell: Bell
    private let tell: @Sendable (SluiceNews) -> Void
    private let over = Ending()
    private let rest = Bell()
    private let sign: PauseSign
    private let wallClock: @Sendable () -> Instant
    private let seen: @Sendable () -> Void
    private let fault: @Sendable (String, String) -> Void
    private let worker = Mutex<Worker?>(nil)
    private let standing = Mutex(Standing())
    /// One look at a time: what the older one found must not be done after the newer.
    private let looking = Mutex(())

    private struct Standing {
        var way = Sluiceway()
        var closedAt: Int64?
        /// Days of the archive of which nobody knows yet what they hold.
        var unseen: [ClosedFolder] = []
        var isShiftEnding = false
    }

    /// Between two looks, however many commits there are.
    private static let restMilliseconds: Int64 = 250
    private static let idleMilliseconds: Int64 = 10_000
    private static let pausedMilliseconds: Int64 = 1_000

    /// - Parameters:
    ///   - bell: rings after each commit.
    ///   - seen: what was closed when the shift began can be looked into: another must begin, and look.
    ///   - fault: hears of a level that cannot be measured: what it is of, and why.
    init(
        house: House, spool: Spool, ledger: Ledger, writer: LedgerWriter, figures: Figures, bell: Bell,
        tell: @escaping @Sendable (SluiceNews) -> Void, seen: @escaping @Sendable () -> Void,
        fault: @escaping @Sendable (String, String) -> Void
    ) {
        limits = house.configuration.limits
        gauges = Gauges(house: house, spool: spool, ledger: ledger, writer: writer, figures: figures, fault: fault)
        self.seen = seen
        sign = PauseSign(spool: house.layout.root)
        wallClock = { house.now() }
        self.fault = fault
        self.spool = spool
        self.writer = writer
        self.figures = figures
        self.bell = bell
        self.tell = tell
    }

    /// Looks once before anything is taken in, then by itself.
    /// - Parameter unseen: folders of the archive of which nobody knows what they hold.
    func start(besides unseen: [ClosedFolder]) throws(WorkerError) {
        standing.withLock { $0.unseen = unseen }
        do {
            try sign.remove()
        } catch {
            fault("paused.json", "\(error)")
        }
        look()
        let started = try Worker(name: "sluice") { [self] in
            var looked = MonotonicClock.milliseconds()
            while !over.hasEnded {
                bell.wait(milliseconds: words == nil ? Self.idleMilliseconds : Self.pausedMilliseconds)
                rest.wait(milliseconds: looked + Self.restMilliseconds - MonotonicClock.milliseconds())
                guard !over.hasEnded else { return }
                look()
                looked = MonotonicClock.milliseconds()
            }
        }
        worker.withLock { $0 = started }
    }

    /// What is paused stays so: the shift ends.
    func stop() {
        over.end()
        bell.ring()
        rest.ring()
        worker.withLock { $0 }?.join()
    }

    /// Files are about to be taken: a disk that has run full since the last look is noticed before they are.
    func lookAhead() {
        guard words == nil, gauges.isShortOfRoom() else { return }
        look()
        // From now on it looks for the end of it.
        bell.ring()
    }

    /// Why nothing is taken; nil while files are.
    var words: String? { standing.withLock { $0.way.words } }

    /// Nothing is taken before the next shift has looked.
    private func endShift() {
        spool.pause()
        let isNews = standing.withLock { standing in
            defer { standing.isShiftEnding = true }
            return !standing.isShiftEnding
        }
        if isNews { seen() }
    }

    private func look() { looking.withLock { _ in lookAlone() } }

    private func lookAlone() {
        let unseen = standing.withLock { $0.unseen }
        if !unseen.isEmpty, !unseen.contains(where: \.isClosed) { return endShift() }
        let marks = gauges.read(besides: unseen)
        let now = MonotonicClock.milliseconds()
        let (news, change) = standing.withLock { standing -> ([WaterMark], SluiceChange?) in
            let wasOpen = standing.way.isOpen
            let news = standing.way.look(at: marks, resumePercent: limits.resumePercent)
            switch (wasOpen, standing.way.isOpen) {
            case (true, false):
                standing.closedAt = now
                return (news, .close)
            case (false, true):
                let since = standing.closedAt ?? now
                standing.closedAt = nil
                return (news, .open(afterSeconds: (now - since) / 1000))
            case (true, true), (false, false): return (news, nil)
            }
        }
        if case .close = change { spool.pause() }
        for mark in news { tell(.closed(mark)) }
        if case .open(let seconds) = change {
            spool.resume()
            tell(.opened(afterSeconds: seconds))
        }
        do {
            // The levels move all the time: what is shown is why it was closed, as of the last mark that was reached.
            let isPaused = words != nil
            if !isPaused || !news.isEmpty { try sign.show(words, since: wallClock()) }
        } catch {
            fault("paused.json", "\(error)")
        }
        let reached = standing.withLock { $0.way.reached }
        figures.replace(FigureCatalogue.level, marks.map { ([$0.cause.rawValue], $0.ratio) })
        figures.replace(
            FigureCatalogue.paused,
            WaterMark.Cause.allCases.map { ([$0.rawValue], reached[$0] == nil ? 0 : 1) })
        // A log is cut by the next commit only, and none may come while nothing is taken in.
        if reached[.ledgerLog] != nil { writer.shortenLog() }
    }
}

private enum SluiceChange {
    case close
    case open(afterSeconds: Int64)
}

/// Measures the levels that have a mark.
private final class Gauges: Sendable {
    private let house: House
    private let spool: Spool
    private let limits: LimitSettings
    private let ledger: Ledger
    private let writer: LedgerWriter
    private let figures: Figures
    private let fault: @Sendable (String, String) -> Void
    private let memory = Mutex(Memory())

    private struct Memory {
        var owed: [WaterMark] = []
        var nextCount: Int64 = 0
        /// Told once while it lasts.
        var troubles: Set<String> = []
    }

    /// Counting what is owed takes at most this part of the time.
    private static let countingShare: Int64 = 50
    private static let countMilliseconds: Int64 = 5_000
    /// An endpoint that has failed for so long does not hold returns up: what it is owed waits for it on the disk.
    private static let patienceMilliseconds: Int64 = 3_600_000
    private static let pausedCountMilliseconds: Int64 = 1_000

    init(
        house: House, spool: Spool, ledger: Ledger, writer: LedgerWriter, figures: Figures,
        fault: @escaping @Sendable (String, String) -> Void
    ) {
        self.house = house
        self.spool = spool
        limits = house.configuration.limits
        self.ledger = ledger
        self.writer = writer
        self.figures = figures
        self.fault = fault
    }

    /// A level that cannot be measured is left out.
    /// - Parameter unseen: folders of the archive that were closed when the shift began.
    func read(besides unseen: [ClosedFolder]) -> [WaterMark] {
        disks() + owed() + [archive(unseen)]
            + [
                WaterMark(
                    cause: .commit, level: writer.commitMilliseconds, mark: Int64(limits.commitMilliseconds))
            ] + files()
    }

    /// Whether a disk is at a mark now.
    func isShortOfRoom() -> Bool { disks().contains { $0.isReached } }

    private func disks() -> [WaterMark] {
        var marks: [WaterMark] = []
        var seen: Set<UInt> = []
        for (name, path, bytes, inodes) in [
            ("spool", house.configuration.spool.directory, WaterMark.Cause.spoolDisk, WaterMark.Cause.spoolInodes),
            ("ledger", Self.folder(of: house.configuration.ledger.file), .ledgerDisk, .ledgerInodes),
        ] {
            let room: DiskRoom
            do throws(DiskRoom.Failure) {
                room = try DiskRoom(of: path)
                note(trouble: "the disk of \(path)", nil)
            } catch {
                note(trouble: "the disk of \(path)", "\(error)")
                continue
            }
            // One disk under both is told once.
            guard seen.insert(room.device).inserted else { continue }
            marks += limits.marks(of: room, at: path, bytes: bytes, files: inodes)
            figures.set(FigureCatalogue.diskFree, [name], to: Double(room.freeBytes))
            if let left = room.freeFiles { figures.set(FigureCatalogue.diskInodes, [name], to: Double(left)) }
        }
        return marks
    }

    private func archive(_ unseen: [ClosedFolder]) -> WaterMark {
        let today = ArchiveDay(house.now().date.description)
        let closed = today.flatMap { spool.obstacle(toArchivingOn: $0) } ?? unseen.first { $0.isClosed }
        return WaterMark(
            cause: .archive, level: closed == nil ? 0 : 1, mark: 1,
            place: closed.map { "\($0.fault). \(ClosedFolder.remedy)" } ?? "")
    }

    private func owed() -> [WaterMark] {
        let began = MonotonicClock.milliseconds()
        let last = memory.withLock { memory in memory.nextCount <= began ? nil : memory.owed }
        if let last { return last }
        var bound = Burden()
        bound.deliveries = limits.deliveriesOwedMax
        bound.papers = limits.papersOwedMax
        bound.exports = limits.exportsOwedMax
        var marks: [WaterMark] = []
        do {
            let patience = house.now().adding(milliseconds: -Self.patienceMilliseconds)
            let burden = try ledger.read { try $0.burden(upTo: bound, failingSince: patience) }
            let counted: [(WaterMark.Cause, level: Int, mark: Int)] = [
                (.deliveries, burden.deliveries, bound.deliveries), (.papers, burden.papers, bound.papers),
                (.exports, burden.exports, bound.exports),
            ]
            marks = counted.map { WaterMark(cause: $0.0, level: Int64($0.level), mark: Int64($0.mark)) }
            note(trouble: "what is owed", nil)
        } catch {
            note(trouble: "what is owed", "\(error)")
        }
        let took = MonotonicClock.milliseconds() - began
        let pause = marks.contains { $0.isReached } ? Self.pausedCountMilliseconds : Self.countMilliseconds
        memory.withLock { memory in
            memory.owed = marks
            memory.nextCount = began + max(pause, took * Self.countingShare)
        }
        return marks
    }

    private func files() -> [WaterMark] {
        var marks: [WaterMark] = []
        if let bytes = Self.size(of: house.configuration.ledger.file + "-wal") {
            figures.set(FigureCatalogue.logBytes, to: Double(bytes))
            marks.append(WaterMark(cause: .ledgerLog, level: bytes, mark: Int64(limits.logBytesMax)))
        }
        if let most = limits.ledgerBytesMax, let bytes = Self.size(of: house.configuration.ledger.file) {
            marks.append(WaterMark(cause: .ledger, level: bytes, mark: Int64(most)))
        }
        return marks
    }

    private func note(trouble subject: String, _ found: String?) {
        let isNews = memory.withLock { memory in
            found == nil ? memory.troubles.remove(subject) != nil : memory.troubles.insert(subject).inserted
        }
        if let found, isNews { fault(subject, found) }
    }

    private static func size(of path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    private static func folder(of path: String) -> String {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder.isEmpty ? "/" : folder
    }
}

extension LimitSettings {
    /// What of the disks must stay free for the daemon.
    var diskReserve: DiskReserve { DiskReserve(bytes: Int64(diskBytesMin), percent: diskPercentMin) }

    /// Where a disk stands.
    func marks(
        of room: DiskRoom, at path: String, bytes: WaterMark.Cause, files: WaterMark.Cause
    ) -> [WaterMark] {
        let space = WaterMark(cause: bytes, level: room.freeBytes, mark: diskReserve.least(of: room), place: path)
        let count = room.freeFiles.map {
            WaterMark(cause: files, level: $0, mark: Int64(diskInodesMin), place: path)
        }
        return [space] + [count].compactMap { $0 }
    }
}
