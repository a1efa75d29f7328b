import Returns

/// Under which names we appear: the keys of `brand` and `brands`.
enum BrandSection {
    static let brandsMax = 50
    static let channelsMax = 100

    /// What the two sections say, before the contact that stands for what they leave out is known.
    struct Draft {
        var brands: [(brand: BrandSettings, contact: ContactOverride)]

        /// On labels whose warehouse has no title of its own.
        var defaultTitle: String { (brands.first { $0.brand.isDefault } ?? brands[0]).brand.title }

        func brands(contact: ContactSettings) -> [BrandSettings] {
            brands.map { brand, own in
                var whole = brand
                whole.contact = own.over(contact)
                return whole
            }
        }
    }

    static func read(_ map: MapReader, paths: PathResolver) -> Draft {
        let one = map.section("brand", "How papers and pages look, for a house with one brand.") {
            BrandSettings(
                name: nil,
                title: $0.value("name", .text(80), default: "Example Shop", "The name on labels, papers and pages."),
                look: look($0, paths))
        }
        let several = map.list(
            "brands", "The brands of a house that has several; left out, 'brand' stands for the only one.",
            counts: 0...brandsMax
        ) { entry, _ in brand(entry, paths) }
        guard !several.isEmpty else { return Draft(brands: [(one, ContactOverride())]) }
        if map.isGiven("brand") {
            map.reading.report(
                map.place(of: "brand"), found: "'brand' beside 'brands'", expected: "one of the two",
                remedy: "write this brand as an entry of 'brands' and take 'brand' out")
        }
        var brands = several
        if brands.count == 1 { brands[0].brand.isDefault = true }
        if map.isSound("brands") { check(brands.map(\.brand), map) }
        return Draft(brands: brands)
    }

    private static func brand(
        _ map: MapReader, _ paths: PathResolver
    ) -> (brand: BrandSettings, contact: ContactOverride)? {
        let name: BrandName? = map.required(
            "name", .name("name of the brand"), "By which documents, webhooks and logs call it. Keep it.")
        let title = map.required("title", .text(80), "The name on labels, papers and pages.")
        let look = look(map, paths)
        let channels = map.value(
            "channels", Form<Channel>.name("sales channel").list(0...channelsMax), default: [],
            "Sales channels, as orders name them: their returns are this brand's.")
        let baseURL = map.optional(
            "tracking_base_url", .webAddress,
            "The address of this brand's tracking pages; `tracking.base_url` without it.")
        if let baseURL { OpenAddress.warn(baseURL, map, "tracking_base_url") }
        let contact = map.section("contact", "Whom this brand's customers reach; what is left out is the house's.") {
            ContactOverride($0)
        }
        let isDefault = map.value(
            "default", .flag, default: false, "For returns that name no brand and come through no channel of another.")
        guard let name, let title else { return nil }
        var brand = BrandSettings(name: name, title: title, look: look)
        brand.channels = channels
        brand.trackingBaseURL = baseURL
        brand.isDefault = isDefault
        return (brand, contact)
    }

    private static func look(_ map: MapReader, _ paths: PathResolver) -> BrandSettings.Look {
        let colour = map.optional(
            "colour", .colour, "The colour of headings on papers and pages; black without it.")
        let path = map.optional(
            "logo", .path, "A picture for labels, papers and pages: SVG or PNG, at most \(LogoFile.bytesMax) bytes.")
        guard let path else { return BrandSettings.Look(colour: colour, logo: nil) }
        do throws(TextFile.ReadError) {
            return BrandSettings.Look(colour: colour, logo: try LogoFile(path: paths.beside(path)))
        } catch {
            map.reading.report(
                map.place(of: "logo"), found: "\(path): \(error.found)",
                expected: "an SVG or PNG file of at most \(LogoFile.bytesMax) bytes",
                remedy: "correct the path, or save the picture as SVG or PNG and smaller")
            return BrandSettings.Look(colour: colour, logo: nil)
        }
    }

    private static func check(_ brands: [BrandSettings], _ map: MapReader) {
        var names: Set<BrandName> = []
        var owners: [Channel: BrandName] = [:]
        for (index, brand) in brands.enumerated() {
            guard let name = brand.name else { continue }
            let place = map.place(ofItem: index, in: "brands")
            if !names.insert(name).inserted {
                map.reading.report(
                    place, found: "two brands named '\(name)'", expected: "a name of its own for each",
                    remedy: "rename one")
            }
            for channel in brand.channels {
                if let owner = owners.updateValue(name, forKey: channel), owner != name {
                    map.reading.report(
                        place, found: "channel '\(channel)' of the brands '\(owner)' and '\(name)'",
                        expected: "each channel once", remedy: "leave it at one of them")
                }
            }
        }
        let defaults = brands.filter(\.isDefault)
        guard defaults.count != 1 else { return }
        let found =
            defaults.isEmpty ? "none" : defaults.compactMap { $0.name.map { "'\($0)'" } }.joined(separator: ", ")
        map.reading.report(
            map.place(of: "brands"), found: "\(found) with 'default: true'", expected: "exactly one default brand",
            remedy: defaults.isEmpty ? "add 'default: true' to one" : "leave it at one of them")
    }
}

/// What a brand says of its own contact.
struct ContactOverride {
    var desk: String?
    var phone: String?
    var email: String?
    var hours: [OpeningTime] = []
    var timeZone: String?

    init() {}

    init(_ map: MapReader) {
        desk = map.optional("desk", .text(80), "Whom the customer asks for.")
        phone = map.optional("phone", .phone, "The number on everything that a customer gets.")
        email = map.optional("email", .email, "The address on everything that a customer gets.")
        hours = map.list("hours", "When somebody answers.", counts: 0...14) { entry, _ in
            SiteSections.openingTime(entry)
        }
        timeZone = map.optional("time_zone", .timeZone, "Of the opening hours.")
    }

    func over(_ house: ContactSettings) -> ContactSettings {
        ContactSettings(
            desk: desk ?? house.desk, phone: phone ?? house.phone, email: email ?? house.email,
            hours: hours.isEmpty ? house.hours : hours, timeZone: timeZone ?? house.timeZone)
    }
}
