import Clockwork
import Foundation
import Ledger
import Returns
import Settings
import Synchronization
import Testing
import Webhooks
import Workers

@testable import Errands
@testable import Intake
@testable import Spool
@testable import rmad

/// A source of chance that a seed repeats (SplitMix64).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// Once in so many times.
    mutating func once(in times: Int) -> Bool { below(times) == 0 }
}

/// Everything but the threads of the daemon, with time and chance in our hands: the shipped configuration and policy,
/// the real reading, judging, recording, clock and delivery schedule, and a real ledger.
///
/// A process that dies is played where its death can matter: in the middle of a transaction, which is undone then, and
/// between a commit and what follows from it, which is then done again.
final class World {
    let folder: URL
    let ledger: Ledger
    let house: House
    let ears = Ears()
    var chance: Chance
    var crashes = 0
    var documents = 0
    private(set) var troubles: [String] = []

    private let time: Clock
    private let writer: LedgerWriter
    private let intake: IntakeTerms
    private let errands: ErrandTerms
    private let photographs: PhotoKeeping
    private let work: Directory
    private let claims: Claims
    private let schedule: RetrySchedule
    /// Deliveries whose schedule was used up.
    private(set) var givenUp = 0
    private let faults = Heard()

    init(seed: UInt64, start: Instant) throws {
        chance = Chance(seed: seed)
        folder = URL(fileURLWithPath: "/dev/shm/simulation-\(UUID().uuidString)")
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: root.appending(path: "Config"), to: folder.appending(path: "Config"))
        let file = folder.appending(path: "Config/rmad.yaml")
        var text = try String(contentsOf: file, encoding: .utf8)
        for (old, new) in [
            ("/var/spool/rmad", "../var"), ("/var/lib/rmad/ledger.sqlite3", "../ledger.sqlite3"),
            ("secrets_directory: secrets", "secrets_directory: ../var/secrets"), ("formats: []", "formats: [json]"),
        ] {
            precondition(text.contains(old), "the shipped configuration has no '\(old)'")
            text = text.replacingOccurrences(of: old, with: new)
        }
        try text.write(to: file, atomically: true, encoding: .utf8)
        guard case .success(let configuration, _) = Configuration.load(file: file.path) else {
            throw Unloadable()
        }
        let clock = Clock(start)
        house = House(configuration, now: { clock.now })
        self.time = clock
        ledger = try Ledger(path: configuration.ledger.file, access: .writing)
        writer = try LedgerWriter(
            ledger: ledger, groupMax: 16, failpoints: .none, committed: { _ in }, broken: { fatalError("\($0)") })
        let entropy = Entropy(seed: seed)
        var intake = try house.intakeTerms()
        intake.entropy = { entropy.bytes($0) }
        intake.prepareSecret = { _ in }
        intake.endpointProblem = { _ in nil }
        self.intake = intake
        errands = try house.errandTerms()
        schedule = try house.deliveryRules().schedule
        let spool = try Spool.open(layout: house.layout, policy: house.spoolPolicy())
        photographs = PhotoKeeping(spool: spool)
        work = try spool.directory(of: .work)
        claims = try Claims(heldMax: 16, awaitedMax: 16)
    }

    deinit {
        writer.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The world's own moment, which every room asks.
    final class Clock: Sendable {
        private let moment: Mutex<Instant>
        init(_ start: Instant) { moment = Mutex(start) }
        var now: Instant {
            get { moment.withLock { $0 } }
            set { moment.withLock { $0 = newValue } }
        }
    }

    var now: Instant { time.now }
    func set(_ moment: Instant) { time.now = moment }

    /// One step, waited for.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) throws -> Value {
        try LedgerPen(writer: writer).write(body)
    }

    /// The process dies here once in so many times.
    private func dies(once times: Int) -> Bool {
        guard chance.once(in: times) else { return false }
        crashes += 1
        return true
    }

    // MARK: Intake

    /// Hands a document in, with all that a crash can do on its way.
    /// - Returns: what it became, and which return it speaks of.
    func hand(in text: String) throws -> (outcome: DocumentOutcome, rma: RMANumber?) {
        documents += 1
        let name = "\(documents).json"
        if dies(once: 25) {
            let arrival = try arrival(name, text, again: false)
            #expect(throws: Death.self) {
                try write { [intake] transaction in
                    _ = try Recording(arrival, terms: intake, in: transaction).perform()
                    throw Death()
                }
            }
        }
        let publication = try record(name, text, again: false)
        if dies(once: 25) {
            // Recorded, and its receipt was never written: it comes again, and is known.
            let again = try record(name, text, again: true)
            if publication.record.outcome != .rejected {
                #expect(again.record.id == publication.record.id && again.record.receipt == publication.record.receipt)
            }
        }
        for case .taken(let taken) in publication.results.map(\.outcome) {
            return (publication.record.outcome, taken.number)
        }
        for case .refused(let reason, _) in publication.results.map(\.outcome) { troubles.append(reason) }
        return (publication.record.outcome, nil)
    }

    private func record(_ name: String, _ text: String, again: Bool) throws -> Publication {
        let arrival = try arrival(name, text, again: again)
        return try write { [intake] in try Recording(arrival, terms: intake, in: $0).perform() }
    }

    private func arrival(_ name: String, _ text: String, again: Bool) throws -> Arrival {
        let bytes = Array(text.utf8)
        let file = ClaimedFile(
            station: nil, name: try #require(FileName(name)), size: bytes.count, modifiedAt: FileTime(seconds: 0),
            uid: 0,
            isRecovered: again, work: work, claims: claims, failpoints: .none)
        return Arrival(file: file, bytes: bytes, terms: intake, photographs: photographs)
    }

    // MARK: Time and errands

    /// What the clock does by itself, once more after a crash.
    func look() throws {
        var terms = house.clockTerms(
            daily: { _ in },
            tell: { [faults] news in
                if case .fault(let found) = news { faults.lines.withLock { $0.append(found) } }
            })
        terms.doubtsMax = 0
        for _ in 0...(dies(once: 10) ? 1 : 0) { try Clockwork.look(ledger: ledger, writer: writer, terms: terms) }
        #expect(faults.lines.withLock { $0 } == [])
    }

    /// Labels and instructions, and files for the shop: written, and then noted, unless the process dies in between.
    func perform() throws -> [String] {
        let now = now
        for owed in try ledger.read({ try $0.owedPapers(at: now, limit: 500, besides: []) }) where !dies(once: 20) {
            try write { [errands] transaction in
                try transaction.paperMade(owed.id, edition: "simulated")
                guard let shipment = owed.shipment, var stored = try transaction.snapshot.stored(id: owed.rma) else {
                    return
                }
                let old = stored.case
                let changes = stored.case.labelReady(shipment: shipment)
                guard !changes.isEmpty else { return }
                try transaction.record(
                    changes, of: &stored, was: old,
                    on: Occasion(at: now, actor: Actor(trusted: "errands"), document: nil), voice: errands.voice)
            }
        }
        var files: [String] = []
        for owed in try ledger.read({ try $0.owedExports(at: now, limit: 500) }) {
            let found = try ledger.read { try $0.stored(id: owed.rma) }
            guard let stored = found,
                let order = stored.case.resolutions.first(where: { $0.number == owed.resolution }), order.state == .owed
            else {
                try write { try $0.exportNeedless(owed.id) }
                continue
            }
            // Written once more after a crash, under the same name.
            files.append("\(stored.case.number) \(order.number) \(order.attempt)")
            if dies(once: 20) { continue }
            try write { try $0.exportMade(owed.id, at: now) }
        }
        return files
    }

    /// Sends what is due to a receiver that fails at times, and may have heard what we never wrote down.
    func deliver(isAway: Bool) throws {
        let shop = EndpointName(trusted: "shop")
        for _ in 0..<50 {
            let now = now
            let due = try ledger.read { try $0.dueDeliveries(to: shop, at: now, limit: 200, besides: []) }.due
            guard !due.isEmpty else { return }
            for delivery in due {
                let outcome: AttemptOutcome
                if isAway || chance.once(in: 12) {
                    outcome = .rejected(status: 503, location: nil)
                } else {
                    try ears.hear(delivery)
                    if dies(once: 20) { continue }
                    outcome = .delivered(status: 204)
                }
                let entry = AttemptEntry(
                    delivery: delivery, schedule: schedule, bearerFile: nil, outcome: outcome,
                    startedAt: now.milliseconds, endedAt: now.milliseconds, overrunUntil: nil)
                let attempt = entry.record(jitter: Double(chance.below(1000)) / 1000)
                if case .failed = attempt.ending { givenUp += 1 }
                try write { _ = try $0.record(attempt) }
            }
        }
    }
}

