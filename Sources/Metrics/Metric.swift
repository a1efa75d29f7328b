/// A figure that is watched: its name, what it means, and of which kind it is.
///
/// Names follow Prometheus' conventions: the program first, the unit last, `_total` for counters. The help text is
/// for the person who is woken by an alert.
package struct Metric: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Only grows, from 0 at each start.
        case counter
        case gauge
        /// Upper bounds of the buckets, ascending; one without bound follows by itself.
        case histogram(buckets: [Double])
    }

    package let name: String
    package let help: String
    package let kind: Kind
    /// The names of its labels, in the order in which values are given.
    package let labels: [String]

    package init(_ name: String, _ kind: Kind, labels: [String] = [], _ help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }
}
