/// High-water marks: at one of them nothing is taken from the drop.
package struct LimitSettings: Sendable, Equatable {
    package var deliveriesOwedMax = 5_000_000
    package var papersOwedMax = 20_000
    package var exportsOwedMax = 100_000
    /// How long one commit may last.
    package var commitMilliseconds = 15_000
    /// The write-ahead log beside the ledger.
    package var logBytesMax = 1 << 30
    /// The ledger's own file; nil: as large as the disk lets it.
    package var ledgerBytesMax: Int?
    package var diskBytesMin = 256 << 20
    /// In hundredths; nil: bytes alone count.
    package var diskPercentMin: Int?
    package var diskInodesMin = 10_000
    /// How far a level must have come back from its mark, in percent of it.
    package var resumePercent = 80

    package init() {}
}

/// The keys of `limits`.
enum LimitSection {
    static func read(_ map: MapReader) -> LimitSettings {
        var limits = LimitSettings()
        map.read(
            "deliveries_owed_max", .integer(100...100_000_000), into: &limits.deliveriesOwedMax,
            "Deliveries owed to endpoints that take them. What is owed to one that is disabled, or that has taken "
                + "nothing for an hour, is kept and not counted: it holds nobody's returns up.")
        map.read(
            "papers_owed_max", .integer(1...10_000_000), into: &limits.papersOwedMax,
            "Sets of papers that are not made yet.")
        map.read(
            "exports_owed_max", .integer(1...10_000_000), into: &limits.exportsOwedMax,
            "Files for the shop or the ERP that are not written yet.")
        map.read(
            "commit_ms_max", .integer(100...600_000), into: &limits.commitMilliseconds,
            "Milliseconds that one commit to the ledger lasts: the disk hangs, or is far too slow.")
        map.read(
            "ledger_log_bytes_max", .integer(1_048_576...1_099_511_627_776), into: &limits.logBytesMax,
            "Bytes of the write-ahead log beside the ledger. It grows while somebody reads for long.")
        map.read(
            "ledger_bytes_max", .integer(1_048_576...1_099_511_627_776_000), into: &limits.ledgerBytesMax,
            "Bytes of the ledger's file. None: as large as the disk lets it.")
        map.read(
            "disk_free_bytes_min", .integer(0...1_099_511_627_776_000), into: &limits.diskBytesMin,
            "Bytes that must stay free on the disks of the spool and of the ledger. Clock, webhooks, papers and "
                + "receipts live on what is left; several of the largest files must fit.")
        map.read(
            "disk_free_percent_min", .percent, into: &limits.diskPercentMin,
            "The same in percent of the disk; where both are given, the larger one counts.")
        map.read(
            "disk_free_inodes_min", .integer(0...1_000_000_000), into: &limits.diskInodesMin,
            "Files that the disks must have room for, where the file system counts them.")
        map.read(
            "resume_percent", .integer(10...99), into: &limits.resumePercent,
            "The low-water mark, in percent of the high one: work that is owed must fall to so much of its mark; room "
                + "on a disk must rise until its mark is so much of it.")
        return limits
    }
}
