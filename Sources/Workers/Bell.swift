import Glibc

/// Wakes a thread that sleeps until something happens or a time comes.
///
/// A ring is remembered: one that comes while nobody waits ends the next wait at once. Any number of rings
/// before a wait count as one.
package final class Bell: @unchecked Sendable {
    // `hasRung` is guarded by `mutex`.
    private var hasRung = false
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let rung: UnsafeMutablePointer<pthread_cond_t>

    package init() {
        mutex = .allocate(capacity: 1)
        rung = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Waits are spans: a change of the wall clock must neither end nor prolong them.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(rung, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(rung)
        pthread_mutex_destroy(mutex)
        rung.deallocate()
        mutex.deallocate()
    }

    package func ring() {
        pthread_mutex_lock(mutex)
        hasRung = true
        pthread_mutex_unlock(mutex)
        // Whoever is woken under the lock would go to sleep again for it.
        pthread_cond_signal(rung)
    }

    /// Sleeps until the bell rings, but at most so long. 0 or less only takes a ring that is there.
    package func wait(milliseconds: Int64) {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        let nanoseconds = end.tv_nsec + Int(max(0, milliseconds) % 1000) * 1_000_000
        end.tv_sec += Int(max(0, milliseconds) / 1000) + nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !hasRung, milliseconds > 0 {
            if pthread_cond_timedwait(rung, mutex, &end) == ETIMEDOUT { break }
        }
        hasRung = false
    }
}
