/// A thing in the drop that is not taken, and why. It was renamed into `rejected/` as it
/// came, never opened and never followed, with `text` beside it.
package struct Refusal: Sendable, Equatable {
    package let station: FileName?
    package let name: FileName
    package let reason: Reason
    /// What it is called in `rejected/[STATION/]` now.
    package let keptAs: FileName

    package enum Reason: Sendable, Equatable {
        case symlink
        case fifo
        case socket
        case device
        /// A folder in a station, or one with a document's name.
        case folder
        /// Another name of the same file exists: its owner can still change it unseen.
        case hardLinked(links: Int)
        /// Bytes it has, and bytes that are allowed.
        case tooLarge(size: Int, max: Int)
        /// The daemon may not read it.
        case unreadable(uid: UInt32, mode: UInt32)
    }
}

extension Refusal.Reason {
    /// For the sender: what is wrong, and what to do.
    package var text: String {
        switch self {
        case .symlink:
            "This is a symbolic link. Links are not followed: put the file itself into the drop."
        case .fifo:
            "This is a named pipe (FIFO), not a file. Put a file into the drop."
        case .socket:
            "This is a socket, not a file. Put a file into the drop."
        case .device:
            "This is a device, not a file. Put a file into the drop."
        case .folder:
            "This is a folder. Put files directly into the drop or into a station's folder, not into folders below."
        case .hardLinked(let links):
            "This file has \(links) names (hard links), so it could still change elsewhere. Put a copy into the drop."
        case .tooLarge(let size, let max):
            "This file has \(size) bytes; at most \(max) are taken. Split it into several files."
        case .unreadable(let uid, let mode):
            "This file cannot be read: it belongs to user \(uid) and has mode 0\(String(mode, radix: 8)). "
                + "Make it readable for the group (chmod 640) and put it into the drop again."
        }
    }
}
