/// Decides when a file that was not renamed in is complete: nothing about it
/// has changed for the settling time.
///
/// Closing a file proves nothing, for a program may open it again; and the wall
/// clock proves little, for it may be wrong. So a file is observed twice, at least
/// the settling time apart on the monotonic clock, and must be the same. The file's own times
/// only shorten the wait where they are plausible, and can never prolong it.
///
/// Pure: observations and the moment are handed in. Holds at most `max` files.
struct Settling {
    /// Which file: one of the same name can be in the drop and in work at once.
    enum Candidate: Hashable {
        case inDrop(FileKey)
        case inWork(FileKey)
    }

    enum Verdict: Equatable {
        case complete
        /// It changed, or has not rested long enough: it stays a candidate.
        case waiting
    }

    private struct Observation {
        var facts: FileFacts
        var seenAt: Monotonic
        var unchangedSince: Monotonic
    }

    let span: Monotonic.Span
    let max: Int
    private var observations: [Candidate: Observation] = [:]
    private var queue = DueQueue<Candidate>()

    init(span: Monotonic.Span, max: Int) {
        self.span = span
        self.max = max
    }

    var hasRoom: Bool { observations.count < max }
    var count: Int { observations.count }
    /// When the next candidate is to be looked at.
    var nextDue: Monotonic? { queue.first }

    func contains(_ candidate: Candidate) -> Bool { observations[candidate] != nil }

    /// First sight of a file. Once known, it is looked at when it is due.
    mutating func add(_ candidate: Candidate, _ facts: FileFacts, at moment: Moment) {
        guard observations[candidate] == nil else { return }
        let rested = min(Swift.max(facts.age(at: moment.wall), .zero), span)
        let since = moment.monotonic - rested
        observations[candidate] = Observation(facts: facts, seenAt: moment.monotonic, unchangedSince: since)
        queue.push(candidate, due: since + span)
    }

    mutating func remove(_ candidate: Candidate) {
        // Its entry in the queue is passed over when it is due.
        observations[candidate] = nil
    }

    mutating func removeAll(where isGone: (Candidate) -> Bool) {
        for candidate in observations.keys.filter(isGone) { observations[candidate] = nil }
    }

    /// A candidate to look at now; the caller then says what it saw through `judge`, or removes it.
    mutating func popDue(at now: Monotonic) -> Candidate? {
        while let candidate = queue.pop(dueBy: now) {
            guard let observation = observations[candidate] else { continue }
            // An entry from an earlier life of the same name.
            let due = observation.unchangedSince + span
            if due <= now { return candidate }
            queue.push(candidate, due: due)
        }
        return nil
    }

    /// Whether the file is complete, now that it looks like `facts`. Complete files are no longer candidates.
    mutating func judge(_ candidate: Candidate, _ facts: FileFacts, at moment: Moment) -> Verdict {
        guard var observation = observations[candidate] else { return .waiting }
        if facts.isUnchanged(since: observation.facts) {
            if moment.monotonic - observation.unchangedSince >= span {
                observations[candidate] = nil
                return .complete
            }
        } else {
            // It changed after the last look; its own time says when, if that is possible at all.
            let sinceSeen = moment.monotonic - observation.seenAt
            let age = facts.age(at: moment.wall)
            let rested = age >= .zero && age <= sinceSeen ? age : .zero
            observation.unchangedSince = moment.monotonic - rested
            observation.facts = facts
        }
        observation.seenAt = moment.monotonic
        observations[candidate] = observation
        queue.push(candidate, due: observation.unchangedSince + span)
        return .waiting
    }
}

/// A binary heap: what is due first comes out first.
struct DueQueue<Element> {
    private var heap: [(due: Monotonic, element: Element)] = []

    var first: Monotonic? { heap.first?.due }
    var count: Int { heap.count }

    mutating func push(_ element: Element, due: Monotonic) {
        heap.append((due, element))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].due < heap[parent].due else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop(dueBy now: Monotonic) -> Element? {
        guard let first = heap.first, first.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].due < heap[least].due
            {
                least = child
            }
            guard least != parent else { return first.element }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
