import CPangoCairo
import CRsvg

/// A logo that is open for drawing; for one thread.
final class LogoDrawing {
    private enum Source {
        case svg(rmad_svg)
        /// A Cairo surface with its size in pixels.
        case png(OpaquePointer, width: Double, height: Double)
    }

    private let source: Source
    let aspect: Double

    init(_ file: Logo.File) throws(LogoError) {
        switch file.form {
        case .svg:
            let svg = try Self.openSVG(file.bytes)
            var (width, height) = (0.0, 0.0)
            guard rmad_svg_size(svg, &width, &height) != 0, width > 0, height > 0 else {
                rmad_svg_free(svg)
                throw .malformed("it has neither a size nor a viewBox")
            }
            source = .svg(svg)
            aspect = width / height
        case .png:
            let surface = try Self.openPNG(file.bytes)
            let width = Double(cairo_image_surface_get_width(surface))
            let height = Double(cairo_image_surface_get_height(surface))
            source = .png(surface, width: width, height: height)
            aspect = width / height
        }
    }

    deinit {
        switch source {
        case .svg(let svg): rmad_svg_free(svg)
        case .png(let surface, _, _): cairo_surface_destroy(surface)
        }
    }

    private static func openSVG(_ bytes: [UInt8]) throws(LogoError) -> rmad_svg {
        var words = [CChar](repeating: 0, count: 200)
        let svg = bytes.withUnsafeBufferPointer { file in
            rmad_svg_read(file.baseAddress, file.count, &words, words.count)
        }
        guard let svg else {
            let reason = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw .malformed(PrintableText(reason).text)
        }
        return svg
    }

    private final class Reader {
        var rest: ArraySlice<UInt8>
        /// The file ended before its picture did; libpng's own word for that is a lack of memory.
        var isShort = false
        init(_ bytes: [UInt8]) { rest = bytes[...] }
    }

    private static func openPNG(_ bytes: [UInt8]) throws(LogoError) -> OpaquePointer {
        let reader = Reader(bytes)
        let surface = withExtendedLifetime(reader) {
            cairo_image_surface_create_from_png_stream(
                { closure, data, length in
                    guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
                    let reader = Unmanaged<Reader>.fromOpaque(closure).takeUnretainedValue()
                    guard reader.rest.count >= Int(length) else {
                        reader.isShort = true
                        return CAIRO_STATUS_READ_ERROR
                    }
                    for index in 0..<Int(length) { data[index] = reader.rest[reader.rest.startIndex + index] }
                    reader.rest = reader.rest.dropFirst(Int(length))
                    return CAIRO_STATUS_SUCCESS
                }, Unmanaged.passUnretained(reader).toOpaque())
        }
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS, let surface else {
            cairo_surface_destroy(surface)
            guard !reader.isShort else { throw .malformed("the file ends in the middle of the picture") }
            // Pixels are few, so this is not about memory: libpng found a chunk that it could not read.
            guard status != CAIRO_STATUS_NO_MEMORY else { throw .malformed("its data are damaged") }
            throw .malformed(String(cString: cairo_status_to_string(status)))
        }
        return surface
    }

    /// Draws into a box, whose shape is the logo's.
    func draw(on cairo: OpaquePointer?, x: Double, y: Double, _ size: (width: Double, height: Double)) -> Bool {
        switch source {
        case .svg(let svg):
            return rmad_svg_draw(svg, UnsafeMutableRawPointer(cairo), x, y, size.width, size.height) != 0
        case .png(let surface, let width, let height):
            cairo_save(cairo)
            cairo_translate(cairo, x, y)
            cairo_scale(cairo, size.width / width, size.height / height)
            cairo_set_source_surface(cairo, surface, 0, 0)
            cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_GOOD)
            cairo_paint(cairo)
            cairo_restore(cairo)
            return true
        }
    }
}

/// The logos that a renderer has open, and their dots; for one thread.
final class LogoShelf {
    /// Several brands in one daemon, each with a few sizes.
    private static let logosMax = 32

