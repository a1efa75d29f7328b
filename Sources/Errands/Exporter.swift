import Ledger
import Returns
import Spool
import Workers

/// Writes the files that the ledger owes to the shop or the ERP, into the spool's folder `out`.
///
/// A file's name and bytes follow from the ledger alone, so writing it twice is harmless. Whoever reads the folder
/// sees whole files only, and takes away what it has read; rmad never looks at a file again.
package final class Exporter: Sendable {
    package static let triesMax = 12
    private static let groupMax = 64

    private let rounds: Rounds
    private let failpoints: Failpoints

    /// - Parameter bell: rung whenever something was committed.
    package init(bell: Bell, failpoints: Failpoints) {
        rounds = Rounds("exports", bell: bell)
        self.failpoints = failpoints
    }

    package func start(
        ledger: Ledger, writer: LedgerWriter, spool: Spool, forms: [ExportFile.Form],
        now: @escaping @Sendable () -> Instant, tell: @escaping @Sendable (ErrandNews) -> Void
    ) throws(WorkerError) {
        let desk = ExportDesk(
            ledger: ledger, writer: writer, spool: spool, forms: forms, now: now, failpoints: failpoints, tell: tell)
        try rounds.start(
            look: {
                if try desk.perform(atMost: Self.groupMax) { return .none }
                let next = try ledger.read { try $0.nextExportDue() }
                return .milliseconds(next.map { $0.milliseconds - now().milliseconds })
            },
            failed: { tell(.fault(operation: "write owed exports", subject: "ledger", found: "\($0)")) })
    }

    /// Finishes what is being written, then ends. What is owed stays owed.
    package func stop() { rounds.stop() }
}

/// One group of exports: owed → drawn up → written with one sync → one commit that says so.
private struct ExportDesk: Sendable {
    let ledger: Ledger
    let writer: LedgerWriter
    let spool: Spool
    let forms: [ExportFile.Form]
    let now: @Sendable () -> Instant
    let failpoints: Failpoints
    let tell: @Sendable (ErrandNews) -> Void

    /// - Returns: whether there was anything to do.
    func perform(atMost count: Int) throws -> Bool {
        let moment = now()
        let group = try ledger.read { snapshot in
            try snapshot.owedExports(at: moment, limit: count).map { owed in
                (owed, try files(of: owed, in: snapshot))
            }
        }
        guard !group.isEmpty else { return false }
        var trouble: String?
        do throws(SpoolError) {
            let folder = try spool.directory(of: .out)
            failpoints.reach("exports.write")
            try spool.writeGroup(
                group.flatMap(\.1).compactMap { file in
                    FileName(file.name).map { DurableFile.Item(directory: folder, name: $0, bytes: file.bytes) }
                })
            failpoints.reach("exports.written")
        } catch {
            trouble = "\(error)"
        }
        try settle(group, trouble: trouble, at: moment)
        return true
    }

    /// None where the order was settled meanwhile, or withdrawn: then another file says so.
    private func files(of owed: OwedExport, in snapshot: Snapshot) throws -> [ExportFile] {
        guard let stored = try snapshot.stored(id: owed.rma),
            let order = stored.case.resolutions.first(where: { $0.number == owed.resolution })
        else { return [] }
        switch order.state {
        case .owed where order.attempt == owed.attempt:
            return forms.map { ExportFile(order, of: stored, at: owed.owedAt, as: $0) }
        case .withdrawn where order.attemptOfWithdrawal == owed.attempt:
            return forms.map { ExportFile(withdrawing: order, of: stored, at: owed.owedAt, as: $0) }
        case .owed, .withdrawn, .settled, .failed: return []
        }
    }

    private func settle(_ group: [(OwedExport, [ExportFile])], trouble: String?, at moment: Instant) throws {
        // A writer that has ended records nothing: the files are written again at the next start.
        try LedgerPen(writer: writer).write { transaction in
            for (owed, files) in group {
                guard !files.isEmpty else {
                    try transaction.exportNeedless(owed.id)
                    continue
                }
                guard let trouble else {
                    try transaction.exportMade(owed.id, at: moment)
                    continue
                }
                let isLast = owed.tries + 1 >= Exporter.triesMax
                // 1 s, 4 s, 16 s … up to an hour: a full disk needs somebody.
                let wait = min(Int64(1000) << Int64(2 * owed.tries), 3_600_000)
                try transaction.exportFailed(
                    owed.id, error: trouble, retryAt: isLast ? nil : moment.adding(milliseconds: wait))
            }
        }
        let names = group.flatMap { $0.1.map(\.name) }
        if let trouble { return tell(.exportsFailed(files: names, error: trouble)) }
        if !names.isEmpty { tell(.exportsMade(files: names)) }
    }
}
