import ArgumentParser
import Glibc
import JSONText
import Ledger
import Returns
import Spool
import Statistics

/// `rmad stats`: what the returns of a span of time say.
package struct StatsCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Figures: volumes, reasons, cycle times, promises, feedback.",
        discussion: """
            Counts the returns that were requested in a span of days of the site, with what has become of them until \
            now. Without --since, the last twelve months from the first return on. docs/operating.md (“Figures”) says what each number means.

            Examples:
              rmad stats
              rmad stats --since 2026-11-01 --period week --by brand
              rmad stats --table reasons --csv --output reasons.csv
              rmad stats --table given --by period --period quarter
              rmad stats --csv --output figures/             one file for each table
              rmad stats --html --output figures.html

            With --json, one object: since, until, period, by, zone, made_at, tables (name → rows), remarks. Times are \
            minutes, amounts and percentages are text, what is not known is null. Tables: \
            \(FigureTableName.allCases.map(\.rawValue).joined(separator: ", ")).
            """)

    @Option(name: .long, help: ArgumentHelp("The first day: YYYY-MM-DD or `today`.", valueName: "day"))
    var since: DayWord?
    @Option(name: .long, help: ArgumentHelp("The last day; without it, today.", valueName: "day")) var until: DayWord?
    @Option(name: .long, help: "Pieces of time: day, week, month, quarter, or all for one piece.")
    var period = PeriodWord(period: .month)
    @Option(
        name: .customLong("by"),
        help: ArgumentHelp(
            "Tell apart by \(DivisionWord.allValueStrings.dropLast().joined(separator: ", ")) or reason.",
            valueName: "what"))
    var division: DivisionWord?
    @Option(name: .long, help: ArgumentHelp("Only this table; may be repeated.", valueName: "name"))
    var table: [TableWord] = []
    @Flag(name: .long, help: "CSV (RFC 4180): one table, or with --output FOLDER a file for each.") var csv = false
    @Flag(name: .long, help: "A page with charts, whole in itself.") var html = false
    @Option(
        name: .shortAndLong, help: "Write there instead of to the screen; a file is replaced as a whole.",
        completion: .file())
    var output: String?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func validate() throws {
        guard [csv, html, options.json].filter({ $0 }).count <= 1 else {
            throw ValidationError("Choose one of --csv, --html and --json.")
        }
        guard !csv || table.count == 1 || output != nil else {
            throw ValidationError("A CSV file holds one table: name it with --table, or a folder with --output.")
        }
        guard !html || table.isEmpty else { throw ValidationError("--html shows every table; leave --table out.") }
        guard output == nil || csv || html || options.json else {
            throw ValidationError("--output needs --csv, --html or --json.")
        }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            let order = try order(session)
            var tally = Tally(order, days: session.siteDays)
            let ledger = try session.ledger()
            try ledger.eachCaseFigures(
                from: session.zone.instant(order.first, minuteOfDay: 0),
                until: session.zone.instant(order.last.adding(days: 1), minuteOfDay: 0)
            ) { tally.add($0) }
            let wanted = table.map(\.name)
            let tables = try tally.tables { customer in try ledger.read { try $0.orderCount(of: customer) } }
                .filter { wanted.isEmpty || wanted.contains($0.name) }
            try tell(tables, tally.whole, order, session)
            return .ok
        }
    }

    private func order(_ session: DeskSession) throws -> FigureOrder {
        let now = session.place.now()
        let today = session.zone.day(now)
        let last = until?.day(today: today) ?? today
        let yearAgo = Period.month.start(of: last.adding(months: -11), from: last)
        let first = since?.day(today: today) ?? yearAgo
        guard first <= last else {
            throw DeskFault(
                .usage, "the last day, \(last), is before the first, \(first)", remedy: "Exchange --since and --until.")
        }
        let pieces = period.period.starts(from: first, to: last, max: FigureOrder.piecesMax + 1)
        guard pieces.count <= FigureOrder.piecesMax else {
            throw DeskFault(
                .usage,
                "\(first) to \(last) has more than \(FigureOrder.piecesMax) pieces of a \(period.period.rawValue)",
                remedy: "Choose a longer --period, or fewer days.")
        }
        var order = FigureOrder(
            first: first, last: last, period: period.period, division: division?.division, now: now)
        order.beginsWithReturns = since == nil
        order.attention = session.place.attention
        order.recovery = session.place.recovery
        return order
    }

    private func tell(
        _ tables: [FigureTable], _ whole: [FigureTable], _ order: FigureOrder, _ session: DeskSession
    ) throws {
        if csv, let output, table.count != 1 {
            try FigureFile.makeFolder(output)
            for one in tables { try FigureFile.write(one.csv, to: "\(output)/\(one.name.rawValue).csv") }
        } else if csv {
            try write(tables.first?.csv ?? "", session)
        } else if html {
            let report = Report(
                tables, whole: whole, order: order, site: session.place.siteName, zone: session.zone.name,
                madeAt: session.zone.text(order.now))
            try write(report.html, session)
        } else if case .json = session.form {
            let json = Self.json(tables, order, zone: session.zone.name)
            if output == nil { session.screen.json(json) } else { try write(json.prettyText + "\n", session) }
        } else {
            show(tables, order, session)
        }
    }

    private func write(_ text: String, _ session: DeskSession) throws {
        if let output {
            try FigureFile.write(text, to: output)
        } else {
            session.screen.raw(text)
        }
    }

    private static func json(_ tables: [FigureTable], _ order: FigureOrder, zone: String) -> JSONValue {
        .object(known: [
            ("since", .string(order.first.description)), ("until", .string(order.last.description)),
            ("period", .string(order.period.rawValue)), ("by", .text(order.division?.rawValue)),
            ("zone", .string(zone)), ("made_at", .string(order.now.description)),
            ("tables", .object(tables.map { JSONValue.Member($0.name.rawValue, $0.json) })),
            (
                "remarks",
                .object(tables.compactMap { table in table.remark.map { .init(table.name.rawValue, .string($0)) } })
            ),
        ])
    }

    private func show(_ tables: [FigureTable], _ order: FigureOrder, _ session: DeskSession) {
        let screen = session.screen
        let apart = order.toldApart.map { ", told apart by \($0)" } ?? ""
        screen.line("Returns requested from \(order.first) to \(order.last), days of \(session.zone.name)\(apart)")
        for figures in tables {
            screen.line()
            screen.heading(figures.name.title)
            if figures.rows.isEmpty {
                screen.line("  nothing in this span")
            } else {
                screen.show(Self.sheet(figures))
            }
            if let remark = figures.remark { screen.paragraph(remark, .faint) }
        }
    }

    /// The first column tells rows apart; titles and reasons may be cut or wrapped, numbers never.
    private static func sheet(_ figures: FigureTable) -> Table {
        var table = Table(
            figures.columns.enumerated().map { place, column in
                let isNumber = figures.rows.contains { $0[place].isNumber }
                let words: Table.Column.Fit = column.name == "reason" ? .wrapped(min: 16) : .cut(min: 10)
                return Table.Column(
                    column.title, isNumber || place == 0 ? .whole : words, side: isNumber ? .right : .left,
                    leaves: place == 0 ? nil : place)
            })
        for row in figures.rows { table.add(row.map { Table.Cell(Printable.line($0.spoken)) }) }
        return table
    }
}

