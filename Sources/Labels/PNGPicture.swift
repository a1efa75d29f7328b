import CPangoCairo

/// A bitmap as a PNG file, a pixel for each dot, written by Cairo through libpng (as grey of eight bits).
enum PNGPicture {
    private final class Sink {
        var bytes: [UInt8] = []
    }

    static func bytes(of bitmap: Bitmap, subject: String) throws(LabelError) -> [UInt8] {
        let surface = cairo_image_surface_create(CAIRO_FORMAT_A1, Int32(bitmap.width), Int32(bitmap.height))
        defer { cairo_surface_destroy(surface) }
        cairo_surface_flush(surface)
        guard let data = cairo_image_surface_get_data(surface) else {
            throw .drawing(rma: subject, reason: "no memory for a picture")
        }
        let stride = Int(cairo_image_surface_get_stride(surface))
        // Cairo writes its mask as grey: set is white. On little-endian machines its lowest bit is leftmost.
        for y in 0..<bitmap.height {
            for column in 0..<bitmap.bytesPerRow {
                data[y * stride + column] = (~bitmap.bits[y * bitmap.bytesPerRow + column]).bitReversed
            }
        }
        cairo_surface_mark_dirty(surface)
        let sink = Sink()
        let status = cairo_surface_write_to_png_stream(
            surface,
            { closure, data, length in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
                sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(sink).toOpaque())
        guard status == CAIRO_STATUS_SUCCESS else {
            throw .drawing(rma: subject, reason: String(cString: cairo_status_to_string(status)))
        }
        return sink.bytes
    }
}

extension UInt8 {
    fileprivate var bitReversed: UInt8 {
        var (left, reversed) = (self, UInt8(0))
        for _ in 0..<8 {
            reversed = reversed << 1 | left & 1
            left >>= 1
        }
        return reversed
    }
}
