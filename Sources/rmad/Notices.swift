import Logging

/// Every kind of log line. docs/messages.md and the journal's message catalogue are made from it.
enum Notices {
    // MARK: The daemon itself

    static let ready = Notice(
        "eef8eb8b45b648e79aaa11653f191ef5", .notice, "ready",
        means: "The daemon works; `drop` says where it takes files.")
    static let stopping = Notice(
        "7f6b7f62eb2c4981b18cebb21bf9293c", .notice, "stopping",
        means: "It was told to stop, or must; `because` says by what. What was begun is written down first.")
    static let stopped = Notice(
        "53a0142200b74fdc9bd78f2d9d462ef6", .notice, "stopped",
        means: "It has ended in good order.")
    static let cannotStart = Notice(
        "f71f4ea3eeb54667955f692f3a0e4049", .critical, "cannot start",
        means: "`found` says why; the process ends with 69. A configuration with problems ends it with 78, and "
            + "they are listed.",
        remedy: "Do what `found` says, then start it again.")
    static let reloading = Notice(
        "0548e548b299405faa4431ea5e3b26ec", .notice, "reloading the configuration",
        means: "It was asked to (SIGHUP, `rmad reload`).")
    static let reloaded = Notice(
        "04ba83257c5a439da77b16b7a2f00d86", .notice, "configuration reloaded",
        means: "The new configuration is in force; warnings before this line name what waits for the next start.")
    static let reloadRefused = Notice(
        "1c64a813e65f4a438286314424499fb8", .error, "the new configuration is not used; the old one stays in force",
        means: "Nothing has changed; `found` names the problems.",
        remedy: "Mend what `found` names, then `rmad reload`.")
    static let configurationProblem = Notice(
        "0cc9e3d1f1084c9db1c24bfe9487e6b6", .error, "problem in the configuration",
        means: "One problem of a configuration that was refused, with file, line and column.",
        remedy: "Mend it, then `rmad reload`.")
    static let configurationWarning = Notice(
        "c3640878a8754667b54f4b51d744eb02", .warning, "warning about the configuration",
        means: "The configuration is in force, and `found` is probably not meant.",
        remedy: "Look at the line that `found` names.")
    static let stuck = Notice(
        "17e21c1fb39b48909556f5165587091f", .error, "a loop does not turn; the watchdog is not fed",
        means: "The threads in `loops` have not turned since the last look. When it lasts for the time of the "
            + "watchdog, the service manager ends the daemon and starts it again; nothing is lost.",
        remedy: "Look for a disk or a file system that hangs. Keep the journal of that time.")
    static let statusFault = Notice(
        "7e3f629fbafb482ba2b2420984553084", .warning, "cannot tell the service manager what waits",
        means: "The state in `systemctl status` is old; `found` says why.",
        remedy: "Do what `found` says.")
    static let archiveCleared = Notice(
        "8f4ef943e8e64f249d05690d9144dcc4", .info, "archive cleared",
        means: "Days older than `spool.archive_days` were removed.")
    static let archiveClosed = Notice(
        "a92b25a1be384e3e9b3b9df2dca8c8ee", .error, "a folder of the archive cannot be looked into: {folder}",
        means: "`found` says why. Whether the ledger has all that lies there is not known; erasures of what lies there "
            + "wait. Where it is of the newest days, nothing is taken from the drop until it is mended.",
        remedy: "Give it to the user that rmad runs as (chown -R rmad: and chmod u+rwx), or see dmesg. What is not "
            + "rmad's, move away. The daemon goes on by itself.")
    static let archiveStranger = Notice(
        "5be1f2d6b1f84c0b8d2d2ae09f4d7f52", .warning, "a file in the archive is no document's: {file}",
        means:
            "Its first digits pass for a document's number, but it has no receipt, and the number is far ahead of all "
            + "others. It is passed over.",
        remedy: "Move it away: nobody but rmad may put files there.")
    static let afterPowerCut = Notice(
        "37e9ea50c5f84e1a969c885c5470c148", .notice,
        "the machine was restarted; receipts of the last hour are in place",
        means: "Receipts are written again after a restart of the machine, because a power cut may have left "
            + "them empty.")
    static let ledgerLost = Notice(
        "0a8ae6a9ce2c46a4a95ce16b0638de28", .error,
        "the ledger had lost its newest commits; their files are taken again from the archive",
        means:
            "`files` lie in the archive with numbers behind `newest`, the newest document that the ledger knows: its "
            + "WAL was removed or damaged, or an older copy was put in place. They are recorded again in their order, "
            + "before anything else, with the numbers that they had. What the clock or a person's answer had changed "
            + "since then is lost, and receivers hear of these returns again under new ids. Numbers that may have been "
            + "given to others are passed over; what cannot be recorded is named in lines of its own.",
        remedy: "After `rmad restore` this is as it should be. Otherwise find out what happened to the ledger's files: "
            + "nobody but rmad may touch them. Then run `rmad verify`.")
    static let documentLost = Notice(
        "fa77d86ee66f4d38990b8b81d2cfd0f3", .error, "an acknowledged document is lost: {file}",
        means:
            "The ledger has lost it, and it cannot be recorded again: `found` says why. `rmas` are the returns that it "
            + "had become; labels with their numbers may be under way. The numbers are given to nobody else, and "
            + "`rmad show` and `rmad verify` name them.",
        remedy:
            "Get the file as it came, from its sender or from a copy of the archive. Put it into a folder under its "
            + "name there, NUMBER-NAME, with NUMBER.receipt.json from the archive beside it; stop rmad, run "
            + "`rmad replay FOLDER`, and start it: the return is there again under its number. Where `found` says that "
            + "it was refused, mend that first; the original is still in the archive. Where no such file is left, tell "
            + "the customer.")
    static let fault = Notice(
        "c3f71d57772545c0872cdb25cb22f34e", .error, "cannot {operation} {subject}",
        means: "`found` says why and what to do; messages.md lists the operations, and operating.md has more words for "
            + "those that need them (/usr/share/doc/rmad).",
        remedy: "Do what `found` says.")
    static let cannotCloseLedger = Notice(
        "d02346fc93fa403dbc9f477c4fcaf713", .error, "cannot close the ledger",
        means: "Something went wrong at the very end. The next start puts the ledger in order.",
        remedy: "Start it, then run `rmad verify`.")
    // MARK: Files

