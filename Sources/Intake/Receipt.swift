import Digests
import Documents
import JSONText
import Ledger
import Returns

/// What a file became, for the person or program that dropped it. Given only with the commit that makes it true.
struct Receipt {
    let text: String

    init(
        of document: DocumentRecord, results: [RecordResult], photos: [String: PhotoOutcome], terms: IntakeTerms,
        head: (sequence: Int64, hash: Digest)
    ) {
        text =
            JSONValue.object(known: [
                ("file", .string(document.name)),
                ("outcome", .string(document.outcome.rawValue)),
                ("accepted", .integer(Int64(results.count { $0.isTaken }))),
                ("known", .integer(Int64(results.count(where: \.isKnown)))),
                ("refused", .integer(Int64(results.count(where: \.isRefused)))),
                ("to_correct", .text(document.givenBack?.name)),
                ("records", .array(results.map { Self.record($0, photos: photos, terms: terms) })),
                ("station", document.station.isEmpty ? nil : .string(document.station)),
                ("received_at", .string(document.receivedAt.description)),
                ("document", .integer(document.id)),
                ("sha256", .string(document.digest.description)),
                ("archived_sha256", Self.substitute(results).map { .string(Digest(of: $0).description) }),
                ("ledger", ["event": .integer(head.sequence), "hash": .string(head.hash.description)]),
            ]).prettyText + "\n"
    }

    /// What is archived in the place of a file that names somebody whose data was erased.
    private static func substitute(_ results: [RecordResult]) -> [UInt8]? {
        for case .taken(let taken) in results.map(\.outcome) {
            if let substitute = taken.substitute { return substitute }
        }
        return nil
    }

    private static func record(
        _ result: RecordResult, photos: [String: PhotoOutcome], terms: IntakeTerms
    ) -> JSONValue {
        var worthALook = result.warnings.map(\.oneLine)
        if case .taken(let taken) = result.outcome { worthALook += taken.warnings }
        let warnings: JSONValue? = worthALook.isEmpty ? nil : .array(worthALook.map { .string($0) })
        let head: [(String, JSONValue?)] = [
            ("record", .integer(Int64(result.number))), ("line", .integer(Int64(result.line))),
            ("type", .text(result.kind?.rawValue)),
        ]
        switch result.outcome {
        case .taken(let taken):
            return .object(
                known: head + [("result", .string(taken.summary))] + standing(taken.stored, taken.number, terms: terms)
                    + (result.kind == .returnRequest ? [("message", taken.stored?.decision["message"])] : [])
                    + [("units", taken.units.isEmpty ? nil : .array(taken.units)), ("held", .text(taken.held))]
                    + [("photos", Self.evidence(taken.photos, photos))]
                    + [("warnings", warnings)])
        case .known(let known):
            let which = known.rma.map { "it is already \($0)" } ?? "it was already recorded"
            return .object(
                known: head + [
                    ("result", .string("\(which), by record \(known.number) of document \(known.document)")),
                    ("rma", .text(known.rma?.text)), ("duplicate", true),
                    ("warnings", warnings),
                ])
        case .refused(let reason, _):
            return .object(known: head + [("result", "refused"), ("reason", .string(reason))])
        case .noNews(let remark): return .object(known: head + [("result", .string(remark))])
        }
    }

    /// Where the photos lie now, by the paths that the document gave.
    private static func evidence(_ paths: [String], _ photos: [String: PhotoOutcome]) -> JSONValue? {
        let kept = paths.compactMap { path -> JSONValue.Member? in
            guard case .kept(let photo) = photos[path] else { return nil }
            return JSONValue.Member(path, .string("evidence/\(photo.file)"))
        }
        return kept.isEmpty ? nil : .object(kept)
    }

    private static func standing(
        _ stored: StoredCase?, _ number: RMANumber?, terms: IntakeTerms
    ) -> [(String, JSONValue?)] {
        guard let stored else { return [("rma", .text(number?.text))] }
        let one = stored.case
        let files = stored.papers.flatMap { shipment in
            terms.papers.all(of: stored, shipment: shipment)
        }
        return [
            ("rma", .string(one.number.text)), ("state", .string(one.state.rawValue)),
            ("brand", .text(stored.brand?.text)),
            ("tracking_url", .string(terms.voice.link.url(of: stored))),
            ("valid_until", one.state == .approved ? one.validUntil.map { .string($0.description) } : nil),
            ("parcels", one.shipments.isEmpty ? nil : .array(one.shipments.map { .string($0.code.text) })),
            ("papers", files.isEmpty ? nil : .array(files.map { .string("labels/\($0)") })),
        ]
    }
}
