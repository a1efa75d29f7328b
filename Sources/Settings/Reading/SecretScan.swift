import Yams

/// Looks for secrets in a configuration file, where they do not belong: such files are shown, mailed and
/// committed. The value itself is never repeated.
enum SecretScan {
    private static let keys: Set<String> = [
        "password", "passwd", "passphrase", "secret", "token", "api_key", "apikey", "private_key", "secret_key",
        "access_key", "client_secret", "signing_key", "whsec", "credentials",
    ]
    private static let keyEndings = ["_password", "_secret", "_token", "_api_key", "_private_key"]
    private static let valueBeginnings = ["whsec_", "-----BEGIN", "sk_live_", "Bearer "]

    /// Bounded by the parser, which refuses deeper nesting than libyaml's limit.
    static func scan(_ node: Node, _ reading: Reading, key: String = "") {
        switch node {
        case .scalar(let scalar):
            if valueBeginnings.contains(where: scalar.string.hasPrefix) || holdsPassword(scalar.string) {
                refuse(node, key, reading)
            }
        case .sequence(let items):
            for (index, item) in items.enumerated() { scan(item, reading, key: "\(key)[\(index + 1)]") }
        case .mapping(let pairs):
            for (name, value) in pairs {
                let text = name.scalar?.string.lowercased() ?? ""
                let path = key.isEmpty ? text : "\(key).\(text)"
                let isSecretKey = keys.contains(text) || keyEndings.contains(where: text.hasSuffix)
                if isSecretKey, value.scalar != nil, !value.isNothing {
                    refuse(value, path, reading)
                } else {
                    scan(value, reading, key: path)
                }
            }
        case .alias: break
        }
    }

    /// `https://user:password@host`.
    private static func holdsPassword(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://") else { return false }
        let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return authority.prefix { $0 != "@" }.contains(":") && authority.contains("@")
    }

    private static func refuse(_ node: Node, _ key: String, _ reading: Reading) {
        reading.reportSecret(
            Place(node, key), expected: "no secrets in configuration files",
            remedy: "put it into a file of its own in the secrets directory (mode 0600) and name that file, "
                + "then replace the secret: it has been in the open")
    }
}