/// What rooms complain of, from their threads.
private final class Heard: Sendable {
    let lines = Mutex<[String]>([])
}

/// Thrown where the process dies: what the transaction wrote is undone.
struct Death: Error {}

struct Unloadable: Error {}

/// Chance for tokens and secrets, by the seed.
private final class Entropy: Sendable {
    private let chance: Mutex<Chance>
    init(seed: UInt64) { chance = Mutex(Chance(seed: seed ^ 0xABCD)) }
    func bytes(_ count: Int) -> [UInt8] {
        chance.withLock { chance in (0..<count).map { _ in UInt8(truncatingIfNeeded: chance.next()) } }
    }
}

/// The receiver: what it heard, and that it could rely on it.
final class Ears {
    private var ids: [String: String] = [:]
    private(set) var last: [String: Int] = [:]
    private(set) var count = 0
    private(set) var repeated = 0

    private struct Message: Decodable {
        struct Body: Decodable {
            let rma: String?
            let sequence: Int?
        }
        let data: Body
    }

    func hear(_ delivery: DueDelivery) throws {
        count += 1
        let body = try JSONDecoder().decode(Message.self, from: Data(delivery.payload)).data
        guard let rma = body.rma, let sequence = body.sequence else { return }
        let key = "\(rma) \(sequence)"
        if let known = ids[key] {
            repeated += 1
            #expect(known == delivery.publicID.text, "\(key) came under two ids")
            #expect(last[rma] == sequence, "\(key) was repeated after \(last[rma] ?? 0)")
            return
        }
        ids[key] = delivery.publicID.text
        #expect(sequence == (last[rma] ?? 0) + 1, "\(rma): \(sequence) came after \(last[rma] ?? 0)")
        last[rma] = sequence
    }
}