    static let recorded = Notice(
        "495802f594db404f897fbb9bb5b8ebe8", .info, "recorded",
        means: "A file was answered: `file`, `station`, `outcome`, `rma`, `state`, `refused`.")
    static let refusedUnread = Notice(
        "18df8a9e2aef45129d27c0b2b3b409ac", .warning, "refused unread",
        means: "A link, a folder, too large, unreadable …; `reason` is what its sender reads.")
    static let spoolFault = Notice(
        "8ac10df3eba54c79bb03a0b8d69f8727", .error, "spool",
        means: "A file in the spool, or the spool as a whole, gives trouble; `found` says which.",
        remedy: "Do what `found` says: a full disk, a wrong mode.")
    static let announcementsLost = Notice(
        "f05905df0af24bb6931685f82d3c1c30", .notice, "more files came at once than the kernel announces; scanning all",
        means: "The kernel's queue was full; the drop is scanned instead.")
    static let dropMissing = Notice(
        "94df0b486e2240b08402dd5305de3bd4", .error, "the drop directory is gone; watching for it to come back",
        means: "Somebody removed or unmounted it.",
        remedy: "Put it back; it is noticed.")
    static let dropReturned = Notice(
        "03d168f7312740aeab3e1700db31ac90", .notice, "the drop directory is back",
        means: "It works again.")
    static let lockPutBack = Notice(
        "d1e92d52bbd14565906ac373074573d2", .error, "the spool's lock was removed; it is made again",
        means: "Somebody removed or replaced `spool.lock`, by which two daemons keep out of each other's way.",
        remedy: "Leave that file to rmad.")
    static let lockLost = Notice(
        "5704300ee9a44be1b662483934f5f012", .critical, "the spool's lock is another's; the daemon ends",
        means: "Somebody removed or replaced `spool.lock`, and another daemon has begun to work on this spool; `found` "
            + "names it.",
        remedy: "See which daemon is meant to work here (systemctl status rmad), and stop the other one.")
    static let foldersGone = Notice(
        "2ceafadfa287b173733aa0bf0a9064bd", .error,
        "folders of the spool were removed or replaced while in use; they are opened anew, or made",
        means: "`folders` of the spool are not those that the daemon had opened: somebody removed them, moved them "
            + "away or put others in their place. Files wait in the drop for some seconds. What was in a folder that "
            + "is gone is not brought back; what has a receipt is in the ledger.",
        remedy: "Put back what was in them: rename it into the new folder. Papers: `rmad label RMA --output FOLDER`. "
            + "Nobody but rmad may touch `work`, `tmp` and `archive`.")
    static let diskLow = Notice(
        "76a4796f76a44969bcd55ba81e03dd6c", .critical,
        "a disk runs full; nothing is taken from the drop until there is room",
        means:
            "`found` says which disk and how much is free. Files wait in the drop, and nothing is refused; webhooks, "
            + "printing and the clock go on. It begins again by itself.",
        remedy:
            "Make room: fewer `spool.archive_days` and `rmad reload`, which clears `archive/` at once; `rejected/`, "
            + "when somebody has looked at it; other programs' files; or a larger disk. Not `out/`: orders lie there "
            + "that the shop has still to take."
    )
    static let intakePaused = Notice(
        "51549282d151413ea0437e7d48656a7c", .error, "nothing is taken from the drop until work has been done",
        means: "A high-water mark of `limits` is reached; `found` says which. Files wait in the drop, and nothing is "
            + "refused; all else goes on. It begins again by itself at the low-water mark.",
        remedy: "Do what `found` says. `rmad queue` shows what waits.")
    static let intakeResumed = Notice(
        "0ef0638ee8f145b7b570c7cb413cfd15", .notice, "files are taken from the drop again",
        means: "Every level is back at its low-water mark; `paused_s` says how long nothing was taken.")
    // MARK: Returns, numbers and papers

