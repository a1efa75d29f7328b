import Returns

/// A text of capitals and digits in Code 128 with the fewest symbol characters: subset C for pairs of digits where
/// that is shorter, subset B for the rest (ISO/IEC 15417, annex E, says when; here the shortest way is found by
/// trying all).
struct Code128Plan: Equatable {
    private enum Subset { case b, c }
    private struct Way {
        var count: Int
        var zpl: String
    }

    /// The start character, the data and the changes of subset; the check character and the stop are not counted.
    let characters: Int
    /// In Zebra's notation: `>:` start B, `>;` start C, `>5` to C, `>6` to B.
    let zpl: String

    /// The symbol's width without quiet zones.
    var modules: Int { 11 * (characters + 1) + 13 }

    init(_ text: String) {
        let bytes = Array(text.utf8)
        // The best way to each place in the text, ending in either subset.
        var ways: [[Subset: Way]] = Array(repeating: [:], count: bytes.count + 1)
        ways[0] = [.b: Way(count: 1, zpl: ">:"), .c: Way(count: 1, zpl: ">;")]
        for place in bytes.indices {
            for (subset, way) in ways[place] {
                Self.offer(way, subset, .b, bytes[place..<place + 1], to: &ways[place + 1])
                if place + 1 < bytes.count, bytes[place].isASCIIDigit, bytes[place + 1].isASCIIDigit {
                    Self.offer(way, subset, .c, bytes[place..<place + 2], to: &ways[place + 2])
                }
            }
        }
        let best = ways[bytes.count].values.min { ($0.count, $0.zpl) < ($1.count, $1.zpl) }
        characters = best?.count ?? 1
        zpl = best?.zpl ?? ">:"
    }

    private static func offer(
        _ way: Way, _ from: Subset, _ to: Subset, _ data: ArraySlice<UInt8>, to place: inout [Subset: Way]
    ) {
        var next = way
        if from != to {
            // At the start the other start character is the way, not a change.
            guard way.count > 1 else { return }
            next.count += 1
            next.zpl += to == .c ? ">5" : ">6"
        }
        next.count += 1
        next.zpl += String(decoding: data, as: UTF8.self)
        if let known = place[to], (known.count, known.zpl) <= (next.count, next.zpl) { return }
        place[to] = next
    }
}
