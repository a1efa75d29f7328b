/// Spans of time, counted by whole minutes, so that percentiles are exact and a million of them take little room.
package struct Spread: Sendable, Equatable {
    /// Ten years. What took longer counts as so long, and the room that is needed has an end.
    package static let minutesMax = 5_259_600

    private var counts: [Int32: Int] = [:]
    package private(set) var count = 0

    package init() {}

    package mutating func add(minutes: Int) {
        counts[Int32(min(max(minutes, 0), Self.minutesMax)), default: 0] += 1
        count += 1
    }

    /// The smallest span that at least so many percent of all spans do not exceed (nearest rank), for each of
    /// `percents`; nil where nothing was counted.
    package func percentiles(_ percents: [Int]) -> [Int?] {
        guard count > 0 else { return percents.map { _ in nil } }
        let sorted = counts.sorted { $0.key < $1.key }
        return percents.map { percent in
            // Rounded up, and never below the first.
            let rank = max(1, (count * min(max(percent, 0), 100) + 99) / 100)
            var seen = 0
            for (minutes, number) in sorted {
                seen += number
                if seen >= rank { return Int(minutes) }
            }
            return sorted.last.map { Int($0.key) }
        }
    }
}
