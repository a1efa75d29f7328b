import Digests
import GRDB
import JSONText
import Returns

/// What became of a file.
package enum DocumentOutcome: String, CaseIterable, Sendable {
    case accepted, partlyAccepted = "partly_accepted", rejected, duplicate
}

package typealias DocumentID = Int64
package typealias CaseID = Int64

/// A file as the ledger remembers it.
package struct DocumentRecord: Sendable {
    package var id: DocumentID
    package var digest: Digest
    /// The printable form of the file's name.
    package var name: String
    package var station: String
    package var receivedAt: Instant
    package var outcome: DocumentOutcome
    /// The name of the receipt and of the reason file, without their endings; unique within a station.
    package var paperName: String
    /// The receipt's text, exactly as it is published; nil when nothing was accepted.
    package var receipt: String?
    /// The reason file's text; nil when everything was accepted.
    package var reason: String?
    /// The records that were refused, as a file to correct and drop again; exactly with `partlyAccepted`.
    package var givenBack: (name: String, bytes: [UInt8])?

    package init(
        id: DocumentID, digest: Digest, name: String, station: String, receivedAt: Instant,
        outcome: DocumentOutcome, paperName: String, receipt: String?, reason: String?,
        givenBack: (name: String, bytes: [UInt8])? = nil
    ) {
        self.id = id
        self.digest = digest
        self.name = name
        self.station = station
        self.receivedAt = receivedAt
        self.outcome = outcome
        self.paperName = paperName
        self.receipt = receipt
        self.reason = reason
        self.givenBack = givenBack
    }
}

/// A record that was taken before, in this file or in another one.
package struct KnownRecord: Sendable {
    package let document: DocumentID
    package let number: Int
    /// The digest of what it said; another one under the same reference is worth a warning.
    package let content: Digest
    package let rma: RMANumber?

    package init(document: DocumentID, number: Int, content: Digest, rma: RMANumber?) {
        self.document = document
        self.number = number
        self.content = content
        self.rma = rma
    }
}

extension Transaction {
    /// The number that the next document will have.
    package func nextDocumentID() throws -> DocumentID {
        try (db.row("SELECT coalesce(max(id), 0) FROM documents") { $0[0] as Int64 } ?? 0) + 1
    }

    /// Keeps the bytes of a file once, however often it comes.
    package func keepOriginal(_ bytes: [UInt8], digest: Digest) throws {
        try db.run("INSERT OR IGNORE INTO originals (digest, bytes) VALUES (?, ?)", [digest.bytes, bytes])
    }

    /// A name for the papers of a document that no other document of the station has.
    package func freePaperName(_ wish: String, station: String, document: DocumentID) throws -> String {
        let taken = try db.row(
            "SELECT 1 FROM documents WHERE station = ? AND paper_name = ?", [station, wish]
        ) { _ in true }
        return taken == nil ? wish : "\(wish).\(document)"
    }

    /// Writes a document down as begun, so that what it becomes can point to it. `end` says what it became; a
    /// document that is never ended stays a rejection without a reason, and without a seal.
    package func begin(_ document: DocumentRecord) throws {
        try db.run(
            """
            INSERT INTO documents (id, digest, name, station, received_at, outcome, paper_name, reason)
            VALUES (?, ?, ?, ?, ?, 'rejected', ?, '')
            """,
            [
                document.id, document.digest.bytes, document.name, document.station,
                document.receivedAt.milliseconds, document.paperName,
            ])
    }

    package func end(_ document: DocumentRecord) throws {
        try db.run(
            """
            UPDATE documents SET outcome = ?, receipt = ?, reason = ?, given_back = ?, given_back_name = ? WHERE id = ?
            """,
            [
                document.outcome.rawValue, document.receipt, document.reason, document.givenBack?.bytes,
                document.givenBack?.name, document.id,
            ])
        try seal(.documents, where: "id = ?", [document.id])
    }

    package func addRecord(key: Digest, content: Digest, document: DocumentID, number: Int, rma: CaseID?) throws {
        try db.run(
            "INSERT INTO records (key, content, document, number, rma) VALUES (?, ?, ?, ?, ?)",
            [key.bytes, content.bytes, document, number, rma])
    }
}

extension Snapshot {
    package func record(key: Digest) throws -> KnownRecord? {
        try db.row(
            """
            SELECT r.document, r.number, r.content, m.number FROM records r LEFT JOIN rmas m ON m.id = r.rma
            WHERE r.key = ?
            """, [key.bytes]
        ) { row in
            KnownRecord(
                document: row[0], number: row[1], content: Digest(bytes: row.bytes(2)) ?? .zero,
                rma: (row[3] as String?).map { RMANumber(trusted: $0) })
        }
    }

    package func document(_ id: DocumentID) throws -> DocumentRecord? {
        try documents(where: "id = ?", [id]).first
    }

    /// What became of content like this before, newest first; at most `limit`.
    package func documents(digest: Digest, limit: Int = 20) throws -> [DocumentRecord] {
        try documents(where: "digest = ? ORDER BY id DESC LIMIT \(limit)", [digest.bytes])
    }

    /// Documents that came at or after a moment, oldest first; for publishing again after a power cut.
    package func documents(since moment: Instant, after id: DocumentID, limit: Int) throws -> [DocumentRecord] {
        try documents(
            where: "id > ? AND received_at >= ? ORDER BY id LIMIT \(limit)", [id, moment.milliseconds])
    }

    /// When the newest document came; nil in an empty ledger.
    package func newestDocument() throws -> Instant? {
        try db.row("SELECT received_at FROM documents ORDER BY id DESC LIMIT 1") { Instant(milliseconds: $0[0]) }
    }

    /// The number of the newest document; 0 in an empty ledger.
    package func newestDocumentID() throws -> DocumentID {
        try db.row("SELECT coalesce(max(id), 0) FROM documents") { $0[0] } ?? 0
    }

    package func original(_ digest: Digest) throws -> [UInt8]? {
        try db.row("SELECT bytes FROM originals WHERE digest = ?", [digest.bytes]) { $0.bytes(0) }
    }

    private func documents(
        where condition: String, _ arguments: [any SQLConvertible]
    ) throws -> [DocumentRecord] {
        try db.rows(
            """
            SELECT id, digest, name, station, received_at, outcome, paper_name, receipt, reason, given_back_name,
                given_back
            FROM documents WHERE \(condition)
            """, arguments
        ) { row in
            DocumentRecord(
                id: row[0], digest: Digest(bytes: row.bytes(1)) ?? .zero, name: row[2], station: row[3],
                receivedAt: Instant(milliseconds: row[4]), outcome: try row.axis(5, "documents.outcome"),
                paperName: row[6], receipt: row[7], reason: row[8],
                givenBack: (row[9] as String?).map { ($0, row.bytes(10)) })
        }
    }
}
