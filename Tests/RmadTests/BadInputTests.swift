import Foundation
import Glibc
import Returns
import Testing

/// Whatever lies in the drop, the sender gets a clear reason, the daemon lives, and the next file is unaffected.
@Suite("Bad input")
struct BadInputTests {
    /// Content that cannot be taken, with words that its reason must hold.
    static let contents: [(name: String, bytes: Data, words: [String])] = [
        ("empty.json", Data(), ["empty"]),
        ("picture.csv", Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0]), ["picture.csv"]),
        ("broken.json", Data(#"{"type": "return_request", "lines": [}"#.utf8), ["line 1"]),
        ("deep.json", Data((String(repeating: "[", count: 10_000) + "1").utf8), ["64"]),
        ("twice.json", Data(#"{"type": "note", "type": "note", "rma": "x", "text": "y"}"#.utf8), ["type"]),
        ("nan.json", Data(#"{"type": "return_request", "quantity": NaN}"#.utf8), ["NaN"]),
        ("surrogate.json", Data(#"{"type": "note", "rma": "x", "text": "\ud800"}"#.utf8), ["surrogate"]),
        ("nothing-known.json", Data(#"{"type": "invoice"}"#.utf8), ["invoice", "return_request"]),
        (
            "ragged.csv", Data("reference;name;order;sku;quantity;reason\nR;Ada;A-1;LAMP;1;unwanted;x;y\n".utf8),
            ["line 2"]
        ),
        ("zero.json", Data(Sample.request(1, quantity: 0).utf8), ["quantity", "0"]),
        ("negative.json", Data(Sample.request(1, quantity: -3).utf8), ["quantity", "-3"]),
        ("huge.json", Data(Sample.request(1, quantity: 1_000_000_000_000).utf8), ["quantity"]),
        ("no-such-day.json", replaced("\"quantity\":1", "\"purchased_on\":\"2026-02-30\""), ["2026-02-30"]),
        ("tomorrow.json", replaced("\"quantity\":1", "\"purchased_on\":\"2999-01-01\""), ["2999-01-01"]),
        ("ambiguous.csv", Data("name;sku;reason;purchased_on\nAda;LAMP;unwanted;03/04/2026\n".utf8), ["03/04/2026"]),
        ("long-name.json", replaced("Grace Müller", String(repeating: "x", count: 10_000)), ["name"]),
        ("control.json", replaced("Grace Müller", "Grace\\u0007"), ["name"]),
    ]

    @Test("a file that cannot be taken comes back with its reason, and the next one is taken")
    func contents() throws {
        let site = try started()
        for (name, bytes, words) in Self.contents {
            try site.drop(name, bytes)
            let reason = try site.waitForReason(name)
            try site.wait(20, "\(name) itself") { site.names("rejected").contains(name) }
            for word in words { #expect(reason.contains(word), "\(name): '\(word)' is not in: \(reason)") }
            #expect(reason.lowercased().contains("expected"), "\(name): \(reason)")
            #expect(try Data(contentsOf: site.spool.appending(path: "rejected/\(name)")) == bytes, "\(name) as it came")
        }
        try proveAlive(site)
    }

    @Test("names that can harm nothing: newlines, dots, 255 bytes, invalid UTF-8, overrides")
    func names() throws {
        let site = try started()
        let names: [[UInt8]] = [
            Array("line\nbreak.json".utf8), Array("..json".utf8.dropFirst()) + Array("..json".utf8),
            Array(String(repeating: "n", count: 250).utf8) + Array(".json".utf8), [0xFF, 0xFE] + Array(".json".utf8),
            Array("\u{202E}nosj.json".utf8),
        ]
        for (index, name) in names.enumerated() where name.first != UInt8(ascii: ".") {
            try dropRaw(site, name, Sample.request(index + 1))
        }
        try site.wait(20, "the receipts") { site.names("receipts").filter { !$0.hasPrefix("orders") }.count >= 4 }
        #expect(site.names("drop").isEmpty)
        for name in site.names("receipts") {
            #expect(!name.unicodeScalars.contains { $0.isControl || $0.isBidirectionalControl }, "\(name)")
        }
        try proveAlive(site)
    }

    @Test("things that are no files are put aside unread: symlink, FIFO, device, folder, hard link")
    func things() throws {
        let site = try started()
        let drop = site.spool.path + "/drop/"
        let secret = site.folder.path + "/secret.json"
        try Sample.request(1).write(toFile: secret, atomically: true, encoding: .utf8)
        #expect(symlink(secret, drop + "link.json") == 0)
        #expect(mkfifo(drop + "pipe.json", 0o666) == 0)
        #expect(mkdir(drop + "folder.csv", 0o777) == 0)
        #expect(link(secret, drop + "hard.json") == 0)
        var wanted = ["link.json", "pipe.json", "folder.csv", "hard.json"]
        // Only root may make device files.
        if getuid() == 0, mknod(drop + "zero.json", S_IFCHR | 0o666, 1 << 8 | 5) == 0 { wanted.append("zero.json") }
        for name in wanted { #expect(try !site.waitForReason(name).isEmpty) }
        #expect(FileManager.default.fileExists(atPath: secret), "what the link points to is untouched")
        #expect(site.names("receipts").filter { $0.hasPrefix("link") || $0.hasPrefix("hard") }.isEmpty)
        try proveAlive(site)
    }

    @Test("a file of 2 GB is refused without being read")
    func huge() throws {
        let site = try started()
        let path = site.folder.path + "/huge.csv"
        let file = open(path, O_CREAT | O_WRONLY, 0o644)
        #expect(ftruncate(file, 2 << 30) == 0)
        close(file)
        #expect(rename(path, site.spool.path + "/drop/huge.csv") == 0)
        let reason = try site.waitForReason("huge.csv")
        #expect(reason.contains("67108864") || reason.contains("64"), "the limit is named: \(reason)")
        try proveAlive(site)
    }

    @Test("a question of belonging goes to a person: another customer's order, an unknown product")
    func belonging() throws {
        let site = try started()
        let order = Sample.orders(1).dropFirst().dropLast().replacing("A-1", with: "B-1")
            .replacing("\"purchased_on\"", with: "\"customer\":\"C-1\",\"purchased_on\"")
        _ = try site.deliver("order.json", String(order))
        let stranger = Sample.request(1).replacing("A-1", with: "B-1").replacing("R-1", with: "S-1")
            .replacing("\"name\"", with: "\"number\":\"C-2\",\"name\"")
        let receipt = try site.deliver("stranger.json", String(stranger))
        let record = try #require((receipt["records"] as? [[String: Any]])?.first)
        #expect(record["state"] as? String == "under_review")
        let message = try #require(record["message"] as? String)
        for word in ["falsch", "Fehler", "nicht Ihre", "wrong"] {
            #expect(!message.contains(word), "no blame: \(message)")
        }
        try proveAlive(site)
    }

    @Test("a field that we do not know is kept and warned of, never refused")
    func unknownField() throws {
        let site = try started()
        let receipt = try site.deliver(
            "more.json", Sample.request(1).replacing("\"lines\"", with: "\"chanel\":\"web\",\"lines\""))
        let record = try #require((receipt["records"] as? [[String: Any]])?.first)
        #expect(record["state"] as? String == "approved")
        let warnings = try #require(record["warnings"] as? [String])
        #expect(warnings.contains { $0.contains("chanel") && $0.contains("channel") }, "\(warnings)")
    }

    private static func replaced(_ old: String, _ new: String) -> Data {
        Data(Sample.request(1).replacing(old, with: new).utf8)
    }

    private func started() throws -> Site {
        let site = try Site()
        try site.startWatching()
        _ = try site.deliver("orders.json", Sample.orders(9))
        return site
    }

    /// The daemon takes an ordinary file, and its ledger is sound.
    private func proveAlive(_ site: Site) throws {
        let receipt = try site.deliver("ordinary.json", Sample.request(9))
        #expect(receipt["outcome"] as? String == "accepted")
        #expect(try site.rmad(["verify"]).status == 0)
        #expect(site.daemon?.isRunning == true)
    }

    private func dropRaw(_ site: Site, _ name: [UInt8], _ text: String) throws {
        let hidden = site.spool.path + "/drop/.\(UUID().uuidString).tmp"
        try Data(text.utf8).write(to: URL(fileURLWithPath: hidden))
        let target = Array((site.spool.path + "/drop/").utf8) + name + [0]
        let moved = target.withUnsafeBytes { to in
            hidden.withCString { from in
                to.bindMemory(to: CChar.self).baseAddress.map { rename(from, $0) } ?? -1
            }
        }
        #expect(moved == 0, "\(String(cString: strerror(errno)))")
    }
}
