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

            --to FOLDER unpacks everything into a folder to look at, and changes nothing else.

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
                configuration: "\(target)/configuration", secrets: "\(target)/secrets"),
            progress: { progress.show($0) })
        let (draft, outcome) = try restoration.prepare()
        try restoration.finish(draft)
        progress.end()
        Terminal.say(
            "\(target): ledger.sqlite3 and \(outcome.written) files, as of \(outcome.head.madeAt). To look into it, "
                + "name it as ledger.file in a configuration of its own. To work with it, restore without --to.")
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
        try FileTree.prepare(configuration)
        // A daemon has this lock for as long as it works; and none starts while we have it.
        let spool = try Spool.open(layout: house.layout, policy: house.spoolPolicy())
        let (draft, outcome) = try restoration.prepare()
        let skipped = try passOver(draft, outcome.head, plan.intakeTerms, name: folder)
        try restoration.finish(draft)
        progress.end()
        var said = Said(outcome: outcome, skipped: skipped)
        if let originals {
            let replaying = Replaying(house: house, plan: plan, spool: spool, mayBegin: true, progress: progress)
            said.replay = try replaying.perform(originals)
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

/// `rmad replay`: originals from an archive are recorded again.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "After a restore, record the originals of an archive again.",
        discussion: """
            FOLDER is spool/archive as it survived, or a copy of it. Originals that are on record are passed over; the \
            others are recorded in their order, at the moment at which they came, with the RMA numbers, parcel numbers \
            and tracking links that they got: the receipts beside them say which. So it may be run again at will. The \
            daemon must not work meanwhile. A ledger that is empty, or not there, is refused: restore a backup first, or \
            say --from-nothing where there never was one. Webhooks are sent again, with the same `sequence`; stations print the \
            labels of what was recorded anew once more.

            Example:
              rmad replay /var/spool/rmad/archive

            Ends with 0 when everything is on record, with 1 when something was refused.
            """)

    @Argument(help: "The archive, or a part of it.", completion: .directory)
    var folder: String

    @Flag(help: "Begin an empty ledger: what is not among these originals is not in it.")
    var fromNothing = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        let progress = KeepingProgress()
        do {
            let house = try Loading.house(options, consequence: "nothing was recorded.")
            let plan = try ShiftPlan(house)
            let spool = try Spool.open(layout: house.layout, policy: house.spoolPolicy())
            let replaying = Replaying(
                house: house, plan: plan, spool: spool, mayBegin: fromNothing, progress: progress)
            let summary = try replaying.perform(KeepingPlaces.absolute(folder))
            progress.end()
            if options.json { Terminal.say(summary.json.text) } else { summary.say() }
            guard summary.refused.isEmpty else { throw ExitCode(ExitStatus.finding.rawValue) }
        } catch {
            progress.end()
            throw KeepingEnd.code(of: error)
        }
    }
}

/// Goes through an archive and has each original recorded that is not on record.
struct Replaying {
    struct Summary: Sendable {
        var known = 0
        var recorded = 0
        var returns = 0
        var withoutReceipt = 0
        /// Where the ledger was empty: of the numbers up to the newest original, those that have none.
        var absent: Int?
        var refused: [(path: String, reason: String)] = []

        var json: JSONValue {
            .object(known: [
                ("known", .integer(Int64(known))), ("recorded", .integer(Int64(recorded))),
                ("returns", .integer(Int64(returns))), ("without_receipt", .integer(Int64(withoutReceipt))),
                ("absent", absent.map { .integer(Int64($0)) }),
                ("refused", .array(refused.map { ["file": .string($0.path), "reason": .string($0.reason)] })),
            ])
        }

        func say() {
            Terminal.say(
                "Originals: \(recorded) recorded again, with \(returns) returns; \(known) were on record already.")
            if let absent {
                Terminal.say(
                    "The ledger was empty. It holds what these originals say and nothing else: \(absent) of the "
                        + "numbers before the newest have none here: files that were refused, and what is lost.")
            }
            if withoutReceipt > 0 {
                Terminal.say("\(withoutReceipt) had no receipt beside them: their returns have new numbers.")
            }
            for one in refused { Terminal.say("Refused: \(one.path)\n  \(one.reason)") }
        }
    }

