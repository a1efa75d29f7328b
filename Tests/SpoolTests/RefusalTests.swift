import Glibc
import Testing
import Workers

@testable import Spool

@Suite("Refusing")
struct RefusalTests {
    private func refusal(_ running: Running) throws -> Refusal {
        try waitUntil("a thing is refused") { !running.refusals.isEmpty }
        return try #require(running.refusals.first)
    }

    private func expectReason(_ running: Running, _ name: String, contains words: String) {
        let reason = running.ground.read("spool/rejected/\(name).reason.txt")
        #expect(reason?.contains(words) == true, "\(reason ?? "no reason")")
        #expect(running.ground.exists("spool/rejected/\(name)"))
        #expect(!running.ground.exists("spool/drop/\(name)"))
        #expect(running.inbox.count == 0)
    }

    @Test("a symbolic link is put away as it is, and not followed")
    func symlink() throws {
        let running = try Running()
        running.ground.write("secret", "secret")
        #expect(Glibc.symlink(running.ground.at("secret"), running.ground.at("spool/drop/link.csv")) == 0)
        #expect(try refusal(running).reason == .symlink)
        expectReason(running, "link.csv", contains: "symbolic link")
        #expect(running.ground.exists("secret"))
    }

    @Test("a FIFO is put away and blocks nothing")
    func fifo() throws {
        let running = try Running()
        #expect(mkfifo(running.ground.at("spool/drop/pipe.csv"), 0o666) == 0)
        #expect(try refusal(running).reason == .fifo)
        expectReason(running, "pipe.csv", contains: "FIFO")
        running.ground.drop("after.csv")
        #expect(try running.next().name == "after.csv")
    }

    @Test("a device is put away unopened", .enabled(if: getuid() == 0))
    func device() throws {
        let running = try Running()
        // The tape drive's number: opening it would rewind.
        #expect(mknod(running.ground.at("spool/drop/tape.csv"), S_IFCHR | 0o666, 0x900) == 0)
        #expect(try refusal(running).reason == .device)
        expectReason(running, "tape.csv", contains: "device")
    }

    @Test("a socket is put away")
    func socket() throws {
        let running = try Running()
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(running.ground.at("spool/drop/s.csv").utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let answer = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(answer == 0)
        #expect(try refusal(running).reason == .socket)
        expectReason(running, "s.csv", contains: "socket")
    }

    @Test("a folder with a document's name is put away with what is in it")
    func folderNamedAsDocument() throws {
        let running = try Running()
        running.ground.folder("orders.CSV")
        running.ground.write("orders.CSV/inside")
        running.ground.rename("orders.CSV", "spool/drop/orders.CSV")
        #expect(try refusal(running).reason == .folder)
        expectReason(running, "orders.CSV", contains: "folder")
        #expect(running.ground.exists("spool/rejected/orders.CSV/inside"))
    }

    @Test("a folder in a station is put away")
    func folderInStation() throws {
        let running = try Running()
        running.ground.folder("spool/drop/EAST")
        running.ground.folder("spool/drop/EAST/deeper")
        #expect(try refusal(running).station == "EAST")
        #expect(running.ground.exists("spool/rejected/EAST/deeper.reason.txt"))
        #expect(running.ground.exists("spool/rejected/EAST/deeper"))
    }

    @Test("a file that keeps two names is refused after the settling time")
    func hardLink() throws {
        let running = try Running { $0.settleMilliseconds = 100 }
        running.ground.write("mine")
        #expect(link(running.ground.at("mine"), running.ground.at("spool/drop/ours.csv")) == 0)
        #expect(try refusal(running).reason == .hardLinked(links: 2))
        expectReason(running, "ours.csv", contains: "2 names")
    }

    @Test("a file that is too large is refused with both sizes")
    func tooLarge() throws {
        let running = try Running {
            $0.settleMilliseconds = 50
            $0.fileBytesMax = 10
        }
        running.ground.drop("big.csv", "12345678901")
        #expect(try refusal(running).reason == .tooLarge(size: 11, max: 10))
        expectReason(running, "big.csv", contains: "11 bytes; at most 10")
        running.ground.drop("fits.csv", "1234567890")
        #expect(try running.next().size == 10)
    }

    @Test("a file that only another user may read is refused", .enabled(if: getuid() == 0))
    func unreadable() throws {
        let ground = try Self.groundOfNobody()
        ground.drop("private.csv")
        #expect(chmod(ground.at("spool/drop/private.csv"), 0o600) == 0)
        #expect(try Probe(ground, uid: 65_534).run() == .exited(0))
        #expect(ground.read("spool/rejected/private.csv.reason.txt")?.contains("chmod 640") == true)
        #expect(ground.exists("spool/rejected/private.csv"))
    }

    @Test("what may not be renamed is told once, not at each scan", .enabled(if: getuid() == 0))
    func stuck() throws {
        let ground = try Self.groundOfNobody()
        ground.folder("spool/drop/EAST")
        #expect(chmod(ground.at("spool/drop/EAST"), 0o755) == 0)
        ground.write("spool/drop/EAST/stuck.csv")
        #expect(Glibc.symlink("nowhere", ground.at("spool/drop/EAST/link.csv")) == 0)
        #expect(try Probe(ground, uid: 65_534, scans: 16).run() == .exited(0))
        let notices = (ground.read("log") ?? "").split(separator: "\n").filter { $0.hasPrefix("notice") }
        #expect(notices.count == 2, "\(notices)")
        #expect(notices.allSatisfy { $0.contains("owner and mode") })
        #expect(ground.list("spool/rejected/EAST") == [])
        #expect(ground.list("spool/drop/EAST") == ["link.csv", "stuck.csv"])
    }

    private static func groundOfNobody() throws -> Ground {
        let ground = Ground()
        ground.folder("spool")
        ground.folder("spool/drop")
        for path in ["spool", "spool/drop"] { #expect(chown(ground.at(path), 65_534, 65_534) == 0) }
        #expect(chmod(ground.path, 0o777) == 0)
        return ground
    }
}
