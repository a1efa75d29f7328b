import Foundation
import Testing

/// What suites about backups share.
protocol BackupPlaces {}

extension BackupPlaces {
    func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    func folder(_ site: Site, _ name: String) -> String { site.folder.appending(path: name).path }

    func newest(_ backups: String) throws -> String {
        "\(backups)/" + (try #require(try names(backups).filter { $0.hasPrefix("rmad-") }.last))
    }
}
