import CLinux
import Glibc

/// Tells which sockets are ready, by epoll, at a cost that depends on the ready ones alone.
///
/// libcurl says for each socket what it waits for, often several times in one turn: a kept
/// connection is let go by one transfer and taken by the next. So wishes are only noted, and the
/// kernel is told before the next wait what has really changed. A socket that nobody waits for any
/// more stays watched until it reports something: on a kept connection the next transfer usually
/// comes first, and nothing needs to be told at all.
///
/// 1. The kernel forgets a socket when it is closed, and its number may come back: whoever opens a
///    socket says so by `opened`, before any wish for it.
/// 2. A readiness may be stale by the time it is acted upon; libcurl then finds nothing to do.
///
/// Used on the loop's thread alone, but for `bell`.
final class SocketWatch {
    /// What a socket is waited for, or has become ready for.
    struct Interest: OptionSet, Sendable {
        let rawValue: UInt8

        static let reading = Interest(rawValue: UInt8(LINUX_EPOLL_IN.rawValue))
        static let writing = Interest(rawValue: UInt8(LINUX_EPOLL_OUT.rawValue))
        /// An error or the other end's hanging up; comes unasked.
        static let broken = Interest(rawValue: UInt8(LINUX_EPOLL_BROKEN.rawValue))
    }

    struct Ready {
        let socket: Int32
        let interest: Interest
    }

    /// What one socket number stands for at the moment.
    private struct Entry {
        var wanted: Interest = []
        var told: Interest = []
        var isNoted = false
    }

    let bell: WakeBell
    private let epoll: Int32
    /// By socket number; as long as the highest number seen.
    private var entries: [Entry] = []
    /// Sockets whose wishes may differ from what the kernel knows.
    private var noted: [Int32] = []
    private var found = [linux_epoll_ready](repeating: linux_epoll_ready(), count: Int(LINUX_EPOLL_BATCH))

    init() throws(EngineFault) {
        bell = try WakeBell()
        epoll = linux_epoll()
        guard epoll >= 0 else { throw Self.fault("make an epoll instance") }
        guard linux_epoll_add(epoll, bell.counter, Int32(LINUX_EPOLL_IN.rawValue)) == 0 else {
            close(epoll)
            throw Self.fault("watch the wake-up counter")
        }
    }

    deinit { close(epoll) }

    /// A new socket has this number: whatever was known of the number is void.
    func opened(_ socket: Int32) {
        reach(socket)
        entries[Int(socket)].wanted = []
        entries[Int(socket)].told = []
    }

    /// From now on the socket is waited for so; empty: not at all.
    func want(_ interest: Interest, of socket: Int32) {
        reach(socket)
        let place = Int(socket)
        entries[place].wanted = interest
        guard !entries[place].isNoted else { return }
        entries[place].isNoted = true
        noted.append(socket)
    }

    /// Waits until a socket is ready, the bell rings, or time is up; then serves each ready socket.
    ///
    /// - Parameter milliseconds: 0 only looks.
    func wait(milliseconds: Int32, woken: () -> Void, serve: (Ready) -> Void) {
        tellKernel()
        let count = linux_epoll_wait(epoll, &found, LINUX_EPOLL_BATCH, milliseconds)
        woken()
        guard count > 0 else { return }
        for place in 0..<Int(count) {
            let socket = found[place].fd
            if socket == bell.counter {
                bell.hush()
            } else if entries[Int(socket)].wanted.isEmpty {
                forget(socket)
            } else {
                serve(Ready(socket: socket, interest: Interest(rawValue: UInt8(found[place].readiness))))
            }
        }
    }

    private func tellKernel() {
        for socket in noted {
            let place = Int(socket)
            entries[place].isNoted = false
            let (wanted, told) = (entries[place].wanted, entries[place].told)
            guard !wanted.isEmpty, wanted != told else { continue }
            let interest = Int32(wanted.rawValue)
            if told.isEmpty {
                // EEXIST: the number's former socket lives on in another process until its exec.
                if linux_epoll_add(epoll, socket, interest) != 0, errno == EEXIST {
                    linux_epoll_change(epoll, socket, interest)
                }
            } else if linux_epoll_change(epoll, socket, interest) != 0, errno == ENOENT {
                linux_epoll_add(epoll, socket, interest)
            }
            entries[place].told = wanted
        }
        noted.removeAll(keepingCapacity: true)
    }

    /// Nobody waits for it, and it has something to say: most often that the other end has closed.
    private func forget(_ socket: Int32) {
        guard !entries[Int(socket)].told.isEmpty else { return }
        entries[Int(socket)].told = []
        // Already gone with its close, perhaps: then there is nothing to remove.
        linux_epoll_remove(epoll, socket)
    }

    private func reach(_ socket: Int32) {
        let lacking = Int(socket) + 1 - entries.count
        if lacking > 0 { entries += [Entry](repeating: Entry(), count: lacking) }
    }

    private static func fault(_ operation: String) -> EngineFault {
        EngineFault(
            operation: operation, problem: String(cString: strerror(errno)),
            hint: "raise the limit of open files (LimitNOFILE= under systemd)")
    }
}
