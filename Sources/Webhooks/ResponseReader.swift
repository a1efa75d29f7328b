/// Reads a response as libcurl hands it over, line by line and piece by piece, within the limits.
///
/// It keeps the final status, two header fields, and the beginning of the body; everything else is
/// counted and dropped. Interim responses (1xx, but 101 after which no HTTP follows) begin anew.
struct ResponseReader {
    enum Verdict {
        case goOn
        case headerTooLong
        case bodyTooLong
    }

    private let limits: DeliveryLimits
    private var headerBytes = 0
    private var bodyBytes = 0
    private var statusSeen = 0
    /// The final status once its whole header has been read; nil before.
    private(set) var status: Int?
    private(set) var location: String?
    private(set) var retryAfter: RetryAfter?
    /// Whether anything has come.
    var hasBegun: Bool { headerBytes > 0 }
    private(set) var excerpt: [UInt8] = []

    init(limits: DeliveryLimits) {
        self.limits = limits
    }

    /// Takes one line of the header, with its line break.
    mutating func takeHeaderLine(_ line: UnsafeRawBufferPointer) -> Verdict {
        headerBytes += line.count
        guard headerBytes <= limits.responseHeaderBytesMax else { return .headerTooLong }
        // After the body come the trailers of chunked coding, which mean nothing to us.
        guard status == nil else { return .goOn }
        let text = line.trimmed
        if text.isEmpty {
            let interim = (100..<200).contains(statusSeen) && statusSeen != 101
            if !interim, statusSeen > 0 { status = statusSeen }
        } else if text.startsWithoutCase("http/") {
            statusSeen = Self.statusCode(text)
            location = nil
            retryAfter = nil
        } else if text.startsWithoutCase("location:") {
            location = fieldValue(text, after: "location:")
        } else if text.startsWithoutCase("retry-after:") {
            retryAfter = RetryAfter(parsing: fieldValue(text, after: "retry-after:"))
        }
        return .goOn
    }

    /// Takes a piece of the decoded body.
    mutating func takeBody(_ piece: UnsafeRawBufferPointer) -> Verdict {
        let room = limits.responseExcerptBytesMax - excerpt.count
        if room > 0 { excerpt.append(contentsOf: piece.prefix(room)) }
        bodyBytes += piece.count
        return bodyBytes <= limits.responseBodyBytesMax ? .goOn : .bodyTooLong
    }

    private func fieldValue(_ text: Slice<UnsafeRawBufferPointer>, after name: StaticString) -> String {
        let value = text.dropFirst(name.utf8CodeUnitCount).drop { $0 == 0x20 || $0 == 0x09 }
        return String(decoding: value.prefix(limits.responseFieldBytesMax), as: UTF8.self)
    }

    /// The number after `HTTP/1.1 `; 0 when there is none.
    private static func statusCode(_ line: Slice<UnsafeRawBufferPointer>) -> Int {
        let digits = line.drop { $0 != 0x20 }.drop { $0 == 0x20 }.prefix { (0x30...0x39).contains($0) }.prefix(3)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension UnsafeRawBufferPointer {
    /// Without blanks and line breaks at the end.
    fileprivate var trimmed: Slice<UnsafeRawBufferPointer> {
        var end = endIndex
        while end > startIndex, self[end - 1] <= 0x20 { end -= 1 }
        return self[startIndex..<end]
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// - Parameter prefix: in lower case.
    fileprivate func startsWithoutCase(_ prefix: StaticString) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard count >= length else { return false }
        for place in 0..<length {
            let byte = self[startIndex + place]
            let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            if lower != prefix.utf8Start[place] { return false }
        }
        return true
    }
}
