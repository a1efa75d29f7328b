import Ledger
import Returns

/// Brings forward what a clock that was ahead has put off for days or years. It comes before any doubt: a clock that
/// was set back is the one that is right now, and what is due at once harms nobody.
struct Straightening {
    let now: Instant

    func run(_ sweep: Sweep) throws {
        guard try sweep.ledger.read({ try $0.isAnythingOwedTooLate(at: now) }) else { return }
        guard let count = try sweep.perform({ [now] in try $0.bringForward(at: now) }), count > 0 else { return }
        sweep.tell(.broughtForward(count))
    }
}
