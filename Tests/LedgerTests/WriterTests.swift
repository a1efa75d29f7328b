import Foundation
import Glibc
import Ledger
import Synchronization
import Testing
import Workers

@Suite("The ledger's writer")
struct WriterTests {
    @Test("a commit that fails settles whoever waits for it, and all behind it, and takes nothing more")
    func failingCommit() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "writer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/ledger.sqlite3"
        let ledger = try Ledger(path: path, access: .writing)
        let reasons = Mutex<[String]>([])
        let writer = try LedgerWriter(
            ledger: ledger, groupMax: 2, failpoints: .none, committed: { _ in },
            broken: { error in reasons.withLock { $0.append("\(error)") } })
        let outcomes = Mailbox<Result<Void, any Error>>(capacity: 8)
        let (begun, hold) = (Bell(), Bell())
        // The first commit waits until the file is gone and more steps stand behind it.
        #expect(
            writer.submit(
                LedgerWriter.Step(
                    perform: { _ in
                        begun.ring()
                        hold.wait(milliseconds: 60_000)
                    }, settled: { _ = outcomes.put($0) })))
        begun.wait(milliseconds: 60_000)
        for _ in 1...5 {
            #expect(writer.submit(LedgerWriter.Step(perform: { _ in }, settled: { _ = outcomes.put($0) })))
        }
        #expect(unlink(path + "-wal") == 0)
        hold.ring()
        guard case .success = try #require(outcomes.take()) else { throw StepFailed() }
        var failed = 0
        for _ in 1...5 {
            if case .failure(is LedgerEnded) = try #require(outcomes.take()) { failed += 1 }
        }
        #expect(failed >= 4, "all of the next group and what was behind it")
        writer.stop()
        #expect(reasons.withLock { $0 }.count == 1)
        #expect(reasons.withLock { $0 }.first?.contains("removed or replaced while the daemon works on it") == true)
        #expect(!writer.submit(LedgerWriter.Step(perform: { _ in }, settled: { _ in })))
    }

    private struct StepFailed: Error {}
}
