import GRDB
import Returns

/// Finds the returns that a parcel on the workbench may belong to. Every look goes through an index and is bounded;
/// how much each is worth is judged by `ReturnProposal`.
extension Snapshot {
    /// Returns that are looked at for one word, the newest ones.
    private static var candidatesOfWordMax: Int { 40 }
    private static var candidatesMax: Int { 200 }

    package func proposals(for receipt: BlindReceipt) throws -> [ReturnProposal] {
        let clues = Self.clues(receipt)
        var ids = Set<CaseID>()
        for code in receipt.codes {
            if let parcel = try parcel(code) { ids.insert(parcel.rma) }
        }
        let words = clues.codes.sorted() + clues.serials.sorted() + clues.units.keys.sorted()
        for word in words where ids.count < Self.candidatesMax { ids.formUnion(try candidates(word: word)) }
        if let name = receipt.sender.name, !clues.nameWords.isEmpty, ids.count < Self.candidatesMax {
            let named = try find(name, limit: Self.candidatesOfWordMax)
            for one in named { if let stored = try stored(one.number) { ids.insert(stored.id) } }
            // A name that is legible in part.
            for word in clues.nameWords.sorted() where named.isEmpty { ids.formUnion(try candidates(word: word)) }
        }
        let candidates = try ids.sorted(by: >).prefix(Self.candidatesMax)
            .compactMap { try stored(id: $0).map(Self.candidate) }
        return ReturnProposal.ranked(candidates, for: clues)
    }

    private func candidates(word: String) throws -> [CaseID] {
        guard word.count > 1 else { return [] }
        return try db.rows(
            "SELECT rma FROM search_terms WHERE term = ? ORDER BY rma DESC LIMIT ?",
            [String(word.prefix(SearchTerms.lettersMax)), Self.candidatesOfWordMax]
        ) { $0[0] }
    }

    static func clues(_ receipt: BlindReceipt) -> ParcelClues {
        var clues = ParcelClues()
        for code in receipt.codes {
            for filing in ScannedNumber(code).filings + [code] { clues.codes.insert(SearchTerms.compact(filing)) }
        }
        for goods in receipt.goods {
            if let serial = goods.serial { clues.serials.insert(SearchTerms.compact(serial.text)) }
            if let sku = goods.sku { clues.units[SearchTerms.compact(sku.text), default: 0] += goods.quantity }
        }
        clues.codes.remove("")
        clues.nameWords = Set(SearchTerms.words(receipt.sender.name ?? "").filter { $0.count > 1 })
        clues.postalCode = receipt.sender.postalCode.map { SearchTerms.compact($0) }
        return clues
    }

    static func candidate(_ stored: StoredCase) -> ReturnCandidate {
        let one = stored.case
        let names = [stored.customer.name, stored.customer.company].compactMap { $0 }
        return ReturnCandidate(
            rma: one.number, code: SearchTerms.compact(one.number.text), state: one.state,
            nameWords: Set(names.flatMap { SearchTerms.words($0) }.filter { $0.count > 1 }),
            postalCode: stored.customer.address?.postalCode.map { SearchTerms.compact($0) },
            lines: one.lines.map { line in
                ReturnCandidate.GoodsLine(
                    number: line.number, sku: SearchTerms.compact(line.product.sku.text),
                    serial: line.product.serial.map { SearchTerms.compact($0.text) },
                    order: line.product.order.map { SearchTerms.compact($0.text) },
                    awaited: max(0, line.line.authorized - line.line.received))
            },
            parcels: one.shipments.map { parcel in
                ReturnCandidate.Parcel(
                    number: parcel.number,
                    codes: Set([parcel.code.text, parcel.tracking?.text ?? ""].map { SearchTerms.compact($0) })
                        .subtracting([""]), state: parcel.state)
            })
    }
}
