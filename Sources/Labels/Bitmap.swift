import CPangoCairo

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

    fileprivate mutating func blacken(x: Int, y: Int) { bits[y * bytesPerRow + x / 8] |= 0x80 >> UInt8(x % 8) }
}

/// A grey picture that Cairo draws in, one dot a pixel, and that becomes a bitmap: a dot is black where at
/// least half of it is covered.
final class DotCanvas {
    let cairo: OpaquePointer?
    private let surface: OpaquePointer?
    private let width: Int
    private let height: Int

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(width), Int32(height))
        cairo = cairo_create(surface)
        cairo_set_source_rgba(cairo, 0, 0, 0, 1)
    }

    deinit {
        cairo_destroy(cairo)
        cairo_surface_destroy(surface)
    }

    /// - Throws: Cairo's complaint, such as a lack of memory.
    func bitmap(for subject: String) throws(LabelError) -> Bitmap {
        cairo_surface_flush(surface)
        let status = cairo_status(cairo)
        guard status == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
            throw .drawing(rma: subject, reason: String(cString: cairo_status_to_string(status)))
        }
        let stride = Int(cairo_image_surface_get_stride(surface))
        var bitmap = Bitmap(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width where data[y * stride + x] >= 128 { bitmap.blacken(x: x, y: y) }
        }
        return bitmap
    }
}
