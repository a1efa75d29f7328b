/// A picture in `^GFA`, compressed: a count before each hex digit (G–Y for 1–19, g–z for 20–400), `,` for
/// white to the end of the row, `!` for black, `:` for a row like the one above.
enum ZPLGraphic {
    /// Of one field: `^GF` counts five digits at most, and small printers have less room.
    private static let fieldBytesMax = 20_000

    /// The picture at its place, in bands where it is large.
    static func fields(_ bitmap: Bitmap, x: Int, y: Int) -> String {
        let perRow = bitmap.bytesPerRow
        let rows = max(1, fieldBytesMax / max(1, perRow))
        return stride(from: 0, to: bitmap.height, by: rows).map { start in
            let band = start..<min(bitmap.height, start + rows)
            let total = band.count * perRow
            return "^FO\(x),\(y + start)^GFA,\(total),\(total),\(perRow),\(compressed(bitmap, band))^FS\n"
        }.joined()
    }

    private static func compressed(_ bitmap: Bitmap, _ band: Range<Int>) -> String {
        var data: [UInt8] = []
        var above: ArraySlice<UInt8>?
        for row in band {
            let bytes = bitmap.bits[row * bitmap.bytesPerRow..<(row + 1) * bitmap.bytesPerRow]
            if let above, above.elementsEqual(bytes) {
                data.append(UInt8(ascii: ":"))
            } else {
                append(bytes, to: &data)
            }
            above = bytes
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func append(_ bytes: ArraySlice<UInt8>, to data: inout [UInt8]) {
        let nibbles = bytes.flatMap { [$0 >> 4, $0 & 15] }
        var index = 0
        while index < nibbles.count {
            let value = nibbles[index]
            let end = nibbles[index...].firstIndex { $0 != value } ?? nibbles.count
            if end == nibbles.count, value == 0 || value == 15 {
                data.append(value == 0 ? UInt8(ascii: ",") : UInt8(ascii: "!"))
                return
            }
            append(count: end - index, value, to: &data)
            index = end
        }
    }

    private static func append(count: Int, _ value: UInt8, to data: inout [UInt8]) {
        var left = count
        while left > 0 {
            let part = min(left, 419)
            if part >= 20 { data.append(UInt8(ascii: "g") + UInt8(part / 20 - 1)) }
            if part % 20 > 0, part > 1 { data.append(UInt8(ascii: "G") + UInt8(part % 20 - 1)) }
            data.append(value < 10 ? 48 + value : 55 + value)
            left -= part
        }
    }
}
