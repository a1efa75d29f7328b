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

    package var brand: String
    package var contact: Contact
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
        brand: String, contact: Contact, warehouses: [WarehouseName: Place], service: String, papers: PaperPaths,
        dotsPerInch: Int, font: String, catalogue: Catalogue, link: TrackingLink,
        now: @escaping @Sendable () -> Instant, chance: @escaping @Sendable () -> Double
    ) {
        self.brand = brand
        self.contact = contact
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
}
