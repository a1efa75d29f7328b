/// Names made from other names: always valid, at most 255 bytes, and different for different originals.
///
/// Where the whole does not fit, the original is cut between characters and a
/// digest of all of it takes the place of what was cut.
extension FileName {
    /// Long enough for `.instructions.html` and the like.
    static let suffixBytesMax = 100

    /// The name with `suffix` behind it, such as `.receipt.json`.
    package func derived(suffix: String) -> FileName {
        let end = Array(suffix.utf8)
        precondition(end.count <= Self.suffixBytesMax && !end.contains(0) && !end.contains(Ascii.slash))
        return joined(stem: bytes, end: end)
    }

    /// The `number`-th of several files with the same name: `orders.csv` becomes
    /// `orders.2.csv`. The ending stays, for whoever opens files by it.
    package func numbered(_ number: Int) -> FileName {
        var stem = bytes
        var ending: ArraySlice<UInt8> = []
        if let dot = bytes.lastIndex(of: Ascii.dot), dot > bytes.startIndex, bytes.endIndex - dot <= 20 {
            stem = bytes[..<dot]
            ending = bytes[dot...]
        }
        return joined(stem: stem, end: Array(".\(number)".utf8) + ending)
    }

    private func joined(stem: ArraySlice<UInt8>, end: [UInt8]) -> FileName {
        if stem.count + end.count <= Self.bytesMax { return FileName(trusted: stem + end) }
        let digest = [Ascii.tilde] + Self.digits(of: bytes)
        var kept = stem.prefix(Self.bytesMax - digest.count - end.count)
        // Cut in front of a character, not inside: 10xxxxxx continues one.
        if kept.endIndex < stem.endIndex, stem[kept.endIndex] & 0xC0 == 0x80 {
            while let last = kept.last, last & 0xC0 == 0x80, kept.count > 1 { kept.removeLast() }
            if let lead = kept.last, lead & 0xC0 == 0xC0, kept.count > 1 { kept.removeLast() }
        }
        return FileName(trusted: kept + digest + end)
    }

    /// Sixteen digits that tell names apart (FNV-1a, 64 bits): against accidents, not against
    /// malice; whoever writes under a derived name still looks whether it is taken.
    private static func digits(of bytes: ArraySlice<UInt8>) -> [UInt8] {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let digits = Array(String(hash, radix: 16).utf8)
        return Array(repeating: UInt8(ascii: "0"), count: 16 - digits.count) + digits
    }
}
