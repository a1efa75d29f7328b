import Glibc

/// A datagram socket with a name, as a service manager and the journal have.
package final class Listener {
    package let name: String
    private let descriptor: Int32
    private let path: String?

    /// - Parameter isNameless: by a name without a file, `@…`.
    package init(isNameless: Bool = false) throws {
        let mark = "rmad-listener-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        path = isNameless ? nil : "/tmp/\(mark)"
        name = path ?? "@\(mark)"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if isNameless { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (isNameless ? 0 : 1))
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard descriptor >= 0, bound == 0 else { throw NoListener(code: errno) }
    }

    deinit {
        close(descriptor)
        if let path { unlink(path) }
    }

    /// The next datagram; empty when none came in time.
    package func heard(milliseconds: Int = 5_000) -> [UInt8] {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, Int32(clamping: milliseconds)) == 1 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 262_144)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(0, count)))
    }

    package func lines(milliseconds: Int = 5_000) -> [String] {
        String(decoding: heard(milliseconds: milliseconds), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// The socket could not be made.
package struct NoListener: Error {
    package let code: Int32
}
