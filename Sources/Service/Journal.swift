import Glibc

/// Writes entries with fields into the journal by its native protocol, so that `journalctl RMA=…` finds them.
package struct Journal: Sendable {
    private let socket: SupervisorSocket

    /// Where systemd listens.
    package static let usualSocket = "/run/systemd/journal/socket"
    /// A datagram has room for some of these; what is longer is cut and says so.
    private static let valueBytesMax = 16_384

    package init?(socketName: String = Journal.usualSocket) {
        guard let socket = SupervisorSocket(name: socketName) else { return nil }
        self.socket = socket
    }

    /// Whether standard error goes to the journal: JOURNAL_STREAM names the device and inode that it must have. A
    /// program that inherited the variable, and was sent elsewhere, is not meant.
    package static func takes(descriptor: Int32, stream: String?) -> Bool {
        guard let halves = stream?.split(separator: ":"), halves.count == 2,
            let device = UInt64(halves[0]), let inode = UInt64(halves[1])
        else { return false }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        return UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
    }

    /// - Returns: false when the journal did not take it; then it should be said elsewhere.
    package func write(_ fields: [(name: String, value: String)]) -> Bool {
        socket.send(Self.datagram(fields)) == .sent
    }

    /// `NAME=value` and a line break; a value with line breaks goes behind its length, 8 bytes with the least first.
    package static func datagram(_ fields: [(name: String, value: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in fields {
            bytes += name.utf8
            let value = cut(value)
            if value.contains(UInt8(ascii: "\n")) {
                bytes.append(UInt8(ascii: "\n"))
                let count = UInt64(value.count)
                for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: count >> (8 * UInt64(place)))) }
            } else {
                bytes.append(UInt8(ascii: "="))
            }
            bytes += value
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// Letters, digits and underscores, in capitals, and no underscore in front: those are the journal's own.
    package static func fieldName(_ key: String) -> String {
        let mapped = key.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "_")
            }
        }
        let name = String(decoding: mapped.drop { $0 == UInt8(ascii: "_") }.prefix(64), as: UTF8.self)
        return name.first?.isLetter == true ? name : "F_\(name)"
    }

    private static func cut(_ value: String) -> [UInt8] {
        let bytes = Array(value.utf8)
        guard bytes.count > valueBytesMax else { return bytes }
        var end = valueBytesMax
        // Not in the middle of a character.
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return bytes[..<end] + Array(" … (cut)".utf8)
    }
}
