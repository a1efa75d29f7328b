import Glibc
import Policy
import Settings
import Testing

/// A folder with a copy of the shipped configuration, in which a test spoils one thing.
final class Workbench {
    let folder: String
    var file: String { "\(folder)/rmad.yaml" }

    /// The Config folder of the package.
    static var shipped: String {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/Config"
    }

    init() throws {
        var template = Array("/tmp/rmad-settings-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        folder = try #require(made)
        try copy(Self.shipped, folder)
    }

    deinit { Self.remove(folder) }

    func write(_ text: String, to name: String) throws { try Self.write(text, to: "\(folder)/\(name)") }

    /// Replaces a text that must be there once or more; the first is taken.
    func spoil(_ name: String, _ old: String, _ new: String) throws {
        let text = try Self.read("\(folder)/\(name)")
        let range = try #require(text.firstRange(of: old), "'\(old)' does not stand in \(name)")
        var changed = text
        changed.replaceSubrange(range, with: new)
        try write(changed, to: name)
    }

    /// `name:line:column: key`, with the problem itself.
    func problems() -> [ConfigurationProblem] {
        switch Configuration.load(file: file) {
        case .success: []
        case .failure(let problems, _): problems
        }
    }

    func warnings() -> [ConfigurationProblem] {
        switch Configuration.load(file: file) {
        case .success(_, let warnings): warnings
        case .failure(_, let warnings): warnings
        }
    }

    private func copy(_ from: String, _ to: String) throws {
        for name in try Self.names(from) {
            let (source, target) = ("\(from)/\(name)", "\(to)/\(name)")
            if try Self.isFolder(source) {
                try #require(mkdir(target, 0o755) == 0)
                try copy(source, target)
            } else {
                try Self.write(Self.read(source), to: target)
            }
        }
    }

    static func read(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"), "cannot open \(path)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "w"), "cannot write \(path)")
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        #expect(fclose(file) == 0)
    }

    private static func isFolder(_ path: String) throws -> Bool {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return status.st_mode & S_IFMT == S_IFDIR
    }

    private static func names(_ folder: String) throws -> [String] {
        let stream = try #require(opendir(folder), "cannot open \(folder)")
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes what the test made; a file that cannot be removed is left to the system's own cleaning.
    private static func remove(_ path: String) {
        guard path.hasPrefix("/tmp/rmad-settings-") else { return }
        do {
            for name in try names(path) {
                let inner = "\(path)/\(name)"
                if try isFolder(inner) { remove(inner) } else { unlink(inner) }
            }
        } catch {
            return
        }
        rmdir(path)
    }
}