    let house: House
    let plan: ShiftPlan
    let spool: Spool
    /// Whether a ledger may be begun with the originals.
    let mayBegin: Bool
    let progress: KeepingProgress

    func perform(_ folder: String) throws -> Summary {
        let found = try ArchivedOriginals.find(in: folder, receipt: ArchivedFile.receiptName)
        guard mayBegin || access(house.configuration.ledger.file, F_OK) == 0 else { throw refusal(found.count) }
        let ledger = try Ledger(path: house.configuration.ledger.file, access: .writing)
        let isEmpty = try ledger.read { try $0.standing() }.events == 0
        guard mayBegin || !isEmpty else {
            try ledger.close()
            throw refusal(found.count)
        }
        let writer = try LedgerWriter(
            ledger: ledger, groupMax: 1, failpoints: .none, committed: { _ in },
            broken: { Terminal.complain("rmad: cannot commit to the ledger: \($0)") })
        let replay = Replay(spool: spool, ledger: ledger, writer: writer, terms: plan.intakeTerms)
        var summary = Summary()
        if isEmpty, let newest = found.last {
            summary.absent = Int(newest.document) - Set(found.map(\.document)).count
        }
        let bytesMax = house.configuration.spool.fileBytesMax
        for (index, original) in found.enumerated() {
            if index % 100 == 0 { progress.show("\(index) of \(found.count) originals") }
            let precedent =
                try original.receipt.flatMap { try Precedent.kept($0, of: original.document) }
                ?? Precedent(
                    document: original.document, name: original.name, station: "", fileTime: original.modifiedAt,
                    folder: original.path.split(separator: "/").dropLast().last.map(String.init) ?? "")
            let outcome = try replay.perform(
                try ArchivedOriginals.bytes(original.path, bytesMax: bytesMax), as: precedent)
            switch outcome {
            case .known: summary.known += 1
            case .recorded(_, let rmas, let lost):
                summary.recorded += 1
                if let lost { summary.refused.append((original.path, Self.words(lost))) }
                summary.returns += rmas.count
                if !precedent.hasReceipt { summary.withoutReceipt += 1 }
            case .refused(let lost, let reason):
                summary.refused.append((original.path, "\(reason.trimmingWhitespace())\n  \(Self.words(lost))"))
            }
        }
        writer.stop()
        try ledger.close()
        return summary
    }

    private func refusal(_ count: Int) -> BackupFault {
        BackupFault(
            .unusable,
            "\(house.configuration.ledger.file) holds nothing yet, and an archive has only the originals of some days. "
                + "Bring a backup back first: rmad restore BACKUP --originals FOLDER. Where there never was one, say "
                + "--from-nothing: a ledger is begun with these \(count) originals. Nothing was recorded.")
    }

    /// What a loss costs.
    private static func words(_ lost: LostDocument) -> String {
        lost.rmas.isEmpty
            ? "It is not on record."
            : "Not on record: \(lost.rmas.map(\.text).joined(separator: ", ")). Nobody else gets the number."
    }
}

/// One transaction on a ledger that nobody else works on.
struct LedgerErrand {
    private let ledger: Ledger

    init(_ ledger: Ledger) { self.ledger = ledger }

    func perform<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) throws -> Value {
        let answers = Mailbox<Result<Value, any Error>>(capacity: 1)
        let writer = try LedgerWriter(
            ledger: ledger, groupMax: 1, failpoints: .none, committed: { _ in },
            broken: { error in _ = answers.put(.failure(error)) })
        let carried = CarriedValue<Value>()
        _ = writer.submit(
            LedgerWriter.Step(
                perform: { carried.value = try body($0) },
                settled: { result in
                    _ = answers.put(
                        result.flatMap { carried.value.map { .success($0) } ?? .failure(Replay.WriterEnded()) })
                }))
        defer { writer.stop() }
        guard let answer = answers.take() else { throw Replay.WriterEnded() }
        return try answer.get()
    }
}

/// Carries a value out of a transaction.
private final class CarriedValue<Value>: @unchecked Sendable {
    // Written and read by the ledger's thread alone.
    var value: Value?
}
