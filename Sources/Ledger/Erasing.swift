import Digests
import GRDB
import JSONText
import Returns

/// What an erasure did.
package struct ErasureOutcome: Sendable {
    package let erasure: Int64
    package let returns: [RMANumber]
    package let events: Int
    package let originals: Int
    /// What may be theirs or somebody else's, and stays.
    package let undecided: [String]
}

extension Transaction {
    package static let erasureKind = "record.erasure"

    /// Rids the ledger of everything personal of a scope. States, days, amounts and goods stay, so that figures count
    /// as before. Files and the pages of the ledger's file are owed, and cleaned after the commit.
    package func erase(
        _ search: ErasureSearch, documents: [ErasedDocument], undecided: [String] = [], because reason: String,
        on occasion: Occasion
    ) throws -> ErasureOutcome {
        let scope = search.scope
        let events = try tombstones(of: search)
        var seal = ErasureSeal()
        for event in events { seal.add(event) }
        var seen: Set<Digest> = []
        let changed = try documents.filter { try isKept($0) && seen.insert($0.document.digest).inserted }
            .sorted { $0.document.digest.bytes.lexicographicallyPrecedes($1.document.digest.bytes) }
        var originals = ErasureSeal()
        for one in changed { originals.add(original: one.document.digest, now: Digest(of: one.remainder.bytes)) }
        let numbers = scope.cases.map(\.case.number)
        let erasure = try append(
            EventDraft(
                rma: nil, rmaSequence: nil, at: occasion.at, kind: Self.erasureKind, subject: "personal_data",
                axis: "record", before: "", after: "erased", actor: occasion.actor, reason: nil,
                details: .object(known: [
                    ("because", .string(scope.touches(reason) ? ErasureScope.gone : reason)),
                    ("returns", .array(numbers.map { .string($0.text) })),
                    ("customers", .integer(Int64(scope.numbers.count))),
                    ("events", .integer(Int64(seal.count))), ("seal", .string(seal.digest.description)),
                    ("originals", .integer(Int64(originals.count))),
                    ("originals_seal", .string(originals.digest.description)),
                ]),
                document: occasion.document)
        ).sequence
        for event in events { try store(event, by: erasure) }
        let undecided = scope.undecided + undecided
        let plan = try filePlan(scope, documents, undecided)
        for one in changed { try replaceOriginal(one, by: erasure) }
        for one in documents { try rewrite(one, scope) }
        for stored in scope.cases {
            for term in search.terms[stored.id] ?? [] {
                try db.run("DELETE FROM search_terms WHERE term = ? AND rma = ?", [term, stored.id])
            }
            try erase(stored, scope, on: occasion)
        }
        for id in search.tasks {
            try db.run("UPDATE tasks SET words = ?, note = NULL WHERE id = ?", [ErasureScope.gone, id])
        }
        try eraseTitles(ofOrders: scope)
        try eraseCustomer(scope)
        try eraseWorkbench(scope, on: occasion)
        try db.run("INSERT INTO erasure_errands (erasure, plan) VALUES (?, ?)", [erasure, plan.text])
        return ErasureOutcome(
            erasure: erasure, returns: numbers, events: seal.count, originals: originals.count,
            undecided: undecided)
    }

    // MARK: Events

    /// Events of the scope as they will be, in their order; only those that change.
    private func tombstones(of search: ErasureSearch) throws -> [RecordedEvent] {
        let scope = search.scope
        var found: [RecordedEvent] = []
        for stored in scope.cases { found += try snapshot.events(of: stored.id, limit: 100_000) }
        for sequence in search.events { found += try [snapshot.event(sequence)].compactMap { $0 } }
        return found.sorted { $0.sequence < $1.sequence }.compactMap { event in
            guard event.erasedBy == nil else { return nil }
            let left = event.draft.erased(scope)
            let isSame =
                left.reason == event.draft.reason && left.details == event.draft.details
                && left.subject == event.draft.subject
            return isSame ? nil : RecordedEvent(sequence: event.sequence, hash: event.hash, draft: left)
        }
    }

    private func store(_ event: RecordedEvent, by erasure: Int64) throws {
        try db.run(
            "UPDATE events SET reason = ?, details = ?, subject = ?, erased_by = ? WHERE sequence = ?",
            [event.draft.reason, event.draft.details.canonicalText, event.draft.subject, erasure, event.sequence])
    }

