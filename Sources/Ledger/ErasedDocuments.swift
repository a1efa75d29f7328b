import Digests
import JSONText
import Returns

/// What is left of a document after an erasure.
package struct ErasedDocument: Sendable {
    package enum Remainder: Sendable {
        case whole
        /// - kept: the numbers of the records that stay, in their order.
        case part([UInt8], kept: [Int])
        case nothing
    }

    package let document: DocumentRecord
    package let remainder: Remainder

    package init(document: DocumentRecord, remainder: Remainder) {
        self.document = document
        self.remainder = remainder
    }
}

extension Transaction {
    func isKept(_ one: ErasedDocument) throws -> Bool {
        if case .whole = one.remainder { return false }
        return try db.row("SELECT 1 FROM originals WHERE digest = ?", [one.document.digest.bytes]) { _ in true }
            ?? false
    }

    func replaceOriginal(_ one: ErasedDocument, by erasure: Int64) throws {
        let (digest, bytes) = (one.document.digest, one.remainder.bytes)
        try db.run("UPDATE originals SET bytes = ? WHERE digest = ?", [bytes, digest.bytes])
        try db.run(
            "INSERT OR REPLACE INTO erased_originals (erasure, digest, now) VALUES (?, ?, ?)",
            [erasure, digest.bytes, Digest(of: bytes).bytes])
    }

    /// Receipt, reason, what was given back, and names of files that name the person. What is others' stays.
    func rewrite(_ one: ErasedDocument, _ scope: ErasureScope) throws {
        let document = one.document
        let gone = "\(ErasureScope.gone).\(document.id)"
        let name = one.isNamed(document.name, scope) ? gone : document.name
        let paper = one.isNamed(document.paperName, scope) ? gone : document.paperName
        let receipt = try document.receipt.map { try ErasedReceipt(text: $0, of: one, name: name).text }
        let reason = document.reason.map { one.isNothing ? ErasureScope.gone : Self.rest($0, scope) }
        var givenBack = document.givenBack
        if let old = document.givenBack {
            let isRenamed = one.isNamed(old.name, scope)
            let left =
                switch CutFile(old.bytes, named: "", without: scope.person).rest {
                case .whole: old.bytes
                case .part(let bytes): bytes
                case .nothing: [UInt8]()
                }
            givenBack = (isRenamed ? gone : old.name, one.isNothing ? [] : left)
        }
        try db.run(
            """
            UPDATE documents SET name = ?, paper_name = ?, receipt = ?, reason = ?, given_back = ?, given_back_name = ?
            WHERE id = ?
            """, [name, paper, receipt, reason, givenBack?.bytes, givenBack?.name, document.id])
        try seal(.documents, where: "id = ?", [document.id])
    }

    private static func rest(_ text: String, _ scope: ErasureScope) -> String {
        switch CutFile(text, without: scope.person).rest {
        case .whole: text
        case .part(let bytes): String(decoding: bytes, as: UTF8.self)
        case .nothing: ErasureScope.gone
        }
    }
}

extension ErasedDocument {
    var isWhole: Bool { if case .whole = remainder { true } else { false } }
    var isNothing: Bool { if case .nothing = remainder { true } else { false } }

    /// Whether a file's name may name the person. That of a file that was theirs alone is not asked: it says of whom it
    /// was in more ways than can be known. That of others' by what decides.
    func isNamed(_ name: String, _ scope: ErasureScope) -> Bool { isNothing || scope.person.isNamed(in: name) }
}

extension ErasedDocument.Remainder {
    var bytes: [UInt8] {
        switch self {
        case .whole: []
        case .part(let bytes, _): bytes
        case .nothing: []
        }
    }
}

/// A receipt without the records that were erased. Those that stay are numbered as in what is left of the file.
private struct ErasedReceipt {
    let text: String

    init(text old: String, of one: ErasedDocument, name: String) throws {
        let receipt = try JSONValue(stored: old, "documents.receipt")
        guard !one.isWhole || name != one.document.name else {
            text = old
            return
        }
        guard case .object(let members) = receipt else {
            text = "{}"
            return
        }
        let records = receipt["records"]?.elements ?? []
        let kept: [JSONValue] =
            switch one.remainder {
            case .nothing: []
            case .whole: records
            case .part(_, let numbers):
                numbers.enumerated().compactMap { place, number in
                    records.first { $0["record"]?.integer == Int64(number) }?
                        .setting("record", to: .integer(Int64(place + 1)))
                }
            }
        // What was given out stays given out: after a restore nobody else gets those numbers.
        let left = Set(kept.compactMap { $0["rma"]?.string })
        let gone = records.filter { $0["rma"]?.string.map { !left.contains($0) } ?? false }.map { record in
            JSONValue.object(known: [("rma", record["rma"]), ("parcels", record["parcels"])])
        }
        let numbers = (receipt["erased_records"]?.elements ?? []) + gone
        // By this the file in the archive is known for what is left of it, and not taken for an altered one.
        let archived =
            one.isWhole
            ? (receipt["archived_sha256"] ?? receipt["sha256"])?.string : Digest(of: one.remainder.bytes).description
        let others = members.filter {
            !["to_correct", "erased", "erased_records", "archived_sha256"].contains($0.key)
        }.map { member -> JSONValue.Member in
            switch member.key {
            case "records": JSONValue.Member("records", .array(kept))
            case "file": JSONValue.Member("file", .string(name))
            case _: member
            }
        }
        var added = archived.map { [JSONValue.Member("archived_sha256", .string($0))] } ?? []
        if !numbers.isEmpty { added.append(JSONValue.Member("erased_records", .array(numbers))) }
        text = JSONValue.object(others + added + [JSONValue.Member("erased", true)]).prettyText + "\n"
    }
}

extension JSONValue {
    fileprivate func setting(_ key: String, to value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.key == key ? Member(key, value) : $0 })
    }
}
