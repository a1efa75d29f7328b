import Foundation
import Ledger
import Returns
import Testing

/// What the ledger promises of print jobs, whoever performs them.
@Suite("Print jobs")
struct PrintJobTests {
    private let bench: Workbench
    private let rma: CaseID
    private let counter = PrinterName(trusted: "counter")
    private let office = PrinterName(trusted: "office")

    init() throws {
        bench = try Workbench()
        let one = bench.approvedCase(1)
        rma = one.id
        try bench.add(one)
        try configure(["counter", "office"])
    }

    @Test("an original is owed once, however often it is owed")
    func once() throws {
        for _ in 1...3 { try owe() }
        #expect(try jobs().map(\.copy) == [1])
        #expect(throws: (any Error).self, "the schema itself refuses a second original") {
            try bench.ledger.tamper(
                """
                INSERT INTO print_jobs (rma, shipment, paper, printer, copy, state, attempts, created_at, changed_at,
                    requested_by) SELECT rma, shipment, paper, printer, copy, 'owed', 0, 0, 0, 'x' FROM print_jobs
                """)
        }
    }

    @Test("what was never sent goes elsewhere as the original; what may be on paper comes as the next copy")
    func wishes() throws {
        try owe()
        #expect(try wish(on: office) == .waiting(copy: 1))
        #expect(try jobs().map(\.printer) == [office])
        #expect(try begin(on: counter) == false, "it is not the counter's any more")
        #expect(try begin(on: office))
        #expect(try begin(on: office) == false, "it is begun once")
        #expect(try wish(on: counter) == .underWay(copy: 1))
        for (state, copy) in [(PrintState.uncertain, 2), (.printed, 3)] {
            try end(state, because: "the cable")
            #expect(try wish(on: counter) == .queued(copy: copy))
            #expect(try begin(on: counter))
        }
        try end(.held, because: "no such paper")
        #expect(try wish(on: office) == .waiting(copy: 3))
        try end(.cancelled, because: "called off")
        #expect(try wish(on: office) == .queued(copy: 3), "a number that never came out is free again")
    }

    @Test("whoever joins a job that waits finds it by their own document, and the first asker keeps it")
    func joined() throws {
        let (digest, now) = (bench.document.digest, bench.start)
        for id in [2, 3] as [DocumentID] {
            try bench.write {
                try $0.begin(
                    DocumentRecord(
                        id: id, digest: digest, name: "wish.json", station: "", receivedAt: now, outcome: .accepted,
                        paperName: "wish-\(id).json", receipt: "{}", reason: nil))
            }
        }
        #expect(try wish(on: counter, document: 1) == .queued(copy: 1))
        #expect(try wish(on: counter, document: 2) == .waiting(copy: 1))
        #expect(try begin(on: counter))
        #expect(try wish(on: counter, document: 3) == .underWay(copy: 1))
        for document in [1, 2, 3] as [DocumentID] {
            #expect(try bench.ledger.read { try $0.prints(askedBy: document) }.map(\.copy) == [1])
            let joined = try bench.ledger.read { try $0.joinedPrints(askedBy: document) }
            #expect(joined.count == (document == 1 ? 0 : 1))
        }
    }

    @Test("what is called off is not owed again by itself, and what is being sent is not called off")
    func calledOff() throws {
        try owe()
        #expect(try cancel() == 1)
        #expect(try jobs().map(\.state) == [.cancelled])
        try end(.held, because: "it was looked at meanwhile")
        #expect(try jobs().map(\.state) == [.cancelled], "what is called off stays so")
        try owe()
        #expect(try jobs().count == 1)
        #expect(try wish(on: counter) == .queued(copy: 1), "it never was on paper")
        #expect(try begin(on: counter))
        #expect(try cancel() == 0)
    }

    @Test("a doubt stands until the label is asked for again or the parcel moves")
    func doubts() throws {
        try owe()
        _ = try begin(on: counter)
        try end(.uncertain, because: "the cable")
        #expect(try bench.ledger.read { try $0.prints(.uncertain) }.count == 1)
        #expect(try standing("counter")?.uncertain == 1)
        _ = try wish(on: office)
        #expect(try bench.ledger.read { try $0.prints(.uncertain) }.isEmpty)
        #expect(try standing("counter")?.uncertain == 0)

        _ = try begin(on: office)
        try end(.uncertain, because: "the cable")
        #expect(try standing("office")?.uncertain == 1)
        try bench.ledger.tamper("UPDATE shipments SET state = 'in_transit'")
        #expect(try standing("office")?.uncertain == 0)
    }

    @Test("a printer that is taken out of the configuration stays on record with what it owes")
    func goneFromConfiguration() throws {
        try owe()
        try configure(["office"])
        let gone = try #require(try standing("counter"))
        #expect(!gone.isConfigured && gone.waiting == 1)
        _ = try wish(on: office)
        #expect(try standing("counter") == nil, "nothing is left of it")

        _ = try begin(on: office)
        try configure([])
        #expect(try jobs().map(\.state) == [.uncertain], "nobody can ask that printer any more")
    }

    @Test("what the daemon finds out of a printer never ends a pause; a person does")
    func pause() throws {
        let (now, name) = (bench.start, counter)
        try bench.write { _ = try $0.setPrinter(name, .paused, because: "by Maria", at: now) }
        #expect(try notice(.ready, because: nil, at: now) == false)
        #expect(try standing("counter")?.state == .paused)
        try bench.write { _ = try $0.setPrinter(name, .ready, because: nil, at: now) }
        let later = now.adding(milliseconds: 5_000)
        #expect(try notice(.off, because: "refused", at: later))
        #expect(try notice(.off, because: "refused", at: later.adding(milliseconds: 9)) == false)
        #expect(try standing("counter")?.since == later)
    }

    // MARK: Tools

    private func configure(_ names: [String]) throws {
        let now = bench.start
        let entries = names.map {
            PrinterEntry(
                name: PrinterName(trusted: $0), kind: "raw", address: "192.0.2.1:9100", stations: [$0], isDefault: false
            )
        }
        try bench.write { try $0.configure(entries, at: now) }
    }

    private func owe() throws {
        let (rma, counter, now) = (rma, counter, bench.start)
        try bench.write { try $0.owePrint(rma: rma, shipment: 1, on: counter, requestedBy: "drop", at: now) }
    }

    private func cancel() throws -> Int {
        let (rma, now, box) = (rma, bench.start, Box<Int>())
        try bench.write {
            box.value = try $0.cancelPrints(rma: rma, shipment: nil, on: nil, because: "by Maria", at: now).count
        }
        return try #require(box.value)
    }

    private func wish(on printer: PrinterName, document: DocumentID = 1) throws -> PrintWish {
        let (rma, now, box) = (rma, bench.start, Box<PrintWish>())
        try bench.write { transaction in
            box.value = try transaction.wishPrint(
                .label(parcel: 1), of: rma, on: printer, requestedBy: "staff:maria", document: document, at: now)
        }
        return try #require(box.value)
    }

    private func begin(on printer: PrinterName) throws -> Bool {
        let (now, box) = (bench.start, Box<Bool>())
        let id = try #require(try jobs().last?.id)
        try bench.write { box.value = try $0.beginPrint(id, on: printer, queueJob: nil, at: now) }
        return box.value == true
    }

    private func notice(_ state: PrinterState, because reason: String?, at moment: Instant) throws -> Bool {
        let (name, box) = (counter, Box<Bool>())
        try bench.write { box.value = try $0.noticePrinter(name, state, because: reason, at: moment) }
        return box.value == true
    }

    private func end(_ state: PrintState, because reason: String) throws {
        let now = bench.start
        let id = try #require(try jobs().last?.id)
        try bench.write { try $0.endPrint(id, state, because: reason, at: now) }
    }

    private func jobs() throws -> [PrintJob] {
        let rma = rma
        return try bench.ledger.read { try $0.prints(of: rma) }
    }

    private func standing(_ name: String) throws -> PrinterStanding? {
        try bench.ledger.read { try $0.printers() }.first { $0.entry.name.text == name }
    }

    /// Carries a value out of a step that is waited for.
    private final class Box<Value>: @unchecked Sendable { var value: Value? }
}