    static let held = Notice(
        "0ff091b8c352485182b91a99a8adbf42", .warning, "held for a person; approve it when the cause is mended",
        means: "The policy authorized `rma`, but `reason` stands against it.",
        remedy: "Mend the reason, then `rmad ranges release`, or drop a review with the verdict `release`.")
    static let expired = Notice(
        "e9ae2cde8b1547c1a3c8c54f1f1ab489", .info, "expired",
        means: "The last day of `rma` passed and nothing was sent.")
    static let timeCame = Notice(
        "52d3701138db44a999650d62ce5c4332", .info, "its time came",
        means: "The clock found something due for `rma`: a promise, a silent parcel, a survey; `events` says what.")
    static let clockDoubted = Notice(
        "5521278bf9584cf2a48cc62a79e65bc3", .error,
        "the clock is far ahead of the last work; if it is still so in an hour it is believed",
        means: "The clock is `days` days ahead of the day of its last work. Until then nothing expires and nobody is "
            + "told; after a long stop that is right.",
        remedy: "Look at the machine's clock (`timedatectl`). After a long stop, nothing.")
    static let broughtForward = Notice(
        "dc02f063f25b4ff6939f08e8b2461b7a", .warning,
        "the clock was ahead and is right again; what waited for its time is due now",
        means:
            "`count` webhooks, papers or exports were owed while the machine's clock was ahead, and would have waited "
            + "until it had shown that time again.",
        remedy: "Look at the machine's clock (`timedatectl`). Returns that came in then bear its dates.")
    static let rangeLow = Notice(
        "73b6e4c7c91d402fbd50df7150b4054d", .warning, "a number range runs low; ask for more numbers",
        means: "A threshold of `range` was passed.",
        remedy: "Ask for more numbers and write them under `labels.ranges`.")
    static let rangeUsedUp = Notice(
        "7c9022cdd8f342738c36a0e0a0ace7c1", .warning, "a number range is used up; returns that need it are held",
        means: "There is no number left in `range`. Told once a day and at each start.",
        remedy: "Write more numbers under `labels.ranges`, reload, then `rmad ranges release`.")
    static let numbersAwaited = Notice(
        "a65a98749d8b4424a5b7e00e1a1af3b4", .warning, "returns wait for a parcel number",
        means: "`count` returns are held for want of a number. Told once a day and at each start.",
        remedy: "Write more numbers under `labels.ranges`, reload, then `rmad ranges release`.")
    static let rangeUnusable = Notice(
        "dfade3ded41b4b348bb28d381d50ed8a", .error, "a number range cannot be used",
        means: "`range` would give numbers out twice; `found` says what to write.",
        remedy: "Write what `found` says.")
    static let papersMade = Notice(
        "a1f067e8b22d41dfae759777c720d7db", .info, "papers made",
        means: "Labels and instructions of `rma` lie in `labels/`.")
    static let papersFailed = Notice(
        "3cfb6fac5faf414f9a0a3e63469f9c05", .error, "papers failed, tried again later",
        means: "`found` says why: a missing font, a full disk.",
        remedy: "Mend what `found` names.")
    static let papersGivenUp = Notice(
        "e2532d44457c400e90b562070652b4fd", .error, "papers given up; a person must look",
        means: "Eight attempts failed. The return goes on saying that its label is requested.",
        remedy: "Mend what `found` names, then `rmad label RMA --output FOLDER` draws the papers.")
    static let labelNotWhole = Notice(
        "83d52a1445a34e02bb721080394eb677", .warning, "label is not whole",
        means: "What `found` names is shortened on the label of `rma`, or cannot be printed.",
        remedy: "Look at the label; its parcel may need one by hand.")
    static let exportsMade = Notice(
        "b1b7297ceb4e49178620839c53e5dd2b", .info, "exports written",
        means: "`files` lie in the spool's folder `out` for the shop or the ERP.")
    static let exportsFailed = Notice(
        "5c2ae7f41b25400cb3794abeb5cf9c59", .error, "exports failed, tried again later",
        means: "`files` are owed and could not be written; `found` says why.",
        remedy: "Do what `found` says: a full disk, a wrong mode.")
    // MARK: Printers

