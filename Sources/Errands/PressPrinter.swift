import Labels
import Ledger
import Printers
import Returns

/// A configured printer: what the ledger knows of it, the way to it, and how labels are drawn for it.
package struct PressPrinter: Sendable {
    package let entry: PrinterEntry
    package let way: any Printer
    package let language: PrintDocument.Language
    package let density: DotDensity
    package let stock: LabelStock

    package init(
        entry: PrinterEntry, way: any Printer, language: PrintDocument.Language, density: DotDensity,
        stock: LabelStock
    ) {
        self.entry = entry
        self.way = way
        self.language = language
        self.density = density
        self.stock = stock
    }

    package var name: PrinterName { entry.name }

    /// In hundredths of a millimetre; an inch has 2540.
    var paper: (width: Int, height: Int) {
        (Int((stock.size.width * 100).rounded()), Int((stock.size.height * 100).rounded()))
    }
}

/// What the log hears of printing.
package enum PressNews: Sendable {
    /// `copy` 1 is the original.
    case printed(PrintJob)
    case uncertain(PrintJob, reason: String)
    case held(PrintJob, reason: String)
    case printerOff(PrinterName, reason: String)
    case printerBack(PrinterName)
    case printerPaused(PrinterName, reason: String)
}
