import Ledger
import Messages
import Returns

/// What the papers and deliveries say beside what the ledger knows: the house's names, words and addresses.
package struct ErrandTerms: Sendable {
    package struct Place: Sendable {
        package var title: String
        package var address: PostalAddress

        package init(title: String, address: PostalAddress) {
            self.title = title
            self.address = address
        }
    }

    package struct Contact: Sendable {
        package var desk: String
        package var phone: String?
        package var email: String?
        package var hours: [OpeningHours]
        package var timeZone: String

        package init(desk: String, phone: String?, email: String?, hours: [OpeningHours], timeZone: String) {
            self.desk = desk
            self.phone = phone
            self.email = email
            self.hours = hours
            self.timeZone = timeZone
        }
    }

    /// Under which name a return is handled, and whom its papers name.
    package struct Brand: Sendable {
        package enum Logo: Sendable, Equatable { case png([UInt8]), svg([UInt8]) }

        package var title: String
        /// `#RRGGBB`, or nil for plain black.
        package var colour: String?
        /// As it was read; whether it can be drawn is found out where it is drawn.
        package var logo: Logo?
        package var contact: Contact

        package init(title: String, colour: String? = nil, logo: Logo? = nil, contact: Contact) {
            self.title = title
            self.colour = colour
            self.logo = logo
            self.contact = contact
        }
    }

    /// For returns without a brand, and for those of a brand that the configuration has no more.
    package var defaultBrand: Brand
    package var brands: [BrandName: Brand]
    package var warehouses: [WarehouseName: Place]
    /// Printed where the policy asks for no particular service.
    package var service: String
    package var papers: PaperPaths
    /// Dots per inch of the label printers: 203 or 300.
    package var dotsPerInch: Int
    package var font: String
    package var catalogue: Catalogue
    package var link: TrackingLink
    /// Where the labels of a station's returns are printed by themselves.
    package var printers = PrinterPlan.none
    package var now: @Sendable () -> Instant
    /// From 0 to below 1; spreads retries.
    package var chance: @Sendable () -> Double

    package init(
        defaultBrand: Brand, brands: [BrandName: Brand] = [:], warehouses: [WarehouseName: Place], service: String,
        papers: PaperPaths, dotsPerInch: Int, font: String, catalogue: Catalogue, link: TrackingLink,
        now: @escaping @Sendable () -> Instant, chance: @escaping @Sendable () -> Double
    ) {
        self.defaultBrand = defaultBrand
        self.brands = brands
        self.warehouses = warehouses
        self.service = service
        self.papers = papers
        self.dotsPerInch = dotsPerInch
        self.font = font
        self.catalogue = catalogue
        self.link = link
        self.now = now
        self.chance = chance
    }

    package func brand(of stored: StoredCase) -> Brand { stored.brand.flatMap { brands[$0] } ?? defaultBrand }
}
