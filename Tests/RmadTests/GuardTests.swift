import Foundation
import Glibc
import Logging
import Returns
import ServiceListener
import Testing

@testable import rmad

/// What docs/threat-model.md says of a running daemon, looked at on a running daemon.
@Suite("Guards", .serialized)
struct GuardTests {
    @Test("files, folders, descriptors and sockets are those of the threat model's table")
    func leastPrivilege() throws {
        let site = try Site()
        let figures = site.folder.path + "/rmad.prom"
        let victim = site.folder.path + "/victim"
        try Data("dear".utf8).write(to: URL(fileURLWithPath: victim))
        // Somebody who may write into the collector's folder lays a trap.
        #expect(symlink(victim, figures + ".part") == 0)
        try site.configure([
            ("file: null                      # /var/lib", "file: \(figures) # /var/lib"),
            ("seconds: 15", "seconds: 1"),
            ("formats: []", "formats: [csv]"), ("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 0"),
        ])
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        // A request before its order would wait for a person, and have no papers.
        for (name, text) in [
            ("orders.json", Sample.orders(1)), ("shop.json", Sample.endpoint(port: site.port)),
            ("r.json", Sample.request(1)),
        ] {
            try site.drop(name, text)
            _ = try site.waitForReceipt(name)
        }
        try site.drop("bad.json", "{")
        _ = try site.waitForReason("bad.json")
        try site.wait(20, "papers") { site.names("labels").count >= 3 }
        try site.wait(20, "figures") { FileManager.default.fileExists(atPath: figures) }

        let table = try Self.table()
        #expect(table.count >= 12)
        for (path, mode) in table {
            for found in try Self.matches(path, in: site) {
                #expect(Self.mode(found) == mode, "\(found) has the mode \(String(Self.mode(found), radix: 8))")
            }
        }
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "dear", "a link was written through")
        #expect(Self.mode(figures) == 0o644)

        let process = try #require(site.daemon?.processIdentifier)
        let limits = try String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
        #expect(core.split(separator: " ").contains("0"), "\(core)")
        #expect(try Self.listening(process).isEmpty, "it listens nowhere")
        let secret = try site.text("secrets/shop.whsec").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(secret.hasPrefix("whsec_") && !site.log.contains(secret.dropFirst(6)))
        let environment = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/environ"))
        #expect(!String(decoding: environment, as: UTF8.self).contains("whsec_"))
    }

    @Test("a file's name can write no line of its own into the log, and moves no cursor")
    func names() throws {
        let site = try Site()
        try site.configure([("disk_free_bytes_min: 268435456", "disk_free_bytes_min: 0")])
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        let evil = "a\n2026-11-22T00:00:00Z error forged\u{1B}[2J\u{9B}31m\u{202E}.json"
        try site.drop(evil, "{")
        try site.wait(20, "its end") { site.names("rejected").contains { $0.hasSuffix(".reason.txt") } }
        try site.wait(20, "the line") { site.log.contains("forged") }
        #expect(!site.log.split(separator: "\n").contains { $0.hasPrefix("2026-11-22T00:00:00Z error forged") })
        #expect(!site.log.unicodeScalars.contains { $0 != "\n" && ($0.isControl || $0.isBidirectionalControl) })
        let reason = try #require(site.names("rejected").first { $0.hasSuffix(".reason.txt") })
        let words = try site.text("rejected/" + reason)
        #expect(!words.unicodeScalars.contains { $0 != "\n" && ($0.isControl || $0.isBidirectionalControl) })
    }

    @Test("what a line of the log is made of is one line")
    func lines() {
        for text in ["a\nb", "\u{1B}[2J", "\u{85}x", "\u{9B}2J", "\u{202E}x", "\u{2028}y", "\u{7F}"] {
            let safe = LogLines.harmless("<\(text)>")
            #expect(!safe.unicodeScalars.contains { $0.isControl || $0.isBidirectionalControl || $0 == "\u{2028}" })
            #expect(safe.hasPrefix("<") && safe.hasSuffix(">") && safe.contains("\\u{"))
        }
        #expect(LogLines.harmless("Grüße, 日本 🎁") == "Grüße, 日本 🎁")
    }

    @Test("a service's secret that others may read, that is no file, or that is missing is not used")
    func secrets() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/secrets-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/s"
        try Data("abc\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect(chmod(path, 0o640) == 0)
        #expect(throws: ServiceSecret.Unusable.self) { _ = try ServiceSecret.read(path, of: .shippo) }
        #expect(chmod(path, 0o600) == 0)
        #expect(try ServiceSecret.read(path, of: .shippo) == Array("abc".utf8))
        #expect(mkfifo(folder + "/pipe", 0o600) == 0)
        for name in ["pipe", "missing"] {
            #expect(throws: ServiceSecret.Unusable.self) {
                _ = try ServiceSecret.read(folder + "/\(name)", of: .shippo)
            }
        }
    }

    // MARK: The table

    /// The rows of docs/threat-model.md below "Least privilege": a path below the spool, and its mode.
    private static func table() throws -> [(path: String, mode: mode_t)] {
        let page = try String(contentsOf: Site.root.appending(path: "docs/threat-model.md"), encoding: .utf8)
        let chapter = try #require(page.components(separatedBy: "\n## ").first { $0.hasPrefix("Least privilege") })
        return chapter.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
            guard line.hasPrefix("| `"), cells.count >= 2, let mode = mode_t(cells[1], radix: 8) else { return nil }
            return (cells[0], mode)
        }
    }

    /// Everything that a row means: a path, or each thing in a folder for `folder/*`. A row that means nothing is told.
    private static func matches(_ path: String, in site: Site) throws -> [String] {
        let whole = site.spool.path + "/" + path
        guard path.hasSuffix("/*") else {
            #expect(FileManager.default.fileExists(atPath: whole), "\(path) is not there")
            return [whole]
        }
        let folder = String(whole.dropLast(2))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(!names.isEmpty, "\(path): nothing is there")
        return names.map { folder + "/" + $0 }
    }

    private static func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    /// Sockets of a process that wait for somebody to call.
    private static func listening(_ process: Int32) throws -> [String] {
        let own = Set(
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").compactMap { name in
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\(name)")
            })
        return try ["tcp", "tcp6", "udp", "udp6"].flatMap { kind in
            try String(contentsOfFile: "/proc/\(process)/net/\(kind)", encoding: .utf8).split(separator: "\n")
                .dropFirst()
                .compactMap { line -> String? in
                    let cells = line.split(separator: " ")
                    let waits = cells[3] == (kind.hasPrefix("tcp") ? "0A" : "07")
                    return waits && own.contains("socket:[\(cells[9])]") ? String(line) : nil
                }
        }
    }
}
