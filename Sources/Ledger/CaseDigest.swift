import Digests
import JSONText
import Returns

extension StoredCase {
    /// The digest of everything that the ledger holds of a return. It stands in the newest event, so a row that is
    /// altered later, in whatever column, is noticed.
    var digest: Digest {
        let one = self.case
        let content = JSONValue.object(known: [
            ("id", .integer(id)), ("number", .string(one.number.text)), ("state", .string(one.state.rawValue)),
            ("valid_until", one.validUntil.map { .string($0.description) }), ("token", .string(token)),
            ("created_at", .integer(createdAt.milliseconds)), ("customer", customer.json),
            ("language", .string(language.rawValue)), ("request", request), ("decision", decision),
            ("edition", .string(policyEdition)), ("document", .integer(document)),
            ("lines", .array(one.lines.map(\.json))), ("shipments", .array(one.shipments.map(\.json))),
            ("brand", .text(brand?.text)),
            ("resolutions", one.resolutions.isEmpty ? nil : .array(one.resolutions.map(\.json))),
            // Only where there are some: digests of returns from before there were any stay as they are.
            ("units", one.units.isEmpty ? nil : .array(one.units.map(\.json))),
            ("denials", one.denials.isEmpty ? nil : .array(one.denials.map(\.json))),
        ])
        return Digest(of: content.canonicalText.utf8)
    }
}

extension CaseLine {
    fileprivate var json: JSONValue {
        let counts = [
            line.requested, line.authorized, line.received, line.accepted, line.rejected, line.missing, line.extra,
            line.settled,
        ]
        return .object(known: [
            ("line", .integer(Int64(number))), ("order", .text(product.order?.text)),
            ("sku", .string(product.sku.text)),
            ("title", .text(product.title)), ("category", .text(product.category?.text)),
            ("serial", .text(product.serial?.text)), ("reason", .string(product.reason.rawValue)),
            ("condition", .text(product.condition?.rawValue)), ("note", .text(product.note)),
            ("hazards", .array(product.hazards.map(\.rawValue).sorted().map { .string($0) })),
            ("price", product.unitPrice?.json), ("purchased_on", product.purchasedOn.map { .string($0.description) }),
            ("fee", .integer(fee?.minor ?? 0)), ("destination", .text(destination?.text)),
            ("counts", .array(counts.map { .integer(Int64($0)) })), ("receipt", .string(line.receipt.rawValue)),
            ("verdict", .string(line.verdict.rawValue)), ("disposition", .string(line.disposition.rawValue)),
            ("resolution", .string(line.resolution.rawValue)),
            // Only where there are any: digests of returns that were written before there were stay as they are.
            ("spread", spread == LineSpread() ? nil : spread.json), ("advance", advance?.json),
        ])
    }
}

extension Shipment {
    fileprivate var json: JSONValue {
        .object(known: [
            ("shipment", .integer(Int64(number))), ("code", .string(code.text)), ("warehouse", .string(warehouse.text)),
            // Only where it is new: digests of returns that were written before there were others stay as they are.
            ("scheme", code.scheme == .carrier ? .string(code.scheme.rawValue) : nil),
            ("state", .string(state.rawValue)), ("carrier", .text(carrier?.text)), ("tracking", .text(tracking?.text)),
            ("moved_at", movedAt.map { .integer($0.milliseconds) }),
            // Not when the estimate was given: a carrier that says the same again leaves no event.
            ("estimated_delivery", estimatedDelivery.map { .string($0.description) }),
            ("history", history.flatMap { Digest(bytes: $0) }.map { .string($0.description) }),
        ])
    }
}

extension LineSpread {
    fileprivate var json: JSONValue {
        .object(known: [
            ("discount", .integer(discount)), ("shipping", .integer(shipping)), ("postage", .integer(postage)),
            ("tax", tax.map { .integer($0) }),
        ])
    }
}

extension ResolutionOrder {
    fileprivate var json: JSONValue {
        .object(known: [
            ("order", .integer(Int64(number))), ("line", .integer(Int64(line))),
            ("first_unit", .integer(Int64(units.lowerBound))), ("units", .integer(Int64(units.count))),
            ("kind", .string(kind.rawValue)), ("breakdown", breakdown?.json), ("state", .string(state.rawValue)),
            ("attempt", .integer(Int64(attempt))), ("reference", .text(reference?.text)), ("paid", paid?.json),
            ("denial", denial.map { .integer(Int64($0)) }), ("charge", charge?.json),
        ])
    }
}
