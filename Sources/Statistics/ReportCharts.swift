/// Charts of the report: pure drawings of numbers, 600 units wide.
extension ReportMarkup {
    /// One part of a bar.
    struct Part {
        let name: String
        let colour: Int
        let values: [Int]
    }

    /// A bar with its name, its parts and what it says.
    struct Row {
        let name: String
        let values: [Int]
        let words: String
    }

    /// A name in the legend, and its colour.
    typealias Mark = (name: String, colour: Int)

    /// Bars that stand beside each other, in parts that stand upon each other.
    mutating func columns(_ id: String, title: String, labels: [String], parts: [Part]) {
        let marks = parts.map { Mark($0.name, $0.colour) }
        let (left, top, width, height) = (60, Self.legendHeight(marks) + 12, 530, 150)
        let totals = labels.indices.map { place in parts.reduce(0) { $0 + $1.values[place] } }
        let most = max(1, totals.max() ?? 1)
        let peak = totals.firstIndex(of: most).map { " The most, \(most), is in \(labels[$0])." } ?? ""
        openDrawing(
            id, height: top + height + 34, title: title,
            description: "\(parts.map(\.name).joined(separator: ", ")), by \(labels.count) pieces of time.\(peak)")
        legend(marks)
        let ticks = AxisTicks(upTo: most)
        for tick in ticks.all {
            let y = top + height - ticks.size(of: tick, in: height)
            if tick > 0 { rule(x1: left, y1: y, x2: left + width, y2: y) }
            label(AxisTicks.short(tick), x: left - 8, y: y + 6, .end)
        }
        // As many names as there is room for beside each other.
        let widest = (labels.map(Self.width).max() ?? 1) * 9 + 14
        let step = max(1, (labels.count * widest + width - 1) / width)
        for (place, name) in labels.enumerated() {
            let (from, to) = (left + width * place / labels.count, left + width * (place + 1) / labels.count)
            let gap = (to - from) / 6
            var base = top + height
            for part in parts where part.values[place] > 0 {
                let size = max(1, ticks.size(of: part.values[place], in: height))
                base -= size
                bar(x: from + gap, y: base, width: max(1, to - from - 2 * gap), height: size, colour: part.colour)
            }
            // The last one ends with the drawing.
            let middle = min((from + to) / 2, 600 - Self.width(name) * 9 / 2)
            if place % step == 0 { label(name, x: middle, y: top + height + 22, .middle) }
        }
        rule(x1: left, y1: top + height, x2: left + width, y2: top + height, isStrong: true)
        markup("</svg>")
    }

    /// Bars that lie below each other, each with its name and what it says.
    mutating func bars(_ id: String, title: String, rows: [Row], parts: [Mark]) {
        let most = max(1, rows.map { $0.values.reduce(0, +) }.max() ?? 1)
        let top = parts.count > 1 ? Self.legendHeight(parts) + 8 : 4
        openDrawing(
            id, height: top + 6 + max(1, rows.count) * 26, title: title,
            description: rows.map { "\($0.name): \($0.words)" }.joined(separator: "; "))
        if parts.count > 1 { legend(parts) }
        // What stands behind the longest bar must fit beside it.
        let room = max(60, 392 - (rows.map { Self.width($0.words) }.max() ?? 0) * 9)
        for (place, row) in rows.enumerated() {
            let y = top + place * 26
            label(Self.fitting(row.name, 22), x: 190, y: y + 16, .end)
            var x = 200
            for (value, part) in zip(row.values, parts) where value > 0 {
                let size = max(1, Int(Double(value) / Double(most) * Double(min(300, room))))
                bar(x: x, y: y, width: size, height: 20, colour: part.colour)
                x += size
            }
            label(row.words, x: x + 8, y: y + 16)
        }
        markup("</svg>")
    }

    /// How long something took.
    struct Span {
        let name: String
        let p50: Int
        let p90: Int
        let p99: Int
        let words: String
    }

