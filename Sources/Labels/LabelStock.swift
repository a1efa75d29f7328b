/// How many dots a printer sets in an inch. All positions on a label are whole dots of it.
package enum DotDensity: Int, CaseIterable, Sendable {
    case dpi203 = 203
    case dpi300 = 300

    package var dotsPerInch: Int { rawValue }

    /// The nearest whole number of dots.
    package func dots(_ millimetres: Double) -> Int {
        Int((millimetres * Double(rawValue) / 25.4).rounded())
    }

    /// The next whole number of dots that is not shorter: for minimum heights.
    package func dotsAtLeast(_ millimetres: Double) -> Int {
        Int((millimetres * Double(rawValue) / 25.4).rounded(.up))
    }

    package func millimetres(_ dots: Int) -> Double { Double(dots) * 25.4 / Double(rawValue) }

    /// Dots of a type size in points.
    package func dots(points: Double) -> Double { points * Double(rawValue) / 72 }

    /// Points of a number of dots.
    package func points(_ dots: Double) -> Double { dots * 72 / Double(rawValue) }

    package var dotsPerMetre: Int { Int((Double(rawValue) / 0.0254).rounded()) }
}

/// What is in the printer.
package enum LabelStock: String, CaseIterable, Sendable {
    /// 4 × 6 inches, the thermal printers' standard: 101.6 × 152.4 mm.
    case fourBySix = "4x6"
    /// 105 × 148 mm, the European parcel label.
    case a6
    /// 210 × 297 mm.
    case a4
    /// 8.5 × 11 inches.
    case letter
    /// 100 × 50 mm: tags for bins and shelves.
    case tag = "100x50"

    /// In millimetres.
    package var size: (width: Double, height: Double) {
        switch self {
        case .fourBySix: (101.6, 152.4)
        case .a6: (105, 148)
        case .a4: (210, 297)
        case .letter: (215.9, 279.4)
        case .tag: (100, 50)
        }
    }

    /// Paper of an office printer, where a label is cut out.
    package var isPaper: Bool {
        switch self {
        case .a4, .letter: true
        case .fourBySix, .a6, .tag: false
        }
    }
}
