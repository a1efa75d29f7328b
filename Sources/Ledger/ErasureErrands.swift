import Digests
import GRDB
import JSONText
import Returns

/// Files that are to be rid of what an erasure names.
package struct ErasureErrand: Sendable {
    package let erasure: Int64
    package let texts: [String]
    /// What the names of papers begin with.
    package let papers: [String]
    package let evidence: [String]
    /// Folders among the evidence, each of one return.
    package let folders: [String]
    package let documents: [DocumentID]
}

extension Snapshot {
    package func erasureErrands(limit: Int) throws -> [ErasureErrand] {
        try db.rows("SELECT erasure, plan FROM erasure_errands ORDER BY erasure LIMIT ?", [limit]) { row in
            let plan = try JSONValue(stored: row[1], "erasure_errands.plan")
            return ErasureErrand(
                erasure: row[0], texts: plan["texts"]?.strings ?? [], papers: plan["papers"]?.strings ?? [],
                evidence: plan["evidence"]?.strings ?? [],
                folders: plan["folders"]?.strings ?? [],
                documents: plan["documents"]?.elements.compactMap(\.integer) ?? [])
        }
    }

    package func hasPhoto(_ file: String) throws -> Bool {
        try db.row("SELECT 1 FROM dock_photos WHERE file = ? LIMIT 1", [file]) { _ in true } ?? false
    }
}

extension Transaction {
    /// The texts that were looked for go; that the ledger's file is to be written anew stays.
    package func forgetErasurePlans(_ erasures: [Int64]) throws {
        for erasure in erasures { try db.run("UPDATE erasure_errands SET plan = '{}' WHERE erasure = ?", [erasure]) }
    }

    package func erasuresDone(_ erasures: [Int64]) throws {
        for erasure in erasures { try db.run("DELETE FROM erasure_errands WHERE erasure = ?", [erasure]) }
    }

    /// Takes the bytes of originals of which every document came before a moment; what they became stays.
    /// - Returns: how many.
    package func forgetOriginals(receivedBefore moment: Instant, limit: Int, on occasion: Occasion) throws -> Int {
        let digests = try db.rows(
            """
            SELECT o.digest FROM originals o WHERE length(o.bytes) > 0
                AND EXISTS (SELECT 1 FROM documents d WHERE d.digest = o.digest)
                AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.digest = o.digest AND d.received_at >= ?)
            ORDER BY o.digest LIMIT ?
            """, [moment.milliseconds, limit]
        ) { Digest(bytes: $0.bytes(0)) ?? .zero }
        guard !digests.isEmpty else { return 0 }
        let now = Digest(of: [UInt8]())
        var seal = ErasureSeal()
        for digest in digests { seal.add(original: digest, now: now) }
        let erasure = try append(
            EventDraft(
                rma: nil, rmaSequence: nil, at: occasion.at, kind: Self.erasureKind, subject: "originals",
                axis: "record", before: "", after: "forgotten", actor: occasion.actor, reason: nil,
                details: .object(known: [
                    ("because", "retention.originals_days"), ("originals", .integer(Int64(seal.count))),
                    ("originals_seal", .string(seal.digest.description)),
                ]),
                document: nil)
        ).sequence
        for digest in digests {
            try db.run("UPDATE originals SET bytes = x'' WHERE digest = ?", [digest.bytes])
            try db.run(
                "INSERT INTO erased_originals (erasure, digest, now) VALUES (?, ?, ?)",
                [erasure, digest.bytes, now.bytes])
        }
        return digests.count
    }
}