    /// Spans of time as lines from the middle to the far end, on a scale whose steps multiply.
    mutating func spans(_ id: String, title: String, rows: [Span]) {
        openDrawing(
            id, height: 66 + max(1, rows.count) * 26, title: title,
            description: rows.map { "\($0.name): \($0.words)" }.joined(separator: "; "))
        legend([("half", 1), ("90 %", 2), ("99 %", 5)])
        let bottom = 40 + rows.count * 26
        let marks = [(1, "1 min"), (60, "1 h"), (1_440, "1 d"), (43_200, "30 d"), (525_600, "1 y")]
        for (minutes, name) in marks {
            rule(x1: Self.place(minutes), y1: 34, x2: Self.place(minutes), y2: bottom)
            label(name, x: Self.place(minutes), y: bottom + 20, .middle)
        }
        for (number, row) in rows.enumerated() {
            let y = 50 + number * 26
            label(Self.fitting(row.name, 26), x: 226, y: y + 6, .end)
            rule(x1: Self.place(row.p50), y1: y, x2: Self.place(row.p99), y2: y, isStrong: true)
            dot(x: Self.place(row.p99), y: y, radius: 5, colour: 5)
            dot(x: Self.place(row.p90), y: y, radius: 6, colour: 2)
            dot(x: Self.place(row.p50), y: y, radius: 7, colour: 1)
        }
        markup("</svg>")
    }

    /// From one minute at 250 to a year and more at 580, by the number of binary digits and what lies between.
    private static func place(_ minutes: Int) -> Int {
        let size = min(max(minutes, 1), 1 << 20)
        let digits = size.bitWidth - size.leadingZeroBitCount - 1
        let fraction = Double(size - (1 << digits)) / Double(1 << digits)
        return 250 + Int((Double(digits) + fraction) / 19.1 * 330)
    }
}

extension ReportMarkup {
    private static let legendLine = 24

    /// Each mark where it stands: as many beside each other as there is room for.
    private static func placed(_ marks: [Mark]) -> [(mark: Mark, x: Int, y: Int)] {
        var (x, y) = (0, 4)
        return marks.map { mark in
            let name = fitting(mark.name, 24)
            let width = 34 + Self.width(name) * 9
            if x > 0, x + width > 600 { (x, y) = (0, y + legendLine) }
            defer { x += width }
            return ((name, mark.colour), x, y)
        }
    }

    private static func legendHeight(_ marks: [Mark]) -> Int { (placed(marks).last?.y ?? 4) + 20 }

    private mutating func legend(_ marks: [Mark]) {
        for (mark, x, y) in Self.placed(marks) {
            bar(x: x, y: y, width: 14, height: 14, colour: mark.colour)
            label(mark.name, x: x + 19, y: y + 13)
        }
    }

    /// A name cut to so many columns, with a sign that it was cut. The whole of it is in the table and the description.
    private static func fitting(_ name: String, _ columns: Int) -> String {
        guard tenths(name) > columns * 10 else { return name }
        var (cut, taken) = ("", 10)
        for character in name {
            taken += tenths(String(character))
            guard taken <= columns * 10 else { break }
            cut.append(character)
        }
        return cut + "…"
    }

    private static func width(_ text: String) -> Int { (tenths(text) + 9) / 10 }

    /// Tenths of columns that a text takes, roughly: capitals take more, and what is not of an alphabet takes two.
    private static func tenths(_ text: String) -> Int {
        text.reduce(0) { sum, character in
            let isWide = (character.unicodeScalars.first?.value ?? 0) >= 0x1100
            return sum + (isWide ? 20 : character.isUppercase || character == "m" || character == "w" ? 14 : 10)
        }
    }
}

/// Ticks of an axis that stand exactly where they say: whole steps of 1, 2 or 5 times a power of ten.
struct AxisTicks {
    let step: Int
    /// Up to here the axis goes.
    let end: Int

    init(upTo most: Int) {
        let most = min(max(most, 1), 1 << 60)
        var (power, factors) = (1, [1, 2, 5])
        while (most - 1) / (power * factors[0]) >= 3 {
            factors.removeFirst()
            if factors.isEmpty { (power, factors) = (power * 10, [1, 2, 5]) }
        }
        step = power * factors[0]
        end = ((most - 1) / step + 1) * step
    }

    var all: [Int] { Array(stride(from: 0, through: end, by: step)) }

    func size(of value: Int, in height: Int) -> Int { Int(Double(value) / Double(end) * Double(height)) }

    /// `10000` → `10 k`: there is little room beside an axis. Steps of what is so large end in zeros.
    static func short(_ number: Int) -> String {
        switch number {
        case ..<10_000: String(number)
        case ..<10_000_000: "\(number / 1_000) k"
        default: "\(number / 1_000_000) M"
        }
    }
}
