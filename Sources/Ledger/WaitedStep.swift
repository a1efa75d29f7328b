import Synchronization
import Workers

extension LedgerWriter {
    /// Performs one step and waits until it is on disk. Never on the writer's own thread.
    /// - Returns: what the step answers; nil when the writer has ended before, and the step was not performed.
    /// - Throws: what the step threw, which is undone then; `LedgerEnded` when the commit failed as a whole.
    package func perform<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) throws -> Value? {
        let outcome = Mailbox<Result<Void, any Error>>(capacity: 1)
        let answer = Answer<Value>()
        let step = Step(
            perform: { transaction in
                let value = try body(transaction)
                answer.value.withLock { $0 = value }
            },
            settled: { _ = outcome.put($0) })
        guard submit(step), let result = outcome.take() else { return nil }
        try result.get()
        return answer.value.withLock { $0 }
    }

    /// Carries a value from a step to whoever waits for it.
    private final class Answer<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }
}