/// Figures as a file: under its name there is the old one, or the whole new one.
enum FigureFile {
    /// The folder for the files, made where only it is missing.
    static func makeFolder(_ path: String) throws {
        let parts = path.split(separator: "/")
        guard let name = parts.last.flatMap({ FileName(String($0)) }) else { return }
        let parent = (path.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
        try open(parent.isEmpty ? "." : parent).makeFolder(name)
    }

    private static func open(_ folder: String) throws -> Directory {
        do throws(SpoolError) {
            return try Directory.open(path: folder.isEmpty ? "/" : folder)
        } catch {
            guard error.code == ENOENT else { throw error }
            throw DeskFault(.usage, "there is no folder \(folder)", remedy: "Make it first, or name another place.")
        }
    }

    static func write(_ text: String, to path: String) throws {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last.flatMap({ FileName(String($0)) }) else {
            throw DeskFault(
                .usage, "\(path) is no name of a file", remedy: "Name a file; a folder is for --csv without --table.")
        }
        let folder = parts.count == 1 ? "." : parts.dropLast().joined(separator: "/")
        let directory = try open(folder)
        do throws(SpoolError) {
            try DurableFile.write(Array(text.utf8), to: directory, as: name, scratch: directory, durability: .synced)
        } catch {
            throw error.telling("write", Printable.line(path))
        }
    }
}

extension DeskSession {
    /// The site's clock and days of work, for figures.
    var siteDays: SiteDays {
        SiteDays(zone: zone.name, offsetSeconds: zone.offsetSeconds, isBusinessDay: place.isBusinessDay)
    }
}

/// A period as it is typed.
struct PeriodWord: ListedArgument {
    let period: Period

    init(period: Period) { self.period = period }

    init?(argument: String) {
        guard let period = Period(rawValue: argument.lowercased()) else { return nil }
        self.period = period
    }

    var defaultValueDescription: String { period.rawValue }
    static var allValueStrings: [String] { Period.allCases.map(\.rawValue) }
}

/// What returns are told apart by, as it is typed.
struct DivisionWord: ListedArgument {
    let division: FigureOrder.Division

    init?(argument: String) {
        guard let division = FigureOrder.Division(rawValue: argument.lowercased()) else { return nil }
        self.division = division
    }

    static var allValueStrings: [String] { FigureOrder.Division.allCases.map(\.rawValue) }
}

/// A table of figures as it is typed.
struct TableWord: ListedArgument {
    let name: FigureTableName

    init?(argument: String) {
        guard let name = FigureTableName(rawValue: argument.lowercased().replacing("-", with: "_")) else { return nil }
        self.name = name
    }

    static var allValueStrings: [String] { FigureTableName.allCases.map(\.rawValue) }
}
