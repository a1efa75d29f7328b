/// Black dots on white, one bit a dot: what a thermal printer prints.
package struct Bitmap: Sendable, Equatable {
    package let width: Int
    package let height: Int
    /// Rows from the top, `bytesPerRow` each; the leftmost dot is the highest bit, 1 is black.
    package private(set) var bits: [UInt8]
    package var bytesPerRow: Int { (width + 7) / 8 }

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
        bits = [UInt8](repeating: 0, count: (width + 7) / 8 * height)
    }

    package func isBlack(x: Int, y: Int) -> Bool { bits[y * bytesPerRow + x / 8] & (0x80 >> UInt8(x % 8)) != 0 }

    mutating func blacken(x: Int, y: Int) { bits[y * bytesPerRow + x / 8] |= 0x80 >> UInt8(x % 8) }

    /// Fills a box, as far as it is on the picture.
    mutating func fill(_ box: Sheet.Box) {
        let (left, right) = (max(0, box.x), min(width, box.maxX))
        guard left < right else { return }
        let (first, last) = (left / 8, (right - 1) / 8)
        let head = UInt8(0xFF) >> UInt8(left % 8)
        let tail = UInt8(truncatingIfNeeded: 0xFF00 >> ((right - 1) % 8 + 1))
        let stride = bytesPerRow
        for y in max(0, box.y)..<max(0, box.y, min(height, box.maxY)) {
            let row = y * stride
            if first == last {
                bits[row + first] |= head & tail
            } else {
                bits[row + first] |= head
                for column in (first + 1)..<last { bits[row + column] = 0xFF }
                bits[row + last] |= tail
            }
        }
    }

    /// Adds a grey picture of the same width: a dot is black where at least half of it is covered.
    /// - Parameters:
    ///   - coverage: a byte a dot, rows of `stride` bytes, which is a multiple of eight.
    ///   - rows: which of them hold anything.
    mutating func add(coverage: UnsafePointer<UInt8>, stride: Int, rows: Range<Int>) {
        let bytes = bytesPerRow
        bits.withUnsafeMutableBufferPointer { bits in
            for y in rows.clamped(to: 0..<height) {
                let row = UnsafeRawPointer(coverage + y * stride)
                for column in 0..<bytes {
                    guard column * 8 + 8 <= stride else { continue }
                    // Eight dots at once: their highest bits, gathered into one byte.
                    let dots = row.loadUnaligned(fromByteOffset: column * 8, as: UInt64.self)
                    let high = (UInt64(littleEndian: dots) & 0x8080_8080_8080_8080) >> 7
                    guard high != 0 else { continue }
                    bits[y * bytes + column] |= UInt8(truncatingIfNeeded: (high &* 0x8040_2010_0804_0201) >> 56)
                }
            }
        }
    }

    /// Adds another picture with its top left corner at a place.
    mutating func add(_ other: Bitmap, x: Int, y: Int) {
        for row in 0..<other.height where (0..<height).contains(y + row) {
            for column in 0..<other.width where other.isBlack(x: column, y: row) {
                guard (0..<width).contains(x + column) else { continue }
                blacken(x: x + column, y: y + row)
            }
        }
    }
}
