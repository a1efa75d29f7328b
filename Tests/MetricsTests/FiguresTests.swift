import Metrics
import Testing

/// The text that Prometheus reads; promtool judges the daemon's own (Tests/RmadTests).
@Suite("Figures")
struct FiguresTests {
    private let sent = Metric("rmad_sent_total", .counter, labels: ["endpoint"], "Sent.")
    private let took = Metric("rmad_took_seconds", .histogram(buckets: [0.1, 1]), "How long it took.")

    @Test("counters add up, each series for itself, in a stable order")
    func counters() {
        let figures = Figures()
        figures.add(sent, ["shop"])
        figures.add(sent, ["erp"], by: 2)
        figures.add(sent, ["shop"])
        #expect(
            figures.exposition == """
                # HELP rmad_sent_total Sent.
                # TYPE rmad_sent_total counter
                rmad_sent_total{endpoint="erp"} 2
                rmad_sent_total{endpoint="shop"} 2

                """)
    }

    @Test("buckets of a histogram are cumulative, and the last holds everything")
    func histogram() {
        let figures = Figures()
        for seconds in [0.05, 0.1, 0.5, 7] { figures.observe(took, value: seconds) }
        #expect(
            figures.exposition == """
                # HELP rmad_took_seconds How long it took.
                # TYPE rmad_took_seconds histogram
                rmad_took_seconds_bucket{le="0.1"} 2
                rmad_took_seconds_bucket{le="1"} 3
                rmad_took_seconds_bucket{le="+Inf"} 4
                rmad_took_seconds_sum 7.65
                rmad_took_seconds_count 4

                """)
    }

    @Test("a label's value may hold anything: quotes, backslashes and line feeds are escaped")
    func escaping() {
        let figures = Figures()
        figures.add(sent, ["a\"b\\c\nd"])
        #expect(figures.exposition.contains(#"{endpoint="a\"b\\c\nd"} 1"#))
    }

    @Test("series are bounded: what goes beyond is counted under 'other'")
    func bound() {
        let figures = Figures()
        for number in 0..<(Figures.seriesMax + 50) { figures.add(sent, ["e\(number)"]) }
        let lines = figures.exposition.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == Figures.seriesMax + 1)
        #expect(lines.contains("rmad_sent_total{endpoint=\"other\"} 50"))
    }

    @Test("a gauge that is replaced forgets the series that are gone")
    func replaced() {
        let figures = Figures()
        let owed = Metric("rmad_owed", .gauge, labels: ["endpoint"], "Owed.")
        figures.set(owed, ["gone"], to: 3)
        figures.replace(owed, [(["shop"], 1)])
        #expect(!figures.exposition.contains("gone"))
        #expect(figures.exposition.contains("rmad_owed{endpoint=\"shop\"} 1"))
    }
}
