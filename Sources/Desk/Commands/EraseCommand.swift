import ArgumentParser
import Glibc
import JSONText
import Ledger
import Returns

/// `rmad erase`: somebody's personal data goes, everywhere.
package struct EraseCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erase the personal data of a customer, everywhere and for good.",
        discussion: """
            Names, addresses, e-mail, telephone and what was written go from returns, events, originals, receipts, \
            messages and the file of the ledger; labels, instructions and photos are removed. Goods, states, days and \
            amounts stay, so figures count as before; the chain of events stays verifiable. Others in the same files are \
            not touched. It cannot be undone.

            CUSTOMER is the shop's number or an e-mail address; with --returns, RMA numbers. Open returns stand against \
            it: end them first, or say --force. Backups and exports cannot be changed: they must be let expire or be \
            removed. Nor can what receivers of webhooks, carriers, printers and the shop have.

            It shows what it will erase, and asks. The wish is a document in the drop, and the daemon does it, beside \
            its other work.

            Examples:
              rmad erase C-1001 --reason "Request of 20 November"
              rmad erase grace@example.com --reason "Request of 20 November" --yes
              rmad erase --returns RMA-4KD-9T2X --reason "Sent by mistake"

            Ends with 0 when it is recorded, with 1 when nobody asked to go on, with 65 when open returns stand against \
            it. With --json, --yes is needed; one object: returns, open, customers, namesakes, \
            undecided, documents, photos.
            """)

    @Argument(help: "The shop's number of the customer, or the e-mail address.") var customer: String?
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Erase these returns, whoever's they are.", valueName: "rma"))
    var returns: [String] = []
    @Option(name: .long, help: "Why, for the record. Write nothing of the person here.") var reason: String
    @Option(name: .long, help: "Who asks for it, for the record.") var staff: String?
    @Flag(name: .long, help: "Also where returns are open.") var force = false
    @Flag(name: .long, help: "Do not ask.") var yes = false
    @OptionGroup var waiting: ErrandOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    package init() {}

    package func validate() throws {
        guard (customer == nil) != returns.isEmpty else {
            throw ValidationError("Name a customer, or returns with --returns.")
        }
        guard customer?.trimmingWhitespace().isEmpty != true else { throw ValidationError("The customer has no name.") }
        if options.json, !yes { throw ValidationError("--json asks nobody: it needs --yes.") }
    }

    package func run() throws {
        try DeskSession.run(options) { session in
            let customer = customer.map { String($0.trimmingWhitespace()) }
            let isEmail = customer?.contains("@") == true
            let plan = try session.read { try Self.plan(customer, isEmail: isEmail, returns, session, $0) }
            switch session.form {
            case .json: session.screen.json(plan.json)
            case .forPeople: plan.show(session.screen)
            }
            session.screen.flush()
            guard yes || Self.isAgreed() else {
                session.remark("nothing was erased")
                return .finding
            }
            let record = JSONValue.object(known: [
                ("type", .string(DeclarationKind.erasure.rawValue)),
                ("customer", isEmail ? nil : .text(customer)), ("email", isEmail ? .text(customer) : nil),
                ("returns", returns.isEmpty ? nil : .array(plan.returns.map { .string($0) })),
                ("reason", .string(reason)), ("force", force ? true : nil), ("staff", .text(staff)),
            ])
            return try Errand(stem: "erasure-\(getpid())", records: [record])
                .perform(session, waitSeconds: waiting.wait)
        }
    }

    private static func plan(
        _ customer: String?, isEmail: Bool, _ returns: [String], _ session: DeskSession, _ snapshot: Snapshot
    ) throws -> ErasurePlan {
        let finder = CaseFinder(pattern: session.place.pattern)
        let ids = try returns.map { try finder.find($0, in: snapshot).0.id }
        let search = try snapshot.erasureSearch(
            for: ErasureWish(
                customers: isEmail ? [] : [customer].compactMap { $0.map { CustomerNumber(trusted: $0) } },
                emails: isEmail ? [customer].compactMap { $0 } : [], returns: ids))
        let scope = search.scope
        return ErasurePlan(
            returns: scope.cases.map(\.case.number.text), open: scope.open.map(\.text),
            customers: scope.numbers.sorted(), documents: search.documentCount,
            photos: try scope.cases.reduce(0) { try $0 + snapshot.photos(of: $1.id).count },
            namesakes: scope.namesakes, undecided: scope.undecided)
    }

    private static func isAgreed() -> Bool {
        Terminal.write("Erase this? It cannot be undone. Type yes: ", to: 2)
        return readLine()?.trimmingWhitespace().lowercased() == "yes"
    }
}

/// What an erasure will take.
private struct ErasurePlan: Sendable {
    let returns: [String]
    let open: [String]
    let customers: [String]
    let documents: Int
    let photos: Int
    let namesakes: [String]
    let undecided: [String]

    func show(_ screen: Screen) {
        guard !returns.isEmpty || !customers.isEmpty else {
            return screen.paragraph("Nothing is on record of them; files are looked through all the same.")
        }
        screen.line(
            "Customers on record: \(customers.isEmpty ? "none" : Printable.line(customers.joined(separator: ", ")))")
        screen.line("Returns: \(returns.count)")
        for number in returns.prefix(50) { screen.line("  \(Printable.line(number))") }
        screen.line("Documents that are emptied or shortened: up to \(documents)")
        screen.line("Photos that are removed: \(photos)")
        if !namesakes.isEmpty {
            screen.paragraph(
                "Others have a name, an e-mail address or a telephone of theirs, too, by which nothing is erased: "
                    + Printable.line(namesakes.prefix(20).joined(separator: ", ")) + ".")
        }
        for one in undecided.prefix(50) {
            screen.line("Not erased, for it may be somebody else's: \(Printable.line(one))")
        }
        guard !open.isEmpty else { return }
        screen.paragraph(
            "Open: \(Printable.line(open.prefix(20).joined(separator: ", "))). Their parcels will come without anybody "
                + "to tell or to pay. Without --force the daemon refuses.", .bad)
    }

    var json: JSONValue {
        [
            "returns": .array(returns.map { .string($0) }), "open": .array(open.map { .string($0) }),
            "customers": .count(customers.count), "namesakes": .array(namesakes.map { .string($0) }),
            "undecided": .array(undecided.map { .string($0) }), "documents": .count(documents),
            "photos": .count(photos),
        ]
    }
}
