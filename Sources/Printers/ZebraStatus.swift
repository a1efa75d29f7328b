/// A Zebra printer's answer to `~HS` (ZPL II Programming Guide, Host Status Return): three lines between STX and
/// ETX. The first says of paper and pause, the second of head and ribbon.
struct ZebraStatus: Equatable {
    static let question = Array("~HS".utf8)
    static let bytesMax = 1024

    private let isPaperOut, isPaused, isBufferFull, isHeadUp, isRibbonOut: Bool

    /// - Returns: nil while the answer is not complete.
    init?(_ answer: [UInt8]) {
        let lines = answer.split(separator: 0x03, omittingEmptySubsequences: false).map { line in
            String(decoding: line.drop { $0 != 0x02 }.dropFirst(), as: UTF8.self).split(
                separator: ",", omittingEmptySubsequences: false)
        }
        guard answer.count(where: { $0 == 0x03 }) >= 3, lines[0].count >= 6, lines[1].count >= 4 else { return nil }
        isPaperOut = lines[0][1] == "1"
        isPaused = lines[0][2] == "1"
        isBufferFull = lines[0][5] == "1"
        isHeadUp = lines[1][2] == "1"
        isRibbonOut = lines[1][3] == "1"
    }

    /// Why it does not print now; nil: it does.
    var trouble: String? {
        let found = [
            isPaperOut ? "paper is out" : nil, isHeadUp ? "the head is open" : nil,
            isRibbonOut ? "the ribbon is out" : nil, isPaused ? "it is paused at its panel" : nil,
            isBufferFull ? "its buffer is full" : nil,
        ].compactMap { $0 }
        return found.isEmpty ? nil : found.joined(separator: ", ")
    }
}
