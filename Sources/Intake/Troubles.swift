import Spool
import Synchronization

/// Which files give trouble now, so that a trouble that lasts is told once: for each file, and once for all where the
/// whole file system is concerned.
final class Troubles: Sendable {
    private struct State {
        var files: Set<FileKey> = []
        var isCommonTold = false
    }

    /// Above it every trouble is news again.
    private static let filesMax = 10_000
    private let state = Mutex(State())

    func isNews(_ error: SpoolError, of file: FileKey) -> Bool {
        state.withLock { state in
            if state.files.count >= Self.filesMax { state.files.removeAll() }
            let isNew = state.files.insert(file).inserted
            guard error.isOfTheWholeFileSystem else { return isNew }
            defer { state.isCommonTold = true }
            return !state.isCommonTold
        }
    }

    /// It worked.
    func ended(_ file: FileKey) {
        state.withLock { state in
            if state.files.remove(file) != nil { state.isCommonTold = false }
        }
    }
}
