import Foundation
import Testing

/// What `apt purge` leaves, by the package's own script on a tree of folders. `make test-systemd` proves it with dpkg
/// and debconf.
@Suite("Purge")
struct PurgeTests {
    private static let places = ["var/lib/rmad", "var/spool/rmad", "var/backups/rmad", "etc/rmad/secrets"]

    @Test("without consent no file goes, whichever are missing; folders that are empty go")
    func withoutConsent() throws {
        // Halfway through a restore: the ledger was put aside, and none is in its place.
        let house = try House([
            "var/lib/rmad/damaged/ledger.sqlite3", "etc/rmad/secrets/shop.whsec", "var/spool/rmad/work/",
        ])
        let said = try house.purge(forget: false)
        #expect(said.contains("stay in") && said.contains("/var/lib/rmad") && said.contains("/etc/rmad/secrets"))
        #expect(!said.contains("/var/spool/rmad") && !said.contains("/var/backups/rmad"))
        #expect(try house.files() == ["etc/rmad/secrets/shop.whsec", "var/lib/rmad/damaged/ledger.sqlite3"])
        #expect(!house.exists("var/spool/rmad") && !house.exists("var/backups/rmad"))
    }

    @Test("what was never used leaves nothing")
    func unused() throws {
        let house = try House([])
        #expect(try house.purge(forget: false).isEmpty)
        for place in Self.places + ["etc/rmad"] { #expect(!house.exists(place), "\(place)") }
    }

    @Test("with consent everything goes, also behind a link")
    func withConsent() throws {
        let house = try House(["var/lib/rmad/ledger.sqlite3", "etc/rmad/secrets/shop.whsec", "disk/drop/a.json"])
        try FileManager.default.removeItem(at: house.root.appending(path: "var/spool/rmad"))
        try FileManager.default.createSymbolicLink(
            at: house.root.appending(path: "var/spool/rmad"), withDestinationURL: house.root.appending(path: "disk"))
        _ = try house.purge(forget: true)
        #expect(try house.files().isEmpty)
        for place in Self.places + ["etc/rmad"] { #expect(!house.exists(place), "\(place)") }
    }

    /// A tree in which the script finds what it would find below `/`.
    private final class House {
        let root = FileManager.default.temporaryDirectory.appending(path: "purge-\(UUID().uuidString)")

        init(_ files: [String]) throws {
            for place in PurgeTests.places { try make(place) }
            for file in files {
                guard !file.hasSuffix("/") else {
                    try make(file)
                    continue
                }
                try make(String(file[..<(try #require(file.lastIndex(of: "/")))]))
                try "kept".write(to: root.appending(path: file), atomically: true, encoding: .utf8)
            }
        }

        deinit { try? FileManager.default.removeItem(at: root) }

        private func make(_ place: String) throws {
            try FileManager.default.createDirectory(
                at: root.appending(path: place), withIntermediateDirectories: true)
        }

        func exists(_ place: String) -> Bool {
            (try? FileManager.default.attributesOfItem(atPath: root.appending(path: place).path)) != nil
        }

        func files() throws -> [String] {
            let all = try #require(FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String })
            return all.filter { file in
                let attributes = try? FileManager.default.attributesOfItem(atPath: root.path + "/" + file)
                return attributes?[.type] as? FileAttributeType == .typeRegular
            }.sorted()
        }

        /// - Returns: what it said; it ends with 0.
        func purge(forget: Bool) throws -> String {
            var script = try String(contentsOf: Site.root.appending(path: "packaging/postrm"), encoding: .utf8)
            script.replace(#/ /(var|etc)//#) { " \(root.path)/\($0.1)/" }
            // The answer that debconf would give.
            script.replace("[ -e /usr/share/debconf/confmodule ]", with: "true")
            script.replace(". /usr/share/debconf/confmodule", with: "RET=\(forget)")
            script.replace("command -v deb-systemd-helper", with: "false")
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = [
                "-c", "db_get() { :; }; db_purge() { :; }; db_stop() { :; }\n" + script, "postrm", "purge",
            ]
            let output = Pipe()
            process.standardError = output
            try process.run()
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(said)")
            return said
        }
    }
}
