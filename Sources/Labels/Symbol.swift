/// What a symbol says, and in which symbology.
package enum SymbolContent: Sendable, Hashable {
    /// Printable ASCII: S10 identifiers, carriers' numbers, our own.
    case code128(String)
    case gs1Code128(ElementString)
    case qr(String)
    /// Printable ASCII.
    case dataMatrix(String)
    case gs1DataMatrix(ElementString)

    package var isLinear: Bool {
        switch self {
        case .code128, .gs1Code128: true
        case .qr, .dataMatrix, .gs1DataMatrix: false
        }
    }

    /// White on the left and right of bars, on every side of the others, in modules: ISO/IEC 15417 and GS1
    /// 5.4.3, ISO/IEC 18004. ISO/IEC 16022 asks for one; a second costs nothing and helps on worn print heads.
    package var quietModules: Int {
        switch self {
        case .code128, .gs1Code128: 10
        case .qr: 4
        case .dataMatrix, .gs1DataMatrix: 2
        }
    }

    package var name: String {
        switch self {
        case .code128: "Code 128"
        case .gs1Code128: "GS1-128"
        case .qr: "QR code"
        case .dataMatrix: "Data Matrix"
        case .gs1DataMatrix: "GS1 Data Matrix"
        }
    }

    /// What a scanner sends.
    package var payload: String {
        switch self {
        case .code128(let text), .qr(let text), .dataMatrix(let text): text
        case .gs1Code128(let elements), .gs1DataMatrix(let elements): elements.scanned
        }
    }
}

/// A symbol as modules; the rows of bars are one row.
package struct EncodedSymbol: Sendable, Equatable {
    package let content: SymbolContent
    package let columns: Int
    package let rows: Int
    /// Runs of dark modules, row by row.
    package let runs: [Run]

    package struct Run: Sendable, Equatable {
        package var x: Int
        package var y: Int
        package var length: Int
    }

    /// Columns with both quiet zones.
    package var columnsWithQuiet: Int { columns + 2 * content.quietModules }
}

/// The widths that one module may have, in millimetres, and the least height of bars.
package struct SymbolGrade: Sendable, Equatable {
    package var module: ClosedRange<Double>
    package var height: Double

    /// GS1 General Specifications, symbol specification table 5 (logistics): X 0.495–1.016 mm, target to 0.660.
    package static let logistic = SymbolGrade(module: 0.495...0.660, height: 31.75)
    /// A postal code beside a licence plate: the same range, half an inch high, as narrow as it may be.
    package static let postalCode = SymbolGrade(module: 0.495...0.515, height: 12.7)
    /// UPU S10.
    package static let postal = SymbolGrade(module: 0.33...0.51, height: 12.5)
    /// Carriers' own numbers as plain Code 128: from a quarter of a millimetre on.
    package static let carrier = SymbolGrade(module: 0.245...0.660, height: 19)
    /// Read by our own dock from a hand's distance.
    package static let dock = SymbolGrade(module: 0.245...0.51, height: 9)
    /// Two-dimensional, for dock scanners and for telephones.
    package static let matrix = SymbolGrade(module: 0.33...2, height: 0)

    /// Modules of a two-dimensional symbol that are finer than this do not outlive a blur of two dots.
    package static let matrixDotsWanted = 5

    /// Whole dots of one module: the most that the range and the room allow.
    /// - Returns: nil where no whole number of dots is in the range or none fits.
    package func moduleDots(columns: Int, room: Int, density: DotDensity) -> Int? {
        (1...20).last { module.contains(density.millimetres($0)) && $0 * columns <= room }
    }

    /// The fewest dots of one module that the range allows.
    package func moduleDotsMin(_ density: DotDensity) -> Int {
        (1...20).first { module.contains(density.millimetres($0)) } ?? 1
    }
}
