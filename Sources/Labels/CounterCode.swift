/// The QR code that a customer shows at the carrier's counter, as a picture inside the HTML.
struct CounterCode {
    /// Modules on a side, the quiet zone not counted.
    let modules: Int
    /// SVG path data in modules: one box for each run of dark modules.
    let path: String

    /// - Returns: nil where the code is empty or too long for a symbol. The page names it in letters as well, so that
    ///   a picture that cannot be drawn takes nothing away.
    init?(_ code: String) {
        do throws(LabelError) {
            let symbol = try SymbolEncoder().encode(.qr(code), for: "-")
            modules = symbol.columns
            path = symbol.runs.map { "M\($0.x) \($0.y)h\($0.length)v1h-\($0.length)z" }.joined()
        } catch {
            return nil
        }
    }
}
