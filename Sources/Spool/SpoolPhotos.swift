import Glibc

/// What is a photo: the formats that cameras and telephones write, known by their first bytes.
package enum PhotoFormat: String, CaseIterable, Sendable {
    case jpeg = "jpg", png, webp, heic

    package init?(_ bytes: [UInt8]) {
        let ascii = { (range: Range<Int>) -> String in
            range.upperBound <= bytes.count ? String(decoding: bytes[range], as: UTF8.self) : ""
        }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if ascii(0..<4) == "RIFF", ascii(8..<12) == "WEBP" {
            self = .webp
        } else if ascii(4..<8) == "ftyp", ["heic", "heix", "mif1", "msf1", "avif"].contains(ascii(8..<12)) {
            self = .heic
        } else {
            return nil
        }
    }
}

/// Why a photo cannot be taken, for the person who named it.
package struct UnreadablePhoto: Error, Sendable, Equatable {
    package let found: String
    package let expected: String
}

/// Photos of what came: staff and cameras put them into the photos folder, a document names them, and from then on
/// they are evidence.
///
/// Only files below that folder are ever opened, no link is followed on the way: whoever may drop documents must not
/// be able to have other files read.
extension Spool {
    /// The largest photo that is taken.
    package static var photoBytesMax: Int { 25_000_000 }

    /// Reads a photo. `path` is relative to the photos folder, or absolute and below it.
    package func photo(_ path: String) throws(UnreadablePhoto) -> (bytes: [UInt8], format: PhotoFormat) {
        let bytes = try withPhoto(path) { (folder, name) throws(UnreadablePhoto) -> [UInt8] in
            try Self.read(name, in: folder, named: path)
        }
        guard let format = PhotoFormat(bytes) else {
            throw UnreadablePhoto(found: "'\(path)', which is no picture", expected: "JPEG, PNG, WebP or HEIC")
        }
        return (bytes, format)
    }

    /// Takes a photo that became evidence out of the photos folder. One that has gone already is no fault.
    package func removePhoto(_ path: String) throws(SpoolError) {
        do throws(UnreadablePhoto) {
            try withPhoto(path) { (folder, name) throws(UnreadablePhoto) in
                do throws(SpoolError) {
                    try folder.remove(name)
                } catch {
                    throw UnreadablePhoto(found: "\(error)", expected: "")
                }
            }
        } catch {
            // It is safe among the evidence; what is left behind in the folder is only in the way.
            return
        }
    }

    /// Shows a photo of the evidence in the folder of a return, `evidence/RMA-…/`, from which it can be served to the
    /// customer. It is the same file under a second name; once it is there it stays.
    /// - Parameter file: below the evidence folder: a folder and a name.
    package func show(evidence file: String, of rma: String) throws(SpoolError) {
        let parts = file.split(separator: "/").compactMap { FileName(String($0)) }
        guard parts.count == 2, let own = FileName(rma) else { return }
        let source = try directory(of: .evidence, station: parts[0])
        let target = try directory(of: .evidence, station: own)
        let answer = parts[1].withCString { linkat(source.descriptor, $0, target.descriptor, $0, 0) }
        if answer == 0 { return try target.sync() }
        switch errno {
        case EEXIST: return
        case EPERM, EOPNOTSUPP, EMLINK, EXDEV:
            // A file system without second names: a copy does as well.
            let path = source.printablePath(parts[1])
            let bytes: [UInt8]
            do throws(UnreadablePhoto) {
                bytes = try Self.read(parts[1], in: source, named: path)
            } catch {
                throw SpoolError("copy", path, hint: error.found, responsible: .operator)
            }
            try write(bytes, to: .evidence, station: own, as: parts[1], durability: .synced)
        case let code: throw target.failure("link", parts[1], code: code)
        }
    }

    private func withPhoto<Value>(
        _ path: String, _ body: (Directory, FileName) throws(UnreadablePhoto) -> Value
    ) throws(UnreadablePhoto) -> Value {
        let root = layout.path(of: .photos)
        let expected = "a file in \(root)"
        var rest = path[...]
        if rest.hasPrefix("/") {
            guard rest.hasPrefix(root + "/") else {
                throw UnreadablePhoto(found: "'\(path)', which lies elsewhere", expected: expected)
            }
            rest = rest.dropFirst(root.count + 1)
        }
        let parts = rest.split(separator: "/").map { FileName(String($0)) }
        guard let last = parts.last, let name = last, parts.count <= 8, parts.allSatisfy({ $0 != nil }) else {
            throw UnreadablePhoto(found: "'\(path)', which is no name of a file", expected: expected)
        }
        let folder: Directory
        do throws(SpoolError) {
            var found = try Directory.open(path: root)
            for case let part? in parts.dropLast() { found = try found.folder(part) }
            folder = found
        } catch {
            throw UnreadablePhoto(found: "'\(path)', whose folder cannot be opened", expected: expected)
        }
        return try body(folder, name)
    }

    private static func read(
        _ name: FileName, in folder: Directory, named path: String
    ) throws(UnreadablePhoto) -> [UInt8] {
        let descriptor = name.withCString {
            openat(folder.descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        }
        guard descriptor >= 0 else {
            let why = errno == ENOENT ? "there is no such file" : String(cString: strerror(errno))
            throw UnreadablePhoto(found: "'\(path)': \(why)", expected: "a photo in \(folder.path)")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw UnreadablePhoto(found: "'\(path)', which is no regular file", expected: "a photo")
        }
        // A second name may be that of a file which whoever made the link may not read.
        guard status.st_nlink == 1 else {
            throw UnreadablePhoto(
                found: "'\(path)', which has a second name (a hard link)", expected: "a photo, copied")
        }
        guard status.st_size <= photoBytesMax else {
            throw UnreadablePhoto(
                found: "'\(path)' with \(status.st_size) bytes", expected: "at most \(photoBytesMax) bytes")
        }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, filled in
            while filled < buffer.count {
                let count = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = errno }
                if count <= 0 { return }
                filled += count
            }
        }
        guard failure == 0 else {
            throw UnreadablePhoto(found: "'\(path)': \(String(cString: strerror(failure)))", expected: "a photo")
        }
        return bytes
    }
}
