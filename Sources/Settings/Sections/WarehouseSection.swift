import Returns

/// The places that take goods back: the list `warehouses`.
enum WarehouseSection {
    static let warehousesMax = 200

    /// - Returns: nil where something is wrong with them: then nothing is compared with their names.
    static func read(_ map: MapReader, brand: String) -> [Warehouse]? {
        let warehouses = map.list(
            "warehouses", "The places that take goods back, one of them with 'default: true'.",
            counts: 1...warehousesMax
        ) { entry, _ in warehouse(entry, brand: brand) }
        let before = map.reading.problems.count
        if map.isSound("warehouses") { check(warehouses, map) }
        return map.isSound("warehouses") && map.reading.problems.count == before ? warehouses : nil
    }

    private static func warehouse(_ map: MapReader, brand: String) -> Warehouse? {
        let name: WarehouseName? = map.required("name", .name("name of the warehouse"), "By which the policy calls it.")
        let title = map.optional("title", .text(80), "The name on the label; the brand's name without it.")
        let lines = map.required(
            "lines", Form<String>.text(60).list(1...PostalAddress.linesMax), "Street and building, as on a parcel.")
        let city = map.required("city", .text(60), "City.")
        let region = map.optional("region", .text(40), "State or province, where the country's addresses have one.")
        let postalCode = map.optional(
            "postal_code", .text(16), "Postal code, in quotation marks where it begins with 0.")
        let country = map.required("country", .country, "Country.")
        let isDefault = map.value(
            "default", .flag, default: false, "Takes every return that the policy sends nowhere else.")
        guard let name, let lines, let city, let country else { return nil }
        let address = PostalAddress(
            lines: lines, city: city, region: region, postalCode: postalCode, country: country)
        return Warehouse(name: name, title: title ?? brand, address: address, isDefault: isDefault)
    }

    private static func check(_ warehouses: [Warehouse], _ map: MapReader) {
        let place = map.place(of: "warehouses")
        var names: Set<WarehouseName> = []
        for warehouse in warehouses where !names.insert(warehouse.name).inserted {
            map.reading.report(
                place, found: "two warehouses named '\(warehouse.name)'", expected: "a name of its own for each",
                remedy: "rename one")
        }
        guard names.count == warehouses.count else { return }
        let defaults = warehouses.filter(\.isDefault)
        guard defaults.count != 1 else { return }
        let found = defaults.isEmpty ? "none" : defaults.map { "'\($0.name)'" }.joined(separator: ", ")
        map.reading.report(
            place, found: "\(found) with 'default: true'", expected: "exactly one default warehouse",
            remedy: defaults.isEmpty ? "add 'default: true' to one" : "leave it at one of them")
    }
}
