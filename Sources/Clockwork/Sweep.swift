import Ledger
import Returns
import Synchronization

/// Finds candidates in bounded batches and looks at each again in a step of its own.
///
/// Finding reads a snapshot and holds nobody up. What was true then need not be true when its step runs, so the step
/// asks again. One that fails is told and spoils no other; it is found again at the next look.
struct Sweep: Sendable {
    private static let batchMax = 200
    /// What one look at the most does of one kind; the rest is found at the next.
    private static let candidatesMax = 5_000

    let ledger: Ledger
    let writer: LedgerWriter
    let isStopping: @Sendable () -> Bool
    let tell: @Sendable (ClockNews) -> Void

    /// - Parameters:
    ///   - find: a batch behind a candidate, at most so many; nil: the first batch.
    ///   - act: looks again, changes what is to be changed, and answers what the log shall hear once it is on disk.
    func run<Candidate: Sendable>(
        find: (Snapshot, Candidate?, Int) throws -> [Candidate],
        act: @escaping @Sendable (Candidate, Transaction) throws -> [ClockNews]
    ) throws {
        var last: Candidate?
        var count = 0
        while !isStopping(), count < Self.candidatesMax {
            let batch = try ledger.read { try find($0, last, Self.batchMax) }
            guard let end = batch.last else { return }
            for candidate in batch {
                guard submit({ try act(candidate, $0) }) else { return }
            }
            last = end
            count += batch.count
        }
    }

    /// One step; what it answers is told after its commit.
    /// - Returns: false when the writer has ended.
    @discardableResult
    func submit(_ act: @escaping @Sendable (Transaction) throws -> [ClockNews]) -> Bool {
        let news = Carried<[ClockNews]>()
        return writer.submit(
            LedgerWriter.Step(
                perform: { transaction in
                    let answer = try act(transaction)
                    news.value.withLock { $0 = answer }
                },
                settled: { [tell] result in
                    switch result {
                    case .success: for one in news.value.withLock({ $0 }) ?? [] { tell(one) }
                    case .failure(is LedgerEnded): return
                    case .failure(let error): tell(.fault("\(error)"))
                    }
                }))
    }

    /// One step, waited for.
    /// - Returns: what it answers; nil when the writer has ended.
    func perform<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) throws -> Value? {
        try writer.perform(body)
    }
}

/// Carries a value from a step to what runs after its commit.
private final class Carried<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
