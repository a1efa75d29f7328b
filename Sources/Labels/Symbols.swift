import CZint
import Returns

/// The size of a Code 128 symbol, known before anything is encoded.
struct LinearSize: Equatable {
    /// Our own kinds are thirteen symbol characters and a stop: SSCC is start C, FNC1, ten pairs, check;
    /// S10 is start B, two letters, to C, four pairs, to B, a digit, two letters, check.
    private static let fixedModules = 13 * 11 + 13
    /// On either side, in modules (GS1 General Specifications 5.4.3, ISO/IEC 15417).
    static let quietModules = 10
    /// GS1 General Specifications, symbol specification table 5 (logistics): X 0.495–1.016 mm, target to 0.660.
    static let ssccModule = 0.495...0.660
    /// UPU S10: X 0.33–0.51 mm.
    static let s10Module = 0.33...0.51

    /// Without the quiet zones.
    static func modules(of code: ParcelCode) -> Int {
        switch code {
        case .sscc, .s10: fixedModules
        case .carrier(let text): Code128Plan(text).modules
        }
    }

    /// Whole dots of one module: the most that the range and the room allow.
    /// - Returns: nil where no whole number of dots is in the range or none fits.
    static func moduleDots(for code: ParcelCode, room: Int, density: DotDensity) -> Int? {
        let range =
            switch code {
            case .sscc: ssccModule
            // Carriers ask for much the same as the UPU.
            case .s10, .carrier: s10Module
            }
        let modules = modules(of: code)
        let dot = 25.4 / Double(density.dotsPerInch)
        return (1...12).last { range.contains(Double($0) * dot) && $0 * (modules + 2 * quietModules) <= room }
    }
}

/// The size of a QR code, known from the length of its text (ISO/IEC 18004, error correction level M, bytes).
struct QRSize: Equatable {
    /// Version 9: 53 modules, the largest that stays at 3 dots a module in the label's corner.
    static let bytesMax = 180
    /// On every side, in modules.
    static let quietModules = 4
    private static let capacities = [14, 26, 42, 62, 84, 106, 122, 152, 180]

    let version: Int
    var modules: Int { 17 + 4 * version }

    init?(bytes: Int) {
        guard let index = Self.capacities.firstIndex(where: { bytes <= $0 }) else { return nil }
        version = index + 1
    }
}

/// The dark modules of an encoded symbol, as boxes in modules.
struct SymbolBoxes: Equatable {
    var boxes: [ModuleBox] = []
}

struct ModuleBox: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
}

/// Zint, with one symbol that is used again and again; for one thread.
final class SymbolEncoder {
    private let symbol: rmad_symbol

    init() throws(LabelError) {
        guard let symbol = rmad_symbol_create() else {
            throw .drawing(rma: "-", reason: "no memory for a bar code")
        }
        self.symbol = symbol
    }

    deinit { rmad_symbol_delete(symbol) }

    /// Bars of a GS1-128 (SSCC, with FNC1) or a Code 128 (S10, carriers' numbers); heights are one module.
    func linear(_ code: ParcelCode, rma: RMANumber) throws(LabelError) -> SymbolBoxes {
        switch code {
        case .sscc(let digits):
            try encode("[00]" + digits, as: rmad_symbology_gs1_128, input: rmad_input_gs1, rma: rma, name: "GS1-128")
        case .s10(let text), .carrier(let text):
            try encode(text, as: rmad_symbology_code128, input: rmad_input_data, rma: rma, name: "Code 128")
        }
        let width = Int(rmad_symbol_width(symbol))
        guard width == LinearSize.modules(of: code) else {
            throw .encoding(rma: rma.text, symbol: code.text, reason: "\(width) modules came out")
        }
        return SymbolBoxes(boxes: runs(row: 0, width: width))
    }

    /// Runs of dark modules of a QR code of the given size, row by row.
    func matrix(_ text: String, size: QRSize, rma: RMANumber) throws(LabelError) -> SymbolBoxes {
        try encode(
            text, as: rmad_symbology_qr, input: rmad_input_unicode, level: 2, version: size.version,
            options: Int32(rmad_qr_mask), rma: rma, name: "QR code")
        let width = Int(rmad_symbol_width(symbol))
        guard width == size.modules else {
            throw .encoding(rma: rma.text, symbol: "QR code", reason: "\(width) modules came out")
        }
        return SymbolBoxes(boxes: (0..<width).flatMap { runs(row: $0, width: width) })
    }

    private func encode(
        _ text: String, as symbology: some BinaryInteger, input: some BinaryInteger, level: Int = 0,
        version: Int = 0, options: Int32 = 0, rma: RMANumber, name: String
    ) throws(LabelError) {
        var text = text
        let result = text.withUTF8 { bytes in
            rmad_symbol_encode(
                symbol, Int32(symbology), Int32(input), Int32(level), Int32(version), options,
                bytes.baseAddress, Int32(bytes.count))
        }
        guard result == 0 else {
            throw .encoding(rma: rma.text, symbol: name, reason: String(cString: rmad_symbol_error(symbol)))
        }
    }

    private func runs(row: Int, width: Int) -> [ModuleBox] {
        var found: [ModuleBox] = []
        var start: Int?
        for column in 0..<width {
            let isDark = rmad_symbol_module(symbol, Int32(row), Int32(column)) != 0
            if isDark, start == nil { start = column }
            if !isDark, let first = start {
                found.append(ModuleBox(x: first, y: row, width: column - first, height: 1))
                start = nil
            }
        }
        if let first = start { found.append(ModuleBox(x: first, y: row, width: width - first, height: 1)) }
        return found
    }
}
