import ArgumentParser
import Backups
import Desk
import Glibc
import Intake
import JSONText
import Ledger
import Logging
import Returns
import Settings
import Spool
import Workers

/// `rmad restore`: a backup becomes the ledger and the spool again.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring a backup back, and record the originals since again.",
        discussion: """
            Verifies the backup, puts its files where the configuration says, and the ledger last. It overwrites no \
            ledger: move a lost one away first; and it refuses while a daemon works there. Configuration and secrets \
            are not touched: they lie in the backup's folders.

            Numbers that may have been given out after the backup are passed over, so that no label's number is given \
            to two parcels: twice as many as on the busiest of the last 30 days, for each day since the backup, at \
            least 20. --skip-numbers says another count.

            --originals names the archive that survived (spool/archive, or a copy): what came after the backup is \
            recorded again, at the moment at which it came and with the numbers and links that it got. The same later: \
            rmad replay.

            --to FOLDER unpacks everything into a new folder to look at, and changes nothing else.

            Examples:
              rmad restore /var/backups/rmad/rmad-20261122T031500Z --originals /var/spool/rmad/archive
              rmad restore /var/backups/rmad/rmad-20261122T031500Z --to /tmp/look

            Ends with 0 when it is done, with 1 when the backup is not sound or originals were refused, with 69 when \
            it cannot be done here.
            """)

    @Argument(help: "The folder of one backup: …/rmad-20261122T031500Z", completion: .directory)
    var backup: String

    @Option(help: ArgumentHelp("Unpack into this folder instead.", valueName: "folder"), completion: .directory)
    var to: String?

    @Option(help: ArgumentHelp("The archive with the originals since.", valueName: "folder"), completion: .directory)
    var originals: String?

    @Option(help: ArgumentHelp("Pass over so many numbers of each range.", valueName: "count"))
    var skipNumbers: Int?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if let skipNumbers, !(0...1_000_000_000).contains(skipNumbers) {
            throw ValidationError("--skip-numbers takes 0 to 1000000000.")
        }
        if to != nil, originals != nil || skipNumbers != nil {
            throw ValidationError("--to only unpacks: it goes with neither --originals nor --skip-numbers.")
        }
    }

    func run() throws {
        let progress = KeepingProgress()
        let folder = KeepingPlaces.absolute(backup)
        do {
            if let to { return try unpack(folder, KeepingPlaces.absolute(to), progress) }
            try restore(folder, progress)
        } catch {
            progress.end()
            throw KeepingEnd.code(of: error)
        }
    }

    private func unpack(_ folder: String, _ target: String, _ progress: KeepingProgress) throws {
        let restoration = Restoration(
            backup: folder,
            target: Restoration.Target(
                ledger: "\(target)/ledger.sqlite3", spool: "\(target)/spool",
                configuration: "\(target)/configuration", secrets: "\(target)/secrets",
                elsewhere: "\(target)/elsewhere"),
            progress: { progress.show($0) })
        try restoration.requireOwn(target)
        let (draft, outcome) = try restoration.prepare()
        try restoration.finish(draft)
        progress.end()
        Terminal.say(
            "\(target): ledger.sqlite3 and \(outcome.written) files, as of \(outcome.head.madeAt). To look into it, "
                + "name it as ledger.file in a configuration of its own. To work with it, restore without --to.")
        for flaw in outcome.lacking { Terminal.complain("rmad: the backup lacks \(flaw.path): \(flaw.found)") }
        Self.tellBelonging(outcome.head, folder)
    }

    /// Where what is not put back by itself lay.
    private static func tellBelonging(_ head: Manifest.Head, _ backup: String) {
        Terminal.say("The configuration lay in \(head.places.configuration): \(backup)/configuration")
        for path in head.places.elsewhere where access("\(backup)/elsewhere\(path)", F_OK) == 0 {
            Terminal.say("  and in \(path): \(backup)/elsewhere\(path)")
        }
    }

    private func restore(_ folder: String, _ progress: KeepingProgress) throws {
        let house = try Loading.house(options, consequence: "nothing was restored.")
        let configuration = house.configuration
        // Whose configuration this is must be able to work before anything is brought back.
        let plan = try ShiftPlan(house)
        let restoration = Restoration(
            backup: folder,
            target: Restoration.Target(ledger: configuration.ledger.file, spool: configuration.spool.directory),
            progress: { progress.show($0) })
        try restoration.requireRoom()
        let inheritance = Inheritance(configuration)
        defer { inheritance.end() }
        try FileTree.prepare(configuration)
        // A daemon has this lock for as long as it works; and none starts while we have it.
        let spool = try Spool.open(layout: house.layout, policy: house.spoolPolicy())
        let (draft, outcome) = try restoration.prepare()
        let skipped = try passOver(draft, outcome.head, plan.intakeTerms, name: folder)
        try restoration.finish(draft)
        progress.end()
        var said = Said(backup: folder, outcome: outcome, skipped: skipped)
        if let originals {
            let replaying = Replaying(house: house, plan: plan, spool: spool, mayBegin: true, progress: progress)
            do {
                said.replay = try replaying.perform(originals)
            } catch {
                // The ledger has its name: whoever waits must know before what stopped the replay is said.
                progress.end()
                try tell(said, configuration)
                throw error
            }
        }
        progress.end()
        try tell(said, configuration)
    }

    /// Numbers that may have been given out since are left out, and the restore is written into the chain.
    private func passOver(
        _ draft: String, _ head: Manifest.Head, _ terms: IntakeTerms, name: String
    ) throws -> [(range: String, count: Int)] {
        let ledger = try Ledger(path: draft, access: .writing)
        let now = terms.now()
        let since = min(head.newestDocument ?? head.madeAt, head.madeAt)
        let asked = skipNumbers
        let skipped = try LedgerErrand(ledger).perform { transaction in
            let skipped = try Withholding(terms, in: transaction).passOver(since: since, count: asked)
            let label = name.split(separator: "/").last.map(String.init) ?? name
            try transaction.noteRestore(of: label, madeAt: head.madeAt, skipped: skipped, at: now)
            return skipped
        }
        try ledger.close()
        return skipped
    }

    private struct Said {
        let backup: String
        let outcome: Restoration.Outcome
        let skipped: [(range: String, count: Int)]
        var replay: Replaying.Summary?
    }

    private func tell(_ said: Said, _ configuration: Configuration) throws {
        if options.json {
            Terminal.say(
                JSONValue.object(known: [
                    ("restored", .string(said.outcome.head.madeAt.description)),
                    ("files", .integer(Int64(said.outcome.written))), ("kept", .integer(Int64(said.outcome.kept))),
                    ("replaced", .array(said.outcome.replaced.map { .string($0) })),
                    ("lacking", .array(said.outcome.lacking.map { .string($0.path) })),
                    ("configuration", .string(said.outcome.head.places.configuration)),
                    ("elsewhere", .array(said.outcome.head.places.elsewhere.map { .string($0) })),
                    (
                        "skipped",
                        .object(said.skipped.map { JSONValue.Member($0.range, .integer(Int64($0.count))) })
                    ),
                    ("replay", said.replay?.json),
                ]).text)
        } else {
            Terminal.say(
                "Restored as of \(said.outcome.head.madeAt): \(configuration.ledger.file), and "
                    + "\(said.outcome.written) files into \(configuration.spool.directory). "
                    + "\(said.outcome.kept) files that were there stay.")
            for path in said.outcome.replaced { Terminal.say("Replaced, for it was not what it should be: \(path)") }
            for flaw in said.outcome.lacking {
                Terminal.say("The backup lacks \(flaw.path) \(flaw.owner): \(flaw.found)")
            }
            Self.tellBelonging(said.outcome.head, said.backup)
            for one in said.skipped { Terminal.say("Passed over: \(one.count) numbers of \(one.range)") }
            said.replay?.say()
            Terminal.say(
                """
                Next:
                  1. Put the secrets back into \(configuration.secretsDirectory), if they are lost.
                  2. rmad verify
                """)
            if said.replay == nil {
                Terminal.say(
                    "  3. rmad replay FOLDER, if there is a copy of the archive with the originals since. Those in "
                        + "\(configuration.spool.directory)/archive are recorded by the daemon itself.\n"
                        + "  4. Start the daemon: systemctl start rmad")
            } else {
                Terminal.say("  3. Start the daemon: systemctl start rmad")
            }
        }
        if said.replay?.refused.isEmpty == false { throw ExitCode(ExitStatus.finding.rawValue) }
    }
}
