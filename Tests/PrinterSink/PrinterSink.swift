import Glibc
import Synchronization
import Workers

/// A printer's port on loopback, with the habits of printers on bad days.
package final class PrinterSink: Sendable {
    package enum Habit: Sendable {
        /// Reads to the end, then hangs up in good order.
        case takes
        /// The same, and answers `~HS` with this before.
        case takesAfterStatus([UInt8])
        /// Takes the connection and reads nothing.
        case readsNothing
        /// Reads so many bytes, then is gone with whatever it has not read: the system answers with RST.
        case dies(afterBytes: Int)
        /// Reads to the end, then is gone without a farewell (RST).
        case resetsAtTheEnd
        /// Reads to the end and keeps the connection.
        case keepsTheConnection
        /// Reads so many bytes at a time with a pause between.
        case isSlow(bytes: Int, milliseconds: UInt32)
        /// Takes the connection and hangs up.
        case hangsUpAtOnce
    }

    /// What came over one connection.
    package struct Paper: Sendable {
        package var bytes: [UInt8] = []
        /// Read to its end.
        package var isWhole = false

        package var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    package let port: Int
    private let listener: Int32
    private let habit: Mutex<Habit>
    private let taken = Mutex<[Paper]>([])
    private let isStopping = Atomic(false)
    private let worker = Mutex<Worker?>(nil)

    struct Trouble: Error {
        let words: String
    }

    /// - Parameter isOff: connections are refused until `switchOn()`. The port is its own from now on all the same: one
    ///   that were given back might go to somebody else meanwhile, and be answered, or never come back.
    package init(_ habit: Habit, isOff: Bool = false) throws {
        self.habit = Mutex(habit)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        // Small, so that a printer that reads nothing is noticed with little.
        var room: Int32 = 4096
        setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
                guard bind(socket, address, size) == 0 else { return errno }
                return getsockname(socket, address, &size) == 0 ? 0 : errno
            }
        }
        self.port = Int(in_port_t(bigEndian: address.sin_port))
        guard code == 0 else { throw Trouble(words: String(cString: strerror(code))) }
        if !isOff { try switchOn() }
    }

    /// From now on connections are taken. It must be called once, where the sink was made off.
    package func switchOn() throws {
        guard listen(listener, 16) == 0 else { throw Trouble(words: String(cString: strerror(errno))) }
        let started = try Worker(name: "printer-sink") { [self] in serve() }
        worker.withLock { $0 = started }
    }

    package func behave(_ habit: Habit) { self.habit.withLock { $0 = habit } }

    /// What came so far, connection by connection; those that brought nothing are left out.
    package var papers: [Paper] { taken.withLock { $0 }.filter { !$0.bytes.isEmpty } }

    /// Those of them that were read to their end.
    package var wholePapers: [Paper] { papers.filter(\.isWhole) }

    /// From now on connections are refused. It must be called once, at the end.
    package func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        worker.withLock { $0 }?.join()
        close(listener)
    }

    private func serve() {
        var kept: [Int32] = []
        while wait(for: listener) {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            let number = taken.withLock { taken in
                taken.append(Paper())
                return taken.count - 1
            }
            if serve(connection, number, habit.withLock { $0 }) { close(connection) } else { kept.append(connection) }
        }
        for connection in kept { close(connection) }
    }

    /// - Returns: whether the connection is to be closed.
    private func serve(_ connection: Int32, _ number: Int, _ habit: Habit) -> Bool {
        switch habit {
        case .takes: readAll(connection, number)
        case .takesAfterStatus(let answer):
            guard read(connection, number, 3) else { return true }
            taken.withLock { $0[number].bytes = [] }
            _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
            readAll(connection, number)
        case .readsNothing: return false
        case .dies(let count):
            _ = read(connection, number, count)
            reset(connection)
        case .resetsAtTheEnd:
            readAll(connection, number)
            reset(connection)
        case .keepsTheConnection:
            readAll(connection, number)
            return false
        case .isSlow(let count, let pause): while read(connection, number, count) { usleep(pause * 1000) }
        case .hangsUpAtOnce: break
        }
        return true
    }

    private func readAll(_ connection: Int32, _ number: Int) { while read(connection, number, 4096) {} }

    /// Reads up to so many bytes, as many as there will be.
    private func read(_ connection: Int32, _ number: Int, _ count: Int) -> Bool {
        var buffer = [UInt8](repeating: 0, count: count)
        var left = count
        while left > 0 {
            guard wait(for: connection) else { return false }
            let got = recv(connection, &buffer, min(left, buffer.count), 0)
            guard got > 0 else {
                taken.withLock { $0[number].isWhole = got == 0 }
                return false
            }
            taken.withLock { $0[number].bytes += buffer[..<got] }
            left -= got
        }
        return true
    }

    /// Lets the close be a RST.
    private func reset(_ connection: Int32) {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    /// - Returns: false when the sink stops.
    private func wait(for descriptor: Int32) -> Bool {
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            var one = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&one, 1, 20) > 0 { return true }
        }
        return false
    }
}
