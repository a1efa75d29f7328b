import JSONText
import Ledger
import Returns
import Spool
import Workers

/// Puts drawn papers where people find them, and says so in the ledger.
struct PaperDesk: Sendable {
    let ledger: Ledger
    let writer: LedgerWriter
    let spool: Spool
    let terms: ErrandTerms
    let failpoints: Failpoints
    let tell: @Sendable (ErrandNews) -> Void

    /// Writes a group with one sync for all of it, then commits that they are made.
    func finish(_ group: [Drawing], settled: @escaping @Sendable () -> Void) {
        var written = group
        do throws(SpoolError) {
            let labels = try spool.directory(of: .labels)
            var items: [DurableFile.Item] = []
            for case .drawn(let files, _, _, _) in group.map(\.outcome) {
                items += files.compactMap { file in
                    FileName(file.name).map { DurableFile.Item(directory: labels, name: $0, bytes: file.bytes) }
                }
            }
            failpoints.reach("papers.write")
            try spool.writeGroup(items)
            failpoints.reach("papers.written")
        } catch {
            let found = "\(error)"
            written = group.map { Drawing(paper: $0.paper, outcome: .failed(found)) }
        }
        let outcome = written
        let step = LedgerWriter.Step(
            perform: { transaction in
                for drawing in outcome { try note(drawing, in: transaction) }
            },
            settled: { result in
                switch result {
                case .success: for drawing in outcome { report(drawing) }
                // Not settled: they would be drawn again and again until the daemon has ended.
                case .failure(is LedgerEnded): return
                case .failure(let error):
                    tell(.fault(operation: "record papers", subject: "ledger", found: "\(error)"))
                }
                settled()
            })
        _ = writer.submit(step)
    }

    private func note(_ drawing: Drawing, in transaction: Transaction) throws {
        let now = terms.now()
        switch drawing.outcome {
        case .needless: try transaction.paperMade(drawing.paper.id, edition: "none: the return is not open")
        case .failed(let error):
            let isLast = drawing.paper.attempts + 1 >= PaperMill.attemptsMax
            // 1 s, 4 s, 16 s … up to an hour: a full disk or a missing font needs somebody.
            let wait = min(Int64(1000) << Int64(2 * drawing.paper.attempts), 3_600_000)
            try transaction.paperFailed(
                drawing.paper.id, error: error, retryAt: isLast ? nil : now.adding(milliseconds: wait))
        case .drawn(_, _, let edition, _):
            try transaction.paperMade(drawing.paper.id, edition: edition)
            guard let shipment = drawing.paper.shipment,
                var stored = try transaction.snapshot.stored(id: drawing.paper.rma)
            else { return }
            try owePrint(of: stored, shipment: shipment, at: now, in: transaction)
            let old = stored.case
            let changes = stored.case.labelReady(shipment: shipment)
            guard !changes.isEmpty else { return }
            try transaction.record(
                changes, of: &stored, was: old,
                on: Occasion(at: now, actor: Actor(trusted: "errands"), document: nil), voice: terms.voice)
        }
    }

    /// A return that came through a station with a printer has its label printed there, whoever approved it.
    private func owePrint(
        of stored: StoredCase, shipment: Int, at moment: Instant, in transaction: Transaction
    ) throws {
        guard !terms.printers.names.isEmpty, let station = try transaction.snapshot.station(of: stored.document),
            let printer = terms.printers.printer(of: station)
        else { return }
        let asker = station.isEmpty ? "drop" : "station:\(station)"
        try transaction.owePrint(rma: stored.id, shipment: shipment, on: printer, requestedBy: asker, at: moment)
    }

    private func report(_ drawing: Drawing) {
        switch drawing.outcome {
        case .needless: return
        case .drawn(let files, let remarks, _, let rma):
            tell(.papersMade(rma, files: files.map(\.name), remarks: remarks.map { "\($0)" }))
        case .failed(let error):
            let attempts = drawing.paper.attempts + 1
            tell(
                .paperFailed(
                    paper: drawing.paper.id, error: error, attempts: attempts,
                    isLast: attempts >= PaperMill.attemptsMax))
        }
    }
}
