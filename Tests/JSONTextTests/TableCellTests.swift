import JSONText
import Testing

@Suite("Cells of the tables that we write")
struct TableCellTests {
    @Test(
        "no text becomes a formula, a column or a row, whatever signs are combined with it",
        arguments: [
            ("=1+1", "'=1+1"), ("@\u{FE0F}SUM", "'@\u{FE0F}SUM"), ("\n=1", "\"'\n=1\""), ("＋1", "'＋1"),
            ("a,\u{301}b", "\"a,\u{301}b\""), ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("a\nb", "\"a\nb\""),
            ("a\rb", "\"a\rb\""), ("plain", "plain"), ("", ""),
        ])
    func harmless(text: String, cell: String) {
        #expect(JSONValue.string(text).tableCell.utf8.elementsEqual(cell.utf8))
    }

    @Test("numbers stay numbers, below nought too")
    func numbers() {
        #expect(JSONValue.integer(-5).tableCell == "-5" && JSONValue.null.tableCell.isEmpty)
    }

    @Test("an object is JSON in one cell")
    func objects() {
        #expect(JSONValue.object([.init("a", "x,\"y")]).tableCell == "\"{\"\"a\"\":\"\"x,\\\"\"y\"\"}\"")
    }
}
