import ArgumentParser
import Digests
import Glibc
import JSONText
import Ledger
import Returns
import Workers

/// Fills a ledger with returns as years of work would, to measure how the daemon and its look-ups do with many.
///
/// Every return goes through the ledger's own door with its events, search words, parcel and papers, so the rows
/// are what real ones are; only the documents and the policy's findings are shared.
@main
struct Fill: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rmad-fill", abstract: "Fill a ledger with returns, for measurements.")

    @Option(help: "How many returns.") var rmas: Int
    @Option(help: "The ledger's file; it is made when it is missing.") var ledger: String

    @Flag(help: "Leave every return open, with a promise; one in 10,000 is due on the day of the newest.")
    var promises = false

    @Option(help: "An endpoint that hears of every return, as NAME=URL; may be repeated.") var endpoint: [String] = []
    @Option(help: "The address of endpoints that hear of one customer each.") var customerURL: String?
    @Option(help: "How many endpoints hear of one customer each.") var customerEndpoints = 0

    private static let batch = 500
    private static let voice = Voice(
        link: TrackingLink(baseURL: "https://example.com"), siteDay: \.date,
        say: { tellings, _ in tellings.map { _ in nil } })
    /// The file in the secrets directory that all endpoints share.
    private static let secretFile = "bench.secret"
    private static let firstNames = ["Grace", "Ada", "Alan", "Katherine", "Edsger", "Barbara", "Niklaus", "Margaret"]
    private static let lastNames = [
        "Müller", "Lopez", "Dubois", "Smith", "Rossi", "Novak", "Jensen", "Kowalski", "Silva", "Yilmaz", "Berg",
    ]

    func validate() throws {
        guard endpoint.allSatisfy({ $0.contains("=") }) else { throw ValidationError("--endpoint takes NAME=URL.") }
        guard customerEndpoints == 0 || customerURL != nil else {
            throw ValidationError("--customer-endpoints needs --customer-url.")
        }
    }

    func run() throws {
        let store = try Ledger(path: ledger, access: .writing)
        let failed = Mailbox<String>(capacity: 1)
        let writer = try LedgerWriter(
            ledger: store, groupMax: 8, failpoints: .none, committed: { _ in }, broken: { _ = failed.tryPut("\($0)") })
        let start = Instant(milliseconds: 1_700_000_000_000)
        let document = Digest(of: "rmad-fill".utf8)
        submit(to: writer, failed) { transaction in
            let record = DocumentRecord(
                id: 1, digest: document, name: "fill.json", station: "", receivedAt: start, outcome: .accepted,
                paperName: "fill.json", receipt: "{}", reason: nil)
            try transaction.begin(record)
            try transaction.keepOriginal(Array("rmad-fill".utf8), digest: document)
            try transaction.end(record)
        }
        submit(to: writer, failed) { [endpoint, customerURL, customerEndpoints] transaction in
            for pair in endpoint.map({ $0.split(separator: "=", maxSplits: 1) }) {
                let listener = WebhookEndpoint(name: EndpointName(trusted: String(pair[0])), url: String(pair[1]))
                try transaction.put(listener, secretFile: Self.secretFile, remark: nil, at: start)
            }
            for number in 0..<customerEndpoints {
                let listener = WebhookEndpoint(
                    name: EndpointName(trusted: "customer-\(number)"), url: customerURL ?? "",
                    customer: CustomerNumber(trusted: "C-\(number)"))
                try transaction.put(listener, secretFile: Self.secretFile, remark: nil, at: start)
            }
        }
        for first in stride(from: 0, to: rmas, by: Self.batch) {
            let last = min(first + Self.batch, rmas)
            submit(to: writer, failed) { [promises, rmas] transaction in
                for ordinal in first..<last {
                    let moment = start.adding(milliseconds: Int64(ordinal) * 30_000)
                    let newest = start.adding(milliseconds: Int64(rmas) * 30_000).date
                    let due = newest.adding(days: ordinal % 10_000 == 0 ? 0 : 2 + ordinal % 30)
                    try Self.add(ordinal, at: moment, promisedBy: promises ? due : nil, document, transaction)
                }
            }
            if first % 100_000 == 0, first > 0 { print("\(first) returns") }
        }
        writer.stop()
        if promises {
            let newest = start.adding(milliseconds: Int64(rmas) * 30_000).date
            for line in try (1...3).map({ _ in try Self.check(store, on: newest) }) { print(line) }
        }
        try store.close()
        if failed.count > 0, let error = failed.take() { throw ValidationError(error) }
        print("\(rmas) returns in \(ledger)")
    }

    /// The clock's three questions about promises, asked as it asks them: all that is due, in batches.
    private static func check(_ store: Ledger, on day: CalendarDate) throws -> String {
        let clock = ContinuousClock()
        var found = 0
        let span = try clock.measure {
            for cause in PromiseCause.allCases {
                var last: DuePromise?
                while true {
                    let after = last
                    let batch = try store.read { try $0.promises(for: cause, by: day, after: after, limit: 200) }
                    guard let end = batch.last else { break }
                    found += batch.count
                    last = end
                }
            }
        }
        return "promise check: \(found) found in \(span / .milliseconds(1)) ms"
    }

    private func submit(
        to writer: LedgerWriter, _ failed: Mailbox<String>, _ body: @escaping @Sendable (Transaction) throws -> Void
    ) {
        _ = writer.submit(
            LedgerWriter.Step(
                perform: body,
                settled: { result in if case .failure(let error) = result { _ = failed.tryPut("\(error)") } }))
    }

    private static func add(
        _ ordinal: Int, at moment: Instant, promisedBy due: CalendarDate?, _ document: Digest,
        _ transaction: Transaction
    ) throws {
        guard let number = RMANumberPattern.standard.number(ordinal: ordinal),
            let code = ParcelCode.sscc(extensionDigit: 1, companyPrefix: "0614141", serial: ordinal)
        else { return }
        // Nine in ten are closed; the newest tenth is open. Where promises are measured, all are.
        let state: RMAState = ordinal % 10 == 9 || due != nil ? .approved : .closed
        let customer = ordinal / 3
        var line = Line(requested: 1, authorized: 1)
        if state == .closed { line.receive(1, isComplete: true) }
        var stored = StoredCase(
            id: CaseID(ordinal + 1),
            case: ReturnCase(
                number: number, state: state, validUntil: moment.date.adding(days: 3_650),
                lines: [
                    CaseLine(
                        number: 1,
                        product: RequestedLine(
                            order: OrderNumber(trusted: "A-\(ordinal)"), sku: SKU(trusted: "SKU-\(ordinal % 5_000)"),
                            title: "Desk lamp", serial: SerialNumber(trusted: "SN\(ordinal)"), quantity: 1,
                            reason: .unwanted, unitPrice: Money(minor: 4990, currency: Currency(trusted: "EUR"))),
                        line: line, destination: WarehouseName(trusted: "main"))
                ],
                shipments: [Shipment(number: 1, code: code, warehouse: WarehouseName(trusted: "main"))]),
            token: "fill-\(ordinal)-0123456789abcdefghij", sequence: 0, createdAt: moment, changedAt: moment,
            customer: Customer(
                number: CustomerNumber(trusted: "C-\(customer)"),
                name: "\(firstNames[customer % firstNames.count]) \(lastNames[customer % lastNames.count])",
                email: "customer\(customer)@example.com", phone: "+49 30 \(1_000_000 + customer)"),
            language: .german, request: ["reference": .string("R-\(ordinal)")], decision: ["answer": "authorize"],
            policyEdition: "fill", document: 1)
        let changes = [
            Change(.rma, axis: RMAState.axisName, before: "", after: RMAState.requested.rawValue),
            Change(.rma, axis: RMAState.axisName, before: RMAState.requested.rawValue, after: state.rawValue),
        ]
        try transaction.record(
            changes, of: &stored, was: nil,
            on: Occasion(at: moment, actor: Actor(trusted: "fill"), document: (1, document)),
            voice: voice,
            promising: due.map { [PromiseOffer(name: .refunded, due: $0, warn: $0.adding(days: -1))] } ?? [])
        try transaction.index(stored)
    }
}
