import Glibc

/// Reads small text files and folders, and puts paths together.
enum TextFile {
    /// More than any configuration that a person writes.
    static let bytesMax = 4 * 1024 * 1024
    /// Most files of one folder of a message catalogue.
    static let filesMax = 1_000

    struct ReadError: Error {
        /// In words, for "found …".
        let found: String
    }

    /// The text of a file.
    /// - Throws: why it cannot be read: missing, not allowed, too large, not UTF-8.
    static func text(of path: String) throws(ReadError) -> String {
        guard let text = String(validating: try bytes(of: path, max: bytesMax), as: UTF8.self) else {
            throw ReadError(found: "bytes that are not UTF-8")
        }
        return text
    }

    /// The bytes of a file.
    /// - Throws: why it cannot be read: missing, not allowed, too large.
    static func bytes(of path: String, max: Int) throws(ReadError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ReadError(found: reason(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ReadError(found: reason(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw ReadError(found: "no regular file") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ReadError(found: reason(errno)) }
            guard count > 0 else { break }
            bytes += buffer[..<count]
            guard bytes.count <= max else { throw ReadError(found: "more than \(max) bytes") }
        }
        return bytes
    }

    /// Names in a folder, sorted; without those that begin with a dot.
    static func names(in folder: String) throws(ReadError) -> [String] {
        guard let stream = opendir(folder) else { throw ReadError(found: reason(errno)) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
            guard names.count <= filesMax else { throw ReadError(found: "more than \(filesMax) files") }
        }
        return names.sorted()
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// A path as seen from a folder, without `.` and `..`.
    static func resolve(_ path: String, against folder: String) -> String {
        var parts: [Substring] = []
        for part in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    static func currentFolder() -> String {
        guard let pointer = getcwd(nil, 0) else { return "/" }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    private static func reason(_ number: Int32) -> String {
        switch number {
        case ENOENT, ENOTDIR: "nothing at this path"
        case EACCES, EPERM: "a file that we may not read"
        default: String(cString: strerror(number))
        }
    }
}
