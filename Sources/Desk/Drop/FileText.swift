import Glibc

/// Reads whole files, up to a bound.
enum FileText {
    enum Outcome {
        case bytes([UInt8])
        case tooLarge
        /// errno.
        case failed(Int32)
    }

    static func read(_ path: String, bytesMax: Int) -> Outcome {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failed(errno) }
        defer { close(descriptor) }
        return read(descriptor, bytesMax: bytesMax)
    }

    static func read(_ descriptor: Int32, bytesMax: Int) -> Outcome {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0 {
                if errno == EINTR { continue }
                return .failed(errno)
            }
            if count == 0 { return .bytes(bytes) }
            guard bytes.count + count <= bytesMax else { return .tooLarge }
            bytes.append(contentsOf: piece[..<count])
        }
    }
}
