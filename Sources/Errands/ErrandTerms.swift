import Labels
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
        /// Name, colour and logo, as sheets show them.
        package var drawn: Labels.Brand
        /// `#RRGGBB`, or nil for plain black.
        package var colour: String?
        /// The logo inside the HTML page.
        package var logoDataURI: String?
        package var contact: Contact

        package var title: String { drawn.name }

        package init(drawn: Labels.Brand, colour: String? = nil, logoDataURI: String? = nil, contact: Contact) {
            self.drawn = drawn
            self.colour = colour
            self.logoDataURI = logoDataURI
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
    /// Of the label printers.
    package var density: DotDensity
    /// What is in them: `fourBySix` or `a6`.
    package var stock: LabelStock
    /// What is in the office's printers: `a4` or `letter`.
    package var paper: LabelStock
    /// What the dock reads.
    package var staffLanguage: Language
    package var font: String
    package var catalogue: Catalogue
    package var voice: Voice
    /// Where the labels of a station's returns are printed by themselves.
    package var printers = PrinterPlan.none
    package var now: @Sendable () -> Instant
    /// From 0 to below 1; spreads retries.
    package var chance: @Sendable () -> Double

    package init(
        defaultBrand: Brand, brands: [BrandName: Brand] = [:], warehouses: [WarehouseName: Place], service: String,
        papers: PaperPaths, density: DotDensity, stock: LabelStock,
        paper: LabelStock, staffLanguage: Language, font: String, catalogue: Catalogue, voice: Voice,
        now: @escaping @Sendable () -> Instant, chance: @escaping @Sendable () -> Double
    ) {
        self.defaultBrand = defaultBrand
        self.brands = brands
        self.warehouses = warehouses
        self.service = service
        self.papers = papers
        self.density = density
        self.stock = stock
        self.paper = paper
        self.staffLanguage = staffLanguage
        self.font = font
        self.catalogue = catalogue
        self.voice = voice
        self.now = now
        self.chance = chance
    }

    package func brand(of stored: StoredCase) -> Brand { stored.brand.flatMap { brands[$0] } ?? defaultBrand }
}
