import CPng

/// A bitmap as a PNG file: one bit a dot, and how many dots make a metre, so that it prints at its true size.
enum PNGPicture {
    static func bytes(of bitmap: Bitmap, density: DotDensity, subject: String) throws(LabelError) -> [UInt8] {
        var sink = rmad_png_bytes()
        defer { free(sink.bytes) }
        let written = bitmap.bits.withUnsafeBufferPointer { rows in
            rmad_png_write(
                &sink, rows.baseAddress, Int32(bitmap.width), Int32(bitmap.height), Int32(bitmap.bytesPerRow),
                Int32(density.dotsPerMetre))
        }
        guard written != 0 else { throw .drawing(rma: subject, reason: "no memory for a picture") }
        return [UInt8](UnsafeBufferPointer(start: sink.bytes, count: sink.count))
    }
}
