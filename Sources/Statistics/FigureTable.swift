import JSONText
import Returns

/// One table of figures: for the terminal, as CSV, as JSON and behind a chart it is the same.
package struct FigureTable: Sendable, Equatable {
    package struct Column: Sendable, Equatable {
        /// For programs; it stays as it is.
        package let name: String
        /// For people.
        package let title: String

        package init(_ name: String, _ title: String) {
            self.name = name
            self.title = title
        }
    }

    package enum Cell: Sendable, Equatable {
        /// Not known, or nothing to count it from; shown as `–`, empty in CSV, null in JSON.
        case none
        case text(String)
        case count(Int)
        case share(Int, of: Int)
        case minutes(Int)
        /// Minutes on days of work; a day has 1,440 of them.
        case workMinutes(Int)
        case money(Int128, Currency)
        case tenths(Int)
    }

    package let name: FigureTableName
    package let columns: [Column]
    package var rows: [[Cell]] = []
    /// What was left out because there is no room for more; nil: nothing.
    package var remark: String?

    package init(_ name: FigureTableName, _ columns: [Column]) {
        self.name = name
        self.columns = columns
    }

    package mutating func add(_ row: [Cell]) {
        precondition(row.count == columns.count, "a cell for each column")
        rows.append(row)
    }
}

/// The tables that there are, in their order.
package enum FigureTableName: String, CaseIterable, Sendable {
    case volumes, answers, cycleTimes = "cycle_times", promises, reasons
    case reasonsByProduct = "reasons_by_product", goods, given, noFaultFound = "no_fault_found"
    case repeats, feedback, attention

    package var title: String {
        switch self {
        case .volumes: "Returns"
        case .answers: "Answers within 24 hours"
        case .cycleTimes: "How long each stage takes"
        case .promises: "Promises"
        case .reasons: "Reasons"
        case .reasonsByProduct: "Reasons by product"
        case .goods: "Where goods go, and what they bring back"
        case .given: "What customers got"
        case .noFaultFound: "No fault found"
        case .repeats: "Units that came back again"
        case .feedback: "What customers say"
        case .attention: "Worth a look"
        }
    }

    /// Whether its rows can be told apart in this way; some bear it already, and customers stand for themselves.
    func isDivided(by division: FigureOrder.Division) -> Bool {
        switch (self, division) {
        case (.attention, _), (.reasons, .reason), (.reasonsByProduct, .reason), (.reasonsByProduct, .product),
            (.noFaultFound, .product), (.repeats, .product), (.volumes, .period), (.answers, .period),
            (.feedback, .period):
            false
        case (_, _): true
        }
    }

    /// What is counted, exactly.
    package var about: String {
        switch self {
        case .volumes: "Returns by the day on which they were requested, with their state now."
        case .answers:
            "Answered: approved, declined, or asked for more. Returns younger than 24 hours without an answer wait."
        case .cycleTimes:
            "Percentiles by nearest rank. Work days leave out weekends and holidays of the site, by its clock."
        case .promises: "Promises to customers: kept by the first day, later by one that was told in time, broken."
        case .reasons: "Units that customers asked to return, by the reason that they gave."
        case .reasonsByProduct: "The same for the products that most units are asked to be returned of."
        case .goods:
            "Units that are here, by where they go; what customers had paid, and an estimate of what they bring."
        case .given: "What was settled for these returns, by kind; amounts are those that were paid."
        case .noFaultFound:
            "Units announced as defective or under warranty, inspected, and then sold again as new or as opened."
        case .repeats:
            "Lines with a serial number that is in an earlier return, too, and units with another than was announced."
        case .feedback:
            "Complaints: called so, or rated 1 or 2 without a word of what it is; thanks: called so, or rated 4 or 5."
        case .attention:
            "Customers for whom a rule says so. It has no consequences; often there is a good reason."
        }
    }
}

extension FigureTable.Cell {
    /// For CSV and as text in JSON: a plain number, without a unit; nil where nothing is known.
    var plain: String? {
        switch self {
        case .none: nil
        case .text(let text): text
        case .count(let number), .minutes(let number), .workMinutes(let number): String(number)
        case .share(let part, let whole): whole == 0 ? nil : Decimals.tenths(permille(part, whole))
        case .money(let minor, let currency): Decimals.money(minor, currency)
        case .tenths(let tenths): Decimals.tenths(tenths)
        }
    }

    /// For CSV: what is not text is plain already, and a number below zero is no formula.
    var tableCell: String {
        if case .text(let text) = self { JSONValue.string(text).tableCell } else { plain ?? "" }
    }

    /// For people.
    package var spoken: String {
        switch self {
        case .none: "–"
        case .text(let text): text
        case .count(let number): String(number)
        case .share: plain.map { "\($0) %" } ?? "–"
        case .minutes(let minutes): Self.span(minutes)
        case .workMinutes(let minutes): "\(Decimals.tenths((minutes * 10 + 720) / 1_440)) d"
        case .money(let minor, let currency): "\(Decimals.money(minor, currency)) \(currency)"
        case .tenths: plain ?? "–"
        }
    }

    package var isNumber: Bool {
        switch self {
        case .none, .text: false
        case .count, .share, .minutes, .workMinutes, .money, .tenths: true
        }
    }

    var json: JSONValue {
        switch self {
        case .none: .null
        case .count(let number), .minutes(let number), .workMinutes(let number): .integer(Int64(number))
        case .text, .share, .money, .tenths: plain.map { .string($0) } ?? .null
        }
    }

    /// A share in tenths of a percent, rounded half up.
    private func permille(_ part: Int, _ whole: Int) -> Int {
        Int((Int128(part) * 2_000 + Int128(whole)) / (Int128(whole) * 2))
    }

    private static func span(_ minutes: Int) -> String {
        let (hours, days) = (minutes / 60, minutes / 1_440)
        if hours == 0 { return "\(minutes) min" }
        if days == 0 { return minutes % 60 == 0 ? "\(hours) h" : "\(hours) h \(minutes % 60) min" }
        return hours % 24 == 0 ? "\(days) d" : "\(days) d \(hours % 24) h"
    }
}

/// Numbers that are written with a point.
enum Decimals {
    static func tenths(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }

    static func money(_ minor: Int128, _ currency: Currency) -> String {
        let unit = Int128(currency.minorPerMajor)
        guard currency.fractionDigits > 0 else { return String(minor) }
        let (size, sign) = (minor < 0 ? -minor : minor, minor < 0 ? "-" : "")
        return "\(sign)\(size / unit).\((size % unit).padded(currency.fractionDigits))"
    }
}

extension FigureTable {
    /// RFC 4180, with a head and CRLF.
    package var csv: String {
        let head = columns.map(\.name).joined(separator: ",")
        let body = rows.map { row in row.map(\.tableCell).joined(separator: ",") }
        return ([head] + body).map { $0 + "\r\n" }.joined()
    }

    package var json: JSONValue {
        .array(
            rows.map { row in
                .object(zip(columns, row).map { JSONValue.Member($0.name, $1.json) })
            })
    }
}
