import CLinux
import Digests
import Glibc
import Spool

/// A file that was put into the drop: enough to know it again wherever it goes.
struct DroppedFile: Sendable {
    /// Its name in the drop; another than asked for where that was taken.
    let name: FileName
    let path: String
    let station: String
    let digest: Digest
    let device: UInt64
    let inode: UInt64
}

/// The drop directory, or a station's folder in it, as somebody who puts files in.
///
/// A file is written under a dot name, which the daemon does not look at, synced, renamed to its own name
/// without replacing anything there, and the folder is synced: when `put` returns, the file survives a power
/// cut and the daemon may take it. A failure leaves nothing.
final class DropFolder {
    let path: String
    private let station: String
    private let descriptor: Int32

    /// Names of one stem that can wait in the drop.
    private static let numberMax = 9_999

    /// - Parameter station: a subfolder of the drop, made where it is missing; nil: the drop itself.
    init(_ place: DeskPlace, station: String?) throws {
        let drop = place.layout.path(of: .drop)
        self.station = station ?? ""
        path = station.map { "\(drop)/\($0)" } ?? drop
        if station != nil { try Self.makeStation(path) }
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            throw DeskFault(
                .unavailable, cannot: "open the drop", path, code: code,
                remedy: code == ENOENT
                    ? "Start the daemon once (`rmad serve`), it makes the folder; or correct `spool.directory`."
                    : SystemError.remedy(code))
        }
    }

    deinit { close(descriptor) }

    /// Puts a file in and returns once it is safe there.
    func put(_ bytes: [UInt8], as wish: FileName) throws -> DroppedFile {
        let draft = try makeDraft()
        var isPublished = false
        defer { if !isPublished { unlinkat(descriptor, draft.name, 0) } }
        defer { close(draft.descriptor) }
        if let code = Self.writeAll(bytes, draft.descriptor) { throw failure("write", draft.name, code) }
        // The daemon reads as a member of the drop's group, whatever this user's umask is.
        guard fchmod(draft.descriptor, 0o640) == 0 else { throw failure("set the mode of", draft.name) }
        guard fsync(draft.descriptor) == 0 else { throw failure("sync", draft.name) }
        var status = stat()
        guard fstat(draft.descriptor, &status) == 0 else { throw failure("look at", draft.name) }
        let name = try publish(draft.name, as: wish)
        isPublished = true
        guard fsync(descriptor) == 0 else { throw failure("sync the folder of", name.printable) }
        return DroppedFile(
            name: name, path: "\(path)/\(Self.text(name))", station: station, digest: Digest(of: bytes),
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    private func makeDraft() throws -> (name: String, descriptor: Int32) {
        for number in 1...Self.numberMax {
            let name = ".rmad-submit.\(getpid()).\(number)"
            let draft = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if draft >= 0 { return (name, draft) }
            guard errno == EEXIST else { throw failure("write", name) }
        }
        throw failure("write", ".rmad-submit", EEXIST)
    }

    /// Gives the file its name, or the first free one of `NAME.2.json`, `NAME.3.json` …
    private func publish(_ draft: String, as wish: FileName) throws -> FileName {
        for number in 1...Self.numberMax {
            let name = number == 1 ? wish : wish.numbered(number)
            switch rename(draft, to: Self.text(name)) {
            case 0: return name
            case EEXIST: continue
            case let code: throw failure("rename a file to", name.printable, code)
            }
        }
        throw failure("rename a file to", wish.printable, EEXIST)
    }

    /// errno, or 0. Where the file system cannot refuse to replace, a second name does it.
    private func rename(_ draft: String, to name: String) -> Int32 {
        if linux_rename_without_replacing(descriptor, draft, descriptor, name) == 0 { return 0 }
        guard errno == EINVAL || errno == ENOSYS else { return errno }
        guard linkat(descriptor, draft, descriptor, name, 0) == 0 else { return errno }
        return unlinkat(descriptor, draft, 0) == 0 ? 0 : errno
    }

    /// Not sticky, unlike the drop itself: the daemon, who owns neither the folder nor the files, renames
    /// files out of it as a member of its group.
    private static func makeStation(_ path: String) throws {
        if mkdir(path, 0o2770) == 0 {
            guard chmod(path, 0o2770) == 0 else {
                throw DeskFault(
                    .unavailable, cannot: "set the mode of", path, code: errno, remedy: SystemError.remedy(errno))
            }
        } else if errno != EEXIST {
            let code = errno
            throw DeskFault(
                .unavailable, cannot: "make the station's folder", path, code: code,
                remedy: code == ENOENT
                    ? "Start the daemon once (`rmad serve`), it makes the drop; or correct `spool.directory`."
                    : SystemError.remedy(code))
        }
    }

    private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
            return nil
        }
    }

    /// The name as it was typed: arguments are UTF-8, and so is what is made of them.
    private static func text(_ name: FileName) -> String { String(decoding: name.bytes, as: UTF8.self) }

    private func failure(_ operation: String, _ name: String, _ code: Int32 = errno) -> DeskFault {
        DeskFault(
            .unavailable, cannot: operation, "\(path)/\(name)", code: code, remedy: SystemError.remedy(code))
    }
}
