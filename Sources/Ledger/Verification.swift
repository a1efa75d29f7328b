import Digests
import GRDB
import JSONText
import Returns

/// Something in the ledger that this program did not write like that.
package struct VerificationFinding: Sendable, CustomStringConvertible {
    package let place: String
    package let found: String
    package let meaning: String
    package var description: String { "\(place): \(found). \(meaning)" }

    package init(place: String, found: String, meaning: String) {
        self.place = place
        self.found = found
        self.meaning = meaning
    }
}

/// What a verification looked at, and what it found.
package struct VerificationReport: Sendable {
    package var events = 0
    package var cases = 0
    package var originals = 0
    package var newestDocument: DocumentID = 0
    package var head = Digest.zero
    package var findings: [VerificationFinding] = []
    package var isSound: Bool { findings.isEmpty }
    /// Whether SQLite could read all of it.
    package fileprivate(set) var isReadable = true
}

extension Snapshot {
    /// Goes through everything: SQLite's own checks, the chain of events, whether the rows say what the events
    /// say, and whether the originals are what they were. Reports at most `findingsMax` findings.
    package func verify(findingsMax: Int = 100, progress: (Int) -> Void) throws -> VerificationReport {
        var verifier = Verifier(snapshot: self, findingsMax: findingsMax)
        do {
            try verifier.checkDatabase()
            try verifier.checkChain(progress: progress)
            try verifier.checkCases()
            try verifier.checkCounts()
            try verifier.checkOriginals()
            try verifier.checkWorkbench()
            try verifier.checkRows()
        } catch let error as DatabaseError where error.isOfDamage {
            // A page that cannot be read ends the looking; what was found before it stands.
            verifier.report.isReadable = false
            verifier.note(
                "database", "\(error.message ?? "it cannot be read") (SQLite \(error.extendedResultCode.rawValue))",
                "The file is damaged, and what lies behind that was not looked at: \(Self.remedy)")
        }
        return verifier.report
    }

    fileprivate static let remedy =
        "stop the daemon, copy the ledger's files away, restore the newest backup, and start it again; the documents "
        + "since lie in the spool's archive."

}

extension Ledger {
    /// Goes through everything on one snapshot. A damaged file is a finding, not an error, wherever it shows.
    package func verify(findingsMax: Int = 100, progress: (Int) -> Void) throws -> VerificationReport {
        var report: VerificationReport?
        do {
            return try read { snapshot in
                let found = try snapshot.verify(findingsMax: findingsMax, progress: progress)
                report = found
                return found
            }
        } catch let fault as LedgerFault {
            // SQLite may refuse even to end a reading of a damaged file.
            guard let report, !report.isSound else { throw fault }
            return report
        }
    }
}

extension DatabaseError {
    fileprivate var isOfDamage: Bool {
        resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB || resultCode == .SQLITE_IOERR
    }
}

/// One pass over the ledger. Memory is bounded by one return at a time.
private struct Verifier {
    let snapshot: Snapshot
    let findingsMax: Int
    var report = VerificationReport()

    init(snapshot: Snapshot, findingsMax: Int) {
        self.snapshot = snapshot
        self.findingsMax = findingsMax
    }

    mutating func note(_ place: String, _ found: String, _ meaning: String) {
        guard report.findings.count < findingsMax else { return }
        report.findings.append(VerificationFinding(place: place, found: found, meaning: meaning))
    }

    mutating func checkDatabase() throws {
        for problem in try snapshot.db.rows("PRAGMA integrity_check(20)", [], { $0[0] as String }) where problem != "ok"
        {
            note("database", problem, "The file is damaged: \(Snapshot.remedy)")
        }
    }

