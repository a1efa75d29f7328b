/// An identifier that somebody outside gave to a `Subject`: an order number, a SKU, a customer number.
///
/// The phantom type keeps identifiers of different things apart, so that an order number can never be
/// looked up as a serial number. The text is kept exactly as it was written, trimmed of white space at
/// both ends; it holds 1 to `bytesMax` bytes of UTF-8 and no control character.
package struct Name<Subject>: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The longest identifier that we keep, in bytes of UTF-8. GS1 and the large shops stay below 50.
    package static var bytesMax: Int { 120 }

    package let text: String

    /// - Returns: nil when the text is empty, longer than `bytesMax` or holds a control character.
    package init?(_ text: some StringProtocol) {
        let trimmed = text.trimmingWhitespace()
        guard !trimmed.isEmpty, trimmed.utf8.count <= Self.bytesMax,
            !trimmed.unicodeScalars.contains(where: \.isControl)
        else { return nil }
        self.text = String(trimmed)
    }

    /// For text that has already been validated once: our own rows and constants.
    package init(trusted text: String) { self.text = text }

    package var description: String { text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

package enum OrderSubject {}
package enum CustomerSubject {}
package enum ProductSubject {}
package enum SerialSubject {}
package enum EndpointSubject {}
package enum StationSubject {}
package enum WarehouseSubject {}
package enum CarrierSubject {}
package enum TrackingSubject {}
package enum ReferenceSubject {}
package enum CategorySubject {}
package enum ChannelSubject {}
package enum TierSubject {}
package enum DeliverySubject {}
package enum ActorSubject {}
package enum BrandSubject {}

/// The shop's number of an order.
package typealias OrderNumber = Name<OrderSubject>
/// The shop's number of a customer.
package typealias CustomerNumber = Name<CustomerSubject>
/// A stock keeping unit or GTIN, as the shop writes it.
package typealias SKU = Name<ProductSubject>
/// The manufacturer's serial number of one unit.
package typealias SerialNumber = Name<SerialSubject>
/// The name by which the operator knows a webhook endpoint.
package typealias EndpointName = Name<EndpointSubject>
/// A subfolder of the drop directory: the desk, dock or system that the file came from.
package typealias StationName = Name<StationSubject>
/// The configured name of a warehouse that takes goods back.
package typealias WarehouseName = Name<WarehouseSubject>
/// A carrier's name, lower case: `dhl`, `ups`.
package typealias CarrierName = Name<CarrierSubject>
/// A carrier's number for one parcel.
package typealias TrackingNumber = Name<TrackingSubject>
/// The sender's own identifier of a request: the same reference never makes a second RMA.
package typealias Reference = Name<ReferenceSubject>
/// A product category, as the policy names it.
package typealias Category = Name<CategorySubject>
/// A sales channel, as the policy names it: `web`, `store`, `marketplace`.
package typealias Channel = Name<ChannelSubject>
/// A customer tier, as the policy names it: `standard`, `gold`.
package typealias Tier = Name<TierSubject>
/// A brand under which the shop sells, as the configuration names it.
package typealias BrandName = Name<BrandSubject>
/// The `webhook-id` of a delivery.
package typealias DeliveryID = Name<DeliverySubject>
/// Who did something: `policy`, `staff:maria`, `carrier:dhl`, `clock`.
package typealias Actor = Name<ActorSubject>

extension StringProtocol {
    /// The text without white space at both ends.
    package func trimmingWhitespace() -> SubSequence {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return rest
    }
}

extension Unicode.Scalar {
    /// C0 and C1 controls and DEL: nothing that a person can mean in a name.
    package var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// The embeddings, overrides and isolates of the bidirectional algorithm (UAX #9). They can make a
    /// name show as another one, so they are taken out of what we print.
    package var isBidirectionalControl: Bool {
        (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
            || value == 0x200E || value == 0x200F || value == 0x061C
    }
}
