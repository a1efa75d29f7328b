import Glibc
import JSONText
import Ledger
import Returns
import Spool

/// Why the daemon takes nothing from the drop, as it says itself in a file beside the spool's folders.
package struct Pausing: Equatable, Sendable {
    package static let fileName = "paused.json"
    private static let bytesMax = 65_536

    package let since: Instant
    package let reason: String

    package init(since: Instant, reason: String) {
        self.since = since
        self.reason = reason
    }

    /// The reason in the midst of a sentence.
    var words: String { reason.hasSuffix(".") ? String(reason.dropLast()) : reason }

    package var json: JSONValue {
        ["paused_since": .string(since.description), "reason": .string(reason)]
    }

    /// Of a daemon that runs; what one that was killed has left behind says nothing.
    static func at(_ place: DeskPlace, _ daemon: DaemonStanding) -> Pausing? {
        guard case .running = daemon else { return nil }
        let descriptor = open("\(place.layout.root)/\(fileName)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return Pausing(text: Array(bytes[..<count]))
    }

    /// - Returns: nil for a file that is not ours.
    init?(text: [UInt8]) {
        guard let said = JSONValue(reading: text),
            let since = said["paused_since"]?.string.flatMap({ Instant(described: $0) }),
            let reason = said["reason"]?.string
        else { return nil }
        self.init(since: since, reason: reason)
    }
}