    mutating func checkChain(progress: (Int) -> Void) throws {
        var previous = Digest.zero
        var expected: Int64 = 1
        var broken = false
        var seals: [Int64: ErasureSeal] = [:]
        try snapshot.db.each("\(Snapshot.eventColumns) ORDER BY e.sequence") { row in
            let event = try Snapshot.event(row)
            report.events += 1
            if report.events % 50_000 == 0 { progress(report.events) }
            if event.sequence != expected {
                note("event \(expected)", "it is missing", "Events \(expected) to \(event.sequence - 1) were removed.")
            }
            let hash = EventChain.hash(after: previous, sequence: event.sequence, event.draft)
            if let erasure = event.erasedBy {
                // Its hash is that of what it said; the erasure's own event vouches for what is left.
                seals[erasure, default: ErasureSeal()].add(event)
                broken = false
            } else if hash != event.hash, !broken {
                // The first break tells where; those behind it follow from it only if hashes were made anew.
                note(
                    "event \(event.sequence)", "its hash does not fit what it says and the event before it",
                    "This row, the one before it, or the digest of its document was altered, removed or moved.")
                broken = true
            } else if hash == event.hash {
                broken = false
            }
            previous = event.hash
            expected = event.sequence + 1
        }
        report.head = previous
        try checkSeals(seals, "seal", "events")
        let remembered = try snapshot.fact(Snapshot.chainHeadFact)
        let head = "\(expected - 1) \(previous)"
        if report.events > 0, remembered != head {
            note(
                "end of the events",
                "the ledger remembers the head \(remembered ?? "not at all"), it ends with \(head)",
                "Events at the end were removed or added by somebody else.")
        }
    }

    /// Whether the events of erasures vouch for what claims to be erased by them.
    private mutating func checkSeals(_ seals: [Int64: ErasureSeal], _ member: String, _ what: String) throws {
        for (erasure, seal) in seals.sorted(by: { $0.key < $1.key }) {
            let details = try snapshot.event(erasure).flatMap { event in
                event.erasedBy == nil && event.draft.kind == Transaction.erasureKind ? event.draft.details : nil
            }
            if details?[member]?.string != seal.digest.description {
                note(
                    "erasure \(erasure)", "the \(what) that claim to be erased by it are not those that it erased",
                    "Somebody altered them, and made it look like an erasure.")
            }
        }
    }

    /// Every axis of every return must be what its newest event left it at.
    mutating func checkCases() throws {
        var last: CaseID = 0
        while true {
            let ids: [CaseID] = try snapshot.db.rows(
                "SELECT id FROM rmas WHERE id > ? ORDER BY id LIMIT 500", [last]
            ) { $0[0] }
            guard let newest = ids.last else { break }
            for id in ids { try checkCase(id) }
            last = newest
        }
        let orphans = try snapshot.db.rows(
            "SELECT DISTINCT rma FROM events WHERE rma IS NOT NULL AND rma NOT IN (SELECT id FROM rmas) LIMIT 20"
        ) { $0[0] as CaseID }
        for id in orphans { note("return \(id)", "it has events but no row", "The row was removed.") }
    }

    private mutating func checkCase(_ id: CaseID) throws {
        report.cases += 1
        let found: StoredCase?
        do {
            found = try snapshot.stored(id: id)
        } catch let row as UnreadableRow {
            return note("return \(id)", row.found, "The row was altered outside rmad.")
        }
        guard let stored = found else { return }
        let events = try snapshot.events(of: id)
        let name = stored.case.number.text
        if events.count != stored.sequence || events.last?.draft.rmaSequence != stored.sequence {
            note(
                name, "the row counts \(stored.sequence) events, there are \(events.count)",
                "The row was altered, or events were removed.")
        }
        if let told = events.last(where: { $0.draft.caseDigest != nil })?.draft.caseDigest, told != stored.digest {
            note(
                name, "its rows are not what they were after its newest event",
                "A line, a parcel, or what is kept of the customer and the decision was altered outside rmad.")
        }
        for finding in try snapshot.careFindings(of: id, events) { note(name, finding.found, finding.meaning) }
        var latest: [String: String] = [:]
        for event in events { latest["\(event.draft.subject) \(event.draft.axis)"] = event.draft.after }
        var expect: [(String, String, String)] = [("rma", RMAState.axisName, stored.case.state.rawValue)]
        for line in stored.case.lines {
            let subject = "line:\(line.number)"
            expect += [
                (subject, ReceiptState.axisName, line.line.receipt.rawValue),
                (subject, Verdict.axisName, line.line.verdict.rawValue),
                (subject, Disposition.axisName, line.line.disposition.rawValue),
                (subject, Resolution.axisName, line.line.resolution.rawValue),
            ]
            if !line.line.isSound {
                note("\(name) line \(line.number)", "its counts contradict each other", "The row was altered.")
            }
            let units = stored.case.units.filter { $0.line == line.number }
            let judged = units.filter { !$0.isOvertaken }.reduce(0) { $0 + $1.quantity }
            if !units.isEmpty, judged != line.line.accepted + line.line.rejected {
                note(
                    "\(name) line \(line.number)", "its units are not as many as it counts as judged",
                    "A row of the line or of a unit was altered or removed.")
            }
        }
        for shipment in stored.case.shipments {
            if let problem = try snapshot.problemOfWords(shipment, of: id) {
                note("\(name) shipment:\(shipment.number)", problem, "Rows were altered or removed outside rmad.")
            }
            expect.append(("shipment:\(shipment.number)", ShipmentState.axisName, shipment.state.rawValue))
        }
        let initial = [
            ReceiptState.axisName: ReceiptState.initial.rawValue, Verdict.axisName: Verdict.initial.rawValue,
            Disposition.axisName: Disposition.initial.rawValue, Resolution.axisName: Resolution.initial.rawValue,
            ShipmentState.axisName: ShipmentState.initial.rawValue,
        ]
        for (subject, axis, value) in expect {
            let told = latest["\(subject) \(axis)"] ?? initial[axis] ?? ""
            if told != value {
                note(
                    "\(name) \(subject)", "the row says \(axis) \(value), its events say \(told)",
                    "The row was altered outside rmad.")
            }
        }
    }

