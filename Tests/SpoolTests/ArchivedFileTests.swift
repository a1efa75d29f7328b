import Testing

@testable import Spool

@Suite("Archived files")
struct ArchivedFileTests {
    @Test("a file whose number no document can have is no archived original")
    func numbers() throws {
        let day = try #require(ArchiveDay("2026-11-22"))
        func number(_ name: String) -> Int64? { FileName(name).flatMap { ArchivedFile($0, of: day)?.number } }
        #expect(number("2-ord.json") == 2)
        #expect(number("9223372036854775807-x.json") == nil)
        #expect(number("9223372036854775806-x.json") == nil)
        #expect(number("0-x.json") == nil)
    }
}
