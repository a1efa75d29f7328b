import Glibc

/// An endpoint that takes connections and requests and never answers: its socket listens, and
/// nobody ever accepts. It costs no processor time, so that only the sender is measured.
final class HungEndpoint {
    struct NoSocket: Error {}

    let url: String
    private let file: Int32

    init() throws {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listens = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(file, generic, length) == 0 && getsockname(file, generic, &length) == 0 && listen(file, 16) == 0
            }
        }
        guard listens else {
            close(file)
            throw NoSocket()
        }
        self.file = file
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
    }

    deinit { close(file) }
}
