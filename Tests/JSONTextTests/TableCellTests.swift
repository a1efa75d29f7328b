import JSONText
import Testing

@testable import Errands

@Suite("Files for the shop")
struct ExportFileTests {
    @Test(
        "no text becomes a formula, a column or a row, whatever signs are combined with it",
        arguments: [
            ("=1+1", "'=1+1"), ("@\u{FE0F}SUM", "'@\u{FE0F}SUM"), ("\n=1", "\"'\n=1\""), ("＋1", "'＋1"),
            ("a,\u{301}b", "\"a,\u{301}b\""), ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("a\nb", "\"a\nb\""),
            ("a\rb", "\"a\rb\""), ("plain", "plain"), ("", ""),
        ])
    func harmless(text: String, cell: String) {
        #expect(ExportFile.cell(.string(text)).utf8.elementsEqual(cell.utf8))
    }

    @Test("numbers stay numbers, below nought too")
    func numbers() {
        #expect(ExportFile.cell(.integer(-5)) == "-5" && ExportFile.cell(.null).isEmpty)
    }
}
