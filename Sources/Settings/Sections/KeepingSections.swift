/// What is copied and what is forgotten: the keys of `backup` and `retention`.
enum KeepingSections {
    static func backup(_ map: MapReader, paths: PathResolver) -> BackupSettings {
        BackupSettings(
            directory: paths.state(
                map.value(
                    "directory", .path, default: "/var/backups/rmad",
                    "Where `rmad backup` puts its folders, and where the daemon looks for the newest one.")),
            keepDaily: map.value(
                "keep_daily", .integer(1...3650), default: 7, "The newest backup of so many days stays."),
            keepWeekly: map.value(
                "keep_weekly", .integer(0...520), default: 5, "The newest backup of so many weeks stays."),
            keepMonthly: map.value(
                "keep_monthly", .integer(0...120), default: 12, "The newest backup of so many months stays."),
            warnAfterHours: map.value(
                "warn_after_hours", .integer(0...8760), default: 48,
                "Hours after which the log warns, once a day, that there is no newer backup. 0: it does not."))
    }

    static func retention(_ map: MapReader) -> RetentionSettings {
        RetentionSettings(
            originalsDays: map.optional(
                "originals_days", .integer(30...36_500),
                "Days after which the bytes of files leave the ledger, with rows that were given back and the reasons; "
                    + "what they became stays. Never if not given."),
            personalDataDays: map.optional(
                "personal_data_days", .integer(30...36_500),
                "Days after the end of a return after which names, addresses and what people wrote are erased from it, "
                    + "and then who its customer is; goods, amounts and days stay. Never if not given."))
    }
}

extension RetentionSettings {
    /// Bytes that the ledger has forgotten lie in the archive for longer.
    func warning(archiveDays: Int, file: String) -> ConfigurationProblem? {
        guard let originalsDays, archiveDays > originalsDays else { return nil }
        return ConfigurationProblem(
            file: file, key: "spool.archive_days", found: "\(archiveDays)",
            expected: "at most retention.originals_days, \(originalsDays)",
            remedy: "lower it: what the ledger forgets lies in the archive for \(archiveDays) days")
    }
}
