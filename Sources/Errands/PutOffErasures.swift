/// Erasures of which something could not be removed: each is tried again after growing waits, and holds up no other.
struct PutOffErasures {
    private struct Wait {
        var milliseconds: Int64
        var end: ContinuousClock.Instant
        var told: Set<ErasedFiles.Undone>
    }

    private var waits: [Int64: Wait] = [:]
    private static let firstMilliseconds: Int64 = 5_000
    private static let mostMilliseconds: Int64 = 3_600_000
    private static let toldMax = 100

    /// Those whose time has not come.
    func waiting(at now: ContinuousClock.Instant) -> Set<Int64> { Set(waits.filter { $0.value.end > now }.keys) }

    /// Until the next of them; nil where there is none.
    func millisecondsLeft(at now: ContinuousClock.Instant) -> Int64? {
        waits.values.map(\.end).min().map { max(1, Int64((now.duration(to: $0)) / .milliseconds(1)) + 1) }
    }

    /// Of those that were not waiting: what is not done. All else of them is.
    /// - Returns: what nobody has heard of yet.
    mutating func put(
        off undone: [ErasedFiles.Undone], besides waiting: Set<Int64>, at now: ContinuousClock.Instant
    ) -> [ErasedFiles.Undone] {
        let before = waits
        waits = waits.filter { waiting.contains($0.key) }
        var news: [ErasedFiles.Undone] = []
        for (erasure, found) in Dictionary(grouping: undone, by: \.erasure) {
            let old = before[erasure]
            let wait = min(old.map { $0.milliseconds * 2 } ?? Self.firstMilliseconds, Self.mostMilliseconds)
            let told = old?.told ?? []
            let new = found.filter { !told.contains($0) }.prefix(Self.toldMax)
            news += new
            waits[erasure] = Wait(
                milliseconds: wait, end: now + .milliseconds(wait), told: told.intersection(found).union(new))
        }
        return news.sorted { ($0.erasure, $0.found) < ($1.erasure, $1.found) }
    }
}
