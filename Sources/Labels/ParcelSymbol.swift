import Returns

/// How a parcel's code stands on its label: as which symbol, how large, and in which words below the bars.
extension ParcelCode {
    /// A licence plate is GS1 data, an S10 identifier is plain text.
    package var symbol: SymbolContent {
        switch self {
        case .sscc(let digits): .gs1Code128(.sscc(digits))
        case .s10(let text), .carrier(let text): .code128(text)
        }
    }

    package var grade: SymbolGrade {
        switch self {
        case .sscc: .logistic
        case .s10: .postal
        case .carrier: .carrier
        }
    }

    /// False where length, characters or check digit are wrong.
    var isSound: Bool {
        switch self {
        case .sscc, .s10, .carrier: ParcelCode(text, scheme: scheme) == self
        }
    }

    /// In millimetres. The UPU asks for half of what a label has room for.
    var barHeight: Double {
        switch self {
        case .sscc: grade.height
        case .s10: grade.height * 2
        case .carrier: grade.height
        }
    }

    /// The human-readable interpretation: `(00) 340…`, and as the UPU prints it, `RB 123 456 785 GB`.
    var readable: String {
        switch self {
        case .sscc(let digits): return "(00) " + digits
        case .carrier(let text): return text
        case .s10(let text):
            let signs = Array(text)
            return [signs[0..<2], signs[2..<5], signs[5..<8], signs[8..<11], signs[11...]].map { String($0) }
                .joined(separator: " ")
        }
    }
}