    static let printed = Notice(
        "7b71d23bd97d4417b71a38dc07010eb6", .info, "printed",
        means: "The printer took all of the label of `rma`.")
    static let printUncertain = Notice(
        "054b04543887438c96d83355f6c9e81b", .error, "may or may not be on paper; look, and print it again if it is not",
        means: "The connection broke behind the first byte. It is never sent again by itself.",
        remedy: "Look at the printer; `rmad print RMA` prints it again with the mark COPY.")
    static let printHeld = Notice(
        "27898a93e31c48148e1839f29a13f587", .error, "not printed; a person must look",
        means: "The printer refused the label or it could not be drawn; nothing was printed.",
        remedy: "Mend the cause that `found` names, then `rmad print RMA`.")
    static let printerOff = Notice(
        "daa6a651f7c148eaa7bbb6b98a023e1f", .warning, "printer off, tried again",
        means: "Said once; `found` says why.",
        remedy: "Look at the printer: power, paper, network.")
    static let printerBack = Notice(
        "691312e6f3264b668a09cf39f9f40ca8", .notice, "printer is back",
        means: "It prints again.")
    static let printerPaused = Notice(
        "553566d697494fe7b9030791c9a0720a", .error, "printer paused (rmad printers resume {printer})",
        means: "Two labels in a row may or may not be on paper.",
        remedy: "Look at the printer, then resume it.")
    // MARK: Webhooks

    static let delivered = Notice(
        "c2fce3ffcc654653ae5812a86fe411d9", .debug, "delivered",
        means: "A webhook was taken.")
    static let deliveryFailed = Notice(
        "d4299959272b4454a4bf326aca04168b", .warning, "delivery failed, tried again later",
        means: "`outcome` says why.",
        remedy: "Act when it stays: `rmad deliveries show ID`.")
    static let deliveryGivenUp = Notice(
        "74b03da2409a4e2fba75559aeef2ee0e", .warning, "delivery given up",
        means: "Its last attempt failed.",
        remedy: "`rmad deliveries recover NAME` sends it again.")
    static let endpointFailing = Notice(
        "10255d258f5943ae964384b9548ceb6b", .error,
        "endpoint fails; at 100 % of its failure budget it is disabled (rmad endpoint show {endpoint})",
        means: "So much of its failure budget is used up.",
        remedy: "Call the receiver's owner; `rmad deliveries show` says what was seen.")
    static let endpointRecovered = Notice(
        "bae7bc9e03084762b46747e114bfc62f", .notice, "endpoint works again",
        means: "An attempt succeeded after that.")
    static let endpointDisabled = Notice(
        "6a9c003611814abeb5bf923131666946", .warning,
        "endpoint disabled; what it is owed is kept (rmad endpoint enable {endpoint})",
        means: "It answered 410, or its failure budget is spent.",
        remedy: "Find out whether it shall live; then enable it, and all that it is owed is sent.")

    /// In the order of the reference.
    static let chapters: [(title: String, notices: [Notice])] = [
        (
            "The daemon itself",
            [
                ready, stopping, stopped, cannotStart, reloading, reloaded, reloadRefused, configurationProblem,
                configurationWarning, stuck, statusFault, archiveCleared, archiveClosed, archiveStranger,
                afterPowerCut, ledgerLost, documentLost,
                fault,
                cannotCloseLedger,
            ]
        ),
        (
            "Files",
            [
                recorded, refusedUnread, spoolFault, announcementsLost, dropMissing, dropReturned, lockPutBack,
                lockLost, foldersGone, diskLow, intakePaused, intakeResumed,
            ]
        ),
        (
            "Returns, numbers and papers",
            [
                held, expired, timeCame, clockDoubted, broughtForward, rangeLow, rangeUsedUp, numbersAwaited,
                rangeUnusable, papersMade,
                labelNotWhole,
                papersFailed, papersGivenUp, exportsMade, exportsFailed,
            ]
        ),
        ("Printers", [printed, printUncertain, printHeld, printerOff, printerBack, printerPaused]),
        (
            "Webhooks",
            [delivered, deliveryFailed, deliveryGivenUp, endpointFailing, endpointRecovered, endpointDisabled]
        ),
        aboutKeeping,
    ]

