import Foundation
import Glibc
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
        let text = String(bytes: try content(path), encoding: .utf8)?.trimmingCharacters(in: .whitespacesAndNewlines)
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

    /// The beginning of a regular file that is its owner's alone; never a pipe, which would hold the reader.
    private static func content(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Unusable(path: path, found: "it cannot be read", remedy: "Make it, for the user that rmad runs as.")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Unusable(path: path, found: "it is no regular file", remedy: "Write the secret into a file.")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Unusable(path: path, found: "other users may read it", remedy: "chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: 4 * bytesMax)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else {
            throw Unusable(path: path, found: "it cannot be read", remedy: "Look at the disk.")
        }
        return Array(bytes[..<count])
    }

    /// What is wrong with the file; never what it holds.
    struct Unusable: Error, CustomStringConvertible {
        let path: String
        let found: String
        let remedy: String
        var description: String { "\(path): \(found). \(remedy)" }
    }
}
