/// How many deliveries to one endpoint may be under way at the same time.
///
/// It begins with two, so that a new endpoint is not flooded. A whole window of successes in a row
/// makes it larger by one, up to twenty. The first failure of a run halves it, the second leaves
/// one: an endpoint that is ill gets single attempts until one succeeds. Pure.
package struct AdaptiveWindow: Sendable, Hashable {
    package static let sizeAtFirst = 2
    package static let sizes = 1...20

    /// Deliveries that may be under way; from 1 to 20.
    package private(set) var size = Self.sizeAtFirst
    /// Successes since the window last changed or a delivery failed.
    private var successes = 0
    /// Failures since the last success.
    private var failures = 0

    package init() {}

    package mutating func succeeded() {
        failures = 0
        successes += 1
        guard successes >= size else { return }
        successes = 0
        size = min(size + 1, Self.sizes.upperBound)
    }

    package mutating func failed() {
        successes = 0
        failures += 1
        size = failures == 1 ? max(size / 2, Self.sizes.lowerBound) : Self.sizes.lowerBound
    }
}
