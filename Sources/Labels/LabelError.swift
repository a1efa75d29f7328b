/// Why a label cannot be made, for the operator: what, of which return, and what to do.
package enum LabelError: Error, Equatable, CustomStringConvertible {
    case codeInvalid(rma: String, code: String)
    case symbolTooLarge(rma: String, symbol: String, dots: Int, room: Int)
    case linkTooLong(rma: String, bytes: Int)
    case encoding(rma: String, symbol: String, reason: String)
    case stockUnfit(rma: String, sheet: String, stock: String)
    case drawing(rma: String, reason: String)

    package var description: String {
        switch self {
        case .codeInvalid(let rma, let code):
            "label \(rma): parcel code '\(code)' has a wrong length, character or check digit; assign a new one"
        case .symbolTooLarge(let rma, let symbol, let dots, let room):
            "label \(rma): the \(symbol) needs \(dots) dots of \(room); use larger stock or a finer printer"
        case .linkTooLong(let rma, let bytes):
            "label \(rma): the link has \(bytes) bytes of \(SymbolEncoder.linkBytesMax); shorten tracking.base_url"
        case .encoding(let rma, let symbol, let reason):
            "label \(rma): \(symbol) could not be encoded: \(reason)"
        case .stockUnfit(let rma, let sheet, let stock):
            "label \(rma): there is no \(sheet) on '\(stock)'; choose another stock"
        case .drawing(let rma, let reason):
            "label \(rma): drawing failed: \(reason); check memory and the installed fonts"
        }
    }
}
