import ArgumentParser
import Desk
import Foundation
import Settings

/// The manual pages and the shells' completions, made from the commands themselves and from the declarations that
/// check the configuration.
enum Manual {
    /// Below the folder in which the system keeps what programs share, `/usr/share`.
    static func files() throws -> [(path: String, text: String)] {
        [
            ("man/man8/rmad.8", try commands()), ("man/man5/rmad.conf.5", settings()),
            // By the name of the file that it tells of.
            ("man/man5/rmad.yaml.5", ".so man5/rmad.conf.5\n"),
            ("bash-completion/completions/rmad", Root.completionScript(for: .bash)),
            ("zsh/vendor-completions/_rmad", Root.completionScript(for: .zsh)),
            ("fish/vendor_completions.d/rmad.fish", Root.completionScript(for: .fish)),
        ]
    }

    private static let source = "rmad \(Version.text)"

    // MARK: rmad(8)

    private static func commands() throws -> String {
        let root = try JSONDecoder().decode(Dump.self, from: Data(Root._dumpHelp().utf8)).command
        var page = Roff(name: "RMAD", section: 8, source: source, title: "System Administration")
        page.section("Name")
        page.verbatim("rmad - a daemon for returns")
        page.section("Synopsis")
        page.verbatim("rmad COMMAND [OPTION]... [ARGUMENT]...")
        page.section("Description")
        let words = (root.discussion ?? "").components(separatedBy: "Exit codes:")
        page.paragraphs(root.abstract ?? "")
        page.paragraphs(words[0])
        page.section("Options of every command")
        let serve = root.subcommands?.first { $0.commandName == "serve" }?.arguments ?? []
        for argument in serve where argument.isGlobal { page.entry(argument.term, argument.words) }
        page.section("Commands")
        for command in root.subcommands ?? [] where command.isShown { add(command, to: &page) }
        page.section("Exit status")
        for status in ExitStatus.allCases { page.entry("\(status.rawValue)", ["\(status.meaning)."]) }
        page.section("Signals")
        page.entry("SIGTERM, SIGINT", ["The daemon writes down what was begun and ends."])
        page.entry(
            "SIGHUP",
            [
                "It takes the configuration as it is now; one with problems changes nothing. rmad reload waits for it."
            ])
        page.section("Environment")
        page.entry("NOTIFY_SOCKET, WATCHDOG_USEC, JOURNAL_STREAM", ["As systemd sets them."])
        page.entry("NO_COLOR, TERM, COLUMNS, LC_ALL, LC_CTYPE, LANG", ["How commands write to a terminal."])
        page.section("Files")
        for (path, words) in places { page.entry(path, [words]) }
        page.section("See also")
        page.verbatim("rmad.conf(5), systemctl(1), journalctl(1); /usr/share/doc/rmad/operating.md")
        return page.text
    }

    private static let places = [
        ("/etc/rmad/rmad.yaml", "The configuration."),
        ("/etc/rmad/policy.yaml", "The returns policy."),
        ("/etc/rmad/messages/", "Every sentence that customers read, by language."),
        ("/etc/rmad/secrets/", "Signing secrets, one file each, mode 600."),
        ("/var/spool/rmad/drop/", "Where files are put; a folder in it is a station."),
        ("/var/spool/rmad/receipts/, rejected/, labels/", "The answers and the papers."),
        ("/var/lib/rmad/ledger.sqlite3", "Everything that is remembered."),
    ]

    private static func add(_ command: Dump.Command, to page: inout Roff) {
        let path = (command.superCommands ?? []) + [command.commandName]
        let shown = (command.arguments ?? []).filter { $0.isShown && $0.isOurs && !$0.isGlobal }
        if command.commandName == "help" { return }
        page.subsection((path + shown.filter { $0.kind == "positional" }.map(\.term)).joined(separator: " "))
        page.paragraphs(command.abstract ?? "")
        page.paragraphs(command.discussion ?? "")
        for argument in shown { page.entry(argument.term, argument.words) }
        for command in command.subcommands ?? [] where command.isShown { add(command, to: &page) }
    }

    // MARK: rmad.conf(5)

    private static func settings() -> String {
        var page = Roff(name: "RMAD.CONF", section: 5, source: source, title: "File Formats")
        page.section("Name")
        page.verbatim("rmad.conf, rmad.yaml - configuration of the returns daemon rmad")
        page.section("Description")
        page.paragraphs(
            """
            YAML. A key that is left out, or has nothing behind its colon, has its default. Unknown keys, wrong types \
            and contradictions stop the start, all of them listed at once with file, line and column: rmad check. \
            Relative paths are seen from the folder of rmad.yaml. Secrets never stand in these files.

            A running daemon takes a change by rmad reload, but for spool.directory, ledger.file and log.
            """)
        for (file, entries) in SettingsReference.entries() {
            page.section("Keys of \(file)")
            for entry in entries {
                if entry.isSection, !entry.path.contains(".") {
                    page.subsection(entry.path)
                    page.paragraphs(entry.meaning)
                    continue
                }
                let standard =
                    entry.standard.map { $0 == "none" ? "No default." : "Default: \($0)." }
                    ?? (entry.isSection ? "" : "Required.")
                page.entry(entry.path, [entry.meaning, entry.isSection ? "" : "\(entry.type). \(standard)"])
            }
        }
        page.section("Files")
        page.entry("/etc/rmad/rmad.yaml", ["The configuration; --config names another."])
        page.entry("/etc/rmad/policy.yaml", ["The returns policy; the key policy names another."])
        page.section("See also")
        page.verbatim("rmad(8)")
        return page.text
    }

    // MARK: What the argument parser tells of the commands

    private struct Dump: Decodable {
        let command: Command

        struct Command: Decodable {
            let commandName: String
            let abstract: String?
            let discussion: String?
            let shouldDisplay: Bool?
            let superCommands: [String]?
            let subcommands: [Command]?
            let arguments: [Argument]?

            var isShown: Bool { shouldDisplay ?? true }
        }

        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
                var typed: String { kind == "long" ? "--\(name)" : "-\(name)" }
            }

            let kind: String
            let shouldDisplay: Bool?
            let isRepeating: Bool?
            let names: [Name]?
            let valueName: String?
            let abstract: String?
            let discussion: String?
            let defaultValue: String?
            let allValues: [String]?

            var isShown: Bool { shouldDisplay ?? true }
            /// Every command has them, and the parser explains them itself.
            var isOurs: Bool { names?.contains { $0.name == "help" || $0.name == "version" } != true }

            /// One of GlobalOptions.
            var isGlobal: Bool { names?.contains { ["config", "json", "no-color"].contains($0.name) } == true }

            var term: String {
                let value = (valueName ?? "value").uppercased() + (isRepeating == true ? "..." : "")
                let typed = (names ?? []).map(\.typed).joined(separator: ", ")
                return switch kind {
                case "positional": value
                case "flag": typed
                default: "\(typed) \(value)"
                }
            }

            var words: [String] {
                [
                    abstract ?? "", discussion ?? "",
                    allValues.map { "One of \($0.joined(separator: ", "))." } ?? "",
                    kind == "flag" ? "" : defaultValue.map { "Default: \($0)." } ?? "",
                ]
            }
        }
    }
}
