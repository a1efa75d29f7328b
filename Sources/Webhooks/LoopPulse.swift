import Synchronization

/// How long the delivery loop was away from its sockets: the time of a turn, from the end of one
/// wait to the beginning of the next. While a turn lasts every other transfer waits, so no endpoint
/// may be able to make one long.
package final class LoopPulse: Sendable {
    private let longest = Atomic<Int64>(0)
    private let count = Atomic<Int>(0)

    /// How many turns there were.
    package var turns: Int { count.load(ordering: .relaxed) }

    /// The longest turn so far, in microseconds. What the taker of reports does counts as well.
    package var longestTurn: Int64 { longest.load(ordering: .relaxed) }

    /// On the loop's thread alone.
    func beat(_ microseconds: Int64) {
        count.add(1, ordering: .relaxed)
        if microseconds > longest.load(ordering: .relaxed) { longest.store(microseconds, ordering: .relaxed) }
    }
}
