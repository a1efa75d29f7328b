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
                    guard try desk.perform() else { return .milliseconds(nil) }
                    isWaitTold.store(false, ordering: .relaxed)
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

    /// - Returns: whether there was anything to do.
    func perform() throws -> Bool {
        let plans = try ledger.read { try $0.erasureErrands(limit: 100) }
        guard !plans.isEmpty else { return false }
        let undecided = try ErasedFiles(ledger: ledger, spool: spool, plans: plans).clean()
        let ids = plans.map(\.erasure)
        try commit { try $0.forgetErasurePlans(ids) }
        try emptyJournal()
        if try ledger.soiledPages() > 0 {
            try ledger.requireRoomToRewrite(reserve: reserve, daemon: [spool.layout.root])
            try ledger.rewriteFile()
            try emptyJournal()
        }
        try commit { try $0.erasuresDone(ids) }
        for place in undecided { tell(.erasureUndecided(erasure: place.erasure, place: place.name)) }
        for id in ids { tell(.erased(erasure: id)) }
        return true
    }

    private func emptyJournal() throws {
        while try !ledger.emptyJournal() {
            guard !isStopping() else { throw StoppedErasure() }
            // Somebody reads an old snapshot: in the journal are pages as they were.
            Bell().wait(milliseconds: 200)
        }
    }

    private func commit(_ body: @escaping @Sendable (Transaction) throws -> Void) throws {
        guard try writer.perform(body) != nil else { throw StoppedErasure() }
    }
}

/// A file cannot be removed or read; it is tried again.
struct ErasureFault: Error, CustomStringConvertible {
    let path: String
    let code: Int32
    var description: String { "\(path): \(String(cString: strerror(code)))" }
}

/// The daemon stops; the erasure goes on with its next start.
private struct StoppedErasure: Error, CustomStringConvertible {
    let description = "the daemon stops; it goes on with the next start"
}
