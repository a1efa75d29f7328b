import Digests
import Foundation
import GRDB
import JSONText
import Ledger
import Returns
import Synchronization
import Testing

/// What an erasure takes is found before its transaction; within it only what came since is looked at.
@Suite("Looking for what an erasure takes")
struct ErasureSearchTests {
    private let wish = ErasureWish(customers: [CustomerNumber(trusted: "C-1")], emails: ["grace@example.com"])

    /// Two customers with returns, a profile each, parcels on the workbench, tasks and refused files.
    private func fill(_ bench: Workbench) throws {
        for ordinal in 1...4 { try bench.add(bench.approvedCase(ordinal, customer: ordinal <= 2 ? "C-1" : "C-2")) }
        try put(bench, "C-1", Customer(name: "Grace Müller 1", email: "grace@example.com"))
        try put(bench, "C-2", Customer(name: "Bruno Altdorfer", email: "bruno@alt.example"))
        try lay(bench, sender: "Grace Müller 1", code: "1")
        try lay(bench, sender: "Bruno Altdorfer", code: "2")
        try refuse(bench, 2, "Grace Müller 1 says no")
        try refuse(bench, 3, "Bruno Altdorfer says no")
        try open(bench, "goodwill:1", "Credit 10 EUR to Bruno Altdorfer.")
        try open(bench, "goodwill:2", "Credit 10 EUR to Grace Müller 1.")
    }

    private func put(_ bench: Workbench, _ number: String, _ customer: Customer) throws {
        let occasion = bench.occasion()
        try bench.write { transaction in
            try transaction.put(customer, number: CustomerNumber(trusted: number), at: occasion.at)
            _ = try transaction.append(
                EventDraft(
                    rma: nil, rmaSequence: nil, at: occasion.at, kind: "record.customer", subject: "customer:\(number)",
                    axis: "record", before: "", after: "customer", actor: occasion.actor, reason: nil,
                    details: .object([]), document: occasion.document))
        }
    }

    private func lay(_ bench: Workbench, sender: String, code: String) throws {
        let occasion = bench.occasion()
        try bench.write { transaction in
            _ = try transaction.lay(
                BlindReceipt(codes: [code], sender: FoundSender(name: sender, address: nil, postalCode: nil)),
                photos: [], on: occasion, document: 1)
        }
    }

    private func refuse(_ bench: Workbench, _ id: DocumentID, _ reason: String) throws {
        let moment = bench.start
        try bench.write { transaction in
            var record = DocumentRecord(
                id: id, digest: Digest(of: Array("file \(id)".utf8)), name: "\(id).json", station: "",
                receivedAt: moment, outcome: .rejected, paperName: "\(id).json", receipt: nil, reason: nil)
            try transaction.begin(record)
            record.reason = reason
            try transaction.end(record)
        }
    }

    private func open(_ bench: Workbench, _ subject: String, _ words: String) throws {
        let moment = bench.start
        try bench.write { try $0.open(StaffTask(.settle, subject: subject, words: words), at: moment) }
    }

    private func search(_ bench: Workbench, knowing earlier: ErasureSearch? = nil) throws -> ErasureSearch {
        let wish = wish
        return try bench.ledger.read { try $0.erasureSearch(for: wish, knowing: earlier) }
    }

