import GRDB
import JSONText
import Returns

/// How a print job stands.
package enum PrintState: String, CaseIterable, Sendable {
    /// To be printed.
    case owed
    /// Its bytes are on their way, or were when the daemon died.
    case sending
    /// The printer took all of it.
    case printed
    /// It may be on paper or not: never sent again, only copied.
    case uncertain
    /// The printer refused it, or it cannot be drawn: a person must look. Nothing was printed.
    case held
    /// The return, or the print, was called off before it was printed.
    case cancelled
}

/// A print job as it is stored.
package struct PrintJob: Sendable {
    package let id: Int64
    /// Nil for a test label.
    package let rma: (id: CaseID, number: RMANumber)?
    /// The parcel within the return; nil for a test label.
    package let shipment: Int?
    /// The unit of a bin tag.
    package let unit: Int?
    package let paper: PrintedPaper
    package let printer: PrinterName
    /// 1 is the original; every further one bears the mark COPY.
    package let copy: Int
    package let state: PrintState
    /// Times that it was begun.
    package let attempts: Int
    package let createdAt: Instant
    package let changedAt: Instant
    package let requestedBy: String
    /// The document that made it; nil: the making of the papers did.
    package let document: DocumentID?
    /// The number that a CUPS queue gave to it.
    package let queueJob: Int?
    package let lastError: String?
}

/// A wish that met a job which was there before it.
package struct JoinedPrint: Sendable {
    package let job: Int64
    /// Who asked first, and when.
    package let askedBy: String
    package let askedAt: Instant
}

/// What is printed of a return.
package enum PrintedSheet: Sendable, Equatable {
    case label(parcel: Int)
    case binTag(unit: Int)

    package var paper: PrintedPaper {
        switch self {
        case .label: .label
        case .binTag: .binTag
        }
    }

    var parcel: Int? {
        switch self {
        case .label(let parcel): parcel
        case .binTag: nil
        }
    }

    var unit: Int? {
        switch self {
        case .label: nil
        case .binTag(let unit): unit
        }
    }
}

/// What became of a wish to have paper.
package enum PrintWish: Sendable, Equatable {
    /// A new job: the original (1) or a copy.
    case queued(copy: Int)
    /// It waits already, and now for this printer.
    case waiting(copy: Int)
    /// It is being sent at this moment.
    case underWay(copy: Int)
}

extension Transaction {
    /// Owes the original of a parcel's label to a printer; one that was ever owed is not owed twice.
    package func owePrint(
        rma: CaseID, shipment: Int, on printer: PrinterName, requestedBy: String, at moment: Instant
    ) throws {
        guard try !snapshot.wasPrintOwed(rma: rma, shipment: shipment) else { return }
        _ = try insert(
            rma: rma, sheet: .label(parcel: shipment), paper: .label, printer: printer, copy: 1,
            requestedBy: requestedBy,
            document: nil, at: moment)
    }

    /// Somebody wants a label or a tag on paper. What was never sent is still the original and goes where it is
    /// wanted now; what may be on paper already comes again as a copy.
    package func wishPrint(
        _ sheet: PrintedSheet, of rma: CaseID, on printer: PrinterName, requestedBy: String, document: DocumentID?,
        at moment: Instant
    ) throws -> PrintWish {
        let newest = try snapshot.newestPrint(sheet, of: rma)
        switch newest?.state {
        case .owed, .held:
            let (id, copy) = (newest?.id ?? 0, newest?.copy ?? 1)
            try db.run(
                """
                UPDATE print_jobs SET state = 'owed', printer = ?, changed_at = ? WHERE id = ?
                """, [printer.text, moment.milliseconds, id])
            if let document { try addWish(document, job: id, joined: true) }
            return .waiting(copy: copy)
        case .sending:
            let (id, copy) = (newest?.id ?? 0, newest?.copy ?? 1)
            if let document { try addWish(document, job: id, joined: true) }
            return .underWay(copy: copy)
        case .printed, .uncertain, .cancelled, nil:
            let copy = (newest?.copy ?? 0) + 1
            let id = try insert(
                rma: rma, sheet: sheet, paper: sheet.paper, printer: printer, copy: copy, requestedBy: requestedBy,
                document: document, at: moment)
            if let document { try addWish(document, job: id, joined: false) }
            return .queued(copy: copy)
        }
    }

