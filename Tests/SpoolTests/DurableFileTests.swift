import Glibc
import Testing

@testable import Spool

@Suite("Writing files")
struct DurableFileTests {
    @Test("a file is written whole, with the mode for its readers, and replaces the old one", arguments: [true, false])
    func replaced(isSynced: Bool) throws {
        let running = try Running()
        let durability: Durability = isSynced ? .synced : .reproducible
        for text in ["old and longer", "new"] {
            try running.spool.write(Array(text.utf8), to: .labels, as: "RMA-1.zpl", durability: durability)
        }
        #expect(running.ground.read("spool/labels/RMA-1.zpl") == "new")
        #expect(try running.spool.directory(of: .labels).facts(of: "RMA-1.zpl")?.mode == 0o640)
        #expect(running.ground.list("spool/tmp") == [])
    }

    @Test("bytes may come from any sequence")
    func sequence() throws {
        let running = try Running()
        try running.spool.write(
            Swift.sequence(first: UInt8(97)) { $0 < 99 ? $0 + 1 : nil }, to: .receipts, station: "EAST", as: "r",
            durability: .reproducible)
        #expect(running.ground.read("spool/receipts/EAST/r") == "abc")
    }

    @Test("a group is written to several folders")
    func group() throws {
        let running = try Running()
        let labels = try running.spool.directory(of: .labels)
        let receipts = try running.spool.directory(of: .receipts, station: "EAST")
        let items = (0..<50).map { number in
            DurableFile.Item(
                directory: number % 2 == 0 ? labels : receipts, name: FileName(trusted: "f\(number)".utf8),
                bytes: Array("\(number)".utf8))
        }
        try running.spool.writeGroup(items)
        try running.spool.writeGroup(items)
        #expect(running.ground.list("spool/labels").count == 25)
        #expect(running.ground.read("spool/receipts/EAST/f49") == "49")
        #expect(running.ground.list("spool/tmp") == [])
    }

    @Test("a folder that was moved away or removed is made anew, and files go into the one of that name")
    func movedAway() throws {
        let running = try Running()
        let out = running.ground.at("spool/out")
        let write = { (name: FileName) in
            let folder = try running.spool.directory(of: .out)
            try running.spool.writeGroup([DurableFile.Item(directory: folder, name: name, bytes: [0x61])])
        }
        try write("one")
        #expect(rename(out, running.ground.at("spool/taken")) == 0)
        try write("two")
        #expect(running.ground.list("spool/taken") == ["one"] && running.ground.list("spool/out") == ["two"])
        #expect(unlink(out + "/two") == 0 && rmdir(out) == 0)
        try write("three")
        #expect(running.ground.list("spool/out") == ["three"])
    }

    @Test("a folder that is not there leaves nothing behind")
    func missingFolder() throws {
        let running = try Running()
        running.ground.folder("spool/gone")
        let gone = try Directory.open(path: running.ground.at("spool/gone"))
        #expect(rmdir(running.ground.at("spool/gone")) == 0)
        let scratch = try running.spool.directory(of: .tmp)
        #expect(throws: SpoolError.self) {
            try DurableFile.write([1], to: gone, as: "x", scratch: scratch, durability: .synced)
        }
        #expect(running.ground.list("spool/tmp") == [])
    }

    @Test(
        "a full disk is told as such, and leaves neither half a file nor a temporary one", .enabled(if: getuid() == 0))
    func fullDisk() throws {
        let ground = Ground()
        ground.folder("small")
        try #require(mount("none", ground.at("small"), "tmpfs", 0, "size=256k") == 0)
        defer { umount2(ground.at("small"), Int32(MNT_DETACH)) }
        let spool = try Spool.open(layout: SpoolLayout(root: ground.at("small")), policy: Running.policy())
        try spool.write([UInt8](repeating: 1, count: 1_000), to: .labels, as: "x", durability: .synced)
        let error = #expect(throws: SpoolError.self) {
            try spool.write([UInt8](repeating: 2, count: 1 << 20), to: .labels, as: "x", durability: .synced)
        }
        #expect(error?.code == ENOSPC)
        #expect(error?.hint.contains("disk is full") == true)
        #expect(ground.read("small/labels/x")?.utf8.count == 1_000)
        #expect(ground.list("small/tmp") == [])
    }

    @Test("a mount between the folders is refused at start", .enabled(if: getuid() == 0))
    func mounts() throws {
        let ground = Ground()
        for folder in ["spool", "spool/drop", "elsewhere"] { ground.folder(folder) }
        try #require(mount(ground.at("elsewhere"), ground.at("spool/drop"), "", UInt(MS_BIND), nil) == 0)
        defer { umount2(ground.at("spool/drop"), Int32(MNT_DETACH)) }
        let error = #expect(throws: SpoolError.self) {
            _ = try Spool.open(layout: SpoolLayout(root: ground.at("spool")), policy: Running.policy())
        }
        #expect(error?.code == EXDEV)
        #expect(error?.hint.contains("one file system") == true)
        #expect(ground.list("spool/tmp") == [])
    }

    @Test("folders that are made have the modes of the policy, whatever the umask")
    func modes() throws {
        let running = try Running { $0.dropMode = 0o3770 }
        var status = stat()
        #expect(stat(running.ground.at("spool/drop"), &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o3770)
        #expect(stat(running.ground.at("spool/work"), &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o750)
    }
}
