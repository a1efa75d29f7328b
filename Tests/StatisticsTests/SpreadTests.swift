import Statistics
import Testing

@Suite("Percentiles")
struct SpreadTests {
    @Test("they are those of a sorted list, whatever the spans", arguments: 0..<50)
    func against(seed: Int) {
        var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let list = (0..<(1 + next(500))).map { _ in next(seed.isMultiple(of: 2) ? 20 : 1_000_000) }
        var spread = Spread()
        for minutes in list { spread.add(minutes: minutes) }
        let sorted = list.sorted()
        for percent in [0, 1, 25, 50, 90, 99, 100] {
            // Nearest rank: the smallest that at least so many percent do not exceed.
            let naive = sorted.first { value in sorted.filter { $0 <= value }.count * 100 >= percent * sorted.count }
            #expect(spread.percentiles([percent]) == [naive], "seed \(seed), \(percent) %")
        }
    }

    @Test("none of nothing, and what is longer than ten years counts as ten years")
    func ends() {
        #expect(Spread().percentiles([50, 99]) == [nil, nil])
        var spread = Spread()
        spread.add(minutes: .max)
        spread.add(minutes: -5)
        #expect(spread.percentiles([50, 100]) == [0, Spread.minutesMax])
    }
}