    /// A label that belongs to no return.
    package func oweTest(on printer: PrinterName, requestedBy: String, document: DocumentID, at moment: Instant) throws
    {
        let id = try insert(
            rma: nil, sheet: nil, paper: .test, printer: printer, copy: 1, requestedBy: requestedBy,
            document: document, at: moment)
        try addWish(document, job: id, joined: false)
    }

    /// Calls off what waits for paper, or was refused; what is being sent runs its course.
    /// - Parameters:
    ///   - rma: only this return's, and of it only the given kind, parcel or unit; nil: all of the printer's.
    ///   - printer: only what waits for this one; nil: for any.
    /// - Returns: the jobs that were called off.
    package func cancelPrints(
        rma: CaseID?, paper: PrintedPaper? = nil, shipment: Int? = nil, unit: Int? = nil, on printer: PrinterName?,
        because reason: String, at moment: Instant
    ) throws -> [PrintJob] {
        let jobs = try snapshot.printsToCancel(rma: rma, paper: paper, shipment: shipment, unit: unit, on: printer)
        for job in jobs { try endPrint(job.id, .cancelled, because: reason, at: moment) }
        return jobs
    }

    /// The bytes of a job are about to leave.
    /// - Returns: false when the job is not owed by this printer any more: then nothing may be sent.
    package func beginPrint(_ id: Int64, on printer: PrinterName, queueJob: Int?, at moment: Instant) throws -> Bool {
        try db.run(
            """
            UPDATE print_jobs SET state = 'sending', attempts = attempts + 1, queue_job = ?, changed_at = ?
            WHERE id = ? AND state = 'owed' AND printer = ?
            """, [queueJob, moment.milliseconds, id, printer.text])
        return db.changesCount == 1
    }

    /// What came of a job that was begun, or why it was not. One that was called off meanwhile stays so.
    package func endPrint(_ id: Int64, _ state: PrintState, because reason: String?, at moment: Instant) throws {
        try db.run(
            """
            UPDATE print_jobs SET state = ?, last_error = coalesce(?, last_error), changed_at = ?
            WHERE id = ? AND state IN ('owed', 'sending', 'held')
            """, [state.rawValue, reason, moment.milliseconds, id])
    }

    private func addWish(_ document: DocumentID, job: Int64, joined: Bool) throws {
        try db.run(
            "INSERT OR IGNORE INTO print_wishes (document, job, joined) VALUES (?, ?, ?)",
            [document, job, joined ? 1 : 0])
    }

    private func insert(
        rma: CaseID?, sheet: PrintedSheet?, paper: PrintedPaper, printer: PrinterName, copy: Int, requestedBy: String,
        document: DocumentID?, at moment: Instant
    ) throws -> Int64 {
        try db.run(
            """
            INSERT INTO print_jobs (rma, shipment, unit, paper, printer, copy, state, attempts, created_at, changed_at,
                requested_by, document)
            VALUES (?, (SELECT id FROM shipments WHERE rma = ? AND number = ?), ?, ?, ?, ?, 'owed', 0, ?, ?, ?, ?)
            """,
            [
                rma, rma, sheet?.parcel, sheet?.unit, paper.rawValue, printer.text, copy, moment.milliseconds,
                moment.milliseconds,
                requestedBy, document,
            ])
        return db.lastInsertedRowID
    }
}

extension Snapshot {
    /// The station through which a document came; empty for the drop itself, nil where there is no such document.
    package func station(of document: DocumentID) throws -> String? {
        try db.row("SELECT station FROM documents WHERE id = ?", [document]) { $0[0] as String }
    }

    /// The next job of a printer, the oldest first; nil when none is owed.
    package func nextPrint(on printer: PrinterName) throws -> PrintJob? {
        try printJobs(where: "j.printer = ? AND j.state = 'owed' ORDER BY j.id LIMIT 1", [printer.text]).first
    }

    /// Jobs whose bytes were on their way.
    package func printsUnderWay(on printer: PrinterName?) throws -> [PrintJob] {
        try printJobs(
            where: "j.state = 'sending' AND (?1 IS NULL OR j.printer = ?1) ORDER BY j.id LIMIT 10000", [printer?.text])
    }

    /// The jobs that serve the wishes of a document, also those that were there before it.
    package func prints(askedBy document: DocumentID) throws -> [PrintJob] {
        try printJobs(
            where: "j.id IN (SELECT job FROM print_wishes WHERE document = ?) ORDER BY j.id LIMIT 10000", [document])
    }

    /// The jobs of a return, oldest first.
    package func prints(of rma: CaseID) throws -> [PrintJob] {
        try printJobs(where: "j.rma = ? ORDER BY j.id LIMIT 1000", [rma])
    }

