import Spool
import Testing

@Suite("The folder that others take files away from")
struct OutFolderTests {
    @Test("a file in place of it stops no start, and it is used again once it is a folder")
    func damaged() throws {
        let ground = Ground()
        ground.folder("spool")
        ground.write("spool/out")
        let running = try Running(ground)
        #expect(throws: SpoolError.self) { try running.spool.directory(of: .out) }
        ground.rename("spool/out", "elsewhere")
        _ = try running.spool.directory(of: .out)
        #expect(ground.exists("spool/out"))
    }
}
