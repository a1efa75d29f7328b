import Synchronization

/// The figures of a running daemon, counted from any thread, read as one text.
///
/// A metric with labels has one series for each combination of values, and no more than `seriesMax`: what goes
/// beyond is counted under the value `other`, so that no receiver's name can grow our memory.
package final class Figures: Sendable {
    package static let seriesMax = 2_000
    package static let other = "other"

    private enum Value {
        case number(Double)
        /// One count for each bucket, the last for everything above.
        case spread(counts: [UInt64], sum: Double)
    }

    private let series = Mutex<[Metric: [[String]: Value]]>([:])

    package init() {}

    /// Adds to a counter.
    package func add(_ metric: Metric, _ labels: [String] = [], by amount: Double = 1) {
        change(metric, labels) { value in
            if case .number(let number) = value { .number(number + amount) } else { .number(amount) }
        }
    }

    /// Sets a gauge.
    package func set(_ metric: Metric, _ labels: [String] = [], to number: Double) {
        change(metric, labels) { _ in .number(number) }
    }

    /// Replaces all series of a gauge, so that what is gone does not stay.
    package func replace(_ metric: Metric, _ values: [(labels: [String], number: Double)]) {
        series.withLock { $0[metric] = [:] }
        for (labels, number) in values { set(metric, labels, to: number) }
    }

    /// Adds an observation to a histogram.
    package func observe(_ metric: Metric, _ labels: [String] = [], value observed: Double) {
        guard case .histogram(let buckets) = metric.kind else {
            preconditionFailure("\(metric.name) is no histogram")
        }
        let place = buckets.firstIndex { observed <= $0 } ?? buckets.count
        change(metric, labels) { value in
            var (counts, sum) = (Array(repeating: UInt64(0), count: buckets.count + 1), 0.0)
            if case .spread(let old, let total) = value { (counts, sum) = (old, total) }
            counts[place] += 1
            return .spread(counts: counts, sum: sum + observed)
        }
    }

    private func change(_ metric: Metric, _ labels: [String], _ body: (Value?) -> Value) {
        precondition(labels.count == metric.labels.count, "\(metric.name) has labels \(metric.labels)")
        series.withLock { series in
            var labels = labels
            if series[metric]?[labels] == nil, series[metric, default: [:]].count >= Self.seriesMax {
                labels = labels.map { _ in Self.other }
            }
            series[metric, default: [:]][labels] = body(series[metric]?[labels])
        }
    }

    /// Everything in Prometheus' text format 0.0.4, in a stable order.
    package var exposition: String {
        let all = series.withLock { $0 }
        var text = ""
        for metric in all.keys.sorted(by: { $0.name < $1.name }) {
            guard let values = all[metric], !values.isEmpty else { continue }
            text += "# HELP \(metric.name) \(Self.escaped(metric.help, quotes: false))\n"
            text += "# TYPE \(metric.name) \(metric.kind.word)\n"
            for labels in values.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                guard let value = values[labels] else { continue }
                text += Self.lines(metric, Array(zip(metric.labels, labels)), value)
            }
        }
        return text
    }

    private static func lines(_ metric: Metric, _ labels: [(String, String)], _ value: Value) -> String {
        switch (metric.kind, value) {
        case (.counter, .number(let number)), (.gauge, .number(let number)):
            return line(metric.name, labels, number)
        case (.histogram(let buckets), .spread(let counts, let sum)):
            var (text, below) = ("", UInt64(0))
            for (bound, count) in zip(buckets.map(written) + ["+Inf"], counts) {
                below += count
                text += line(metric.name + "_bucket", labels + [("le", bound)], Double(below))
            }
            return text + line(metric.name + "_sum", labels, sum) + line(metric.name + "_count", labels, Double(below))
        case (.counter, .spread), (.gauge, .spread), (.histogram, .number):
            return ""
        }
    }

    private static func line(_ name: String, _ labels: [(String, String)], _ number: Double) -> String {
        let pairs = labels.map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",")
        return name + (pairs.isEmpty ? "" : "{\(pairs)}") + " \(written(number))\n"
    }

    private static func written(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "NaN" : number > 0 ? "+Inf" : "-Inf" }
        return number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }

    /// Text format 0.0.4: backslash and line feed are escaped, in label values the double quote as well.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Metric.Kind {
    var word: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
