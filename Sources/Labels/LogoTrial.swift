import CPangoCairo
import Glibc
import Synchronization

/// Draws a logo once, on a thread of its own, before any label depends on it.
///
/// librsvg cannot be stopped; a drawing that is not done in time is refused, and its thread ends when librsvg does.
/// Loading happens when settings are read, so waiting here holds nothing up.
enum LogoTrial {
    private final class Attempt: Sendable {
        let file: Logo.File
        let outcome = Mutex<Result<Double, LogoError>?>(nil)

        init(_ file: Logo.File) { self.file = file }

        func run() {
            let result = Result { () throws(LogoError) in try LogoTrial.draw(file) }
            outcome.withLock { $0 = result }
        }
    }

    /// - Returns: width divided by height.
    static func run(_ file: Logo.File, deadline: Int) -> Result<Double, LogoError> {
        let attempt = Attempt(file)
        var thread = pthread_t()
        let started = pthread_create(
            &thread, nil,
            { @Sendable pointer in
                guard let pointer else { return nil }
                Unmanaged<Attempt>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(attempt).toOpaque())
        guard started == 0 else { return .failure(.malformed("there is no thread to draw it")) }
        pthread_detach(thread)
        for _ in 0..<max(1, deadline) {
            if let outcome = attempt.outcome.withLock({ $0 }) { return outcome }
            usleep(1000)
        }
        return .failure(.tooSlow(milliseconds: deadline))
    }

    private static func draw(_ file: Logo.File) throws(LogoError) -> Double {
        let drawing = try LogoDrawing(file)
        let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 400, 400)
        let cairo = cairo_create(surface)
        let isDrawn = drawing.draw(on: cairo, x: 0, y: 0, (400, 400))
        let status = CairoEnd.finish(cairo, surface)
        guard isDrawn, status == CAIRO_STATUS_SUCCESS else { throw .malformed("it cannot be drawn") }
        return drawing.aspect
    }
}
