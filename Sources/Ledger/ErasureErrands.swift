import Digests
import GRDB
import JSONText
import Returns

/// Files that are to be rid of what an erasure names.
package struct ErasureErrand: Sendable {
    /// A document of which the files are to be as the ledger has it now.
    package struct Document: Sendable {
        package let id: DocumentID
        package let station: String
        /// What its papers were called.
        package let paper: String
    }

    package let erasure: Int64
    /// For files of which the ledger knows nothing.
    package let person: PersonTexts
    /// What the names of papers begin with.
    package let papers: [String]
    package let evidence: [String]
    /// Folders among the evidence, each of one return.
    package let folders: [String]
    package let documents: [Document]
    /// What the ledger could not decide.
    package let undecided: [String]

    /// Whether a label, an instruction or an order for the shop is of one of its returns: `STEM.pdf`, `STEM-2.zpl`,
    /// `STEM-R1.json`. Another number may begin alike.
    package func isPaper(_ name: String) -> Bool {
        papers.contains { stem in
            guard name.hasPrefix(stem) else { return false }
            let rest = name.dropFirst(stem.count)
            if rest.first == "." { return true }
            guard rest.first == "-" else { return false }
            let count = rest.dropFirst().drop { $0 == "R" }.prefix { $0.isASCII && $0.isNumber }
            let ending = rest[count.endIndex...]
            return !count.isEmpty && (ending.first == "." || ending.first == "-")
        }
    }
}

/// Originals whose time is over, in the order of their digests.
package struct OldOriginals: Sendable {
    let digests: [Digest]
    package var isEmpty: Bool { digests.isEmpty }
}

extension Snapshot {
    /// - Parameter besides: erasures that are left out.
    package func erasureErrands(besides: Set<Int64> = [], limit: Int) throws -> [ErasureErrand] {
        let others = "[\(besides.sorted().map(String.init).joined(separator: ","))]"
        return try db.rows(
            """
            SELECT erasure, plan FROM erasure_errands WHERE erasure NOT IN (SELECT value FROM json_each(?))
            ORDER BY erasure LIMIT ?
            """, [others, limit]
        ) { row in
            let plan = try JSONValue(stored: row[1], "erasure_errands.plan")
            return ErasureErrand(
                erasure: row[0], person: PersonTexts(json: plan["person"] ?? .null),
                papers: plan["papers"]?.strings ?? [], evidence: plan["evidence"]?.strings ?? [],
                folders: plan["folders"]?.strings ?? [],
                documents: plan["documents"]?.elements.compactMap { one in
                    guard let id = one["id"]?.integer ?? one.integer else { return nil }
                    return ErasureErrand.Document(
                        id: id, station: one["station"]?.string ?? "", paper: one["paper"]?.string ?? "")
                } ?? [],
                undecided: plan["undecided"]?.strings ?? [])
        }
    }

    /// What the papers of a document are called; nil where there is none.
    package func paperName(of document: DocumentID) throws -> String? {
        try db.row("SELECT paper_name FROM documents WHERE id = ?", [document]) { $0[0] }
    }

    /// Whether a document of a station has papers of a name.
    package func hasPapers(_ name: String, station: String) throws -> Bool {
        try db.row("SELECT 1 FROM documents WHERE station = ? AND paper_name = ?", [station, name]) { _ in true }
            ?? false
    }

    /// Whether an erasure took something of a file.
    package func wasErased(_ bytes: [UInt8]) throws -> Bool {
        try db.row("SELECT 1 FROM erased_originals WHERE digest = ? LIMIT 1", [Digest(of: bytes).bytes]) { _ in true }
            ?? false
    }

    /// Originals of which every document came before a moment, and that are not forgotten yet.
    package func originalsToForget(
        receivedBefore moment: Instant, after last: OldOriginals?, limit: Int
    ) throws -> OldOriginals {
        let digests = try db.rows(
            """
            SELECT o.digest FROM originals o WHERE o.digest > ? AND length(o.bytes) > 0
                AND EXISTS (SELECT 1 FROM documents d WHERE d.digest = o.digest)
                AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.digest = o.digest AND d.received_at >= ?)
            ORDER BY o.digest LIMIT ?
            """, [last?.digests.last?.bytes ?? [], moment.milliseconds, limit]
        ) { Digest(bytes: $0.bytes(0)) ?? .zero }
        return OldOriginals(digests: digests)
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
    /// - Parameter found: by a reader; what has come again since stays.
    /// - Returns: how many.
    package func forget(_ found: OldOriginals, receivedBefore moment: Instant, on occasion: Occasion) throws -> Int {
        let digests = try found.digests.filter { digest in
            try db.row(
                "SELECT 1 FROM documents WHERE digest = ? AND received_at >= ? LIMIT 1",
                [digest.bytes, moment.milliseconds]
            ) { _ in true } == nil
        }
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
            try forgetRefused(digest)
        }
        return digests.count
    }

    /// Rows that were given back, and reasons, which quote them, are the file's bytes, too: of whom they tell may never
    /// have got a return.
    private func forgetRefused(_ digest: Digest) throws {
        for document in try snapshot.documents(digest: digest, limit: 1_000) where document.reason != nil {
            let receipt = try document.receipt.map { text in
                try JSONValue(stored: text, "documents.receipt").withoutReasons.prettyText + "\n"
            }
            try db.run(
                """
                UPDATE documents SET reason = ?, receipt = ?, given_back = iif(given_back IS NULL, NULL, x'')
                WHERE id = ?
                """,
                [Self.forgotten, receipt, document.id])
            try seal(.documents, where: "id = ?", [document.id])
        }
    }

    private static let forgotten = "(forgotten)"
}

extension JSONValue {
    /// A receipt of which the records that were refused say no more than that.
    fileprivate var withoutReasons: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(
            members.map { member in
                guard member.key == "records" else { return member }
                let records = member.value.elements.map { record -> JSONValue in
                    guard case .object(let parts) = record else { return record }
                    return .object(parts.filter { $0.key != "reason" })
                }
                return Member("records", .array(records))
            })
    }
}
