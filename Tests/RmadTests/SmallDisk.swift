import Foundation
import Glibc
import Testing

/// A disk of a site's own, so small that it can be filled.
final class SmallDisk {
    private let path: String
    private var filler: String { path + "/filler" }

    init(at place: URL, megabytes: Int) throws {
        path = place.path
        // What the site has put there already belongs onto the disk.
        let kept = path + ".kept"
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.moveItem(atPath: path, toPath: kept) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try #require(mount("none", path, "tmpfs", 0, "size=\(megabytes)m,nr_inodes=20000") == 0)
        guard FileManager.default.fileExists(atPath: kept) else { return }
        for name in try FileManager.default.contentsOfDirectory(atPath: kept) {
            try FileManager.default.copyItem(atPath: kept + "/" + name, toPath: path + "/" + name)
        }
    }

    func fill(megabytes: Int) throws {
        try Data(count: megabytes << 20).write(to: URL(fileURLWithPath: filler))
    }

    private var crowded: String { path + "/crowd" }

    func crowd(files: Int) throws {
        try FileManager.default.createDirectory(atPath: crowded, withIntermediateDirectories: false)
        for number in 1...files { _ = FileManager.default.createFile(atPath: "\(crowded)/\(number)", contents: nil) }
    }

    func disperse() throws { try FileManager.default.removeItem(atPath: crowded) }

    func free() throws { try FileManager.default.removeItem(atPath: filler) }

    func leave(_ site: Site) {
        site.stopDaemon()
        umount2(path, Int32(MNT_DETACH))
    }
}
