import ArgumentParser
import JSONText
import Ledger
import Returns
import Spool

/// `rmad ranges`: how far the number ranges are used up, and what waits for a number.
package struct RangesCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ranges", abstract: "Number ranges: how many are left; release what waited for one.",
        discussion: """
            Ranges are configured under `labels.ranges`; a range is extended there, or another one added behind it, \
            and rmad is restarted.

            Examples:
              rmad ranges
              rmad ranges release
            """,
        subcommands: [RangesListCommand.self, RangesReleaseCommand.self], defaultSubcommand: RangesListCommand.self)

    package init() {}
}

struct RangesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show how many numbers are left, and for how long.",
        discussion: """
            RMA numbers and each range of parcel numbers: the next number, how many are left, how much is used up, \
            and the days that are left at the rate of the last 30 (once a week of use is known). The same warnings \
            as in the log and in `rmad check` stand below, and how many returns wait for a number.

            Example:
              rmad ranges

            With --json, one object a line: name, kind, next, first, last, used, left, percent, days_left, recent \
            (count, days), problem, warning. Ends with 1 when a range would give out a number twice.
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run() throws {
        try DeskSession.run(options) { session in
            let place = session.place
            let today = session.zone.day(place.now())
            let (rows, held) = try session.read {
                (
                    try RangeRow.rows(pattern: place.pattern, ranges: place.ranges, on: today, in: $0),
                    try $0.heldCases(limit: HeldReturns.max)
                )
            }
            switch session.form {
            case .json: for row in rows { session.screen.json(row.json) }
            case .forPeople:
                Self.show(rows, session.screen)
                if !held.isEmpty {
                    session.screen.paragraph(
                        "\(HeldReturns.words(held.count)) for a number. Once there are some: rmad ranges release",
                        .attention)
                }
            }
            return rows.contains { $0.problem != nil } ? .finding : .ok
        }
    }

    private static func show(_ rows: [RangeRow], _ screen: Screen) {
        var table = Table([
            .init("Range"), .init("Kind", leaves: 2), .init("Next", leaves: 3), .init("Left", side: .right),
            .init("Used", side: .right), .init("Days left", side: .right, leaves: 1),
        ])
        for row in rows {
            let standing = row.standing
            let ink: Ink = row.problem != nil || row.warning != nil ? .attention : .plain
            table.add([
                .init(Printable.line(standing.name), .strong), .init(Printable.line(row.kind)),
                .init(Printable.line(row.next ?? "none")), .init("\(standing.left)", ink),
                .init("\(standing.percent) %", ink), .init(standing.daysLeft.map(String.init) ?? "–", ink),
            ])
        }
        screen.show(table)
        for row in rows {
            guard let words = row.problem ?? row.warning else { continue }
            screen.paragraph(Printable.line("\(row.standing.name): \(words)"), .attention)
        }
    }
}

/// `rmad ranges release`: what waited for a number goes on.
struct RangesReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Let returns go on that only lacked a parcel number.",
        discussion: """
            Each return is reviewed with the verdict `release`, in documents of up to 500, the oldest first; what \
            the policy had decided is not judged again. It ends where numbers run out again: the rest waits on.

            Example:
              rmad ranges release

            Ends with 0 when none waits any more, 1 when some still do, 75 when the daemon has not answered. With \
            --json, one object a document: document, asked, released, waiting.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("How long to wait for the daemon's answer to each document.", valueName: "seconds"))
    var wait = 60
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard WaitSeconds.range.contains(wait), wait > 0 else {
            throw ValidationError("--wait takes a number of seconds from 1 to 86400.")
        }
    }

    func run() throws {
        try DeskSession.run(options) { session in try HeldReturns(session: session, seconds: wait).release() }
    }
}

/// Returns that wait for a number, released in documents of a bearable size.
private struct HeldReturns {
    let session: DeskSession
    let seconds: Int

    static let max = 1_000_000
    private static let recordsMax = 500

    static func words(_ count: Int) -> String { count == 1 ? "1 return waits" : "\(count) returns wait" }

    func release() throws -> ExitStatus {
        let held = try session.read { try $0.heldCases(limit: Self.max) }
        guard !held.isEmpty else {
            if session.form == .forPeople { session.screen.line("No return waits for a number.") }
            return .ok
        }
        var (asked, released) = (0, 0)
        while asked < held.count {
            let part = Array(held[asked..<min(asked + Self.recordsMax, held.count)])
            let errand = Errand(stem: "release-held", records: part.map { Self.record($0.number) })
            let (file, fate) = try errand.drop(session, waitSeconds: seconds)
            guard case .recorded(let document) = fate else {
                FateSheet(title: file.name.printable, file: file, fate: fate, session: session).show()
                return fate?.status ?? .tryLater
            }
            let waiting = Set(try session.read { try $0.heldCases(limit: Self.max) }.map(\.id))
            let stuck = part.count { waiting.contains($0.id) }
            asked += part.count
            released += part.count - stuck
            tell(document, asked: part.count, released: (part.count - stuck, released), waiting.count)
            guard stuck == 0 else { return .finding }
        }
        return .ok
    }

    private static func record(_ number: RMANumber) -> JSONValue {
        [
            "type": .string(DeclarationKind.review.rawValue), "rma": .string(number.text),
            "verdict": .string(Review.Verdict.release.rawValue),
        ]
    }

    private func tell(_ document: DocumentRecord, asked: Int, released: (here: Int, inAll: Int), _ waiting: Int) {
        switch session.form {
        case .json:
            session.screen.json([
                "document": .integer(document.id), "asked": .count(asked), "released": .count(released.here),
                "waiting": .count(waiting),
            ])
        case .forPeople:
            session.screen.line(
                "document \(document.id): \(released.inAll) released"
                    + (waiting == 0 ? ", none waits any more" : ", \(Self.words(waiting)) still"))
            if released.here < asked, let reason = document.reason {
                // Every record has the same complaint: one says it.
                for line in Printable.block(reason).prefix(Self.reasonLinesMax) {
                    session.screen.paragraph(line, indent: 2)
                }
            }
        }
        session.screen.flush()
    }

    private static let reasonLinesMax = 12
}
