import Glibc

/// A datagram socket to a named socket of this machine: a path, or with `@` in front a name without a file.
struct SupervisorSocket: Sendable {
    /// What a datagram came to.
    enum Outcome: Sendable, Equatable {
        case sent
        /// With the system's error number.
        case failed(Int32)
    }

    private let descriptor: Int32
    private let address: sockaddr_un
    private let length: socklen_t

    /// nil where the name does not fit an address, or the process may have no more descriptors. Kept open for good:
    /// the process has one or two of them.
    init?(name: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        guard bytes.count > 1, bytes.first == UInt8(ascii: "@") || bytes.first == UInt8(ascii: "/") else { return nil }
        let isNameless = bytes[0] == UInt8(ascii: "@")
        if isNameless { bytes[0] = 0 }
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        // Whoever listens there may stand still; nobody waits for longer than this.
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        self.descriptor = descriptor
        self.address = address
        let pathOffset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? MemoryLayout<sa_family_t>.size
        // A name without a file ends with its length, a path with a zero byte.
        length = socklen_t(pathOffset + bytes.count + (isNameless ? 0 : 1))
    }

    func send(_ bytes: [UInt8]) -> Outcome {
        var address = address
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        return sent == bytes.count ? .sent : .failed(errno)
    }
}