    /// The jobs of a document's wishes that were there before it, with who asked first.
    package func joinedPrints(askedBy document: DocumentID) throws -> [JoinedPrint] {
        try db.rows(
            """
            SELECT j.id, j.requested_by, j.created_at FROM print_wishes w JOIN print_jobs j ON j.id = w.job
            WHERE w.document = ? AND w.joined = 1 ORDER BY j.id LIMIT 10000
            """, [document]
        ) { JoinedPrint(job: $0[0], askedBy: $0[1], askedAt: Instant(milliseconds: $0[2])) }
    }

    /// What can still be called off.
    func printsToCancel(
        rma: CaseID?, paper: PrintedPaper?, shipment: Int?, unit: Int?, on printer: PrinterName?
    ) throws -> [PrintJob] {
        try printJobs(
            where: """
                j.state IN ('owed', 'held') AND (?1 IS NULL OR j.rma = ?1) AND (?2 IS NULL OR s.number = ?2)
                AND (?3 IS NULL OR j.printer = ?3) AND (?4 IS NULL OR j.paper = ?4) AND (?5 IS NULL OR j.unit = ?5)
                ORDER BY j.id LIMIT 100000
                """, [rma, shipment, printer?.text, paper?.rawValue, unit])
    }

    /// Jobs of which nobody knows whether they are on paper, or that a person must look at, newest first: those
    /// whose label is still needed and was not asked for again.
    package func prints(_ state: PrintState, limit: Int = 100) throws -> [PrintJob] {
        try printJobs(where: "j.state = ? AND \(Self.isWanted) ORDER BY j.id DESC LIMIT ?", [state.rawValue, limit])
    }

    /// The parcel of job `j` waits for its label, or it is a tag, and `j` is the last that was asked for.
    static let isWanted = """
        (j.paper = 'bin_tag' OR EXISTS (SELECT 1 FROM shipments w JOIN rmas a ON a.id = w.rma
            WHERE w.id = j.shipment AND a.state = 'approved' AND w.state IN ('label_requested', 'label_ready')))
        AND NOT EXISTS (SELECT 1 FROM print_jobs n WHERE n.rma = j.rma
            AND ifnull(n.shipment, 0) = ifnull(j.shipment, 0) AND ifnull(n.unit, 0) = ifnull(j.unit, 0)
            AND n.paper = j.paper AND n.copy > j.copy AND n.state <> 'cancelled')
        """

    /// Whether a parcel's label was ever owed to a printer, also where that was called off.
    func wasPrintOwed(rma: CaseID, shipment: Int) throws -> Bool {
        try !printJobs(where: "j.rma = ? AND s.number = ? AND j.paper = 'label' LIMIT 1", [rma, shipment]).isEmpty
    }

    /// The last that was asked for of a label or tag; called-off ones do not count.
    func newestPrint(_ sheet: PrintedSheet, of rma: CaseID) throws -> PrintJob? {
        try printJobs(
            where: "j.rma = ? AND ifnull(s.number, 0) = ? AND ifnull(j.unit, 0) = ? AND j.paper = ? "
                + "AND j.state <> 'cancelled' ORDER BY j.copy DESC LIMIT 1",
            [rma, sheet.parcel ?? 0, sheet.unit ?? 0, sheet.paper.rawValue]
        ).first
    }

    private func printJobs(where condition: String, _ arguments: [any SQLConvertible]) throws -> [PrintJob] {
        try db.rows(
            """
            SELECT j.id, j.rma, r.number, s.number, j.unit, j.paper, j.printer, j.copy, j.state, j.attempts,
                j.created_at, j.changed_at, j.requested_by, j.document, j.queue_job, j.last_error
            FROM print_jobs j LEFT JOIN rmas r ON r.id = j.rma LEFT JOIN shipments s ON s.id = j.shipment
            WHERE \(condition)
            """, arguments
        ) { row in
            PrintJob(
                id: row[0], rma: (row[1] as CaseID?).map { ($0, RMANumber(trusted: row[2])) }, shipment: row[3],
                unit: row[4], paper: try row.axis(5, "print_jobs.paper"), printer: PrinterName(trusted: row[6]),
                copy: row[7], state: try row.axis(8, "print_jobs.state"), attempts: row[9],
                createdAt: Instant(milliseconds: row[10]), changedAt: Instant(milliseconds: row[11]),
                requestedBy: row[12], document: row[13], queueJob: row[14], lastError: row[15])
        }
    }
}
