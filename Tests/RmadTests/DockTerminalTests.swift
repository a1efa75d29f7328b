import Foundation
import Testing

/// The real program in a real terminal, driven by keys as a scanner and a person press them.
@Suite("The dock in a terminal")
struct DockTerminalTests {
    @Test(
        "a receipt from the scan to the green banner, an error with its bell, a resize, and a sane terminal behind it")
    func whole() throws {
        let site = try started()
        let rma = try approved(site)
        let tmux = try Tmux(site)
        defer { tmux.end() }
        try tmux.wait("the screen") { $0.contains("Scan a parcel") }
        try tmux.keys("no-such-code", "Enter")
        try tmux.wait("the red banner") { $0.contains("is not ours") }
        try tmux.wait(forSigns: ["\u{07}"], "a mistake is heard")
        try tmux.wait(forSigns: ["\u{1B}[1;37;41m"], "and seen in red")

        try tmux.keys(rma.lowercased(), "Enter")
        try tmux.wait("the return") { $0.contains("Grace Müller") && $0.contains("·/2") && $0.contains("█") }
        try tmux.resize(60, 16)
        try tmux.wait("the small screen") { screen in
            screen.contains(rma) && !screen.contains("█") && screen.split(separator: "\n").allSatisfy { $0.count <= 60 }
        }
        try tmux.resize(100, 30)
        try tmux.wait("the large screen") { $0.contains("█") && $0.contains("send") }
        // One of two, with a weight and a condition; then the question, and the answer that nothing more comes.
        try tmux.keys("1", "Enter")
        try tmux.wait("the count") { $0.contains("1/2") }
        // Each key by itself: signs that come together are a scan.
        try tmux.keys("*")
        try tmux.wait("the condition") { $0.contains("[unopened]") }
        try tmux.keys("/")
        try tmux.wait("the question for a weight") { $0.contains("Weight in grams") }
        try tmux.keys("0.62 kg", "Enter")
        try tmux.wait("the weight") { $0.contains("620 g, 1.20 kg expected") && $0.contains("[unopened]") }
        try tmux.keys("+")
        try tmux.wait("the question") { $0.contains("Not everything is here") }
        try tmux.keys("+")
        try tmux.wait("the green banner") { $0.contains("1 × LAMP recorded") }
        try tmux.wait(forSigns: ["\u{1B}[1;37;42m"], "green")
        // The banner is green when the ledger has the count; the receipt is written after that.
        try site.wait(20, "the receipt") { site.names("receipts/dock-1").count == 1 }
        #expect(try site.rmad(["show", rma]).output.contains("missing 1"))

        try tmux.keys("C-c")
        try tmux.wait("the shell") { $0.contains("ended with 0") }
        try tmux.wait(
            forSigns: ["\u{1B}[?1049h", "\u{1B}[?1049l", "\u{1B}[?25h"], "a screen of its own, left, and the cursor")
        #expect(try tmux.settings().contains("icanon") && !tmux.settings().contains("-icanon"))
        #expect(try tmux.settings().contains(" echo "))
    }

    @Test("SIGTERM and SIGHUP leave a sane terminal too", arguments: [SIGTERM, SIGHUP])
    func signals(signal: Int32) throws {
        let site = try started()
        let tmux = try Tmux(site)
        defer { tmux.end() }
        try tmux.wait("the screen") { $0.contains("Scan a parcel") }
        kill(try tmux.program(), signal)
        try tmux.wait("the shell") { $0.contains("ended with") }
        try tmux.wait(forSigns: ["\u{1B}[?1049l"], "the terminal's own screen")
        #expect(try !tmux.settings().contains("-icanon"))
    }

    @Test("without a terminal the program says what to do instead")
    func noTerminal() throws {
        let site = try started()
        let answer = try site.rmad(["dock"])
        #expect(answer.status == 64 && answer.errors.contains("--plain"))
    }

    private func started() throws -> Site {
        let site = try Site()
        try site.startWatching()
        let orders = Sample.orders(2).replacingOccurrences(
            of: #""quantity":2,"#, with: #""quantity":2,"weight_grams":600,"#)
        _ = try site.deliver("orders.json", orders)
        return site
    }

    private func approved(_ site: Site) throws -> String {
        let receipt = try site.deliver("request.json", Sample.request(1, quantity: 2))
        return try #require((receipt["records"] as? [[String: Any]])?.first?["rma"] as? String)
    }
}

/// A terminal of its own, with its own server on its own socket.
private final class Tmux {
    private let site: Site
    private let socket: String
    private let server = Process()
    private static let environment = [
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color", "SHELL": "/bin/sh",
    ]
    private var raw: String { site.folder.path + "/terminal.raw" }

    init(_ site: Site) throws {
        self.site = site
        socket = "/tmp/dock-\(UUID().uuidString.prefix(8)).sock"
        let shell = """
            stty sane; '\(Site.binary.path)' dock --station dock-1 --staff Maria --config '\(site.configuration)'; \
            echo "ended with $?"; stty -a > '\(site.folder.path)/stty.txt'; sleep 600
            """
        // In the foreground: a server that became a daemon would keep what Foundation waits for.
        server.executableURL = URL(fileURLWithPath: "/usr/bin/tmux")
        server.arguments = ["-D", "-S", socket, "-f", "/dev/null"]
        server.environment = Self.environment
        try server.run()
        let path = socket
        try site.wait(10, "tmux") { FileManager.default.fileExists(atPath: path) }
        _ = try run("new-session", "-d", "-x", "80", "-y", "24", "cat >/dev/null; \(shell)")
        // What the program writes is kept from its first byte on: it waits for the end of the first input.
        _ = try run("pipe-pane", "cat > '\(raw)'")
        _ = try run("send-keys", "C-d")
    }

    func end() {
        _ = try? run("kill-server")
        if server.isRunning { kill(server.processIdentifier, SIGKILL) }
        server.waitUntilExit()
        unlink(socket)
    }

    func keys(_ keys: String...) throws {
        for key in keys { _ = try run("send-keys", key) }
    }

    func resize(_ columns: Int, _ rows: Int) throws {
        _ = try run("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    func screen() throws -> String { try run("capture-pane", "-p") }

    /// What the program writes goes through a process of its own, and may come behind what the screen shows.
    func wait(forSigns signs: [String], _ what: String) throws {
        let place = URL(fileURLWithPath: raw)
        try site.wait(20, what) {
            let output = (try? Data(contentsOf: place)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return signs.allSatisfy(output.contains)
        }
    }

    /// The terminal's settings after the program has ended.
    func settings() throws -> String {
        let path = site.folder.path + "/stty.txt"
        try site.wait(10, "stty") { ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").contains("icanon") }
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    /// The process of the dock: the child of the pane's shell.
    func program() throws -> pid_t {
        let shell = try run("display-message", "-p", "#{pane_pid}").trimmingCharacters(in: .whitespacesAndNewlines)
        let children = try String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
        return try #require(children.split(separator: " ").first.flatMap { pid_t($0) })
    }

    func wait(_ what: String, _ condition: (String) -> Bool) throws {
        var last = ""
        do {
            try site.wait(20, what) {
                last = try screen()
                return condition(last)
            }
        } catch {
            Issue.record("\(what) never came; the screen:\n\(last)")
            throw error
        }
    }

    private func run(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/tmux")
        process.arguments = ["-S", socket] + arguments
        process.environment = Self.environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}
