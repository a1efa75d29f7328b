/// Marks of dangerous goods in rows of boxes: never smaller than the eye reads, however many there are.
///
/// Capitals are 2.5 mm high. The words repeat what the rules want on the parcel itself, where the number of a fully
/// regulated substance is 6 or 12 mm high (49 CFR 172.301): no label has room for that.
struct LabelMarks {
    struct Placed: Equatable {
        var text: String
        var x: Double
        /// Below the top of the rows.
        var y: Double
        var width: Double
        var height: Double
        var slots: Int
    }

    static let points = 10.0
    static let leading = 3.7
    private static let padding = 1.2
    private static let gap = 0.6

    private(set) var boxes: [Placed] = []
    /// Of all rows.
    private(set) var height = 0.0

    /// - Parameter linesOf: how many lines a text takes in a width, nil where a word is longer than that.
    init(_ marks: [String], from x: Double, to end: Double, heightMax: Double, linesOf: (String, Double) -> Int?) {
        guard !marks.isEmpty else { return }
        let half = (end - x - 1) / 2
        var best: (losses: Int, height: Double, boxes: [Placed])?
        for rows in Self.rows(of: marks.count) {
            for slotsMax in [3, 2, 1] {
                var (losses, y, boxes, index) = (0, 0.0, [Placed](), 0)
                for columns in rows {
                    let width = columns == 1 ? end - x : half
                    let texts = marks[index..<index + columns]
                    let wanted = texts.map { linesOf($0, width - 2 * Self.padding) ?? Int.max }
                    losses += wanted.count { $0 > slotsMax }
                    let slots = min(slotsMax, wanted.max() ?? 1)
                    let height = Double(slots) * Self.leading + 1.7
                    for (column, text) in texts.enumerated() {
                        boxes.append(
                            Placed(
                                text: text, x: x + Double(column) * (half + 1), y: y, width: width, height: height,
                                slots: min(slots, wanted[column])))
                    }
                    y += height + Self.gap
                    index += columns
                }
                let height = y - Self.gap
                let isBetter = best.map { (losses, height) < ($0.losses, $0.height) } ?? true
                if height <= heightMax, isBetter { best = (losses, height, boxes) }
            }
        }
        boxes = best?.boxes ?? []
        height = best?.height ?? 0
    }

    /// Every way to put marks in rows of one or two, in their order.
    private static func rows(of count: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        let single = rows(of: count - 1).map { [1] + $0 }
        return count == 1 ? single : single + rows(of: count - 2).map { [2] + $0 }
    }

    /// Where the lines of a box begin, so that they stand in its middle.
    static func baseline(_ box: Placed, lines: Int) -> Double {
        box.y + (box.height - Double(lines - 1) * leading) / 2 + points * 0.3528 * 0.357
    }
}
