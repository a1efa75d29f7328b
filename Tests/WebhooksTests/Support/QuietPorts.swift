import Glibc

/// A port at which nobody listens: bound, so that no other test gets it, but not listening.
final class ClosedPort: Sendable {
    let port: UInt16
    private let file: Int32

    init() throws {
        (file, port) = try boundSocket()
    }

    deinit { close(file) }
}

/// An endpoint that takes connections and requests and never answers: its socket listens, and
/// nobody ever accepts.
final class HungEndpoint: Sendable {
    let url: String
    private let file: Int32

    init() throws {
        let (file, port) = try boundSocket()
        guard listen(file, 16) == 0 else {
            close(file)
            throw ChildProcess.Failure(words: "no listening socket")
        }
        self.file = file
        url = "http://127.0.0.1:\(port)/"
    }

    deinit { close(file) }
}

private func boundSocket() throws -> (file: Int32, port: UInt16) {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            bind(file, generic, length) == 0 && getsockname(file, generic, &length) == 0
        }
    }
    guard bound else {
        close(file)
        throw ChildProcess.Failure(words: "no socket, or no port for it")
    }
    return (file, UInt16(bigEndian: address.sin_port))
}
