/// One loop that must turn for the daemon to be of use.
package struct Vital: Sendable {
    package let name: String
    let turns: @Sendable () -> Int
    let nudge: @Sendable () -> Void

    /// - Parameters:
    ///   - turns: how often it has turned; counted by the loop itself, at work and not beside it.
    ///   - nudge: wakes the loop where it sleeps, so that it turns at once. Must not wait for it.
    package init(name: String, turns: @escaping @Sendable () -> Int, nudge: @escaping @Sendable () -> Void) {
        self.name = name
        self.turns = turns
        self.nudge = nudge
    }
}

/// Says whether every vital loop has turned since the last look, and nudges each for the next one.
///
/// A loop that has nothing to do sleeps, perhaps for a minute: so it is woken, and has until the next look to turn.
/// One that is stuck in a system call, a lock or a circle of its own does not, and is named.
package struct VitalSigns {
    private let vitals: [Vital]
    private var seen: [Int]

    package init(_ vitals: [Vital]) {
        self.vitals = vitals
        seen = vitals.map { $0.turns() }
        for vital in vitals { vital.nudge() }
    }

    /// The names of the loops that have not turned since the last look; empty: all is well.
    package mutating func look() -> [String] {
        let now = vitals.map { $0.turns() }
        let stuck = vitals.indices.filter { now[$0] == seen[$0] }
        seen = now
        for vital in vitals { vital.nudge() }
        return stuck.map { vitals[$0].name }
    }
}
