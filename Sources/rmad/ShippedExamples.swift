import Settings

/// What of the shipped configuration is an example and would reach customers as it stands: numbers that belong to
/// nobody here, links that lead nowhere, a telephone that nobody answers. None of it keeps a daemon from being tried
/// out.
struct ShippedExamples {
    let configuration: Configuration

    /// The prefix that GS1 uses in its own examples.
    private static let examplePrefix = "0614141"
    private static let examplePhone = "+49 30 5550100"

    func findings() -> [Check.Finding] {
        (ranges() + addresses() + contacts()).map { Check.Finding(.warning, $0) }
    }

    private func ranges() -> [String] {
        configuration.labels.ranges.compactMap { range in
            guard case .sscc(_, Self.examplePrefix) = range.scheme else { return nil }
            return
                "labels.ranges \(range.name): \(Self.examplePrefix) is GS1's example, and its numbers are not yours: "
                + "carriers may refuse the labels. Write your own `company_prefix`."
        }
    }

    private func addresses() -> [String] {
        let own = [("tracking.base_url", configuration.tracking.baseURL)]
        let brands = configuration.brands.map { ("brands \($0.title): tracking_base_url", $0.trackingBaseURL ?? "") }
        return (own + brands).compactMap { key, url in
            guard let host = Self.host(of: url), Self.isNobodys(host) else { return nil }
            return
                "\(key): the QR code on every label leads to \(host), where no customer gets. Write your own address."
        }
    }

    private func contacts() -> [String] {
        var warnings: [String] = []
        for contact in [configuration.contact] + configuration.brands.map(\.contact) {
            if contact.phone == Self.examplePhone {
                warnings.append(
                    "contact.phone: \(Self.examplePhone) is an example; it stands on every paper. Write yours.")
            }
            if let email = contact.email, let host = email.split(separator: "@").last, Self.isNobodys(String(host)) {
                warnings.append("contact.email: \(email) is an example; it stands on every paper. Write yours.")
            }
        }
        return warnings.enumerated().filter { warnings.firstIndex(of: $1) == $0 }.map(\.element)
    }

    private static func host(of url: String) -> String? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        return url[scheme.upperBound...].split(whereSeparator: { "/:?#".contains($0) }).first.map { $0.lowercased() }
    }

    /// Names that RFC 6761 and RFC 2606 give to nobody, and this machine itself.
    private static func isNobodys(_ host: String) -> Bool {
        let ends = ["localhost", "example", "invalid", "test", "example.com", "example.org", "example.net"]
        return host.hasPrefix("127.") || ends.contains { host == $0 || host.hasSuffix("." + $0) }
    }
}
