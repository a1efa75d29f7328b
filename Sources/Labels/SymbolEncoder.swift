import CZint

/// How much of a QR code may be lost: seven or fifteen in a hundred (ISO/IEC 18004, 8.5).
package enum QRCorrection: Int32, Sendable { case low = 1, medium = 2 }

/// Zint, with one symbol that is used again and again; for one thread.
///
/// Encoding costs microseconds (a QR code fifty), so a layout encodes what it places: sizes are those of the real
/// symbol, and what cannot be encoded is an error before anything is drawn.
package final class SymbolEncoder {
    /// A QR code of version 20 has 97 modules: more than a telephone reads from a label's corner.
    package static let linkBytesMax = 180
    /// Bars of more characters than this are longer than a sheet is wide.
    package static let linearCharactersMax = 48
    /// Data Matrix of 52 modules.
    package static let matrixCharactersMax = 200

    private let symbol: rmad_symbol

    package init() throws(LabelError) {
        guard let symbol = rmad_symbol_create() else {
            throw .drawing(rma: "-", reason: "no memory for a bar code")
        }
        self.symbol = symbol
    }

    deinit { rmad_symbol_delete(symbol) }

    /// - Throws: text that is too long or that the symbology cannot hold, with the return it belongs to.
    package func encode(
        _ content: SymbolContent, for subject: String, correction: QRCorrection = .medium
    ) throws(LabelError) -> EncodedSymbol {
        try check(content, subject)
        switch content {
        case .code128(let text):
            try zint(text, rmad_symbology_code128, rmad_input_data, content, subject)
        case .gs1Code128(let elements):
            try zint(elements.bracketed, rmad_symbology_gs1_128, rmad_input_gs1, content, subject)
        case .qr(let text):
            let (level, mask) = (correction.rawValue, Int32(rmad_qr_mask))
            try zint(text, rmad_symbology_qr, rmad_input_unicode, content, subject, level: level, options: mask)
        case .dataMatrix(let text):
            let square = Int32(rmad_data_matrix_square)
            try zint(text, rmad_symbology_data_matrix, rmad_input_data, content, subject, options: square)
        case .gs1DataMatrix(let elements):
            let square = Int32(rmad_data_matrix_square)
            try zint(
                elements.bracketed, rmad_symbology_data_matrix, rmad_input_gs1, content, subject, options: square)
        }
        let (columns, rows) = (Int(rmad_symbol_width(symbol)), Int(rmad_symbol_rows(symbol)))
        return EncodedSymbol(
            content: content, columns: columns, rows: content.isLinear ? 1 : rows,
            runs: (0..<(content.isLinear ? 1 : rows)).flatMap { runs(row: $0, columns: columns) })
    }

    private func check(_ content: SymbolContent, _ subject: String) throws(LabelError) {
        let isPrintable = { (text: String) in text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.isEmpty }
        switch content {
        case .code128(let text):
            guard isPrintable(text), text.utf8.count <= Self.linearCharactersMax else {
                throw .encoding(
                    rma: subject, symbol: content.name,
                    reason: "it holds 1 to \(Self.linearCharactersMax) ASCII characters")
            }
        case .dataMatrix(let text):
            guard isPrintable(text), text.utf8.count <= Self.matrixCharactersMax else {
                throw .encoding(
                    rma: subject, symbol: content.name,
                    reason: "it holds 1 to \(Self.matrixCharactersMax) ASCII characters")
            }
        case .gs1Code128(let elements):
            guard elements.characters <= ElementString.charactersMax else {
                throw .encoding(
                    rma: subject, symbol: content.name,
                    reason: "\(elements.characters) characters are more than \(ElementString.charactersMax)")
            }
        case .gs1DataMatrix(let elements):
            guard elements.characters <= Self.matrixCharactersMax else {
                throw .encoding(
                    rma: subject, symbol: content.name,
                    reason: "\(elements.characters) characters are more than \(Self.matrixCharactersMax)")
            }
        case .qr(let text):
            guard text.utf8.count <= Self.linkBytesMax else {
                throw .linkTooLong(rma: subject, bytes: text.utf8.count)
            }
            guard isPrintable(text) else {
                throw .encoding(rma: subject, symbol: content.name, reason: "it holds ASCII characters, at least one")
            }
        }
    }

    private func zint(
        _ text: String, _ symbology: some BinaryInteger, _ input: some BinaryInteger, _ content: SymbolContent,
        _ subject: String, level: Int32 = 0, options: Int32 = 0
    ) throws(LabelError) {
        var text = text
        let result = text.withUTF8 { bytes in
            rmad_symbol_encode(
                symbol, Int32(symbology), Int32(input), level, 0, options, bytes.baseAddress, Int32(bytes.count))
        }
        guard result == 0 else {
            throw .encoding(rma: subject, symbol: content.name, reason: String(cString: rmad_symbol_error(symbol)))
        }
    }

    private func runs(row: Int, columns: Int) -> [EncodedSymbol.Run] {
        var found: [EncodedSymbol.Run] = []
        var start: Int?
        for column in 0...columns {
            let isDark = column < columns && rmad_symbol_module(symbol, Int32(row), Int32(column)) != 0
            if isDark, start == nil { start = column }
            if !isDark, let first = start {
                found.append(.init(x: first, y: row, length: column - first))
                start = nil
            }
        }
        return found
    }
}
