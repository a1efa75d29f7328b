import Glibc
import Spool
import Testing

@Suite("Photos in the spool")
struct PhotoTests {
    @Test("a photo is read by its name, by its path, and from a folder of a station")
    func read() throws {
        let running = try Running()
        defer { running.stop() }
        let ground = running.ground
        try Self.write([0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3], to: ground.at("spool/photos/a.jpg"))
        ground.folder("spool/photos/dock-1")
        try Self.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 9], to: ground.at("spool/photos/dock-1/b"))
        #expect(try running.spool.photo("a.jpg").format == .jpeg)
        #expect(try running.spool.photo(ground.at("spool/photos/a.jpg")).bytes.count == 7)
        #expect(try running.spool.photo("dock-1/b").format == .png)
        try running.spool.removePhoto("a.jpg")
        try running.spool.removePhoto("a.jpg")
        #expect(ground.list("spool/photos") == ["dock-1"])
    }

    @Test("a second name of another file is no photo: whoever made the link need not be able to read it")
    func hardLink() throws {
        let running = try Running()
        defer { running.stop() }
        let ground = running.ground
        try Self.write([0xFF, 0xD8, 0xFF, 0xE0], to: ground.at("spool/secret.jpg"))
        #expect(link(ground.at("spool/secret.jpg"), ground.at("spool/photos/mine.jpg")) == 0)
        #expect(throws: UnreadablePhoto.self) { _ = try running.spool.photo("mine.jpg") }
    }

    @Test(
        "nothing outside the folder is ever read, by whatever path or link",
        arguments: [
            "../secret.jpg", "/etc/passwd", "dock-1/../../secret.jpg", "link.jpg", "folder/secret.jpg", "", "/",
            "missing.jpg",
            "text.jpg", "pipe.jpg", "empty.jpg", "\u{0}",
        ])
    func outside(path: String) throws {
        let running = try Running()
        defer { running.stop() }
        let ground = running.ground
        try Self.write([0xFF, 0xD8, 0xFF, 0xE0], to: ground.at("spool/secret.jpg"))
        ground.write("spool/photos/text.jpg", "not a picture")
        ground.write("spool/photos/empty.jpg", "")
        #expect(mkfifo(ground.at("spool/photos/pipe.jpg"), 0o600) == 0)
        #expect(symlink(ground.at("spool/secret.jpg"), ground.at("spool/photos/link.jpg")) == 0)
        #expect(symlink(ground.at("spool"), ground.at("spool/photos/folder")) == 0)
        #expect(throws: UnreadablePhoto.self) { _ = try running.spool.photo(path) }
        try running.spool.removePhoto(path)
        #expect(ground.exists("spool/secret.jpg") && ground.exists("spool/photos"))
    }

    @Test("a photo that is too large is refused without being read")
    func tooLarge() throws {
        let running = try Running()
        defer { running.stop() }
        let path = running.ground.at("spool/photos/huge.jpg")
        try Self.write([0xFF, 0xD8, 0xFF], to: path)
        #expect(truncate(path, off_t(Spool.photoBytesMax + 1)) == 0)
        let problem = #expect(throws: UnreadablePhoto.self) { _ = try running.spool.photo("huge.jpg") }
        #expect(problem?.expected.contains("at most") == true)
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }
}
