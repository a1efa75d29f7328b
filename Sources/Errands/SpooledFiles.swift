import Glibc
import Spool

/// A file of the spool, and where it lies.
struct SpooledFile {
    let place: SpoolLayout.Place
    /// The station's or the day's; empty for the place itself.
    let folder: String
    let name: String
    let path: String

    var below: String { folder.isEmpty ? name : "\(folder)/\(name)" }
    /// Its name as people gave it, without the endings.
    var subject: String { String(name.prefix { $0 != "." }) }

    /// Its bytes; nil where it is gone.
    func bytes(bytesMax: Int64) throws(ErasureFault) -> [UInt8]? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw ErasureFault(path: path, code: errno)
        }
        guard status.st_size <= bytesMax else { throw ErasureFault(path: path, code: EFBIG) }
        guard let bytes = OriginalFile.bytes(path, bytesMax: Int(bytesMax)) else {
            guard lstat(path, &status) != 0, errno == ENOENT else { throw ErasureFault(path: path, code: EIO) }
            return nil
        }
        return bytes
    }
}

/// What lies in a place of the spool and in the folders there.
struct SpooledFiles {
    private(set) var files: [SpooledFile] = []
    /// Links, pipes and the like; and folders, where only one folder is looked into.
    private(set) var others: [String] = []
    /// What cannot be looked into: folders below the place, or the place itself, where `folder` is empty.
    private(set) var closed: [(fault: ErasureFault, folder: String)] = []

    private let place: SpoolLayout.Place
    private let root: String

    /// - Parameter alone: only this folder, and none in it.
    init(of place: SpoolLayout.Place, in layout: SpoolLayout, alone: String? = nil) {
        self.place = place
        root = layout.path(of: place)
        look(into: alone ?? "", isAlone: alone != nil)
    }

    private mutating func look(into folder: String, isAlone: Bool) {
        do throws(ErasureFault) {
            try list(folder, isAlone: isAlone)
        } catch {
            closed.append((error, folder))
        }
    }

    private mutating func list(_ folder: String, isAlone: Bool) throws(ErasureFault) {
        let path = folder.isEmpty ? root : "\(root)/\(folder)"
        guard let stream = opendir(path) else {
            guard errno == ENOENT || errno == ENOTDIR else { throw ErasureFault(path: path, code: errno) }
            return
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw ErasureFault(path: path, code: errno) }
                return
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0 else {
                // It is gone; or nothing in this folder may be looked at.
                guard errno == ENOENT else { throw ErasureFault(path: path, code: errno) }
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR where !isAlone: look(into: folder.isEmpty ? name : "\(folder)/\(name)", isAlone: false)
            case S_IFREG: files.append(SpooledFile(place: place, folder: folder, name: name, path: "\(path)/\(name)"))
            case _: others.append("\(path)/\(name)")
            }
        }
    }
}
