import Backups
import Logging
import Returns
import Settings

/// Whether there is a backup that is new enough, once a day.
struct BackupWatch {
    let house: House
    let log: Logger

    func look() throws {
        let settings = house.configuration.backup
        let folder = BackupFolder(path: settings.directory)
        // Where backups go elsewhere, or nowhere yet, there is no folder.
        guard settings.warnAfterHours > 0, folder.isThere else { return }
        let newest = try folder.newest()
        let oldest = house.now().adding(milliseconds: -Int64(settings.warnAfterHours) * 3_600_000)
        guard (newest ?? Instant(milliseconds: 0)) < oldest else { return }
        log.note(
            Notices.backupOld,
            ["directory": "\(settings.directory)", "newest": "\(newest.map { "\($0)" } ?? "none")"])
    }
}
