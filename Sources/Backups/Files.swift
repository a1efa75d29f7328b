import Digests
import Glibc

/// What backups do with files: each function says what it could not do, and with which file.
enum Files {
    private static let pieceBytes = 1 << 20

    struct Facts: Sendable, Equatable {
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
        var mode: UInt32
        /// Where the file has more than one name.
        var twin: Twin?
    }

    /// What all names of one file have in common.
    struct Twin: Sendable, Hashable {
        let device: UInt
        let inode: UInt
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Of a regular file; nil where it is gone, or something else.
    static func facts(_ path: String) throws(BackupFault) -> Facts? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else {
                throw BackupFault(cannot: "look at", path, code: errno, kind: .unreadable)
            }
            return nil
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Facts(
            size: Int64(status.st_size), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
            mode: status.st_mode & 0o777,
            twin: status.st_nlink > 1 ? Twin(device: UInt(status.st_dev), inode: UInt(status.st_ino)) : nil)
    }

    static func makeFolder(_ path: String, mode: mode_t = 0o700) throws(BackupFault) {
        if mkdir(path, mode) != 0, errno != EEXIST { throw BackupFault(cannot: "make", path, code: errno) }
    }

    /// Makes a folder that nobody else has, beside a path and named like it.
    static func makeDraft(of path: String) throws(BackupFault) -> String {
        if let cut = path.lastIndex(of: "/"), cut != path.startIndex { try makeFolders(String(path[..<cut])) }
        var name = Array("\(path).unfinished-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw BackupFault(cannot: "make a folder beside", path, code: errno) }
        return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// With the folders above it.
    static func makeFolders(_ path: String, mode: mode_t = 0o700) throws(BackupFault) {
        var done = ""
        for part in path.split(separator: "/") {
            done += (done.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
            if !isFolder(done) { try makeFolder(done, mode: mode) }
        }
    }

    static func sync(_ path: String) throws(BackupFault) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw BackupFault(cannot: "open", path, code: errno) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw BackupFault(cannot: "sync", path, code: errno) }
    }

    static func move(_ old: String, to new: String) throws(BackupFault) {
        guard rename(old, new) == 0 else { throw BackupFault(cannot: "rename", old, code: errno) }
    }

    static func remove(_ path: String) throws(BackupFault) {
        if unlink(path) != 0, errno != ENOENT { throw BackupFault(cannot: "remove", path, code: errno) }
    }

    /// Copies a file as it is now, with its time, synced; nil where it is gone meanwhile.
    static func copy(_ source: String, to target: String, mode: mode_t) throws(BackupFault) -> Digest? {
        let input = open(source, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard input >= 0 else {
            guard errno == ENOENT else { throw BackupFault(cannot: "read", source, code: errno, kind: .unreadable) }
            return nil
        }
        defer { close(input) }
        let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw BackupFault(cannot: "write", target, code: errno) }
        defer { close(output) }
        let digest = try digest(of: input, source) { (piece) throws(BackupFault) in
            guard let code = writeAll(piece, output) else { return }
            throw BackupFault(cannot: "write", target, code: code)
        }
        var status = stat()
        guard fstat(input, &status) == 0 else { throw BackupFault(cannot: "look at", source, code: errno) }
        let times = [status.st_mtim, status.st_mtim]
        guard futimens(output, times) == 0, fchmod(output, mode) == 0, fsync(output) == 0 else {
            throw BackupFault(cannot: "finish", target, code: errno)
        }
        return digest
    }

    /// - Throws: where it is there and this user may not read it.
    static func requireReadable(_ path: String) throws(BackupFault) {
        let input = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard input >= 0 else {
            guard errno == ENOENT else { throw BackupFault(cannot: "read", path, code: errno, kind: .unreadable) }
            return
        }
        close(input)
    }

    static func digest(_ path: String) throws(BackupFault) -> Digest {
        let input = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard input >= 0 else { throw BackupFault(cannot: "read", path, code: errno, kind: .unreadable) }
        defer { close(input) }
        return try digest(of: input, path) { (_) throws(BackupFault) in }
    }

    private static func digest(
        of input: Int32, _ path: String, _ each: (UnsafeRawBufferPointer) throws(BackupFault) -> Void
    ) throws(BackupFault) -> Digest {
        let running = RunningDigest()
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceBytes, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = read(input, piece.baseAddress, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw BackupFault(cannot: "read", path, code: errno, kind: .unreadable) }
            guard count > 0 else { return running.end() }
            let filled = UnsafeRawBufferPointer(rebasing: piece[..<count])
            running.add(filled)
            try each(filled)
        }
    }

    /// A whole small file.
    static func text(_ path: String, bytesMax: Int) throws(BackupFault) -> [UInt8] {
        guard let facts = try facts(path) else {
            guard exists(path) else { throw BackupFault(cannot: "read", path, code: ENOENT) }
            throw BackupFault(.unreadable, "\(path) is a folder, a link or the like, and no file.")
        }
        guard facts.size <= bytesMax else {
            throw BackupFault(.unusable, "\(path) has \(facts.size) bytes; at most \(bytesMax) are read.")
        }
        let input = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard input >= 0 else { throw BackupFault(cannot: "read", path, code: errno) }
        defer { close(input) }
        var bytes: [UInt8] = []
        _ = try digest(of: input, path) { (piece) throws(BackupFault) in bytes += Array(piece) }
        return bytes
    }

    /// Of a file that may be large, without its end; nil where it is gone or has none so short.
    static func firstLine(_ path: String, bytesMax: Int) throws(BackupFault) -> [UInt8]? {
        let input = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard input >= 0 else {
            guard errno == ENOENT else { throw BackupFault(cannot: "read", path, code: errno) }
            return nil
        }
        defer { close(input) }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        var filled = 0
        while filled < bytesMax {
            let count = bytes.withUnsafeMutableBytes {
                read(input, $0.baseAddress.map { $0 + filled }, $0.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw BackupFault(cannot: "read", path, code: errno) }
            if count == 0 { break }
            filled += count
        }
        return bytes[..<filled].firstIndex(of: 0x0A).map { Array(bytes[..<$0]) }
    }

    /// Of a file that may be large; nil where it is gone, or has none so short.
    static func lastLine(_ path: String, bytesMax: Int) throws(BackupFault) -> [UInt8]? {
        guard let size = try facts(path)?.size else { return nil }
        let input = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard input >= 0 else { throw BackupFault(cannot: "read", path, code: errno) }
        defer { close(input) }
        var bytes = [UInt8](repeating: 0, count: Int(min(size, Int64(bytesMax))))
        let count = bytes.withUnsafeMutableBytes {
            pread(input, $0.baseAddress, $0.count, off_t(size) - off_t($0.count))
        }
        guard count >= 0 else { throw BackupFault(cannot: "read", path, code: errno) }
        let lines = bytes[..<count].split(separator: 0x0A, omittingEmptySubsequences: true)
        return lines.last.map { Array($0) }
    }

    /// Writes all of it.
    /// - Returns: errno of what stopped it, or nil.
    static func writeAll(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) -> Int32? {
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
