import ArgumentParser
import Backups
import Desk
import Foundation
import Glibc
import JSONText
import Ledger
import Logging
import Returns
import Service
import Settings

/// `rmad backup`: a copy of everything that can be trusted, made while the daemon works.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy everything into a folder of its own, and verify the copy.",
        discussion: """
            In DIR, or in backup.directory, it makes rmad-YYYYMMDDTHHMMSSZ: the ledger with every original, receipts, \
            rejected files, labels, instructions, photos, files for the shop that were not taken yet, and the \
            configuration. Secrets are in it only with --with-secrets; files that wait in the drop never are. The \
            daemon works on meanwhile. The folder has that name only after everything in it was verified. Files that \
            are as they were in the backup before are second names of the same file (hard links): never change them.

            Afterwards old backups are removed: the newest of so many days, weeks and months stay, as backup says in \
            rmad.yaml, or the newest --keep. A backup that holds what the ledger does not have any more is never \
            removed; and where the archive has documents that the ledger has lost, none is made.

            Examples:
              rmad backup
              rmad backup /mnt/usb/rmad --keep 3
              rmad backup --check /var/backups/rmad/rmad-20261122T031500Z

            A photo that is lost or damaged, or a file that cannot be read, ends no backup: the good file is taken from \
            the backup before, if that has it; all else is copied, what is wrong is named, and the newest backup that \
            is whole is kept, whatever the plan says. What is lost for good is accepted once, by --accept-losses.

            Ends with 0 when there is a verified backup, with 66 when there is one and something at the site is missing, \
            damaged or unreadable, with 1 when it is not sound, when the ledger has lost documents, or when it does not \
            go on where the backup before ended, with 69 when it could not be made, for want of room above all, with \
            75 while another one is under way. --check ends with 66 where a sound backup lacks something.
            """)

    @Argument(
        help: ArgumentHelp("The folder for backups; with --check, one backup.", valueName: "dir"),
        completion: .directory)
    var folder: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Keep so many, the newest, and no others.", valueName: "count"))
    var keep: Int?

    @Flag(help: "Copy the secrets, too. Whoever reads the backup can then speak in your name.")
    var withSecrets = false

    @Flag(
        help: """
            What is missing or damaged now is lost for good: later backups end with 0 without it. What only cannot be \
            read is not accepted.
            """)
    var acceptLosses = false

    @Flag(help: "Make none: verify an old one.")
    var check = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if let keep, !(1...10_000).contains(keep) { throw ValidationError("--keep takes 1 to 10000.") }
        if folder?.isEmpty == true { throw ValidationError("The folder has no name.") }
        if check, folder == nil { throw ValidationError("--check takes the folder of one backup.") }
        if check, keep != nil || withSecrets || acceptLosses {
            throw ValidationError("--check goes with no other option.")
        }
    }

    func run() throws {
        let progress = KeepingProgress()
        if check { return try verify(progress) }
        let (house, problem) = try Loading.houseToLook(
            options.configurationFile(), consequence: "no backup was made.")
        let log = Logger(label: "rmad") { _ in KeepingLog.lines(house) }
        do {
            // What the configuration names elsewhere may lack: no backup that has it is removed for this one.
            let backup = backup(of: house, keeping: problem == nil ? plan(house) : .newest(.max), progress)
            try HousePlaces.requireOutside(house.layout, backup.folder.path)
            if folder != nil { try KeepingPlaces.requireParent(of: backup.folder.path) }
            let outcome = try backup.perform()
            progress.end()
            if KeepingLog.isForJournal {
                log.note(
                    Notices.backupMade,
                    ["backup": "\(outcome.name)", "files": "\(outcome.files)", "linked": "\(outcome.linked)"])
                if outcome.isBreak { log.note(Notices.backupBreak, ["backup": "\(outcome.name)"]) }
                for words in (problem.map { [$0] } ?? []) + flaws(of: outcome, backup).prefix(Self.flawsMax) {
                    log.note(Notices.backupFlawed, ["backup": "\(outcome.name)", "found": "\(words)"])
                }
            }
            tell(outcome, flaws(of: outcome, backup))
            if outcome.isBreak { throw ExitCode(ExitStatus.finding.rawValue) }
            if outcome.needsSomebody || problem != nil { throw ExitCode(ExitStatus.incomplete.rawValue) }
        } catch let code as ExitCode {
            throw code
        } catch {
            progress.end()
            if KeepingLog.isForJournal { log.note(Notices.backupFailed, ["found": "\(error)"]) }
            throw KeepingEnd.code(of: error)
        }
    }

    private func plan(_ house: House) -> RotationPlan {
        let settings = house.configuration.backup
        return keep.map { .newest($0) }
            ?? .calendar(daily: settings.keepDaily, weekly: settings.keepWeekly, monthly: settings.keepMonthly)
    }

    private func backup(of house: House, keeping plan: RotationPlan, _ progress: KeepingProgress) -> Backup {
        let configuration = house.configuration
        var backup = Backup(
            of: KeepingPlaces.places(configuration, withSecrets: withSecrets),
            into: BackupFolder(path: KeepingPlaces.absolute(folder ?? configuration.backup.directory)),
            version: Version.text, at: house.now(), keeping: plan, progress: { progress.show($0) })
        // The folder of every night's is the daemon's, whoever makes one today; another belongs to whose it is.
        backup.owners = folder == nil ? [configuration.ledger.file] : []
        backup.secretsFolder = configuration.secretsDirectory
        backup.largestDocument = Int64(configuration.spool.fileBytesMax)
        backup.reserve = configuration.limits.diskReserve
        backup.isAcceptingLosses = acceptLosses
        return backup
    }

    /// Lines of the journal for one backup; the metric and the command's output tell of all.
    private static let flawsMax = 20

    private func flaws(of outcome: Backup.Outcome, _ backup: Backup) -> [String] {
        outcome.flaws.filter { !$0.isAccepted }.map {
            $0.words(in: "\(backup.folder.path)/\(outcome.name)")
        }
    }

    private func tell(_ outcome: Backup.Outcome, _ flaws: [String]) {
        if options.json {
            return Terminal.say(
                JSONValue.object(known: [
                    ("backup", .string(outcome.name)), ("made_at", .string(outcome.head.madeAt.description)),
                    ("files", .integer(Int64(outcome.files))), ("linked", .integer(Int64(outcome.linked))),
                    ("bytes_written", .integer(outcome.bytes)), ("events", .integer(outcome.head.events)),
                    ("head", .string(outcome.head.hash)), ("secrets", .bool(outcome.head.places.secrets != nil)),
                    ("removed", .array(outcome.removed.map { .string($0) })),
                    ("strangers", .array(outcome.strangers.map { .string($0) })),
                    ("closed", .array(outcome.closed.map { .string($0) })),
                    ("foreign", .array(outcome.foreign.map { .string($0) })),
                    ("left_out", .array(outcome.leftOut.map { .string($0) })),
                    ("flaws", .array(outcome.flaws.map(\.json))),
                ]).text)
        }
        Terminal.say(
            "\(outcome.name): \(outcome.files) files, \(outcome.linked) of them as in the backup before, "
                + "\(KeepingProgress.size(outcome.bytes)) written. Verified.")
        Terminal.say("Head: \(outcome.head.hash) (event \(outcome.head.events))")
        if outcome.head.places.secrets == nil { Terminal.say("Secrets are not in it: keep a copy of them elsewhere.") }
        for words in flaws { Terminal.complain("rmad: \(words)") }
        for path in outcome.foreign { Terminal.say("Passed over, for it is no document's: \(path). Move it away.") }
        for path in outcome.leftOut {
            Terminal.say("Left out, for it was refused unread: \(path). Remove it when nobody needs it.")
        }
        for name in outcome.removed { Terminal.say("Removed: \(name)") }
        for name in outcome.closed {
            Terminal.say(
                "Not looked at: \(name) may not be read by this user, and is neither counted nor removed. Give it to "
                    + "whom the others belong to (chown -R), or remove it.")
        }
        if outcome.isBreak { Terminal.complain("rmad: \(Notices.backupBreak.text). \(Notices.backupBreak.means)") }
        for name in outcome.strangers {
            Terminal.say("Kept: \(name) holds what this ledger does not have. Remove it yourself when nobody needs it.")
        }
    }

    private static func words(_ report: BackupCheck.Report) -> String {
        guard report.isSound else { return "The backup is not sound: take another one." }
        let open = report.lacking.count { !$0.isAccepted }
        guard open > 0 else { return "The backup is sound." }
        let lacking = open == 1 ? "one file or folder" : "\(open) files or folders"
        return "What is in the backup is sound, but it lacks \(lacking): take those from an older one."
    }

    private func verify(_ progress: KeepingProgress) throws {
        do {
            let path = KeepingPlaces.absolute(folder ?? "")
            let report = try BackupCheck(folder: path, progress: { progress.show($0) }).perform()
            progress.end()
            if options.json {
                Terminal.say(
                    JSONValue.object(known: [
                        ("sound", .bool(report.isSound)), ("made_at", .string(report.head.madeAt.description)),
                        ("version", .string(report.head.version)), ("files", .integer(Int64(report.files))),
                        ("bytes", .integer(report.bytes)),
                        ("returns", report.counted.map { .integer(Int64($0.returns)) }),
                        ("originals", report.counted.map { .integer(Int64($0.originals)) }),
                        ("head", .string(report.head.hash)),
                        ("findings", .array(report.findings.map { .string($0) })),
                        ("lacking", .array(report.lacking.map(\.json))),
                    ]).text)
            } else {
                Terminal.say(
                    "Made \(report.head.madeAt) by rmad \(report.head.version): \(report.files) files"
                        + (report.counted.map { ", \($0.returns) returns, \($0.originals) originals." } ?? "."))
                for finding in report.findings { Terminal.say("  \(finding)") }
                for flaw in report.lacking { Terminal.say("  It lacks \(flaw.path) \(flaw.owner): \(flaw.found)") }
                Terminal.say(Self.words(report))
            }
            guard report.isSound else { throw ExitCode(ExitStatus.finding.rawValue) }
            if report.lacking.contains(where: { !$0.isAccepted }) { throw ExitCode(ExitStatus.incomplete.rawValue) }
        } catch let code as ExitCode {
            throw code
        } catch {
            progress.end()
            throw KeepingEnd.code(of: error)
        }
    }
}

extension BackupFlaw {
    fileprivate var json: JSONValue {
        .object(known: [
            ("path", .string(path)), ("place", .string(place)), ("cause", .string(cause.rawValue)),
            ("found", .string(found)), ("owner", .string(owner)),
            ("mended", .bool(isMended)), ("accepted", .bool(isAccepted)),
        ])
    }
}
