import Synchronization
import Workers

@testable import Spool

/// Holds threads until it is opened.
final class Gate: Sendable {
    private let mailbox = Mailbox<Int>(capacity: 1)

    private let reached = Atomic(false)

    func wait() {
        reached.store(true, ordering: .relaxed)
        _ = mailbox.take()
    }

    var isReached: Bool { reached.load(ordering: .relaxed) }
    func open() { mailbox.close() }
}

/// Which files were offered.
final class Offered: Sendable {
    private let keys = Mutex<[FileKey]>([])

    func add(_ file: ClaimedFile) { keys.withLock { $0.append(file.key) } }
    var count: Int { keys.withLock { $0.count } }
    var distinct: Int { keys.withLock { Set($0).count } }
    var all: [FileKey] { keys.withLock { $0 } }
}
