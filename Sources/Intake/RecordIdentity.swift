import Digests
import JSONText
import Ledger
import Returns

/// By what a record is known again in another file, and what a repetition means.
struct RecordIdentity {
    /// Nil for what may be said again: a later order import, customer record or endpoint replaces the earlier
    /// one, and reviews, cancellations and retries are judged by the state that they meet.
    let key: Digest?
    let content: Digest
    private let kind: DeclarationKind

    /// - Parameters:
    ///   - occurrence: how many equal records stand before this one in the same file.
    ///   - correction: the document that took back what was counted when the record came for the first time; the same
    ///     count behind it is another one.
    init(_ declaration: Declaration, canonical: String, occurrence: Int, after correction: DocumentID? = nil) {
        kind = declaration.kind
        let name = kind.rawValue
        let parts: [String]?
        switch declaration {
        case .returnRequest(let request):
            content = Digest(of: request.fingerprint.utf8)
            parts = request.reference.map { [name, "reference", $0.text] } ?? [name, "content", "\(content)"]
        case .settlement(let settlement):
            // Who wrote it and how does not matter; what was given does.
            let quantity = settlement.quantity.map { " \($0)" } ?? ""
            content = Digest(
                of: "\(settlement.amount.map(\.description) ?? "") \(settlement.order ?? 0)\(quantity)".utf8)
            let line = settlement.line.map(String.init) ?? settlement.sku?.text ?? ""
            let order = settlement.order.map { ["order", String($0)] } ?? []
            let unit = settlement.serial.map { ["unit", $0.text] } ?? []
            parts =
                [name, settlement.reference.text, settlement.key.text, line, settlement.resolution.rawValue] + order
                + unit
        case .dockReceipt, .inspection, .note, .feedback, .appeal, .blindReceipt, .goodwill, .feedbackReply:
            content = Digest(of: canonical.utf8)
            parts = [name, "content", canonical, String(occurrence)]
        case .trackingEvent, .order, .customer, .endpoint, .cancellation, .review, .deliveryRetry, .secretRotation,
            .endpointSwitch, .printRequest, .printerOrder, .task, .resolution, .alternative, .advance,
            .workbenchMatch, .workbenchClosure, .care, .disposition, .erasure, .lossAcceptance:
            content = Digest(of: canonical.utf8)
            parts = nil
        }
        let round = correction.map { ["after", String($0)] } ?? []
        key = parts.map { Digest(of: ($0 + round).joined(separator: "\u{1F}").utf8) }
    }

    /// Why a repetition cannot be passed over in silence; nil where saying it twice changes nothing.
    func refusal(of known: KnownRecord) -> Refusal? {
        switch kind {
        case .returnRequest where known.content != content:
            Refusal(
                found: "a reference that \(known.rma?.text ?? "an earlier request") has, with other content",
                expected: "the same request, or a reference of its own",
                remedy: "If it is another return, give it another reference. If it corrects the first, write a note.")
        case .settlement where known.content != content:
            Refusal(
                found: "a reference that document \(known.document) settled with, with another amount, quantity or "
                    + "order",
                expected: "the same settlement again, or a reference of its own",
                remedy: "See what was given: rmad show \(known.rma?.text ?? "").")
        case .inspection:
            Refusal(
                found: "an inspection that is recorded already, by document \(known.document)",
                expected: "a judgement that is told once",
                remedy: "If the file came twice, nothing needs to be done. If these are other units, alike and judged "
                    + "alike, judge them together (`accepted` or `quantity`), or tell them apart: by `serial`, `staff` "
                    + "or a `note`, which the customer can read.")
        case .dockReceipt, .blindReceipt:
            Refusal(
                found: "a \(kind.rawValue) that is recorded already, by document \(known.document)",
                expected: "a count that is told once",
                remedy: "If these are other goods, say so: give `received_at`, or a `note` that tells them apart. "
                    + "If the file came twice, nothing needs to be done.")
        case .returnRequest, .settlement, .trackingEvent, .note, .feedback, .order, .customer, .endpoint,
            .cancellation, .review, .deliveryRetry, .secretRotation, .endpointSwitch,
            .printRequest, .printerOrder, .task, .resolution, .appeal, .alternative, .advance, .workbenchMatch,
            .workbenchClosure, .goodwill, .care, .feedbackReply, .disposition, .erasure,
            .lossAcceptance:
            nil
        }
    }
}

extension ReturnRequest {
    /// What a request says, the same for JSON and CSV, whatever was left to its default.
    fileprivate var fingerprint: String {
        JSONValue.array([customer.json, remainder, .array(lines.map(\.fingerprint))]).canonicalText
    }
}

extension RequestedLine {
    fileprivate var fingerprint: JSONValue {
        .object(known: [
            ("order", .text(order?.text)), ("sku", .string(sku.text)), ("title", .text(title)),
            ("category", .text(category?.text)), ("serial", .text(serial?.text)),
            ("quantity", .integer(Int64(quantity))), ("reason", .string(reason.rawValue)),
            ("condition", .text(condition?.rawValue)), ("note", .text(note)), ("price", unitPrice?.json),
            ("purchased_on", purchasedOn.map { .string($0.description) }),
            ("hazards", .array(hazards.map(\.rawValue).sorted().map { .string($0) })),
            ("exchange_for", .text(exchangeFor?.text)),
        ])
    }
}