    private struct DotsKey: Hashable {
        var file: ObjectIdentifier
        var width: Int
        var height: Int
    }

    // The file is held as well: its identity is the key.
    private var open: [ObjectIdentifier: (file: Logo.File, drawing: LogoDrawing)] = [:]
    private var dots: [DotsKey: Bitmap] = [:]

    private func drawing(_ logo: Logo) throws(LogoError) -> LogoDrawing {
        let key = ObjectIdentifier(logo.file)
        if let known = open[key] { return known.drawing }
        if open.count >= Self.logosMax {
            open.removeAll()
            dots.removeAll()
        }
        let drawing = try LogoDrawing(logo.file)
        open[key] = (logo.file, drawing)
        return drawing
    }

    /// A logo was drawn once when it was loaded; one that fails all the same leaves its room white.
    func draw(
        _ logo: Logo, on cairo: OpaquePointer?, x: Double, y: Double, _ size: (width: Double, height: Double)
    ) {
        do throws(LogoError) {
            _ = try drawing(logo).draw(on: cairo, x: x, y: y, size)
        } catch {
            return
        }
    }

    /// The logo in black dots: as it is where it is black and white, else as a pattern of dots.
    func dots(_ logo: Logo, _ box: Sheet.Box, _ subject: String) throws(LabelError) -> Bitmap {
        let key = DotsKey(file: ObjectIdentifier(logo.file), width: box.width, height: box.height)
        if let known = dots[key] { return known }
        let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(box.width), Int32(box.height))
        let cairo = cairo_create(surface)
        defer {
            cairo_destroy(cairo)
            cairo_surface_destroy(surface)
        }
        cairo_set_source_rgb(cairo, 1, 1, 1)
        cairo_paint(cairo)
        draw(logo, on: cairo, x: 0, y: 0, (Double(box.width), Double(box.height)))
        cairo_surface_flush(surface)
        guard cairo_status(cairo) == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
            throw CairoEnd.error(cairo_status(cairo), subject)
        }
        let stride = Int(cairo_image_surface_get_stride(surface))
        var greys: [Int] = []
        for y in 0..<box.height {
            for x in 0..<box.width {
                let pixel = data + y * stride + x * 4
                greys.append((Int(pixel[0]) * 29 + Int(pixel[1]) * 150 + Int(pixel[2]) * 77) >> 8)
            }
        }
        let bitmap = Dither.bitmap(greys, width: box.width, height: box.height)
        dots[key] = bitmap
        return bitmap
    }
}

/// Greys as black dots.
enum Dither {
    /// Pictures with more grey than this share are patterned; a drawing's smoothed edges are less.
    private static let greyShareMax = 0.2

    /// - Parameter greys: 0 is black, 255 white; rows from the top.
    static func bitmap(_ greys: [Int], width: Int, height: Int) -> Bitmap {
        var bitmap = Bitmap(width: width, height: height)
        let grey = greys.count { (64..<192).contains($0) }
        guard Double(grey) > greyShareMax * Double(greys.count) else {
            for (index, value) in greys.enumerated() where value < 128 {
                bitmap.blacken(x: index % width, y: index / width)
            }
            return bitmap
        }
        // Floyd and Steinberg: what a dot is too dark or too light goes to its neighbours.
        var values = greys
        for y in 0..<height {
            for x in 0..<width {
                let value = values[y * width + x]
                let isBlack = value < 128
                if isBlack { bitmap.blacken(x: x, y: y) }
                let error = value - (isBlack ? 0 : 255)
                if x + 1 < width { values[y * width + x + 1] += error * 7 / 16 }
                guard y + 1 < height else { continue }
                if x > 0 { values[(y + 1) * width + x - 1] += error * 3 / 16 }
                values[(y + 1) * width + x] += error * 5 / 16
                if x + 1 < width { values[(y + 1) * width + x + 1] += error / 16 }
            }
        }
        return bitmap
    }
}
