import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad ranges`: how far the number ranges are used up.
package struct RangesCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ranges", abstract: "Show how many numbers are left, and for how long.",
        discussion: """
            RMA numbers and each range of parcel numbers: the next number, how many are left, how much is used up, \
            and the days that are left at the rate of the last 30 (once a week of use is known). The same warnings \
            as in the log and in `rmad check` stand below.

            Example:
              rmad ranges

            With --json, one object a line: name, kind, next, first, last, used, left, percent, days_left, recent \
            (count, days), problem, warning. Ends with 1 when a range would give out a number twice.
            """)

    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func run() throws {
        try DeskSession.run(options) { session in
            let place = session.place
            let today = session.zone.day(place.now())
            let rows = try session.read {
                try RangeRow.rows(pattern: place.pattern, ranges: place.ranges, on: today, in: $0)
            }
            switch session.form {
            case .json: for row in rows { session.screen.json(row.json) }
            case .forPeople: Self.show(rows, session.screen)
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
