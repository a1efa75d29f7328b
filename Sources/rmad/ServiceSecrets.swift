import Foundation
import Intake
import Returns
import Settings

extension House {
    /// The tracking services whose signatures are checked, with the files that hold their secrets.
    var serviceTrust: ServiceTrust {
        let folder = configuration.secretsDirectory
        let pairs = configuration.trackingServices.map { service in
            (
                service.service,
                ServiceTrust.Terms(isSignatureRequired: service.isSignatureRequired) {
                    try ServiceSecret.read("\(folder)/\(service.secretFile)", of: service.service)
                }
            )
        }
        return ServiceTrust(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }
}

/// The secret that a tracking service gave us: a file with nothing else in it.
enum ServiceSecret {
    static let bytesMax = 1_000

    static func read(_ path: String, of service: TrackingService) throws -> [UInt8] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw Unusable(path: path, found: "it cannot be read", remedy: "Make it, for the user that rmad runs as.")
        }
        let text = String(bytes: data, encoding: .utf8)?.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let text, !text.isEmpty, text.utf8.count <= bytesMax, !text.contains(where: \.isNewline) else {
            throw Unusable(
                path: path, found: "it holds no secret",
                remedy: "Write the secret into it, on one line and nothing else.")
        }
        switch service {
        // EasyPost signs with the compatibility decomposition of what was typed.
        case .easypost: return Array(text.decomposedStringWithCompatibilityMapping.utf8)
        case .shippo, .aftership, .shipengine: return Array(text.utf8)
        }
    }

    /// What is wrong with the file; never what it holds.
    struct Unusable: Error, CustomStringConvertible {
        let path: String
        let found: String
        let remedy: String
        var description: String { "\(path): \(found). \(remedy)" }
    }
}
