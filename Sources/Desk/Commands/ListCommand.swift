import ArgumentParser
import JSONText
import Ledger
import Returns

/// `rmad list`: returns, newest first.
package struct ListCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List returns, newest first.",
        discussion: """
            Each row says where a return stands, whose it is, how many units are here of those that were \
            authorized, and by when the goods must be on their way. Works with and without a running daemon.

            Examples:
              rmad list
              rmad list --state under_review --state info_needed
              rmad list --customer C-1001 --limit 100
              rmad list --before 1234                 the next page, as the last line of a list says it

            With --json, one object a line: id, rma, state, created_at, changed_at, valid_until, customer, \
            units, received, skus, brand, held, special_care. `id` is what --before takes; `held` says why a return that the \
            policy authorized waits for a person.
            """)

    @Option(
        name: .long, help: ArgumentHelp("Only returns in this state; may be repeated.", valueName: "state"))
    var state: [StateWord] = []
    @Option(name: .long, help: ArgumentHelp("Only returns of this customer number.", valueName: "customer"))
    var customer: String?
    @Option(name: .long, help: ArgumentHelp("How many, at most 10000.", valueName: "count"))
    var limit = 50
    @Option(name: .long, help: ArgumentHelp("Only returns before this id.", valueName: "id"))
    var before: Int64?
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func validate() throws {
        try Limit.check(limit)
        if let before, before < 1 { throw ValidationError("--before takes an id from 1, as a list prints it.") }
        if let customer, CustomerNumber(customer) == nil {
            throw ValidationError("--customer takes a customer number of 1 to 120 characters.")
        }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            var filter = CaseFilter()
            filter.states = state.map(\.state)
            filter.customer = customer.flatMap { CustomerNumber($0) }
            filter.before = before
            filter.limit = limit + Self.lookaheadMax
            let isWhole = filter.states.isEmpty && filter.customer == nil
            if isWhole { filter.limit = limit }
            let found = try session.read { try $0.cases(filter) }
            let sheet = CaseList(rows: Array(found.prefix(limit)), session: session)
            sheet.show(none: "No returns\(isWhole && before == nil ? " yet" : " like that").")
            // Ids are given without gaps, so the last one says how many came before it.
            let more = isWhole ? max(0, Int((sheet.rows.last?.id ?? 1) - 1)) : found.count - sheet.rows.count
            sheet.showEnd(more: more, isAtLeast: !isWhole && more == Self.lookaheadMax, command: command)
            return .ok
        }
    }

    /// How far a filtered list looks ahead to say how many more there are.
    private static let lookaheadMax = 200

    /// The command line that the next page needs, without `--before`.
    private var command: String {
        var words = ["rmad list"]
        words += state.map { "--state \($0.state.rawValue)" }
        if let customer { words.append("--customer '\(Printable.line(customer))'") }
        if limit != 50 { words.append("--limit \(limit)") }
        return words.joined(separator: " ")
    }
}

/// `rmad find`: returns by any word that people remember.
package struct FindCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Find returns by name, order, serial, parcel, phone or e-mail.",
        discussion: """
            Every word must begin a word that the return is known by: the customer's name, company, e-mail and \
            phone (also its last digits), order numbers, SKUs, serial numbers, parcel codes and tracking numbers \
            as they are typed or scanned, the sender's reference. Case, accents and punctuation do not matter. The newest come first.

            Examples:
              rmad find huber
              rmad find maria huber
              rmad find 4711-0815
              rmad find 5550123                       the last digits of a phone number

            With --json, the same objects as `rmad list`. Ends with 1 when nothing is found; a number that is none of \
            ours is told by its carrier where its form and check digit say it.
            """)

    @Argument(help: "Words to look for.") var text: [String]
    @Option(name: .long, help: ArgumentHelp("How many, at most 10000.", valueName: "count"))
    var limit = 50
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func validate() throws {
        try Limit.check(limit)
        if SearchTerms.compact(text.joined()).isEmpty {
            throw ValidationError("The text to look for needs at least one letter or digit.")
        }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            let words = text.joined(separator: " ")
            let found = try session.read { try $0.find(words, limit: limit + 1) }
            guard !found.isEmpty else {
                if let number = StrangeNumber.words(words) {
                    throw DeskFault(
                        .finding, "'\(Printable.line(words))' is \(number), of none of our returns",
                        remedy: "Its parcel was not announced here. Look for the return by name, order or phone.")
                }
                throw DeskFault(
                    .finding, "nothing is found for '\(Printable.line(words))'",
                    remedy: "Fewer or shorter words find more; every word must be the beginning of one.")
            }
            let sheet = CaseList(rows: Array(found.prefix(limit)), session: session)
            sheet.show(none: "")
            sheet.showEnd(
                remark: found.count > limit ? "There are more: add a word, or raise --limit." : nil)
            return .ok
        }
    }
}

/// How many rows a command may be asked for.
enum Limit {
    static let max = 10_000

    static func check(_ limit: Int) throws {
        guard (1...max).contains(limit) else { throw ValidationError("--limit takes a number from 1 to \(max).") }
    }
}

/// A state of a return as it is typed: hyphens and upper case are as good as underscores.
struct StateWord: ListedArgument {
    let state: RMAState

    init?(argument: String) {
        guard let state = RMAState(rawValue: String(argument.lowercased().map { $0 == "-" ? "_" : $0 })) else {
            return nil
        }
        self.state = state
    }

    static var allValueStrings: [String] { RMAState.allCases.map(\.rawValue) }
}
