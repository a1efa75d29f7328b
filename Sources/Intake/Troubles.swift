import Spool
import Synchronization

/// Which files give trouble now, so that a trouble that lasts is told once: for each file, and once for all where the
/// whole file system is concerned.
final class Troubles: Sendable {
    /// The steps of a file's walk that use the spool. A file that is tried again goes through both: that it could be
    /// read says nothing of what stands against its receipt.
    enum Step: String {
        case read, publish
    }

    private struct Trouble: Hashable {
        let file: FileKey
        let step: Step
    }

    private struct State {
        var known: Set<Trouble> = []
        var isCommonTold = false
    }

    /// Above it every trouble is news again.
    private static let knownMax = 10_000
    private let state = Mutex(State())

    func isNews(_ error: SpoolError, in step: Step, of file: FileKey) -> Bool {
        state.withLock { state in
            if state.known.count >= Self.knownMax { state.known.removeAll() }
            let isNew = state.known.insert(Trouble(file: file, step: step)).inserted
            guard error.isOfTheWholeFileSystem else { return isNew }
            defer { state.isCommonTold = true }
            return !state.isCommonTold
        }
    }

    /// It worked.
    func ended(_ step: Step, of file: FileKey) {
        state.withLock { state in
            if state.known.remove(Trouble(file: file, step: step)) != nil { state.isCommonTold = false }
        }
    }
}
