import Glibc

/// Reads a directory name by name, so that a million names need no memory.
///
/// It keeps its place between calls; names that come or go meanwhile may or may
/// not be seen, names that stay are seen exactly once. Used by one thread.
final class DirectoryStream {
    struct Entry {
        let name: FileName
        /// What the directory itself says; unknown on some file systems.
        let isFolder: Bool?
    }

    private let stream: OpaquePointer
    private let path: String

    init(_ directory: Directory) throws(SpoolError) {
        path = directory.path
        // An open file of its own: the place in the directory belongs to it.
        let descriptor = openat(directory.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SpoolError("list", path, code: errno) }
        guard let stream = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            throw SpoolError("list", path, code: code)
        }
        self.stream = stream
    }

    deinit { closedir(stream) }

    /// The next name; nil at the end.
    func next() throws(SpoolError) -> Entry? {
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw SpoolError("list", path, code: errno) }
                return nil
            }
            // The name is shorter than the record says it can be: never copy the whole field.
            let start = UnsafeRawPointer(entry) + nameOffset
            let length = strnlen(start.assumingMemoryBound(to: CChar.self), FileName.bytesMax + 1)
            let bytes = UnsafeRawBufferPointer(start: start, count: length)
            if bytes.elementsEqual([Ascii.dot]) || bytes.elementsEqual([Ascii.dot, Ascii.dot]) { continue }
            let type = Int32(entry.pointee.d_type)
            return Entry(
                name: FileName(trusted: bytes),
                isFolder: type == Int32(DT_UNKNOWN) ? nil : type == Int32(DT_DIR))
        }
    }
}

private let nameOffset = MemoryLayout<dirent>.offset(of: \dirent.d_name).unsafelyUnwrapped

extension Directory {
    /// Whether the entry is a folder, where the listing did not say.
    func isFolder(_ entry: DirectoryStream.Entry) throws(SpoolError) -> Bool {
        if let isFolder = entry.isFolder { return isFolder }
        return try facts(of: entry.name)?.kind == .folder
    }
}
