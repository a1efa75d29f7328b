import CLinux
import Digests
import Glibc
import Spool

/// Puts photos from anywhere on this machine where the daemon takes them: it reads no other folder.
struct PhotoFolder {
    let place: DeskPlace

    /// What is wrong with a photo; nil when nothing is.
    static func problem(_ path: String) -> String? {
        switch FileText.read(path, bytesMax: Spool.photoBytesMax) {
        case .tooLarge: "\(path) has more than \(Spool.photoBytesMax / 1_000_000) MB."
        case .failed(let code): "\(path) cannot be read: \(SystemError.words(code))."
        case .bytes(let bytes):
            PhotoFormat(bytes) == nil ? "\(path) is no picture. JPEG, PNG, WebP and HEIC are taken." : nil
        }
    }

    /// Copies a photo and returns its name there, made of what it shows: the same photo twice is one file.
    func put(_ path: String) throws -> String {
        guard case .bytes(let bytes) = FileText.read(path, bytesMax: Spool.photoBytesMax),
            let format = PhotoFormat(bytes)
        else {
            throw DeskFault(
                .finding, Self.problem(path) ?? "\(path) cannot be read", remedy: "Take it out, or name another file.")
        }
        let folder = place.layout.path(of: .photos)
        let name = "\(Digest(of: bytes).description.prefix(16)).\(format.rawValue)"
        let draft = "\(folder)/.\(name).\(getpid())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure(draft, errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(draft, errno, removing: true) }
            rest = rest.dropFirst(count)
        }
        // The daemon reads as a member of the folder's group, whatever this user's umask is.
        guard fchmod(descriptor, 0o640) == 0, fsync(descriptor) == 0, rename(draft, "\(folder)/\(name)") == 0 else {
            throw failure(draft, errno, removing: true)
        }
        return name
    }

    private func failure(_ path: String, _ code: Int32, removing: Bool = false) -> DeskFault {
        if removing { unlink(path) }
        return DeskFault(
            .unavailable, cannot: "write", path, code: code,
            remedy: code == ENOENT
                ? "Start the daemon once (`rmad serve`), it makes the folder." : SystemError.remedy(code))
    }
}
