import Clockwork
import Digests
import Foundation
import JSONText
import Ledger
import Policy
import Returns
import Workers

/// A real ledger in a folder of its own, with the few things that every test of it needs.
final class Workbench {
    let folder: URL
    let ledger: Ledger
    let writer: LedgerWriter
    let document: (id: DocumentID, digest: Digest)
    let start = Instant(milliseconds: 1_790_000_000_000)
    let voice = Voice(
        link: TrackingLink(baseURL: "https://returns.example.com/r/"), siteDay: \.date,
        say: { tellings, language in
            tellings.map {
                EventWords(title: "\($0.kind) in \(language.rawValue)", text: "of \($0.case.number)")
            }
        })

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        ledger = try Ledger(path: folder.path + "/ledger.sqlite3", access: .writing)
        writer = try LedgerWriter(
            ledger: ledger, groupMax: 16, failpoints: .none, committed: { _ in }, broken: { fatalError("\($0)") })
        let content = Array("a file".utf8)
        document = (1, Digest(of: content))
        let record = DocumentRecord(
            id: 1, digest: document.digest, name: "a.json", station: "", receivedAt: start, outcome: .accepted,
            paperName: "a.json", receipt: "{}", reason: nil)
        try write { transaction in
            try transaction.begin(record)
            try transaction.keepOriginal(content, digest: record.digest)
            try transaction.end(record)
        }
    }

    deinit {
        writer.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// One step, waited for.
    func write(_ body: @escaping @Sendable (Transaction) throws -> Void) throws {
        let outcome = Mailbox<Result<Void, any Error>>(capacity: 1)
        precondition(writer.submit(LedgerWriter.Step(perform: body, settled: { _ = outcome.put($0) })))
        try outcome.take()?.get()
    }

    func occasion(_ seconds: Int = 0) -> Occasion {
        Occasion(
            at: start.adding(milliseconds: Int64(seconds) * 1000), actor: Actor(trusted: "test"), document: document)
    }

    /// An approved return of two lamps and a cable, with one parcel.
    func approvedCase(_ ordinal: Int, customer: String = "C-1") -> StoredCase {
        let number = RMANumberPattern.standard.number(ordinal: ordinal) ?? RMANumber(trusted: "none")
        let lamp = RequestedLine(
            order: OrderNumber(trusted: "A-\(ordinal)"), sku: SKU(trusted: "LAMP"), title: "Lamp",
            serial: SerialNumber(trusted: "SN-\(ordinal)"), quantity: 2, reason: .unwanted,
            unitPrice: Money(minor: 4990, currency: Currency(trusted: "EUR")))
        let cable = RequestedLine(sku: SKU(trusted: "CABLE"), quantity: 1, reason: .defective)
        return StoredCase(
            id: CaseID(ordinal + 1),
            case: ReturnCase(
                number: number, state: .approved, validUntil: start.date.adding(days: 30),
                lines: [
                    CaseLine(number: 1, product: lamp, line: Line(requested: 2, authorized: 2)),
                    CaseLine(number: 2, product: cable, line: Line(requested: 1, authorized: 1)),
                ],
                shipments: [
                    Shipment(
                        number: 1,
                        code: ParcelCode.sscc(extensionDigit: 0, companyPrefix: "0614141", serial: ordinal)
                            ?? .sscc(""), warehouse: WarehouseName(trusted: "main"))
                ]),
            token: "token-\(ordinal)-0123456789abcdef", sequence: 0, createdAt: start, changedAt: start,
            customer: Customer(
                number: CustomerNumber(trusted: customer), name: "Grace Müller \(ordinal)", phone: "+49 30 1234567"),
            language: .german, request: ["reference": "R-1"], decision: ["answer": "authorize"], policyEdition: "test",
            document: 1)
    }

    /// Adds a return with the events that made it.
    func add(_ one: StoredCase, at seconds: Int = 0) throws {
        let (occasion, voice) = (occasion(seconds), voice)
        try write { transaction in
            var stored = one
            let changes = [
                Change(.rma, axis: "rma", before: "", after: "requested"),
                Change(.rma, axis: "rma", before: "requested", after: "approved"),
            ]
            try transaction.record(changes, of: &stored, was: nil, on: occasion, voice: voice)
            try transaction.index(stored)
        }
    }

    /// Changes a return as intake would.
    func change(_ id: CaseID, at seconds: Int, _ body: @escaping @Sendable (inout ReturnCase) throws -> [Change]) throws
    {
        let (occasion, voice) = (occasion(seconds), voice)
        try write { transaction in
            guard var stored = try transaction.snapshot.stored(id: id) else { return }
            let old = stored.case
            let changes = try body(&stored.case)
            try transaction.record(changes, of: &stored, was: old, on: occasion, voice: voice)
        }
    }

    /// Lets the clock's work of one day be done, as if it were `day`.
    func live(on day: CalendarDate, until condition: () throws -> Bool) throws {
        let clockwork = Clockwork()
        try clockwork.start(ledger: ledger, writer: writer, terms: clockTerms(on: day))
        defer { clockwork.stop() }
        let deadline = Date().addingTimeInterval(60)
        while try !condition(), Date() < deadline { usleep(2_000) }
    }

    /// The clock's terms at noon of a day, in UTC.
    func clockTerms(on day: CalendarDate, policy: PolicyBook = .plain) -> ClockTerms {
        var terms = ClockTerms(
            policy: policy, voice: voice, now: { day.startInUTC.adding(milliseconds: 43_200_000) },
            siteTime: { moment in
                let minutes = moment.milliseconds.flooringQuotient(60_000)
                return SiteTime(day: moment.date, minute: Int(minutes - minutes.flooringQuotient(1440) * 1440))
            },
            keepAttemptsDays: 90, say: { phrase, _ in phrase.key }, daily: { _ in }, tell: { _ in })
        terms.doubtsMax = 0
        return terms
    }

    func verify() throws -> VerificationReport { try ledger.read { try $0.verify { _ in } } }
}

extension PolicyBook {
    /// A policy without any rule.
    static let plain = PolicyBook(
        edition: "test", effectiveOn: nil,
        papers: PaperTerms(
            unknownOrder: .authorize, withoutOrder: .authorize, productNotInOrder: .authorize,
            giftOfOtherCustomer: .authorize, unnamedCustomer: .authorize, serialMissing: .authorize),
        windows: [], clockFallbacks: [:], graceDays: 0,
        warranty: WarrantyTerms(defaultMonths: 24, monthsByCategory: [:], reasons: []), conditions: [], approvals: [],
        requestApprovalAbove: nil, unknownValue: .authorize, restrictions: [], unlistedHazard: .authorize, fees: [],
        postage: [], keeps: [], destinations: [], defaultWarehouse: WarehouseName(trusted: "main"), validDays: 30,
        promises: [], calendar: .everyWeekday)
}