    // MARK: Returns

    private func erase(_ stored: StoredCase, _ scope: ErasureScope, on occasion: Occasion) throws {
        let id = stored.id
        // The old link opens nothing, and nobody can guess the new one without it.
        let token = "erased-" + Digest(of: Array("erased \(stored.token)".utf8)).description.prefix(32)
        let country = stored.customer.address?.country
        let contact = JSONValue.object(known: [
            ("erased", 1),
            ("address", country.map { PostalAddress(lines: [], city: "", country: $0).json }),
        ])
        let request = JSONValue.object(
            known: ["channel", "brand", "wish", "gift"].map { ($0, stored.request[$0]) })
        try db.run(
            """
            UPDATE rmas SET token = ?, customer = NULL, customer_name = NULL, contact = ?, request = ?, decision = ?
            WHERE id = ?
            """, [token, contact.text, request.text, scope.scrubbed(stored.decision).text, id])
        if let number = stored.customer.number { try markForErasing(number) }
        try db.run("UPDATE lines SET note = NULL WHERE rma = ?", [id])
        try eraseTitles(of: stored, scope)
        for shipment in stored.case.shipments { try forgetWords(of: shipment, rma: id) }
        try eraseUnits(of: stored, scope)
        // How it was paid: a number stays, `PayPal anna@example.org` goes.
        for order in stored.case.resolutions {
            guard let reference = order.reference?.text, !scope.isNumber(reference) else { continue }
            try db.run(
                "UPDATE resolutions SET reference = ? WHERE rma = ? AND number = ?",
                [ErasureScope.gone, id, order.number])
        }
        try db.run("UPDATE tasks SET words = ?, note = NULL WHERE rma = ?", [ErasureScope.gone, id])
        try db.run(
            "UPDATE promises SET reason = ? WHERE rma = ? AND reason IS NOT NULL", [ErasureScope.gone, id])
        try db.run(
            """
            UPDATE goodwill SET customer = ?, reason = ?, words = iif(words IS NULL, NULL, ?2) WHERE rma = ?
            """, ["rma:\(stored.case.number.text)", ErasureScope.gone, id])
        try db.run("DELETE FROM customer_care WHERE customer = ?", ["rma:\(stored.case.number.text)"])
        try db.run("DELETE FROM dock_photos WHERE rma = ?", [id])
        try eraseMessages(of: id, at: occasion.at)
        guard var left = try snapshot.stored(id: id) else { return }
        try index(left)
        left.sequence += 1
        try db.run("UPDATE rmas SET sequence = ? WHERE id = ?", [left.sequence, id])
        var draft = EventDraft(
            rma: id, rmaSequence: left.sequence, at: occasion.at, kind: "record.erased", subject: "rma",
            axis: "record", before: "", after: "erased", actor: occasion.actor, reason: nil, details: .object([]),
            document: occasion.document)
        draft.caseDigest = left.digest
        _ = try append(draft)
    }

    /// What people wrote of goods, and the names of photos. Serial numbers, grades and ways stay, here, with what was
    /// sent ahead and in `order_serials`: units are looked up by them, and they say what was sold, not to whom.
    private func eraseUnits(of stored: StoredCase, _ scope: ErasureScope) throws {
        for unit in stored.case.units {
            let answers = unit.checklist.filter {
                scope.isCode($0.answer) && scope.isCode($0.question)
            }.map { JSONValue.Member($0.question, .string($0.answer)) }
            try db.run(
                """
                UPDATE units SET checklist = ?, photos = '[]', note = NULL,
                    bin = iif(?, bin, NULL), decision_reason = iif(decision_reason IS NULL, NULL, ?)
                WHERE rma = ? AND number = ?
                """,
                [
                    JSONValue.object(answers).canonicalText, unit.bin.map(scope.isNumber) ?? false ? 1 : 0,
                    ErasureScope.gone,
                    stored.id, unit.number,
                ])
        }
        try db.run(
            "UPDATE denials SET reason = ? WHERE rma = ?", [ErasureScope.gone, stored.id])
        for denial in stored.case.denials where !scope.isNumber(denial.reference.text) {
            try db.run(
                "UPDATE denials SET reference = ? WHERE rma = ? AND number = ?",
                [ErasureScope.gone, stored.id, denial.number])
        }
        for line in stored.case.lines {
            guard let reference = line.advance?.reference.text, !scope.isNumber(reference) else { continue }
            try db.run(
                "UPDATE advances SET reference = ? WHERE rma = ? AND line = ?",
                [ErasureScope.gone, stored.id, line.number])
        }
    }

