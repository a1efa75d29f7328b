import ArgumentParser
import Backups
import Desk
import Glibc
import Intake
import JSONText
import Ledger
import Returns
import Settings
import Spool
import Workers

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
            let inheritance = Inheritance(house.configuration)
            defer { inheritance.end() }
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
        /// Returns that an erasure has taken since the backup.
        var erased: [RMANumber] = []
        var withoutReceipt = 0
        /// Where the ledger was empty: of the numbers up to the newest original, those that have none.
        var absent: Int?
        var refused: [(path: String, reason: String)] = []
        /// Files that are no documents'.
        var strangers: [String] = []

        mutating func add(erased rmas: [RMANumber]) { erased += rmas.filter { !erased.contains($0) } }

        var json: JSONValue {
            .object(known: [
                ("known", .integer(Int64(known))), ("recorded", .integer(Int64(recorded))),
                ("returns", .integer(Int64(returns))), ("erased", .array(erased.map { .string($0.text) })),
                ("without_receipt", .integer(Int64(withoutReceipt))),
                ("absent", absent.map { .integer(Int64($0)) }),
                ("strangers", .array(strangers.map { .string($0) })),
                ("refused", .array(refused.map { ["file": .string($0.path), "reason": .string($0.reason)] })),
            ])
        }

        func say() {
            Terminal.say(
                "Originals: \(recorded) recorded again, with \(returns) returns; \(known) were on record already.")
            if !erased.isEmpty {
                Terminal.say(
                    "Erased since, and not brought back: \(erased.map(\.text).joined(separator: ", ")). Nobody else "
                        + "gets the numbers.")
            }
            if let absent {
                Terminal.say(
                    "The ledger was empty. It holds what these originals say and nothing else: \(absent) of the "
                        + "numbers before the newest have none here: files that were refused, and what is lost.")
            }
            if withoutReceipt > 0 {
                Terminal.say("\(withoutReceipt) had no receipt beside them: their returns have new numbers.")
            }
            for path in strangers { Terminal.say("Passed over, for it is no document's: \(path)") }
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
        var archive = try ArchivedOriginals.find(in: folder)
        guard mayBegin || access(house.configuration.ledger.file, F_OK) == 0 else {
            throw refusal(archive.originals.count)
        }
        let ledger = try Ledger(path: house.configuration.ledger.file, access: .writing)
        let isEmpty = try ledger.read { try $0.standing() }.events == 0
        guard mayBegin || !isEmpty else {
            try ledger.close()
            throw refusal(archive.originals.count)
        }
        var summary = Summary()
        summary.strangers = archive.part(
            newest: try ledger.read { try $0.newestDocumentID() }, most: Ledger.passedOverMax
        ).compactMap(\.path)
        for one in archive.closed { summary.refused.append((one.path, "Nothing of it was recorded: \(one.found)")) }
        let found = archive.originals
        let writer = try LedgerWriter(
            ledger: ledger, groupMax: 1, failpoints: .none, committed: { _ in },
            broken: { Terminal.complain("rmad: cannot commit to the ledger: \($0)") })
        let replay = Replay(spool: spool, ledger: ledger, writer: writer, terms: plan.intakeTerms)
        if isEmpty, let newest = found.last {
            summary.absent = Int(newest.document) - Set(found.filter { $0.path != nil }.map(\.document)).count
        }
        for (index, original) in found.enumerated() {
            if index % 100 == 0 { progress.show("\(index) of \(found.count) originals") }
            guard let reading = reading(of: original) else { continue }
            let place = original.path ?? original.receipt ?? original.name
            switch try replay.perform(reading.original(), as: reading.precedent) {
            case .known: summary.known += 1
            case .erased(let rmas):
                summary.known += 1
                summary.add(erased: rmas)
            case .recorded(_, let rmas, let lost, let erased):
                summary.recorded += 1
                summary.add(erased: erased)
                if let lost { summary.refused.append((place, Self.words(lost))) }
                summary.returns += rmas.count
                if !reading.precedent.hasReceipt { summary.withoutReceipt += 1 }
            case .refused(let lost, let reason):
                summary.refused.append((place, "\(reason.trimmingWhitespace())\n  \(Self.words(lost))"))
            }
        }
        writer.stop()
        try ledger.close()
        return summary
    }

    /// - Returns: nil for a receipt that says nothing, beside which no original lies.
    private func reading(of original: ArchivedOriginals.Original) -> ArchiveReading? {
        guard let path = original.path else {
            return original.receipt.flatMap { ArchiveReading(receipt: $0, of: original.document) }
        }
        return ArchiveReading(
            path: path, receipt: original.receipt.map { .init($0, of: original.document) } ?? .none,
            without: Precedent(
                document: original.document, name: original.name, station: "", fileTime: original.modifiedAt,
                folder: path.split(separator: "/").dropLast().last.map(String.init) ?? ""))
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
