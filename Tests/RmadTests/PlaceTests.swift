import Foundation
import Glibc
import Testing

/// Nothing of ours may lie where the spool would take it for its own.
@Suite("Places")
struct PlaceTests {
    @Test(
        "what lies in a folder of the spool is a problem of the configuration, by whatever path it is named",
        arguments: [
            ("secrets_directory", "SPOOL/drop"), ("secrets_directory", "SPOOL"),
            ("ledger.file", "SPOOL/drop/l.sqlite3"), ("ledger.file", "SPOOL/work/../drop/l.sqlite3"),
            ("backup.directory", "SPOOL/rejected/backups"), ("backup.directory", "LINK/new"),
            ("backup.directory", "SPOOL"),
        ])
    func configured(key: String, path: String) throws {
        let site = try Site()
        let (archive, link) = (site.spool.path + "/archive", site.folder.path + "/link")
        try FileManager.default.createDirectory(atPath: archive, withIntermediateDirectories: true)
        #expect(symlink(archive, link) == 0)
        let place = path.replacing("SPOOL", with: site.spool.path).replacing("LINK", with: link)
        let text = try String(contentsOfFile: site.configuration, encoding: .utf8)
        try changed(text, key, to: place).write(toFile: site.configuration, atomically: true, encoding: .utf8)
        let checked = try site.rmad(["check"])
        #expect(checked.status == 78, "\(checked)")
        #expect(checked.output.contains(" \(key): found "), "\(checked)")
        #expect(checked.output.contains(", expected a place outside of \(site.spool.path)"), "\(checked)")
    }

    /// A configuration with another value for a key: `section.key`, or one without a section.
    private func changed(_ text: String, _ key: String, to value: String) -> String {
        let (section, name) = (key.split(separator: ".").first ?? "", key.split(separator: ".").last ?? "")
        let isAlone = section == name
        var current = ""
        return text.components(separatedBy: "\n").map { line in
            if !line.hasPrefix(" "), let end = line.firstIndex(of: ":") { current = String(line[..<end]) }
            let start = (isAlone ? "" : "  ") + "\(name): "
            return current == section && line.hasPrefix(start) ? start + value : line
        }.joined(separator: "\n")
    }

    @Test("backup and export make nothing in the spool, nothing without a name, and no folders above the one named")
    func commands() throws {
        let site = try Site()
        try site.startDaemon()
        try site.wait(20, "ready") { site.log.contains(" ready") }
        site.stopDaemon()
        for command in ["backup", "export"] {
            for place in ["drop", "drop/new", "archive/x"] {
                let refused = try site.rmad([command, "\(site.spool.path)/\(place)"])
                #expect(refused.status == 69 && refused.errors.contains("which is the spool's"), "\(refused)")
            }
            #expect(site.names("drop") == [] && site.names("archive") == [])
            let nowhere = try site.rmad([command, site.folder.path + "/mistyped/new"])
            #expect(nowhere.status == 69 && nowhere.errors.contains("mistyped is no folder"), "\(nowhere)")
            #expect(!FileManager.default.fileExists(atPath: site.folder.path + "/mistyped"))
            let nameless = try site.rmad([command, ""])
            #expect(nameless.status == 64 && nameless.errors.contains("has no name"), "\(nameless)")
        }
    }
}