    /// What was said, and what receivers answered. What was not delivered never is: given up or replaced, it could be
    /// asked for again.
    private func eraseMessages(of rma: CaseID, at moment: Instant) throws {
        try db.run(
            "DELETE FROM attempts WHERE delivery IN (SELECT id FROM deliveries WHERE rma = ?)", [rma])
        try db.run(
            """
            UPDATE deliveries SET state = 'superseded', ended_at = coalesce(ended_at, ?),
                last_error = 'personal data was erased'
            WHERE rma = ? AND state <> 'delivered'
            """, [moment.milliseconds, rma])
        try db.run(
            "UPDATE messages SET payload = ? WHERE event IN (SELECT sequence FROM events WHERE rma = ?)",
            [Self.erasedMessage, rma])
        try seal(.messages, where: "event IN (SELECT sequence FROM events WHERE rma = ?)", [rma])
    }

    /// What stands in the place of a message that was erased; it is never sent.
    static let erasedMessage = Array(#"{"erased":true}"#.utf8)

    // MARK: Customers and the workbench

    private func eraseCustomer(_ scope: ErasureScope) throws {
        for number in scope.numbers {
            try db.run("DELETE FROM customers WHERE number = ?", [number])
            let seal = SealedTable.orders.seal(writing: ["customer": "NULL"])
            try db.run("UPDATE orders SET customer = NULL, seal = \(seal) WHERE customer = ?", [number])
        }
        for key in scope.numbers.union(scope.emails.map { "email:\($0)" }) {
            try db.run("DELETE FROM customer_care WHERE customer = ?", [key])
            try db.run(
                """
                UPDATE goodwill SET customer = ?1, reason = ?1, words = iif(words IS NULL, NULL, ?1) WHERE customer = ?2
                """, [ErasureScope.gone, key])
        }
    }

    private func eraseWorkbench(_ scope: ErasureScope, on occasion: Occasion) throws {
        for id in scope.parcels {
            guard let item = try snapshot.workbench(WorkbenchNumber(id)) else { continue }
            var content = item.content
            content.sender = FoundSender(name: nil, address: nil, postalCode: nil)
            content.note = nil
            for index in content.goods.indices { content.goods[index].description = nil }
            for code in item.content.codesFiled {
                try db.run("DELETE FROM workbench_codes WHERE code = ? AND item = ?", [code, id])
            }
            content.codes = []
            try db.run("DELETE FROM dock_photos WHERE item = ?", [id])
            try rewrite(item, content: content, on: occasion)
        }
    }

    // MARK: Files

    /// What is to be done with files, before the ledger forgets how they are called.
    private func filePlan(
        _ scope: ErasureScope, _ documents: [ErasedDocument], _ undecided: [String]
    ) throws -> JSONValue {
        var evidence: Set<String> = []
        for stored in scope.cases {
            evidence.formUnion(
                try db.rows("SELECT file FROM dock_photos WHERE rma = ?", [stored.id]) { $0[0] as String })
        }
        for item in scope.parcels {
            evidence.formUnion(try db.rows("SELECT file FROM dock_photos WHERE item = ?", [item]) { $0[0] as String })
        }
        let changed = documents.filter { !$0.isWhole || $0.isNamed($0.document.paperName, scope) }
        return .object(known: [
            ("person", scope.person.json),
            ("papers", .array(scope.cases.map { .string(PaperPaths.stem($0.case.number)) })),
            ("evidence", .array(evidence.sorted().map { .string($0) })),
            ("folders", .array(scope.cases.map { .string($0.case.number.text) })),
            (
                "documents",
                .array(
                    changed.map { one in
                        .object(known: [
                            ("id", .integer(one.document.id)), ("station", .string(one.document.station)),
                            ("paper", .string(one.document.paperName)),
                        ])
                    })
            ),
            ("undecided", .array(undecided.map { .string($0) })),
        ])
    }
}
