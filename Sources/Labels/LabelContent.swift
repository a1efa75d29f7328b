import Messages
import Returns

/// Everything that one parcel label says. Foreign text may stand in every field: it is made printable
/// (`PrintableText`) where the label is laid out, so no caller has to clean anything.
package struct LabelContent: Sendable, Equatable {
    /// More marks than this never stand on one parcel; the rest would not be read.
    package static let marksMax = 4

    package var rma: RMANumber
    package var brand: Brand
    package var from: Party
    package var to: Party
    package var code: ParcelCode
    /// What the QR code opens; nil leaves it out. At most `SymbolEncoder.linkBytesMax` bytes of UTF-8.
    package var trackingURL: String?
    /// Whose parcel it is: `DHL`; nil where that is not known yet.
    package var carrier: String?
    /// How it travels, as the carrier names it: `DHL Paket`, `Ground`.
    package var service: String?
    /// Dock, zone or desk where the warehouse wants the parcel.
    package var routing: String?
    /// What is inside, in one line: `2 × Desk lamp, 1 × Cable`.
    package var summary: String?
    /// The same one by one: where they have no room together, what is left out is counted.
    package var goods: [String] = []
    /// Words that must be on the parcel: `Restricted Electronic Device`.
    package var marks: [String]
    /// Which desk asked for the label.
    package var station: String?
    /// This parcel of how many; both from 1.
    package var piece: Piece
    /// The last day on which the label is good.
    package var expires: CalendarDate?
    package var language: Language
    /// Printed large beside the address where this is not the first print: `COPY`. Nil on the first.
    package var copyMark: String?
    /// Goes into the PDF's metadata, so that the same content always gives the same bytes.
    package var madeAt: Instant

    package init(
        rma: RMANumber, brand: Brand, from: Party, to: Party, code: ParcelCode, trackingURL: String? = nil,
        carrier: String? = nil, service: String? = nil, routing: String? = nil, summary: String? = nil,
        marks: [String] = [],
        station: String? = nil, piece: Piece = .single, expires: CalendarDate? = nil,
        language: Language = .english, copyMark: String? = nil, madeAt: Instant
    ) {
        self.rma = rma
        self.brand = brand
        self.from = from
        self.to = to
        self.code = code
        self.trackingURL = trackingURL
        self.carrier = carrier
        self.service = service
        self.routing = routing
        self.summary = summary
        self.marks = marks
        self.station = station
        self.piece = piece
        self.expires = expires
        self.language = language
        self.copyMark = copyMark
        self.madeAt = madeAt
    }

    /// Who sends or receives the parcel.
    package struct Party: Sendable, Equatable {
        package var name: String
        package var address: PostalAddress?

        package init(name: String, address: PostalAddress?) {
            self.name = name
            self.address = address
        }
    }

    /// The number of this parcel among those of one return.
    package struct Piece: Sendable, Equatable {
        package static let single = Piece(1, of: 1)
        package var number: Int
        package var count: Int

        package init(_ number: Int, of count: Int) {
            self.number = number
            self.count = count
        }
    }
}
