import CLinux
import Glibc

/// Wakes the loop's thread from any other: an event counter that the loop watches like a socket.
final class WakeBell: Sendable {
    let counter: Int32

    init() throws(EngineFault) {
        counter = linux_event_counter()
        guard counter >= 0 else {
            throw EngineFault(
                operation: "make a wake-up counter", problem: String(cString: strerror(errno)),
                hint: "raise the limit of open files (LimitNOFILE= under systemd)")
        }
    }

    deinit { close(counter) }

    /// From any thread. Rings that are not heard yet become one.
    func ring() {
        var one: UInt64 = 1
        // Fails only when the counter is full: then the loop is sure to wake.
        _ = write(counter, &one, MemoryLayout<UInt64>.size)
    }

    /// On the loop's thread: the ring has been heard.
    func hush() {
        var rings: UInt64 = 0
        _ = read(counter, &rings, MemoryLayout<UInt64>.size)
    }
}
