import CLinux
import Glibc
import Synchronization
import Workers

/// What a written file survives.
package enum Durability: Sendable, Equatable {
    /// A power cut: file and directory are synced before the call returns.
    case synced
    /// A crash of the process only. After a power cut the file can be missing or empty:
    /// for what can be made again from the ledger.
    case reproducible
}

/// Writes whole files: under the final name there is the old file, or the new one, never a part.
///
/// The one function for it: write under a name of its own in the scratch folder,
/// sync the file, rename, sync the directory. An existing file is replaced, so doing
/// it twice is harmless. A crash leaves at most a file in the scratch folder,
/// which is emptied at start. A failed write leaves nothing.
package enum DurableFile {
    package static func write(
        _ bytes: some Sequence<UInt8>, to directory: Directory, as name: FileName, scratch: Directory,
        mode: mode_t = 0o640, durability: Durability, failpoints: Failpoints = .none
    ) throws(SpoolError) {
        let draft = try Draft(bytes, in: scratch, mode: mode, isSynced: durability == .synced)
        failpoints.reach("spool.written")
        try draft.publish(in: directory, as: name)
        failpoints.reach("spool.renamed")
        if durability == .synced { try directory.sync() }
    }

    /// One file of a group.
    package struct Item: Sendable {
        package let directory: Directory
        package let name: FileName
        package let bytes: [UInt8]

        package init(directory: Directory, name: FileName, bytes: [UInt8]) {
            self.directory = directory
            self.name = name
            self.bytes = bytes
        }
    }

    /// Writes many files for the price of one sync of the file system and one of each folder.
    ///
    /// All bytes are on disk before the first file gets its name. When it throws, some
    /// files may have been written, each whole; writing the group again is harmless.
    package static func writeGroup(
        _ items: [Item], scratch: Directory, mode: mode_t = 0o640, failpoints: Failpoints = .none
    ) throws(SpoolError) {
        var drafts: [Draft] = []
        drafts.reserveCapacity(items.count)
        for item in items { drafts.append(try Draft(item.bytes, in: scratch, mode: mode, isSynced: false)) }
        guard linux_sync_file_system(scratch.descriptor) == 0 else {
            throw SpoolError("sync the file system of", scratch.path, code: errno)
        }
        failpoints.reach("spool.written")
        var folders: [ObjectIdentifier: Directory] = [:]
        for (draft, item) in zip(drafts, items) {
            try draft.publish(in: item.directory, as: item.name)
            folders[ObjectIdentifier(item.directory)] = item.directory
        }
        failpoints.reach("spool.renamed")
        for folder in folders.values { try folder.sync() }
    }
}

/// A file in the scratch folder; it goes with the draft unless it was published.
private final class Draft {
    private static let serial = Atomic<UInt64>(0)

    private let scratch: Directory
    private let name: FileName
    private var isPublished = false

    init(_ bytes: some Sequence<UInt8>, in scratch: Directory, mode: mode_t, isSynced: Bool) throws(SpoolError) {
        let number = Self.serial.add(1, ordering: .relaxed).newValue
        self.scratch = scratch
        name = FileName(trusted: "\(getpid()).\(number)".utf8)
        let descriptor = name.withCString {
            openat(scratch.descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
        guard descriptor >= 0 else { throw scratch.failure("write", name) }
        defer { close(descriptor) }
        let answer: Int32?
        let write = { (bytes: UnsafeBufferPointer<UInt8>) in writeAll(UnsafeRawBufferPointer(bytes), descriptor) }
        if let contiguous = bytes.withContiguousStorageIfAvailable(write) {
            answer = contiguous
        } else {
            answer = Array(bytes).withUnsafeBytes { writeAll($0, descriptor) }
        }
        if let answer { throw scratch.failure("write", name, code: answer) }
        // Readers in the spool's group get in whatever the unit's umask is.
        guard fchmod(descriptor, mode) == 0 else { throw scratch.failure("set mode of", name) }
        if isSynced, fsync(descriptor) != 0 { throw scratch.failure("sync", name) }
    }

    func publish(in directory: Directory, as final: FileName) throws(SpoolError) {
        guard try scratch.replace(name, to: directory, as: final) == .moved else {
            throw scratch.failure("rename", name, code: ENOENT)
        }
        isPublished = true
    }

    deinit {
        // What cannot be removed now is removed at the next start.
        if !isPublished { _ = name.withCString { unlinkat(scratch.descriptor, $0, 0) } }
    }
}

/// Writes all of it; errno of what stopped it, or nil.
private func writeAll(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) -> Int32? {
    var rest = bytes
    while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
            if errno == EINTR { continue }
            return errno
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
    return nil
}
