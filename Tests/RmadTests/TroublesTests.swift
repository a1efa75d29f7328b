import Glibc
import Testing

@testable import Intake
@testable import Spool

/// Trouble with a file that is tried again and again.
@Suite("Troubles")
struct TroublesTests {
    private let file = FileKey(station: nil, name: FileName(literal: "a.json"))
    private let other = FileKey(station: nil, name: FileName(literal: "b.json"))

    @Test("a file that can be read each time, and not be answered, is told once")
    func once() {
        let troubles = Troubles()
        for round in 0..<3 {
            // The name of the half-written file is another each time.
            let error = SpoolError("rename tmp/\(round) to", "a.json.receipt.json", code: ENOENT)
            #expect(troubles.isNews(error, in: .publish, of: file) == (round == 0))
            troubles.ended(.read, of: file)
        }
        troubles.ended(.publish, of: file)
        #expect(troubles.isNews(SpoolError("rename", "a", code: ENOENT), in: .publish, of: file))
    }

    @Test("a full disk is told once for all files, until something works again")
    func fullDisk() {
        let troubles = Troubles()
        let full = SpoolError("write", "tmp/1", code: ENOSPC)
        #expect(troubles.isNews(full, in: .publish, of: file))
        #expect(!troubles.isNews(full, in: .publish, of: other))
        troubles.ended(.read, of: file)
        #expect(!troubles.isNews(full, in: .publish, of: file))
        troubles.ended(.publish, of: file)
        #expect(troubles.isNews(full, in: .publish, of: other))
    }
}
