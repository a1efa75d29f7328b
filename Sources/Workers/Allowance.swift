import Glibc

/// So many bytes may be in hand at once; whoever wants more waits until somebody has let go of his.
///
/// A mailbox bounds how many things wait, which bounds memory only where all are of one size. Those who wait are served
/// in the order of asking, so that what is large is not overtaken for ever by what is small.
package final class Allowance: @unchecked Sendable {
    private let bytesMax: Int
    // Guarded by `mutex`.
    private var held = 0
    /// The tickets of those who ask: the next to be given out, and the next to be served.
    private var ticket = 0
    private var served = 0

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let released: UnsafeMutablePointer<pthread_cond_t>

    package init(bytesMax: Int) {
        precondition(bytesMax > 0, "an allowance allows something")
        self.bytesMax = bytesMax
        mutex = .allocate(capacity: 1)
        released = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(released, nil)
    }

    deinit {
        pthread_cond_destroy(released)
        pthread_mutex_destroy(mutex)
        released.deallocate()
        mutex.deallocate()
    }

    /// Takes so many bytes, waiting for room. What is larger than the whole allowance goes when nobody holds any.
    /// - Returns: to be kept as long as the bytes are; the room is free again when the share is gone.
    package func take(_ bytes: Int) -> Share {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let own = ticket
        ticket += 1
        while served != own || (held > 0 && held + bytes > bytesMax) { pthread_cond_wait(released, mutex) }
        served += 1
        held += bytes
        // The next in the row may have room, too.
        pthread_cond_broadcast(released)
        return Share(bytes, of: self)
    }

    private func give(_ bytes: Int) {
        pthread_mutex_lock(mutex)
        held -= bytes
        pthread_mutex_unlock(mutex)
        pthread_cond_broadcast(released)
    }

    /// A part of the allowance, in somebody's hand.
    package final class Share: Sendable {
        private let bytes: Int
        private let allowance: Allowance

        fileprivate init(_ bytes: Int, of allowance: Allowance) {
            self.bytes = bytes
            self.allowance = allowance
        }

        deinit { allowance.give(bytes) }
    }
}
