import Glibc
import Workers

/// Notices files in the drop, waits until they are complete, claims and offers them.
///
/// One thread, one loop: take announcements, serve every station a little in turn, look at
/// files that have come to rest, sleep until something happens. The directory scan is the
/// truth and announcements are hints: each folder is watched first and scanned then, again
/// after a loss, and every so often anyway.
///
/// Everything it remembers is bounded. Where a bound is reached, the name is forgotten
/// and a scan of its station is owed.
final class DropWatcher {
    let spool: Spool
    let policy: SpoolPolicy
    let folders: SpoolFolders
    let claims: Claims
    let inotify: Inotify
    let ahead: @Sendable () -> Void
    let offer: @Sendable (ClaimedFile) -> Bool
    let tell: @Sendable (SpoolNotice) -> Void

    /// The drop itself; nil while it is missing.
    var drop: Station?
    var stations: [FileName: Station] = [:]
    var watches: [Int32: Station] = [:]
    var rootWatch: Int32?
    var settling: Settling
    /// Files in work that were changing when they were read.
    var changing: [FileKey: ClaimedFile] = [:]
    /// Files in work with which something did not work, and when they are offered again, in that order.
    var putOffs: [(due: Monotonic, file: ClaimedFile)] = []
    var isOver = false
    var isDropInDoubt = true
    var isDropReportedMissing = false
    var areFoldersReportedGone = false
    var nextScan = Monotonic(nanoseconds: 0)
    /// The trouble that is not one file's alone, told once until something succeeds.
    var commonTrouble: SpoolError? {
        didSet { if commonTrouble != oldValue { spool.count { $0.trouble = commonTrouble } } }
    }

    private let events: UnsafeMutableRawBufferPointer
    private var turn = 0

    /// Names taken from each station in one turn: small enough that none waits long for the others.
    static let readyPerTurn = 64
    static let scannedPerTurn = 256
    /// Event buffers read in one turn.
    private static let eventReadsPerTurn = 16
    private static let eventBytes = 65_536

    init(
        _ spool: Spool, inotify: Inotify, ahead: @escaping @Sendable () -> Void,
        offer: @escaping @Sendable (ClaimedFile) -> Bool, notice: @escaping @Sendable (SpoolNotice) -> Void
    ) {
        self.spool = spool
        policy = spool.policy
        folders = spool.folders
        claims = spool.claims
        self.inotify = inotify
        self.ahead = ahead
        self.offer = offer
        self.tell = notice
        settling = Settling(span: spool.policy.settle, max: spool.policy.candidatesMax)
        events = .allocate(byteCount: Self.eventBytes, alignment: 16)
    }

    deinit { events.deallocate() }

    /// Until `stop`, or until `offer` takes no more.
    func run() {
        watchRoot()
        // Recovery would wait until the pause is over; who waits for the drop to be watched need not.
        if claims.isPaused { verifyDrop() }
        recover()
        while !isOver {
            takeNews()
            ahead()
            takeEvents()
            if isDropInDoubt { verifyDrop() }
            startScansThatAreDue()
            // Nothing more goes into folders that are not the spool's any more.
            if !areFoldersReportedGone {
                serveStations()
                settle()
            }
            offerAgain()
            spool.pulse.beat()
            if !isOver { sleep() }
        }
    }

    func takeNews() {
        let news = claims.takeNews()
        if news.isStopping { isOver = true }
        if news.isRescanWanted { nextScan = Monotonic(nanoseconds: 0) }
        for (key, arrival) in news.released {
            guard let station = station(key.station) else { continue }
            enqueue(key.name, arrival, at: station)
        }
        for file in news.changing { watchUntilSettled(file) }
        for file in news.putOff { putOff(file) }
    }

    func station(_ name: FileName?) -> Station? {
        guard let name else { return drop }
        return stations[name]
    }

    func enqueue(_ name: FileName, _ arrival: Claims.Arrival, at station: Station) {
        if station.ready.count < policy.candidatesMax {
            station.ready.append(Station.Ready(name: name, arrival: arrival))
        } else {
            station.isScanOwed = true
        }
    }

    private func takeEvents() {
        do throws(SpoolError) {
            for _ in 0..<Self.eventReadsPerTurn {
                guard try inotify.read(into: events, take) else { return }
            }
        } catch {
            tellCommon(error)
        }
    }

    private var watched: [Station] { [drop].compactMap { $0 } + stations.values }

    /// Each station gets its share, and each turn another one is first.
    private func serveStations() {
        let order = watched
        turn += 1
        for place in 0..<order.count where !isOver { serve(order[(place + turn) % order.count]) }
    }

    /// Looks at candidates that should have come to rest by now.
    private func settle() {
        while !isOver, claims.hasRoom() {
            let moment = Moment.now()
            guard let candidate = settling.popDue(at: moment.monotonic) else { return }
            switch candidate {
            case .inDrop(let key): settleInDrop(key, candidate)
            case .inWork(let key): settleInWork(key, candidate)
            }
        }
    }

    /// Until there is news, an announcement, or something due; not at all where there is more to do.
    private func sleep() {
        // While nothing can be claimed, announcements wait in the kernel, and nothing is due.
        guard claims.hasRoom(), !areFoldersReportedGone else { return waitForNews() }
        var due = nextScan
        for station in watched {
            if !station.ready.isEmpty || (station.hasScanAhead && settling.hasRoom) { return }
            if let own = station.scanAt { due = min(due, own) }
        }
        if let settled = settling.nextDue { due = min(due, settled) }
        if let again = putOffs.first { due = min(due, again.due) }
        let left = max(due - Moment.now().monotonic, .zero).nanoseconds
        var polled = [
            pollfd(fd: claims.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: inotify.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        // Rounded up: waking too early would mean turning in circles for a millisecond.
        // Interrupted or failed, the loop goes round and looks.
        _ = poll(&polled, nfds_t(polled.count), Int32(clamping: (left + 999_999) / 1_000_000))
    }

    /// Or until a file that was put off is due.
    func waitForNews() {
        var polled = pollfd(fd: claims.descriptor, events: Int16(POLLIN), revents: 0)
        let left = putOffs.first.map { max($0.due - Moment.now().monotonic, .zero).nanoseconds }
        _ = poll(&polled, 1, left.map { Int32(clamping: ($0 + 999_999) / 1_000_000) } ?? -1)
    }

    func tellFault(_ error: SpoolError) {
        spool.count { $0.faults += 1 }
        tell(.fault(error))
    }

    /// A trouble that would come again with every file, such as a full disk, is told once.
    func tellCommon(_ error: SpoolError) {
        if commonTrouble?.code != error.code || commonTrouble?.operation != error.operation { tellFault(error) }
        commonTrouble = error
    }

    /// A trouble with one name, told once while it lasts.
    func note(_ error: SpoolError, with name: FileName, at station: Station) {
        let isNews = station.noteTrouble(error, with: name)
        if error.mayPass { station.scan(at: Moment.now().monotonic + .milliseconds(policy.retryMilliseconds)) }
        if error.isOfTheWholeFileSystem {
            tellCommon(error)
        } else if isNews {
            tellFault(error)
        }
    }
}
