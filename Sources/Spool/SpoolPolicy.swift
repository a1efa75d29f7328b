import Glibc

/// The spool's bounds and intervals. Every one is a limit that a busy or hostile day can reach.
package struct SpoolPolicy: Sendable, Equatable {
    /// Largest file taken, in bytes.
    package var fileBytesMax: Int = 64 << 20
    /// How long a file that was not renamed in must stay unchanged, in milliseconds.
    package var settleMilliseconds: Int = 1000
    /// How long a file rests with which something did not work, such as a full disk, before it is tried again.
    package var retryMilliseconds: Int = 5_000
    /// Claimed and not yet through, at most; more wait in the drop.
    package var claimedMax: Int = 1024
    /// Names held in memory between an event or a scan and the claim, at most, of each kind.
    package var candidatesMax: Int = 16_384
    /// Subfolders of the drop that are watched, at most.
    package var stationsMax: Int = 128
    /// Every so often the drop is scanned even though nothing was announced.
    package var rescanMilliseconds: Int = 60_000
    /// The same, where announcements cannot be relied on: network file systems, no watches left.
    package var networkRescanMilliseconds: Int = 5_000
    /// Folders with such a name are a file by mistake, not a station.
    package var documentEndings: [String] = [".csv", ".json", ".xml", ".txt", ".edi", ".yaml", ".yml", ".xlsx", ".pdf"]
    /// Mode of the drop, where the spool makes it: staff may put files in, and not touch one another's.
    package var dropMode: mode_t = 0o3770
    /// Mode of the other folders, where the spool makes them.
    package var folderMode: mode_t = 0o750
    /// Mode of files the spool writes: receipts, reasons, labels.
    package var fileMode: mode_t = 0o640
    /// How safe the reason beside a rejected file is when the power fails.
    package var reasonDurability: Durability = .synced

    package init() {}

    var settle: Monotonic.Span { .milliseconds(settleMilliseconds) }
}
