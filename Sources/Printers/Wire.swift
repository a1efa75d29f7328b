import Glibc

/// A TCP connection to a printer, with an end to every wait.
final class Wire {
    private let socket: Int32

    /// Why a connection does not stand or does not go on, in words.
    struct Trouble: Error, Equatable {
        let words: String
        init(_ words: String) { self.words = words }
        init(code: Int32) { words = String(cString: strerror(code)) }
    }

    /// What a wait came to.
    enum Readiness {
        case ready(canRead: Bool, canWrite: Bool)
        case nothing
    }

    /// Tries every address of the host, one after the other.
    /// - Parameter milliseconds: for all of them together; looking the name up has the resolver's own limits.
    init(host: String, port: Int, within milliseconds: Int64) throws(Trouble) {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &found)
        guard code == 0 else {
            throw Trouble("the name '\(host)' is not found: \(String(cString: gai_strerror(code)))")
        }
        defer { freeaddrinfo(found) }
        let deadline = Deadline(after: milliseconds)
        var trouble = Trouble("'\(host)' has no address")
        var next = found
        while let address = next?.pointee {
            next = address.ai_next
            do throws(Trouble) {
                socket = try Self.connected(address, deadline)
                return
            } catch { trouble = error }
        }
        throw trouble
    }

    deinit { close(socket) }

    private static func connected(_ address: addrinfo, _ deadline: Deadline) throws(Trouble) -> Int32 {
        let kind = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let made = Glibc.socket(address.ai_family, kind, address.ai_protocol)
        guard made >= 0 else { throw Trouble(code: errno) }
        if connect(made, address.ai_addr, address.ai_addrlen) == 0 { return made }
        var code = errno
        if code == EINPROGRESS {
            var one = pollfd(fd: made, events: Int16(POLLOUT), revents: 0)
            let count = poll(&one, 1, Int32(clamping: deadline.left))
            code = count == 0 ? ETIMEDOUT : error(of: made)
        }
        guard code != 0 else { return made }
        close(made)
        throw Trouble(code: code)
    }

    /// Waits until something can be done, at most until the deadline and at most a fifth of a second, so that the
    /// caller can look whether it is to stop.
    func wait(toWrite: Bool, until deadline: Deadline) throws(Trouble) -> Readiness {
        var one = pollfd(fd: socket, events: Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0), revents: 0)
        let count = poll(&one, 1, Int32(clamping: min(200, deadline.left)))
        guard count > 0 else { return .nothing }
        let happened = Int32(one.revents)
        if happened & POLLERR != 0 { throw Trouble(code: Self.error(of: socket)) }
        return .ready(canRead: happened & (POLLIN | POLLHUP) != 0, canWrite: happened & POLLOUT != 0)
    }

    /// - Returns: how many bytes the system took; 0: none at the moment.
    func write(_ bytes: ArraySlice<UInt8>) throws(Trouble) -> Int {
        let count = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count < 0 else { return count }
        let code = errno
        if code == EAGAIN || code == EINTR { return 0 }
        throw Trouble(code: code)
    }

    /// - Returns: what the printer says; empty: nothing at the moment; nil: it has hung up.
    func read() throws(Trouble) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &buffer, buffer.count, 0)
        if count > 0 { return Array(buffer[..<count]) }
        if count == 0 { return nil }
        let code = errno
        if code == EAGAIN || code == EINTR { return [] }
        throw Trouble(code: code)
    }

    /// Says that nothing more will come; the printer may still answer.
    func finishWriting() throws(Trouble) {
        guard shutdown(socket, Int32(SHUT_WR)) == 0 else { throw Trouble(code: errno) }
    }

    /// Bytes that the other side's system has not yet acknowledged.
    func unacknowledged() throws(Trouble) -> Int {
        let code = Self.error(of: socket)
        guard code == 0 else { throw Trouble(code: code) }
        var count: Int32 = 0
        guard ioctl(socket, UInt(TIOCOUTQ), &count) == 0 else { throw Trouble(code: errno) }
        return Int(count)
    }

    private static func error(of socket: Int32) -> Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
    }
}

extension Wire {
    /// A moment for the other side's acknowledgements.
    static func pause() { usleep(2_000) }
}
