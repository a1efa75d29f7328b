import Foundation
import Glibc
import Ledger
import Testing

@Suite("The lock of a ledger")
struct LockTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)")
    private var path: String { folder.path + "/ledger.sqlite3" }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    @Test("a second writer is refused in words; what somebody leaves behind for a moment is waited for")
    func waited() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let held = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(flock(held, LOCK_EX | LOCK_NB) == 0)
        let refusal = #expect(throws: LedgerFault.self) { try Ledger(path: path, access: .writing) }
        #expect("\(try #require(refusal))".contains("another rmad writes it"))
        Thread.detachNewThread {
            usleep(100_000)
            close(held)
        }
        try Ledger(path: path, access: .writing).close()
    }

    @Test("a lock that cannot be opened is named with what the system says")
    func closed() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(atPath: "\(path).lock", withIntermediateDirectories: false)
        let fault = #expect(throws: LedgerFault.self) { try Ledger(path: path, access: .writing) }
        let words = "\(try #require(fault))"
        #expect(words.contains("\(path).lock") && words.contains("Is a directory"), "\(words)")
    }
}
