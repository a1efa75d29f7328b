import Foundation
import Testing

/// What is installed beside the program, judged by the programs that read it. `make test-systemd` proves the rest.
@Suite("Installation")
struct InstallationTests {
    @Test(
        "systemd has nothing to say against the units, and is content with their confinement",
        arguments: ["rmad.service", "rmad-backup.service"])
    func unit(name: String) throws {
        let tree = try Tree(prefix: "/usr")
        let place = tree.folder.path + "/usr/lib/systemd/system/\(name)"
        var text = try String(contentsOfFile: place, encoding: .utf8)
        let security = try run(
            "/usr/bin/systemd-analyze", ["security", "--offline=true", "--no-pager", "--threshold=12", place])
        #expect(security.status == 0, "\(security.said)")
        // It looks for the program where the unit says.
        #expect(text.contains("=/usr/bin/rmad "))
        text = text.replacingOccurrences(of: "=/usr/bin/rmad ", with: "=\(tree.folder.path)/usr/bin/rmad ")
        try text.write(toFile: place, atomically: true, encoding: .utf8)
        let verified = try run("/usr/bin/systemd-analyze", ["verify", "--man=no", place])
        #expect(verified.status == 0 && verified.said.isEmpty, "\(verified.said)")
    }

    @Test("the timer calls the backup, and systemd has nothing to say against it")
    func timer() throws {
        let tree = try Tree(prefix: "/usr")
        let place = tree.folder.path + "/usr/lib/systemd/system/rmad-backup.timer"
        let service = try String(contentsOfFile: place.replacing(".timer", with: ".service"), encoding: .utf8)
        #expect(service.contains("ExecStart=/usr/bin/rmad backup --config /etc/rmad/rmad.yaml"))
        try service.replacingOccurrences(of: "=/usr/bin/rmad ", with: "=\(tree.folder.path)/usr/bin/rmad ")
            .write(toFile: place.replacing(".timer", with: ".service"), atomically: true, encoding: .utf8)
        let verified = try run("/usr/bin/systemd-analyze", ["verify", "--man=no", place])
        #expect(verified.status == 0 && verified.said.isEmpty, "\(verified.said)")
    }

    @Test("with another prefix and sysconfdir every path follows, and a configuration that is there is kept")
    func places() throws {
        let tree = try Tree(prefix: "/opt/returns", sysconfdir: "/opt/returns/etc")
        let folder = tree.folder.path
        let unit = try String(
            contentsOfFile: folder + "/opt/returns/lib/systemd/system/rmad.service", encoding: .utf8)
        #expect(unit.contains("ExecStart=/opt/returns/bin/rmad serve --check --config /opt/returns/etc/rmad/rmad.yaml"))
        #expect(!unit.contains("/usr/bin/rmad") && !unit.contains(" /etc/rmad"))
        #expect(unit.contains("ReadWritePaths=-/opt/returns/etc/rmad/secrets"))
        let configuration = folder + "/opt/returns/etc/rmad/rmad.yaml"
        try "changed: true\n".write(toFile: configuration, atomically: true, encoding: .utf8)
        try tree.install()
        #expect(try String(contentsOfFile: configuration, encoding: .utf8) == "changed: true\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["opt"], "something lies elsewhere")
    }

