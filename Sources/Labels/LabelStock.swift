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

    /// Dots of a type size in points.
    package func dots(points: Double) -> Double { points * Double(rawValue) / 72 }

    /// Points of a number of dots.
    package func points(_ dots: Double) -> Double { dots * 72 / Double(rawValue) }
}

/// The label that is in the printer.
package enum LabelStock: String, CaseIterable, Sendable {
    /// 4 × 6 inches, the thermal printers' standard: 101.6 × 152.4 mm.
    case fourBySix = "4x6"

    package var inches: (width: Int, height: Int) {
        switch self {
        case .fourBySix: (4, 6)
        }
    }
}
