import Synchronization

/// Counts the turns of a loop, so that somebody else can see that it still goes round.
package final class Pulse: Sendable {
    private let turns = Atomic<Int>(0)

    package init() {}

    /// At each turn, on the loop's thread.
    package func beat() { turns.add(1, ordering: .relaxed) }

    package var beats: Int { turns.load(ordering: .relaxed) }
}
