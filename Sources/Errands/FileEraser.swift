import Glibc
import JSONText
import Ledger
import Returns
import Spool
import Synchronization
import Workers

/// Rids the spool's files, and the pages of the ledger's file, of what an erasure has named.
///
/// Owed like everything else: after a crash it is begun anew. Whoever records and reads meanwhile is not held up. Only
/// a ledger of before, whose pages were not kept clean, is written anew as a whole (VACUUM), once; files wait then.
package final class FileEraser: Sendable {
    private let rounds: Rounds
    private let reserve: DiskReserve
    private let putOff = Mutex(PutOffErasures())
    /// It was told that room is missing.
    private let isWaitTold = Atomic(false)

    private static let roomMilliseconds: Int64 = 300_000

    /// - Parameters:
    ///   - bell: rung whenever something was committed.
    ///   - reserve: what stays free on the daemon's disks when the ledger's file is written anew.
    package init(bell: Bell, reserve: DiskReserve = DiskReserve()) {
        rounds = Rounds("erasures", bell: bell, retryMilliseconds: 5_000)
        self.reserve = reserve
    }

    package func start(
        ledger: Ledger, writer: LedgerWriter, spool: Spool, tell: @escaping @Sendable (ErrandNews) -> Void
    ) throws(WorkerError) {
        let desk = ErasureDesk(
            ledger: ledger, writer: writer, spool: spool, reserve: reserve,
            isStopping: { [rounds] in rounds.isStopping }, tell: tell)
        try rounds.start(
            look: { [self] in
                do {
                    let waiting = putOff.withLock { $0.waiting(at: .now) }
                    guard let undone = try desk.perform(besides: waiting) else {
                        return .milliseconds(putOff.withLock { $0.millisecondsLeft(at: .now) })
                    }
                    isWaitTold.store(false, ordering: .relaxed)
                    for one in putOff.withLock({ $0.put(off: undone, besides: waiting, at: .now) }) {
                        tell(.erasureUndone(erasure: one.erasure, found: one.found))
                    }
                    return .none
                } catch let missing as MissingRoom {
                    if !isWaitTold.exchange(true, ordering: .relaxed) { tell(.erasureWaits(found: "\(missing)")) }
                    return .undisturbed(milliseconds: Self.roomMilliseconds)
                }
            },
            failed: { tell(.fault(operation: "erase files of", subject: "an erasure", found: "\($0)")) })
    }

    package func stop() { rounds.stop() }
}

/// One erasure: files → the plan is forgotten → the journal is emptied into the ledger's file → done.
private struct ErasureDesk: Sendable {
    let ledger: Ledger
    let writer: LedgerWriter
    let spool: Spool
    let reserve: DiskReserve
    let isStopping: @Sendable () -> Bool
    let tell: @Sendable (ErrandNews) -> Void

    /// - Parameter besides: erasures that are tried again later.
    /// - Returns: what must go and is still there; nil where there was nothing to do.
    func perform(besides: Set<Int64>) throws -> [ErasedFiles.Undone]? {
        let plans = try ledger.read { try $0.erasureErrands(besides: besides, limit: 100) }
        guard !plans.isEmpty else { return nil }
        let files = ErasedFiles(ledger: ledger, spool: spool, plans: plans)
        try files.clean()
        let ids = plans.map(\.erasure).filter { id in !files.undone.contains { $0.erasure == id } }
        guard !ids.isEmpty else { return files.undone }
        try commit { try $0.forgetErasurePlans(ids) }
        try emptyJournal()
        if try ledger.soiledPages() > 0 {
            try ledger.requireRoomToRewrite(reserve: reserve, daemon: [spool.layout.root])
            try ledger.rewriteFile()
            try emptyJournal()
        }
        try commit { try $0.erasuresDone(ids) }
        for place in files.undecided where ids.contains(place.erasure) {
            tell(.erasureUndecided(erasure: place.erasure, place: place.name))
        }
        for id in ids { tell(.erased(erasure: id)) }
        return files.undone
    }

    private func emptyJournal() throws {
        var looks = 0
        while try !ledger.emptyJournal() {
            guard !isStopping() else { throw StoppedErasure() }
            // Somebody reads an old snapshot: in the journal are pages as they were.
            Bell().wait(milliseconds: Self.readerMilliseconds)
            looks += 1
            if looks == Self.looksUntilTold {
                tell(.erasureHeld(seconds: Int64(looks) * Self.readerMilliseconds / 1000))
            }
        }
    }

    private static let readerMilliseconds: Int64 = 200
    /// Our own readers are done within moments; an export of a large ledger may take a minute.
    private static let looksUntilTold = 600

    private func commit(_ body: @escaping @Sendable (Transaction) throws -> Void) throws {
        guard try writer.perform(body) != nil else { throw StoppedErasure() }
    }
}

/// The daemon stops; the erasure goes on with its next start.
private struct StoppedErasure: Error, CustomStringConvertible {
    let description = "the daemon stops; it goes on with the next start"
}
