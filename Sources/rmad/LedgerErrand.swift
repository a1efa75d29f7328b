import Intake
import Ledger
import Workers

/// One transaction on a ledger that nobody else works on.
struct LedgerErrand {
    private let ledger: Ledger

    init(_ ledger: Ledger) { self.ledger = ledger }

    func perform<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) throws -> Value {
        let answers = Mailbox<Result<Value, any Error>>(capacity: 1)
        let writer = try LedgerWriter(
            ledger: ledger, groupMax: 1, failpoints: .none, committed: { _ in },
            broken: { error in _ = answers.put(.failure(error)) })
        let carried = CarriedValue<Value>()
        _ = writer.submit(
            LedgerWriter.Step(
                perform: { carried.value = try body($0) },
                settled: { result in
                    _ = answers.put(
                        result.flatMap { carried.value.map { .success($0) } ?? .failure(Replay.WriterEnded()) })
                }))
        defer { writer.stop() }
        guard let answer = answers.take() else { throw Replay.WriterEnded() }
        return try answer.get()
    }
}

/// Carries a value out of a transaction.
private final class CarriedValue<Value>: @unchecked Sendable {
    // Written and read by the ledger's thread alone.
    var value: Value?
}
