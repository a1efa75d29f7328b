import Digests
import JSONText
import Returns

/// What is done to a ledger that was brought back from a backup, before anybody works on it.
extension Transaction {
    /// Numbers of documents that were rejected, or that nobody kept, stay with them: those behind keep their own.
    package func passOverDocuments(before id: DocumentID) throws {
        let next = try nextDocumentID()
        guard next < id, id - next <= Ledger.passedOverMax else { return }
        for number in next..<id {
            try db.run(
                """
                INSERT INTO documents (id, digest, name, station, received_at, outcome, paper_name, reason)
                VALUES (?, ?, '(not kept)', '', 0, 'rejected', ?, ?)
                """,
                [
                    number, Digest.zero.bytes, "(not kept).\(number)",
                    "It was rejected, or lost with the ledger that a backup has replaced.",
                ])
            try seal(.documents, where: "id = ?", [number])
        }
    }

    /// Passes over numbers of a range that may have been given out after the backup. None beyond its end.
    /// - Returns: how many.
    package func skipNumbers(of range: String, first: Int, last: Int, count: Int) throws -> Int {
        let next = max(try snapshot.nextSerial(of: range) ?? first, first)
        // A range of which no number was ever given out is not begun by a restore of a site that does not use it.
        let skipped = min(count, max(0, last + 1 - next))
        guard skipped > 0 else { return 0 }
        try db.run("INSERT OR REPLACE INTO ranges (name, next) VALUES (?, ?)", [range, next + skipped])
        return skipped
    }

    /// A restore stands in the chain.
    package func noteRestore(
        of backup: String, madeAt: Instant, skipped: [(range: String, count: Int)], at: Instant
    ) throws {
        _ = try append(
            EventDraft(
                rma: nil, rmaSequence: nil, at: at, kind: "record.restored", subject: "ledger", axis: "record",
                before: "", after: "restored", actor: Actor(trusted: "operator"), reason: nil,
                details: .object(known: [
                    ("backup", .string(backup)), ("made_at", .string(madeAt.description)),
                    (
                        "skipped",
                        .object(skipped.map { JSONValue.Member($0.range, .integer(Int64($0.count))) })
                    ),
                ]),
                document: nil))
    }
}

extension Snapshot {
    /// The most numbers of a range that were given out on one day, within so many days before `day`.
    package func busiestDay(of range: String, days: Int, before day: CalendarDate) throws -> Int {
        try db.row(
            "SELECT coalesce(max(count), 0) FROM range_uses WHERE range = ? AND day >= ?",
            [range, day.dayNumber - days]
        ) { $0[0] } ?? 0
    }
}

extension Ledger {
    /// How many numbers of documents are passed over at once, at most: one that is further ahead is none.
    package static var passedOverMax: Int64 { 1_000_000 }
}