    static var all: [Notice] { chapters.flatMap(\.notices) }
}

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
    static let backupFlawed = Notice(
        "91d2780d18134a6c86d77f833964699d", .error, "a file that belongs into the backup is missing or damaged",
        means:
            "`backup` was made, and is whole but for what `found` names: a photo that is not what was recorded, or a "
            + "file that cannot be read. `found` says whether the backup has it from the one before. Told with each "
            + "backup for as long as it lasts; the newest backup that is whole is never removed meanwhile.",
        remedy: "Put the file back as `found` says; then `rmad verify`. What is lost for good: `rmad backup "
            + "--accept-losses`, once.")
    static let backupBreak = Notice(
        "47ebf5e0c05d40eeae6b8eb620448b80", .error, "the ledger does not go on where the backup before ended",
        means:
            "`backup` was made and is sound, but the newest event of the one before is not in this ledger: it was "
            + "begun anew, lost its newest commits, or was restored from an older copy. Older backups with what it "
            + "does not have are never removed by rmad.",
        remedy: "After `rmad restore` this is as it should be, and said once. Otherwise find out what happened to the "
            + "ledger; the older backup is the better one.")
    static let backupOld = Notice(
        "f65370812f6646b5aaa23b511be9dc1c", .warning, "the newest backup is old",
        means:
            "There is no backup in `directory` newer than `backup.warn_after_hours`; `newest` is the last. Told once a "
            + "day and at each start.",
        remedy: "`systemctl status rmad-backup.timer rmad-backup.service` says what became of the last run.")
    static let erasureDone = Notice(
        "2f77390b4bb94e8a8ee8652953bcdc4f", .notice, "erased data has left the disk",
        means: "Files of `erasure` are removed, and no page of the ledger's file holds what it held.")
    static let erasureWaits = Notice(
        "1e8c81ccf4d64bf6a3e2d8227006d12c", .warning, "erased data stays on the disk until there is room",
        means:
            "The pages of a ledger of before 0.1.0 must be written anew once, and `found` says how much room that "
            + "needs and how much there is. Everything else of the erasure is done, and all else goes on. It is tried "
            + "again every few minutes, and told once.",
        remedy: "Make room on that disk.")
    static let erasureUndone = Notice(
        "5b0c39d7a1264c1f8e63f7d20b94ae18", .error, "an erasure is not done: {found}",
        means:
            "A file or folder that belongs to the person of `erasure` is still there: it, or its folder, belongs to "
            + "somebody else, is immutable, lies on a disk that is read-only, or holds what rmad did not put there. "
            + "Everything else of this erasure is done, and others are not held up. It is tried again after growing "
            + "waits, an hour at most, and at each start; `rmad queue` counts it as an erasure that has not ended.",
        remedy: "Give the file to the user that rmad runs as (`chown`, `chattr -i`), or look at it and remove it.")
    static let erasureHeld = Notice(
        "c3f6d58e02b74da9b1740a9e6df2153c", .warning, "erased data stays in the journal while an old state is read",
        means:
            "A program has been reading the ledger as it was `seconds` ago, so pages of before the erasure are still "
            + "in its journal (the WAL). The erasure ends as soon as that program does.",
        remedy: "End it: a query of your own (sqlite3), a copy, or an `rmad export` that hangs. "
            + "`fuser -v` on the ledger's file names it.")
    static let erasureUndecided = Notice(
        "4d5b56154e9e48399bfe6ebb5b80939d", .warning, "an erasure could not decide: {place}",
        means:
            "`place` holds a name, a street, an e-mail address or a telephone of the person whom `erasure` erased, and "
            + "it may be somebody else's: others have the same on record, or the record names somebody else. Or it is "
            + "a file or a folder that rmad has no record of and cannot read, or larger than 256 MiB. It was not "
            + "touched.",
        remedy:
            "Look at it. A file that is theirs: remove it. A return: `rmad erase --returns`. A record in a document "
            + "of somebody else's stays.")
    static let originalsForgotten = Notice(
        "2910592134744b9d993e4ce4b7070056", .info, "originals forgotten",
        means: "The bytes of `count` originals left the ledger, by `retention.originals_days`.")

    static let aboutKeeping: (title: String, notices: [Notice]) = (
        "Copies and forgetting",
        [
            backupMade, backupFailed, backupFlawed, backupBreak, backupOld, erasureDone, erasureWaits,
            erasureUndone, erasureHeld, erasureUndecided,
            originalsForgotten,
        ]
    )
}