    @Test("what was found before, caught up with what came since, is what is found when all is looked through")
    func caughtUp() throws {
        typealias News = (ErasureSearchTests, Workbench, Int) throws -> Void
        let kinds: [(name: String, News)] = [
            ("a return of theirs", { try $1.add($1.approvedCase(100 + $2, customer: "C-1")) }),
            ("a return of somebody else", { try $1.add($1.approvedCase(100 + $2, customer: "C-9")) }),
            ("a namesake", { try $0.put($1, "N-\($2)", Customer(name: "Grace Müller 1")) }),
            (
                "somebody with the address",
                { try $0.put($1, "M-\($2)", Customer(name: "X", email: "GRACE@example.com")) }
            ),
            ("a stranger", { try $0.put($1, "S-\($2)", Customer(name: "Carla Nord")) }),
            ("their profile", { try $0.put($1, "C-1", Customer(name: "Grace New \($2)", email: "g\($2)@x.example")) }),
            ("a parcel of theirs", { try $0.lay($1, sender: "Grace Müller 1", code: "p\($2)") }),
            ("a parcel", { try $0.lay($1, sender: "Nobody", code: "q\($2)") }),
            ("a refused file that names them", { try $0.refuse($1, DocumentID(10 + $2), "Grace Müller 1 wrote") }),
            ("a refused file", { try $0.refuse($1, DocumentID(10 + $2), "somebody wrote") }),
            ("a task that names them", { try $0.open($1, "x:\($2)", "Call Grace Müller 1.") }),
            ("a task", { try $0.open($1, "y:\($2)", "Sweep the floor.") }),
        ]
        var dice = Dice(seed: 20_261_122)
        for round in 1...24 {
            let bench = try Workbench()
            try fill(bench)
            var earlier = try search(bench)
            var told: [String] = []
            for step in 0..<(round % 4 + 1) {
                let (name, news) = kinds[dice.roll(kinds.count)]
                try news(self, bench, round * 10 + step)
                told.append(name)
                // Some are caught up more than once.
                if dice.roll(3) == 0 { earlier = try search(bench, knowing: earlier) }
            }
            let (current, whole) = (try search(bench, knowing: earlier), try search(bench))
            #expect(current.documents == whole.documents, "\(told)")
            #expect(current.events == whole.events && current.tasks == whole.tasks, "\(told)")
            #expect(current.scope.cases.map(\.id) == whole.scope.cases.map(\.id), "\(told)")
            #expect(current.scope.numbers == whole.scope.numbers && current.scope.emails == whole.scope.emails)
            #expect(current.scope.person == whole.scope.person && current.scope.parcels == whole.scope.parcels)
        }
    }

    /// Numbers by a seed.
    private struct Dice {
        private var state: UInt64
        init(seed: UInt64) { state = seed }
        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(sides))
        }
    }

    @Test("the transaction of an erasure scans no table that grows")
    func scansNothing() throws {
        let bench = try Workbench()
        try fill(bench)
        let found = try search(bench)
        #expect(found.scope.cases.count == 2 && found.scope.parcels.count == 1, "\(found.scope)")
        #expect(found.documents.contains(2) && !found.documents.contains(3) && found.tasks.count == 1)
        let said = Mutex<[String]>([])
        try bench.ledger.inspect { db in
            db.trace { event in
                guard case .statement(let statement) = event else { return }
                said.withLock { $0.append(statement.expandedSQL) }
            }
        }
        let occasion = bench.occasion(60)
        try bench.write { transaction in
            let search = try transaction.snapshot.erasureSearch(for: found.wish, knowing: found)
            let documents = try transaction.snapshot.documents(of: search).filter { $0.id > 1 }.map { document in
                _ = try transaction.snapshot.tellings(of: document.id, search.scope)
                return ErasedDocument(document: document, remainder: .nothing)
            }
            _ = try transaction.erase(search, documents: documents, because: "asked", on: occasion)
        }
        try bench.ledger.inspect { $0.trace() }
        // One row by its key, from the end.
        let newest = "SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1"
        let statements = Set(said.withLock { $0 }).subtracting([newest]).filter { statement in
            ["SELECT", "UPDATE", "DELETE", "INSERT"].contains { statement.hasPrefix($0) }
        }
        #expect(statements.count > 30)
        for statement in statements {
            let plan = try bench.ledger.inspect { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + statement).map { $0["detail"] as String }
            }
            let scans = plan.filter {
                $0.hasPrefix("SCAN") && !$0.contains("VIRTUAL TABLE") && $0 != "SCAN CONSTANT ROW"
            }
            #expect(scans.isEmpty, "\(statement): \(scans)")
        }
        let erased = try bench.ledger.read { try $0.erasureScope(customers: [CustomerNumber(trusted: "C-1")]) }
        #expect(erased.isEmpty)
        let report = try bench.verify()
        #expect(report.isSound, "\(report.findings)")
        let words = try bench.ledger.read { snapshot in try [1, 2].map { try snapshot.task($0)?.task.words ?? "" } }
        #expect(words[0].contains("Bruno") && !words[1].contains("Grace"), "\(words)")
    }
}
