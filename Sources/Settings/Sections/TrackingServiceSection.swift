import Returns

/// What is known of one tracking service: how its messages are believed.
package struct TrackingServiceSettings: Sendable, Equatable {
    package var service: TrackingService
    /// A file in the secrets directory.
    package var secretFile: String
    package var isSignatureRequired: Bool
}

/// The services that hand us what carriers say: the list `tracking_services`.
enum TrackingServiceSection {
    static func read(_ map: MapReader) -> [TrackingServiceSettings] {
        let services = map.list(
            "tracking_services",
            "Services that sign what they send: EasyPost, Shippo, AfterShip. Their messages are taken from the drop "
                + "without this, too; a signed one needs its secret here.",
            counts: 0...TrackingService.allCases.count
        ) { entry, _ in service(entry) }
        guard map.isSound("tracking_services") else { return services }
        for (index, one) in services.enumerated()
        where services[..<index].contains(where: { $0.service == one.service }) {
            map.reading.report(
                map.place(ofItem: index, in: "tracking_services"), found: "\(one.service.rawValue) a second time",
                expected: "each service once", remedy: "take one of the two out")
        }
        return services
    }

    /// Those that sign with a secret that is shared.
    private enum Signing: String, CaseIterable { case easypost, shippo, aftership }

    private static func service(_ map: MapReader) -> TrackingServiceSettings? {
        let name = map.required(
            "service", Form<Signing>.choice, "Which one. ShipEngine signs with keys of its own, which are not checked.")
        let file = map.required(
            "secret_file", .path, "The file with its webhook secret alone, in the secrets directory, mode 0600.")
        let isRequired = map.value(
            "require_signature", .flag, default: false, "Refuse its messages where they come without a signature.")
        guard let name, let file, let service = TrackingService(rawValue: name.rawValue) else { return nil }
        guard !file.contains("/") else {
            map.reading.report(
                map.place(of: "secret_file"), found: "'\(file)'", expected: "the name of a file, without a folder",
                remedy: "put the file into the secrets directory and write its name")
            return nil
        }
        return TrackingServiceSettings(service: service, secretFile: file, isSignatureRequired: isRequired)
    }
}
