import Foundation
import Settings

/// Makes the directories that are not the spool's own: for the ledger and the secrets, readable by rmad alone.
enum FileTree {
    static func prepare(_ configuration: Configuration) throws {
        let ledger = URL(fileURLWithPath: configuration.ledger.file).deletingLastPathComponent().path
        for directory in [configuration.spool.directory, ledger, configuration.secretsDirectory] {
            guard !FileManager.default.fileExists(atPath: directory) else { continue }
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        }
        if FileManager.default.isWritableFile(atPath: configuration.secretsDirectory) {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o700], ofItemAtPath: configuration.secretsDirectory)
        }
    }
}
