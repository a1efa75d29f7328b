import Desk
import Foundation
import JSONText
import Returns
import Synchronization

/// `paused.json` beside the spool's folders, for as long as nothing is taken from the drop: since when, and why.
/// `rmad queue` shows it. A reader never sees half a file: it is written beside and renamed.
final class PauseSign: Sendable {
    private let file: URL
    private let shown = Mutex<String?>(nil)

    init(spool: String) { file = URL(fileURLWithPath: spool).appending(path: Pausing.fileName) }

    /// - Parameter words: nil while files are taken.
    func show(_ words: String?, since: @autoclosure () -> Instant) throws {
        guard shown.withLock({ $0 }) != words else { return }
        if let words {
            let text = Pausing(since: since(), reason: words).json.text
            try Data(text.utf8).write(to: file, options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
        } else {
            try remove()
        }
        shown.withLock { $0 = words }
    }

    /// What the last daemon may have left behind, too.
    func remove() throws {
        guard unlink(file.path) == 0 || errno == ENOENT else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file.path])
        }
    }
}
