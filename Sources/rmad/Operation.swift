/// Something that the daemon does by itself and that may fail, as the line `cannot OPERATION SUBJECT` names it. A test
/// compares the list with what the rooms say.
struct Operation: Sendable {
    let words: String
    let means: String
    /// nil where the line's own `found` says all.
    let remedy: String?

    init(_ words: String, means: String, remedy: String? = nil) {
        self.words = words
        self.means = means
        self.remedy = remedy
    }

    static let all = files + ledger + errands + rounds

    private static let files = [
        Operation(
            "read",
            means: "A file in `work/`. It stays there and is tried again every five seconds; said once while it "
                + "lasts."),
        Operation(
            "publish",
            means:
                "A file is recorded, and its receipt or reason cannot be written. It stays in `work/` and is tried "
                + "again every five seconds; said once while it lasts. Its returns are safe; papers and webhooks go "
                + "on."),
        Operation(
            "record", means: "A file could not be recorded; nothing of it is. It stays in `work/`.",
            remedy: "It is taken up again by `rmad reload` and at the next start."),
        Operation("clear", means: "Old days of the archive cannot be removed. Tried again the next day."),
        Operation("erase files of", means: "Files that a person's data stands in are still there. Tried again."),
        Operation("begin", means: "After a reload the new shift cannot begin; the daemon ends with 69."),
    ]

    private static let ledger = [
        Operation(
            "commit to",
            means: "The disk is full or broken, another program holds the lock, or the file is gone. Whether the last "
                + "commit is on disk is not known, so the daemon ends with 69 and is started again. Nothing that has a "
                + "receipt is lost."),
        Operation("look for deliveries", means: "The ledger cannot be read. Tried again every second; webhooks wait."),
        Operation("look for owed papers", means: "The same; labels and instructions wait."),
        Operation("look for print jobs", means: "The same; printing waits."),
        Operation("write owed exports", means: "Files for `out/` cannot be written or recorded. Tried again."),
        Operation(
            "look after", means: "What time changes, such as promises and expiry, waits. Tried again in a minute."),
    ]

    private static let errands = [
        Operation("record papers", means: "Papers are made, and the ledger does not know it. They are made again."),
        Operation(
            "record attempts",
            means: "Webhooks were sent, and the ledger does not know it. They are sent again under the same ids."),
        Operation("tell of", means: "An alert about this endpoint is not on record, and is sent to nobody."),
        Operation(
            "print on", means: "A job of this printer failed within rmad. Others go on; `rmad printers` lists it."),
        Operation("note the state of", means: "`rmad printers` may show an older state of this printer."),
        Operation(
            "send as many webhooks at once as is configured",
            means: "There are too few descriptors; fewer are sent at once.",
            remedy: "Raise `LimitNOFILE`, or lower `webhooks.in_flight_max`."),
    ]

    private static let rounds = [
        Operation(
            "look at",
            means:
                "The disks, what is owed, number ranges or backups, as the subject says, cannot be looked at. Their "
                + "marks and alarms rest meanwhile; said once while it lasts."),
        Operation(
            "count", means: "Some figures in the metrics file are old; the others go on. Said once while it lasts."),
        Operation(
            "write",
            means: "The metrics file or `reload.json` cannot be written. The daemon works on; alerts on the age of the "
                + "metrics file fire. Said once while it lasts."),
    ]
}
