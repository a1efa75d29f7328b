/// Who sends goods back. In a request every field but the name may be missing; a `customer` document
/// gives them once for all.
package struct Customer: Sendable, Equatable {
    package var number: CustomerNumber?
    package var name: String?
    package var company: String?
    package var email: String?
    package var phone: String?
    package var language: Language?
    package var tier: Tier?
    package var address: PostalAddress?

    package init(
        number: CustomerNumber? = nil, name: String? = nil, company: String? = nil, email: String? = nil,
        phone: String? = nil, language: Language? = nil, tier: Tier? = nil, address: PostalAddress? = nil
    ) {
        self.number = number
        self.name = name
        self.company = company
        self.email = email
        self.phone = phone
        self.language = language
        self.tier = tier
        self.address = address
    }
}

/// A postal address; lines as they are written on a parcel.
package struct PostalAddress: Sendable, Equatable {
    package static let linesMax = 4

    /// Street, building, floor: 1...`linesMax` lines.
    package var lines: [String]
    package var city: String
    package var region: String?
    package var postalCode: String?
    /// ISO 3166-1 alpha-2, upper case.
    package var country: String

    package init(
        lines: [String], city: String, region: String? = nil, postalCode: String? = nil, country: String
    ) {
        self.lines = lines
        self.city = city
        self.region = region
        self.postalCode = postalCode
        self.country = country
    }
}
