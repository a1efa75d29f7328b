import GRDB
import Glibc
import Synchronization

/// The reading connections of the daemon: opened when they are first needed, a few at the most, each lent to one thread
/// at a time, the one that was given back last before the others.
///
/// GRDB's own pool hands work to Dispatch where two threads meet. Dispatch, once it has a thread, looks after it every
/// second until the process ends: an idle daemon would never sleep.
final class Readers: @unchecked Sendable {
    private let path: String
    private let configuration: Configuration
    private static let readersMax = 4

    // All below is guarded by `mutex`.
    private var idle: [DatabaseQueue] = []
    private var opened = 0
    private var isClosed = false
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let givenBack: UnsafeMutablePointer<pthread_cond_t>

    init(path: String, configuration: Configuration) {
        self.path = path
        self.configuration = configuration
        mutex = .allocate(capacity: 1)
        givenBack = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(givenBack, nil)
    }

    deinit {
        for reader in idle { Closed.close(reader) }
        pthread_cond_destroy(givenBack)
        pthread_mutex_destroy(mutex)
        givenBack.deallocate()
        mutex.deallocate()
    }

    /// Reads on one snapshot; waits for a connection where all are lent.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let reader = try take()
        defer { giveBack(reader) }
        return try reader.read(body)
    }

    /// Lets the connections go, those that are lent when they come back.
    func close() throws {
        var closing: [DatabaseQueue] = []
        locked {
            isClosed = true
            while opened > idle.count { pthread_cond_wait(givenBack, mutex) }
            closing = idle
            idle = []
            opened = 0
        }
        for reader in closing {
            try reader.close()
            Closed.keep(reader)
        }
    }

    private func take() throws -> DatabaseQueue {
        let known = try locked { () throws(LedgerFault) -> DatabaseQueue? in
            while !isClosed, idle.isEmpty, opened == Self.readersMax { pthread_cond_wait(givenBack, mutex) }
            guard !isClosed else {
                throw LedgerFault("read the ledger", path, "it is closed", hint: "Start the daemon again.")
            }
            if let reader = idle.popLast() { return reader }
            opened += 1
            return nil
        }
        if let known { return known }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            locked {
                opened -= 1
                pthread_cond_signal(givenBack)
            }
            throw error
        }
    }

    private func giveBack(_ reader: DatabaseQueue) {
        locked {
            idle.append(reader)
            pthread_cond_signal(givenBack)
        }
    }

    private func locked<Value, Failure>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }
}

/// Connections that were closed, kept until the process ends: some hundred bytes each, and few of them.
///
/// To free one is to free GRDB's queue, for which Dispatch makes a thread; and that looks after itself every second
/// from then on. So a daemon that had opened a second connection once, to check a configuration, would never sleep
/// again.
enum Closed {
    private static let shells = Mutex<[DatabaseQueue]>([])

    static func keep(_ queue: DatabaseQueue) { shells.withLock { $0.append(queue) } }

    /// Of a ledger that nobody has closed: it ends with whoever had it.
    static func close(_ queue: DatabaseQueue) {
        do {
            try queue.close()
        } catch {
            // A statement is under way on it, so somebody still has it; it closes with its last holder.
            return
        }
        keep(queue)
    }
}
