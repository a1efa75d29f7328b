/// Charts of the report: pure drawings of numbers, 600 units wide.
extension ReportMarkup {
    /// One part of a bar.
    struct Part {
        let name: String
        let colour: Int
        let values: [Int]
    }

    /// Bars that stand beside each other, in parts that stand upon each other.
    mutating func columns(_ id: String, title: String, labels: [String], parts: [Part]) {
        let (left, top, width, height) = (60, 36, 530, 150)
        let totals = labels.indices.map { place in parts.reduce(0) { $0 + $1.values[place] } }
        let most = max(1, totals.max() ?? 1)
        let peak = totals.firstIndex(of: most).map { " The most, \(most), is in \(labels[$0])." } ?? ""
        openDrawing(
            id, height: 220, title: title,
            description: "\(parts.map(\.name).joined(separator: ", ")), by \(labels.count) pieces of time.\(peak)")
        legend(parts.map { ($0.name, $0.colour) })
        for share in [0, 1, 2] {
            let y = top + height - height * share / 2
            if share > 0 { rule(x1: left, y1: y, x2: left + width, y2: y) }
            if share != 1 || most > 1 { label(Self.short(most * share / 2), x: left - 8, y: y + 6, .end) }
        }
        let step = max(1, (labels.count + 7) / 8)
        for (place, name) in labels.enumerated() {
            let (from, to) = (left + width * place / labels.count, left + width * (place + 1) / labels.count)
            let gap = (to - from) / 6
            var base = top + height
            for part in parts where part.values[place] > 0 {
                let size = max(1, Int(Double(part.values[place]) / Double(most) * Double(height)))
                base -= size
                bar(x: from + gap, y: base, width: max(1, to - from - 2 * gap), height: size, colour: part.colour)
            }
            if place % step == 0 { label(name, x: (from + to) / 2, y: top + height + 22, .middle) }
        }
        rule(x1: left, y1: top + height, x2: left + width, y2: top + height, isStrong: true)
        markup("</svg>")
    }

    /// Bars that lie below each other, each with its name and what it says.
    mutating func bars(
        _ id: String, title: String, rows: [(name: String, values: [Int], words: String)], parts: [(String, Int)]
    ) {
        let most = max(1, rows.map { $0.values.reduce(0, +) }.max() ?? 1)
        let top = parts.count > 1 ? 34 : 4
        openDrawing(
            id, height: top + 6 + max(1, rows.count) * 26, title: title,
            description: rows.map { "\($0.name): \($0.words)" }.joined(separator: "; "))
        if parts.count > 1 { legend(parts) }
        for (place, row) in rows.enumerated() {
            let y = top + place * 26
            label(String(row.name.prefix(22)), x: 190, y: y + 16, .end)
            var x = 200
            for (value, part) in zip(row.values, parts) where value > 0 {
                let size = max(1, Int(Double(value) / Double(most) * 250))
                bar(x: x, y: y, width: size, height: 20, colour: part.1)
                x += size
            }
            label(row.words, x: x + 8, y: y + 16)
        }
        markup("</svg>")
    }

    /// Spans of time as lines from the middle to the far end, on a scale whose steps multiply.
    mutating func spans(
        _ id: String, title: String, rows: [(name: String, p50: Int, p90: Int, p99: Int, words: String)]
    ) {
        openDrawing(
            id, height: 66 + max(1, rows.count) * 26, title: title,
            description: rows.map { "\($0.name): \($0.words)" }.joined(separator: "; "))
        legend([("half", 1), ("90 %", 2), ("99 %", 5)])
        let bottom = 40 + rows.count * 26
        let marks = [(1, "1 min"), (60, "1 h"), (1_440, "1 d"), (10_080, "1 w"), (43_200, "30 d"), (525_600, "1 y")]
        for (minutes, name) in marks {
            rule(x1: Self.place(minutes), y1: 34, x2: Self.place(minutes), y2: bottom)
            label(name, x: Self.place(minutes), y: bottom + 20, .middle)
        }
        for (number, row) in rows.enumerated() {
            let y = 50 + number * 26
            label(row.name, x: 226, y: y + 6, .end)
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

    private mutating func legend(_ parts: [(name: String, colour: Int)]) {
        var x = 0
        for part in parts {
            bar(x: x, y: 4, width: 14, height: 14, colour: part.colour)
            label(part.name, x: x + 19, y: 17)
            x += 34 + part.name.count * 9
        }
    }

    /// `1234` → `1.2 k`: there is little room beside an axis.
    private static func short(_ number: Int) -> String {
        switch number {
        case ..<10_000: String(number)
        case ..<10_000_000: "\(number / 1_000) k"
        default: "\(number / 1_000_000) M"
        }
    }
}