    @Test(
        "a prefix that would part the lines of a unit is refused, and nothing is installed", arguments: ["/o p", "/%h"])
    func prefixes(prefix: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tree-\(UUID().uuidString)").path
        let done = try run(
            Site.root.path + "/scripts/install.sh", [],
            environment: [
                "PATH": "/usr/bin:/bin", "DESTDIR": folder, "prefix": prefix, "PROGRAM": Site.binary.path,
            ])
        #expect(done.status != 0 && done.said.contains("prefix and sysconfdir have letters"), "\(done.said)")
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test("the manual pages are sound, and tell every command and every key")
    func manual() throws {
        let tree = try Tree(prefix: "/usr")
        let share = tree.folder.path + "/usr/share/man"
        var text: [String: String] = [:]
        for page in ["man8/rmad.8", "man5/rmad.conf.5"] {
            let read = try run("/usr/bin/man", ["--warnings", "--local-file", "\(share)/\(page).gz"])
            #expect(read.status == 0 && read.errors.isEmpty, "\(page): \(read.errors)")
            text[page] = read.output
        }
        let alias = try run("/usr/bin/zcat", ["\(share)/man5/rmad.yaml.5.gz"])
        #expect(alias.output == ".so man5/rmad.conf.5\n", "\(alias.said)")
        let commands = try run(Site.binary.path, ["--help"]).output.split(separator: "\n")
            .compactMap { $0.firstMatch(of: /^  ([a-z]+)  +/).map { String($0.1) } }
        #expect(commands.count > 10)
        for command in commands { #expect(text["man8/rmad.8"]?.contains("rmad \(command)") == true, "\(command)") }
        let keys = try String(contentsOf: Site.root.appending(path: "docs/configuration.md"), encoding: .utf8)
            .matches(of: /(?m)^\| `([a-z_.]+)` \|/).map { String($0.1) }
        #expect(keys.count > 50)
        for key in keys { #expect(text["man5/rmad.conf.5"]?.contains(key) == true, "\(key)") }
    }

    @Test("the shells can read the completions, and each knows `reload`")
    func completions() throws {
        let tree = try Tree(prefix: "/usr")
        let share = tree.folder.path + "/usr/share"
        let bash = try run("/bin/bash", ["-n", share + "/bash-completion/completions/rmad"])
        #expect(bash.status == 0, "\(bash.said)")
        for place in [
            "bash-completion/completions/rmad", "zsh/vendor-completions/_rmad", "fish/vendor_completions.d/rmad.fish",
        ] {
            #expect(try String(contentsOfFile: "\(share)/\(place)", encoding: .utf8).contains("reload"), "\(place)")
        }
        let local = try Tree(prefix: "/usr/local")
        let zsh = try FileManager.default.contentsOfDirectory(atPath: local.folder.path + "/usr/local/share/zsh")
        #expect(zsh == ["site-functions"], "where zsh looks for what is installed by hand")
    }

    @Test("bash completes the words that an option takes")
    func words() throws {
        let tree = try Tree(prefix: "/usr")
        let script = tree.folder.path + "/usr/share/bash-completion/completions/rmad"
        for (line, word) in [
            ("rmad list --state ", "under_review"), ("rmad deliveries list --state ", "held"),
            ("rmad stats --by ", "reason"),
        ] {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            let completed = try run(
                "/bin/bash",
                [
                    "-c",
                    """
                    source '\(script)'
                    COMP_WORDS=(\(words.dropLast().joined(separator: " ")) '') COMP_CWORD=\(words.count - 1)
                    COMP_LINE='\(line)' COMP_POINT=${#COMP_LINE}
                    $(complete -p rmad | sed 's/.*-F \\([^ ]*\\) .*/\\1/') rmad '' '\(words[words.count - 2])'
                    printf '%s\\n' "${COMPREPLY[@]}"
                    """,
                ])
            #expect(completed.output.split(separator: "\n").contains(Substring(word)), "\(line): \(completed.said)")
        }
    }

    @Test("every link among the documents that are installed leads to one that is installed")
    func links() throws {
        let tree = try Tree(prefix: "/usr")
        let doc = URL(fileURLWithPath: tree.folder.path + "/usr/share/doc/rmad")
        let pages = try #require(FileManager.default.enumerator(atPath: doc.path)?.compactMap { $0 as? String })
            .filter { $0.hasSuffix(".md") }
        #expect(pages.contains("operating.md") && pages.contains("faults.md") && pages.contains("webhooks/README.md"))
        for page in pages {
            let place = doc.appending(path: page)
            let text = try String(contentsOf: place, encoding: .utf8)
            for match in text.matches(of: /\]\(([^)#:\s]+)(#[^)]*)?\)/) {
                let target = place.deletingLastPathComponent().appending(path: "\(match.1)").standardizedFileURL
                #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(match.1)")
            }
        }
        for example in ["rmad.rules.yaml", "rmad.dashboard.json"] {
            #expect(FileManager.default.fileExists(atPath: doc.appending(path: "examples/\(example)").path))
        }
    }

    @Test("the journal compiles the catalogue of log lines")
    func catalogue() throws {
        let tree = try Tree(prefix: "/usr")
        let compiled = try run("/usr/bin/journalctl", ["--root=\(tree.folder.path)", "--update-catalog"])
        #expect(compiled.status == 0 && compiled.said.isEmpty, "\(compiled.said)")
        let listed = try run("/usr/bin/journalctl", ["--root=\(tree.folder.path)", "--list-catalog"])
        #expect(listed.output.contains("rmad: configuration reloaded"), "\(listed.said.prefix(2000))")
    }
}

/// A folder into which everything was installed.
private final class Tree {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tree-\(UUID().uuidString)")
    private let prefix: String
    private let sysconfdir: String

    init(prefix: String, sysconfdir: String = "/etc") throws {
        self.prefix = prefix
        self.sysconfdir = sysconfdir
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try install()
    }

    func install() throws {
        let done = try run(
            Site.root.path + "/scripts/install.sh", [],
            environment: [
                "PATH": "/usr/bin:/bin", "DESTDIR": folder.path, "prefix": prefix, "sysconfdir": sysconfdir,
                "PROGRAM": Site.binary.path,
            ])
        #expect(done.status == 0, "\(done.said)")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}

private struct Done {
    let status: Int32
    let output: String
    let errors: String
    var said: String { output + errors }
}

private func run(_ program: String, _ arguments: [String], environment: [String: String]? = nil) throws -> Done {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment ?? ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "400"]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Done(
        status: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
        errors: String(decoding: complained, as: UTF8.self))
}
