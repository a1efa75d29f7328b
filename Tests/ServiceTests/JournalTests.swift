import Glibc
import Service
import ServiceListener
import Testing

/// The journal's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL).
@Suite("Service: the journal")
struct JournalTests {
    @Test("a plain value stands behind =, one with line breaks behind its length")
    func protocolForm() {
        let plain = Journal.datagram([("MESSAGE", "ready"), ("PRIORITY", "5")])
        #expect(String(decoding: plain, as: UTF8.self) == "MESSAGE=ready\nPRIORITY=5\n")
        let broken = Journal.datagram([("FOUND", "a\nb")])
        #expect(broken == Array("FOUND\n".utf8) + [3, 0, 0, 0, 0, 0, 0, 0] + Array("a\nb\n".utf8))
    }

    @Test("an entry arrives as it was written; where nobody listens that is said")
    func arrives() throws {
        let journal: Journal
        do {
            let listener = try Listener()
            journal = try #require(Journal(socketName: listener.name))
            #expect(journal.write([("RMA", "RMA-ABC-DEF7")]))
            #expect(listener.lines() == ["RMA=RMA-ABC-DEF7"])
        }
        #expect(!journal.write([("RMA", "RMA-ABC-DEF7")]))
    }

    @Test("a value of any length fits, cut between two characters")
    func long() throws {
        let listener = try Listener()
        let journal = try #require(Journal(socketName: listener.name))
        #expect(journal.write([("FOUND", String(repeating: "ü", count: 400_000))]))
        let heard = String(decoding: listener.heard(), as: UTF8.self)
        #expect(heard.hasPrefix("FOUND=ü") && heard.hasSuffix("ü … (cut)\n") && !heard.contains("\u{FFFD}"))
    }

    @Test(
        "field names are what the journal takes",
        arguments: [("took_ms", "TOOK_MS"), ("_hidden", "HIDDEN"), ("9lives", "F_9LIVES"), ("größe", "GR____E")])
    func names(key: String, field: String) { #expect(Journal.fieldName(key) == field) }

    @Test("standard error is the journal's only where device and inode are those of JOURNAL_STREAM")
    func stream() throws {
        var pair: [Int32] = [0, 0]
        #expect(pipe(&pair) == 0)
        defer { for end in pair { close(end) } }
        var status = stat()
        fstat(pair[1], &status)
        #expect(Journal.takes(descriptor: pair[1], stream: "\(status.st_dev):\(status.st_ino)"))
        #expect(!Journal.takes(descriptor: pair[1], stream: "\(status.st_dev):\(status.st_ino + 1)"))
        for stream in [nil, "", "8", "a:b"] { #expect(!Journal.takes(descriptor: pair[1], stream: stream)) }
    }
}
