import Returns

/// Foreign text made fit for paper: one line, nothing that hides, overrides or commands.
///
/// Line breaks and tabs become spaces, runs of spaces one space. Controls, bidirectional overrides, private
/// and unassigned characters, emoji (a carrier cannot read them) and zero-width marks without a script that
/// needs them are taken out. A letter keeps at most `marksMax` combining marks.
struct PrintableText: Sendable, Equatable {
    /// More than this never fits on a label or a line; what follows is cut before any measuring.
    static let charactersMax = 240
    /// Vietnamese and vocalised Hebrew need two or three.
    static let marksMax = 3

    let text: String

    /// - Parameter keepsIsolates: for our own sentences, which set foreign text apart by directional isolates.
    init(
        _ raw: some StringProtocol, charactersMax limit: Int = PrintableText.charactersMax, keepsIsolates: Bool = false
    ) {
        if let plain = PrintableText.plain(raw, limit: limit) {
            text = plain
            return
        }
        var kept = String.UnicodeScalarView()
        var count = 0
        var marks = 0
        var isSpacePending = false
        var isCut = false
        for scalar in raw.unicodeScalars {
            guard count < limit else {
                isCut = true
                break
            }
            // In our own sentences a space at which no line may break stays one: `« 3 »`.
            let isFixed = keepsIsolates && (scalar.value == 0xA0 || scalar.value == 0x202F)
            if scalar.properties.isWhitespace, !isFixed {
                isSpacePending = count > 0
                continue
            }
            if keepsIsolates, (0x2066...0x2069).contains(scalar.value) {
                // A space before an opening isolate stands outside of it.
                if isSpacePending, scalar.value != 0x2069 {
                    kept.append(" ")
                    isSpacePending = false
                }
                kept.append(scalar)
                continue
            }
            guard PrintableText.isPrintable(scalar) else { continue }
            if scalar.isCombining {
                marks += 1
                guard marks <= PrintableText.marksMax, count > 0 else { continue }
            } else {
                marks = 0
                count += 1
            }
            if isSpacePending {
                kept.append(" ")
                count += 1
                isSpacePending = false
            }
            kept.append(scalar)
        }
        text = String(kept) + (isCut ? "…" : "")
    }

    var isEmpty: Bool { text.isEmpty }

    /// Most names are plain ASCII without anything to mend.
    private static func plain(_ raw: some StringProtocol, limit: Int) -> String? {
        var previous = UInt8(ascii: " ")
        var count = 0
        for byte in raw.utf8 {
            count += 1
            guard (0x20...0x7E).contains(byte), !(byte == 0x20 && previous == 0x20), count <= limit else {
                return nil
            }
            previous = byte
        }
        return count > 0 && previous == 0x20 ? nil : String(raw)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isControl, !scalar.isBidirectionalControl else { return false }
        guard scalar.value >= 0x2000 || scalar.value == 0xAD else { return true }
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned: return false
        // The joiners are letters' business in Persian and the Indic scripts; other format marks are invisible.
        case .format: return scalar.value == 0x200C || scalar.value == 0x200D
        default: break
        }
        let value = scalar.value
        let isSelector = (0xFE00...0xFE0F).contains(value) || (0xE0000...0xE0FFF).contains(value)
        return !isPictograph(scalar) && !isSelector
    }

    private static func isPictograph(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x2000
            && (scalar.properties.isEmojiPresentation || (0x1F000...0x1FBFF).contains(scalar.value))
    }

    /// Emoji that a text loses, each once, a few at most.
    static func pictographs(in raw: String) -> String {
        guard raw.utf8.contains(where: { $0 >= 0xE2 }) else { return "" }
        var found: [Unicode.Scalar] = []
        for scalar in raw.unicodeScalars.prefix(charactersMax * 2)
        where isPictograph(scalar) && !found.contains(scalar) && found.count < 8 {
            found.append(scalar)
        }
        return found.map { String(Character($0)) }.joined(separator: " ")
    }
}

extension Unicode.Scalar {
    fileprivate var isCombining: Bool {
        guard value >= 0x300 else { return false }
        let category = properties.generalCategory
        return category == .nonspacingMark || category == .enclosingMark
    }
}
