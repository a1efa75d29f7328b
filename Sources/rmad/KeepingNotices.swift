import Logging

/// Log lines about copies of everything, and about forgetting.
extension Notices {
    static let backupMade = Notice(
        "bbc4ee4a3f0f402b9f1b92d17ab863b7", .notice, "backup made and verified",
        means: "`backup` lies in the folder of backups; `files` are in it, `linked` of them shared with the one before."
    )
    static let backupFailed = Notice(
        "bd371ed59c5c4b59b2b24f1f8681b612", .error, "no backup was made",
        means: "`found` says why. Older backups are as they were.",
        remedy: "Do what `found` says, then `systemctl start rmad-backup`.")
    static let backupOld = Notice(
        "f65370812f6646b5aaa23b511be9dc1c", .warning, "the newest backup is old",
        means:
            "There is no backup in `directory` newer than `backup.warn_after_hours`; `newest` is the last. Told once a "
            + "day and at each start.",
        remedy: "`systemctl status rmad-backup.timer rmad-backup.service` says what became of the last run.")
    static let erasureDone = Notice(
        "2f77390b4bb94e8a8ee8652953bcdc4f", .notice, "erased data has left the disk",
        means: "Files of `erasure` are removed, and no page of the ledger's file holds what it held.")
    static let originalsForgotten = Notice(
        "2910592134744b9d993e4ce4b7070056", .info, "originals forgotten",
        means: "The bytes of `count` originals left the ledger, by `retention.originals_days`.")

    static let aboutKeeping: (title: String, notices: [Notice]) = (
        "Copies and forgetting",
        [backupMade, backupFailed, backupOld, erasureDone, originalsForgotten]
    )
}
