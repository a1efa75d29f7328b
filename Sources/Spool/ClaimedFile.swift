import CLinux
import Glibc
import Workers

/// A file that has been renamed into `work/` and is ours until it is archived, rejected or set aside.
///
/// It stays in `work/` whatever becomes of the process, and is offered again
/// with `isRecovered` after a crash. Usable from any thread.
package struct ClaimedFile: Sendable {
    /// The subfolder of the drop that it came through; nil: the drop itself.
    package let station: FileName?
    /// As in the drop.
    package let name: FileName
    /// Bytes, at the time of the claim.
    package let size: Int
    package let modifiedAt: FileTime
    /// Its owner: who put it there.
    package let uid: UInt32
    /// It was claimed by an earlier run: it may be known already.
    package let isRecovered: Bool

    let work: Directory
    let claims: Claims
    let failpoints: Failpoints

    package var key: FileKey { FileKey(station: station, name: name) }

    /// The same file, as one that may be known already.
    var recovered: ClaimedFile {
        ClaimedFile(
            station: station, name: name, size: size, modifiedAt: modifiedAt, uid: uid, isRecovered: true, work: work,
            claims: claims, failpoints: failpoints)
    }

    /// How long an open writer may be silent before its file is taken as it stands.
    private static let writerPatienceSeconds = 60

    package enum ReadResult: Sendable {
        case bytes([UInt8])
        /// Someone was writing to it. It is no longer the caller's: it is offered again once it has settled.
        case stillChanging
    }

    /// Reads the whole file, if it does not change meanwhile.
    /// Throws what concerns the sender where it has more than `bytesMax` bytes.
    package func read(bytesMax: Int) throws(SpoolError) -> ReadResult {
        let path = name.withCString { linux_open_path(work.descriptor, $0) }
        guard path >= 0 else { throw work.failure("open", name) }
        defer { close(path) }
        let before = try facts(of: path)
        guard before.kind == .regular else {
            throw SpoolError(
                "read", work.printablePath(name), hint: "it is no regular file any more", responsible: .sender)
        }
        guard before.size <= bytesMax else {
            throw SpoolError(
                "read", work.printablePath(name), hint: "it has \(before.size) bytes; at most \(bytesMax) are taken",
                responsible: .sender)
        }
        let descriptor = linux_reopen_for_reading(path)
        guard descriptor >= 0 else { throw work.failure("open", name) }
        defer { close(descriptor) }
        // Unchanged for a moment is not complete while its writer still holds it open: rows may follow. A writer
        // that has been silent for long has forgotten to close it.
        if linux_is_being_written(descriptor) == 1,
            before.age(at: Moment.now().wall) < .milliseconds(Self.writerPatienceSeconds * 1000)
        {
            claims.settleAgain(self)
            return .stillChanging
        }

        // One byte more than it should have shows that it has grown.
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: before.size + 1) { buffer, filled in
            while filled < buffer.count {
                let count = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = errno }
                if count <= 0 { return }
                filled += count
            }
        }
        guard failure == 0 else { throw work.failure("read", name, code: failure) }
        failpoints.reach("spool.read")
        let after = try facts(of: descriptor)
        guard bytes.count == before.size, after.isUnchanged(since: before) else {
            claims.settleAgain(self)
            return .stillChanging
        }
        claims.noteRead(key, as: after)
        return .bytes(bytes)
    }

    private func facts(of descriptor: Int32) throws(SpoolError) -> FileFacts {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw work.failure("look at", name) }
        return FileFacts(status)
    }
}