    /// What is numbered without gaps, and what is owed to somebody.
    mutating func checkCounts() throws {
        let counts = try snapshot.db.row("SELECT count(*), coalesce(max(id), 0) FROM documents") { row in
            (rows: row[0] as DocumentID, newest: row[1] as DocumentID)
        }
        if let counts, counts.rows != counts.newest {
            note("documents", "\(counts.rows) rows, the newest is number \(counts.newest)", "Rows were removed.")
        }
        report.newestDocument = counts?.newest ?? 0
        let unsaid =
            try snapshot.db.row(
                "SELECT count(*) FROM messages WHERE event NOT IN (SELECT event FROM deliveries)"
            ) { $0[0] as Int } ?? 0
        if unsaid > 0 { note("deliveries", "\(unsaid) messages are owed to nobody", "Deliveries were removed.") }
    }

    mutating func checkWorkbench() throws {
        for finding in try WorkbenchVerifier(snapshot: snapshot).findings(limit: findingsMax) {
            note(finding.place, finding.found, "Rows were altered or removed outside rmad.")
        }
    }

    mutating func checkRows() throws {
        for finding in try RowVerifier(snapshot: snapshot).findings(limit: findingsMax) {
            note(finding.place, finding.found, finding.meaning)
        }
    }

    mutating func checkOriginals() throws {
        try snapshot.db.each(
            """
            SELECT o.digest, o.bytes, (SELECT e.now FROM erased_originals e WHERE e.digest = o.digest
                ORDER BY e.erasure DESC LIMIT 1)
            FROM originals o
            """
        ) { row in
            report.originals += 1
            let kept = Digest(bytes: row.bytes(0)) ?? .zero
            if Digest(of: row.bytes(1)) != Digest(bytes: row.bytes(2)) ?? kept {
                note("original \(kept)", "its bytes are not what they were", "The file's content was altered.")
            }
        }
        var seals: [Int64: ErasureSeal] = [:]
        try snapshot.db.each("SELECT erasure, digest, now FROM erased_originals ORDER BY erasure, digest") { row in
            seals[row[0], default: ErasureSeal()].add(
                original: Digest(bytes: row.bytes(1)) ?? .zero, now: Digest(bytes: row.bytes(2)) ?? .zero)
        }
        try checkSeals(seals, "originals_seal", "originals")
        let missing = try snapshot.db.rows(
            """
            SELECT id FROM documents WHERE outcome IN ('accepted', 'partly_accepted')
                AND digest NOT IN (SELECT digest FROM originals) LIMIT 20
            """
        ) { $0[0] as DocumentID }
        for id in missing { note("document \(id)", "its original is missing", "The row was removed.") }
    }
}
