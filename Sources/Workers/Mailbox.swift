import Glibc

/// A bounded queue between threads that blocks the sender when it is full.
///
/// Being bounded is its purpose: a full mailbox holds its sender back, and so on
/// upstream, until files wait in the drop directory, where they are safe.
/// After `close()` nothing more goes in; what is in can still be taken out.
package final class Mailbox<Element: Sendable>: @unchecked Sendable {
    /// How many elements it holds at most.
    package let capacity: Int

    // All below is guarded by `mutex`.
    private var slots: [Element?]
    private var head = 0
    private var filled = 0
    private var isClosed = false
    private var waitingTakers = 0
    private var waitingPutters = 0

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let notEmpty: UnsafeMutablePointer<pthread_cond_t>
    private let notFull: UnsafeMutablePointer<pthread_cond_t>

    package init(capacity: Int) {
        precondition(capacity > 0, "a mailbox holds at least one element")
        self.capacity = capacity
        slots = Array(repeating: nil, count: capacity)
        mutex = .allocate(capacity: 1)
        notEmpty = .allocate(capacity: 1)
        notFull = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(notEmpty, nil)
        pthread_cond_init(notFull, nil)
    }

    deinit {
        pthread_cond_destroy(notFull)
        pthread_cond_destroy(notEmpty)
        pthread_mutex_destroy(mutex)
        notFull.deallocate()
        notEmpty.deallocate()
        mutex.deallocate()
    }

    /// Puts `element` in, waiting while the mailbox is full. False: it is closed and did not take it.
    package func put(_ element: Element) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while filled == capacity, !isClosed {
            waitingPutters += 1
            pthread_cond_wait(notFull, mutex)
            waitingPutters -= 1
        }
        guard !isClosed else { return false }
        append(element)
        return true
    }

    /// Puts `element` in if there is room now. False: full or closed.
    package func tryPut(_ element: Element) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard filled < capacity, !isClosed else { return false }
        append(element)
        return true
    }

    /// Takes the oldest element, waiting for one. Nil: closed and empty.
    package func take() -> Element? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        waitUntilFilledOrClosed()
        guard filled > 0 else { return nil }
        let element = removeFirst()
        if waitingPutters > 0 { pthread_cond_signal(notFull) }
        return element
    }

    /// Takes up to `max` of the oldest elements, waiting for at least one. Empty: closed and empty.
    package func takeAll(max: Int) -> [Element] {
        precondition(max > 0, "takeAll takes at least one element")
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        waitUntilFilledOrClosed()
        let count = min(max, filled)
        var taken: [Element] = []
        taken.reserveCapacity(count)
        for _ in 0..<count { taken.append(removeFirst()) }
        if waitingPutters > 0 { pthread_cond_broadcast(notFull) }
        return taken
    }

    /// Lets nothing more in and wakes everyone who waits. Can be repeated.
    package func close() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isClosed = true
        pthread_cond_broadcast(notEmpty)
        pthread_cond_broadcast(notFull)
    }

    /// How many elements are in it at this moment.
    package var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return filled
    }

    private func waitUntilFilledOrClosed() {
        while filled == 0, !isClosed {
            waitingTakers += 1
            pthread_cond_wait(notEmpty, mutex)
            waitingTakers -= 1
        }
    }

    private func append(_ element: Element) {
        var slot = head + filled
        if slot >= capacity { slot -= capacity }
        slots[slot] = element
        filled += 1
        if waitingTakers > 0 { pthread_cond_signal(notEmpty) }
    }

    private func removeFirst() -> Element {
        guard let element = slots[head] else { preconditionFailure("a filled slot holds an element") }
        slots[head] = nil
        head += 1
        if head == capacity { head = 0 }
        filled -= 1
        return element
    }
}
