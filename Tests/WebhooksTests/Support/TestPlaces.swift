import Glibc

/// Where tests find their files.
enum TestPlaces {
    /// The package's own directory.
    static let root = directory(of: #filePath, up: 4)
    static let fixtures = directory(of: #filePath, up: 2) + "/Fixtures"

    static func read(_ path: String) throws -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw ChildProcess.Failure(words: "could not open \(path)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            guard count > 0 else { break }
            bytes += piece.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func directory(of path: String, up steps: Int) -> String {
        path.split(separator: "/").dropLast(steps).reduce("") { $0 + "/" + $1 }
    }
}

/// A file of a test's own; it goes with the object.
final class TemporaryFile: Sendable {
    private let place: TemporaryDirectory
    let path: String

    init(_ content: String) throws {
        place = try TemporaryDirectory()
        path = place.path + "/content"
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ChildProcess.Failure(words: "could not make \(path)") }
        defer { close(file) }
        let bytes = Array(content.utf8)
        guard write(file, bytes, bytes.count) == bytes.count else {
            throw ChildProcess.Failure(words: "could not write \(path)")
        }
    }
}

/// A directory of a test's own; it goes with the object, and so do the files in it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/webhooks-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ChildProcess.Failure(words: "no temporary directory") }
        path = template.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    deinit {
        if let listing = opendir(path) {
            while let entry = readdir(listing) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(path)/\(name)")
            }
            closedir(listing)
        }
        rmdir(path)
    }
}
