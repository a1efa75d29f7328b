/// Makes the bytes of a terminal into keys. Bytes come in any portions: half a character or half a sequence waits for
/// its rest.
struct DockKeys: Sendable {
    private var pending: [UInt8] = []
    /// The byte before was CR: an LF is the rest of the same key, in whatever portion it comes.
    private var isBehindReturn = false
    private static let sequenceMax = 16

    /// The keys that are whole now.
    mutating func read(_ bytes: some Sequence<UInt8>) -> [DockDesk.Input] {
        pending.append(contentsOf: bytes)
        var keys: [DockDesk.Input] = []
        while let (key, length) = next() {
            let isRest = isBehindReturn && pending[0] == 0x0A
            isBehindReturn = pending[0] == 0x0D
            pending.removeFirst(length)
            if let key, !isRest { keys.append(key) }
        }
        return keys
    }

    /// A lone Escape is one when nothing follows it for a moment.
    mutating func settle() -> [DockDesk.Input] {
        defer { pending = [] }
        return pending.first == 0x1B ? [.escape] : []
    }

    var isWaiting: Bool { !pending.isEmpty }

    /// Keys that came together: a scanner types a whole number at once, and its first sign is no key. The same sign
    /// several times is somebody who holds a key down.
    static func joined(_ keys: [DockDesk.Input]) -> [DockDesk.Input] {
        var joined: [DockDesk.Input] = []
        var run = ""
        func flush() {
            joined += Set(run).count > 1 ? [.text(run)] : run.map { .character($0) }
            run = ""
        }
        for key in keys {
            if case .character(let character) = key, !character.isNewline {
                run.append(character)
            } else {
                flush()
                joined.append(key)
            }
        }
        flush()
        return joined
    }

    /// The last of some keys is a sign that acts at once, unless it begins a scan: what follows says which.
    static func mayBeginScan(_ keys: [DockDesk.Input]) -> Bool {
        guard case .character(let sign)? = keys.last, DockDesk.signs.contains(sign) else { return false }
        guard keys.count > 1, case .character(let before) = keys[keys.count - 2] else { return true }
        return before == sign
    }

    private func next() -> (DockDesk.Input?, Int)? {
        guard let first = pending.first else { return nil }
        switch first {
        case 0x1B: return sequence()
        case 0x0D, 0x0A: return (.enter, 1)
        case 0x08, 0x7F: return (.backspace, 1)
        case 0x09: return (.tab, 1)
        case 0x03, 0x04: return (.end, 1)
        // Scanners send GS (ASCII 29) between the parts of a GS1 code; it is kept.
        case 0x1D: return (.character("\u{1D}"), 1)
        case 0..<0x20: return (nil, 1)
        default: return character(first)
        }
    }

    private func character(_ first: UInt8) -> (DockDesk.Input?, Int)? {
        let length = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard pending.count >= length else { return nil }
        let text = String(decoding: pending.prefix(length), as: UTF8.self)
        guard text.unicodeScalars.count == 1, let character = text.first, character != "\u{FFFD}" else {
            return (nil, 1)
        }
        return (.character(character), length)
    }

    /// Control sequences (ECMA-48): arrows are keys, others are passed over.
    private func sequence() -> (DockDesk.Input?, Int)? {
        guard pending.count > 1 else { return nil }
        guard pending[1] == UInt8(ascii: "[") || pending[1] == UInt8(ascii: "O") else { return (.escape, 1) }
        guard let end = pending.indices.dropFirst(2).first(where: { (0x40...0x7E).contains(pending[$0]) }) else {
            return pending.count > Self.sequenceMax ? (nil, pending.count) : nil
        }
        switch pending[end] {
        case UInt8(ascii: "A"): return (.up, end + 1)
        case UInt8(ascii: "B"): return (.down, end + 1)
        // The number pad in application mode.
        case UInt8(ascii: "M") where pending[1] == UInt8(ascii: "O"): return (.enter, end + 1)
        case UInt8(ascii: "k") where pending[1] == UInt8(ascii: "O"): return (.character("+"), end + 1)
        case UInt8(ascii: "m") where pending[1] == UInt8(ascii: "O"): return (.character("-"), end + 1)
        case UInt8(ascii: "j") where pending[1] == UInt8(ascii: "O"): return (.character("*"), end + 1)
        case UInt8(ascii: "o") where pending[1] == UInt8(ascii: "O"): return (.character("/"), end + 1)
        default: return (nil, end + 1)
        }
    }
}
