import Returns

/// The QR code of a link for a terminal: two rows of modules in each line of text, by half blocks.
package enum LinkPicture {
    package enum Ink: Sendable {
        /// Black on white by colour codes: right on every terminal that has them.
        case coloured
        /// Light modules are drawn, dark ones are left out: right on a terminal with a dark background.
        case plain
    }

    /// - Throws: what `LabelError` says of a link that is too long.
    package static func lines(of url: String, rma: RMANumber, ink: Ink) throws(LabelError) -> [String] {
        let symbol = try SymbolEncoder().encode(.qr(url), for: rma.text)
        let quiet = symbol.content.quietModules
        let side = symbol.columnsWithQuiet
        var dark = [Bool](repeating: false, count: side * (side + 1))
        for run in symbol.runs {
            for x in run.x..<run.x + run.length { dark[(run.y + quiet) * side + x + quiet] = true }
        }
        // An odd number of rows ends with half a line of white.
        return stride(from: 0, to: side, by: 2).map { y in
            let blocks = (0..<side).map { x in block(dark[y * side + x], dark[(y + 1) * side + x], ink) }.joined()
            return ink == .coloured ? "\u{1B}[38;5;16;48;5;231m\(blocks)\u{1B}[0m" : blocks
        }
    }

    private static func block(_ upper: Bool, _ lower: Bool, _ ink: Ink) -> String {
        switch (ink == .coloured ? upper : !upper, ink == .coloured ? lower : !lower) {
        case (true, true): "█"
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
    }
}
