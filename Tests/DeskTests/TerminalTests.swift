import Foundation
import Glibc
import Returns
import Testing

@testable import Desk

@Suite("the terminal") struct TerminalTests {
    @Test("a reader who goes away ends the printing quietly, and the exit code stays true")
    func brokenPipe() throws {
        let bench = try Shop.bench()
        for command in ["list", "show \(Shop.first)", "show \(Shop.first) --json", "verify", "queue"] {
            let process = try bench.makeProcess(
                ["-c", "{ \(Bench.probe) \(command) --config rmad.yaml; echo $? >status; } | head -1 >first"],
                environment: [:])
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            let error = Pipe()
            process.standardError = error
            try process.run()
            let told = error.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(told.isEmpty)
            #expect(try bench.read("status") == "0\n")
            #expect(try bench.read("first").split(separator: "\n").count == 1)
        }
    }

    @Test("a reader who is gone before the first byte is no error either")
    func closedPipe() throws {
        let bench = try Shop.bench()
        let process = try bench.makeProcess(
            [
                "-c",
                "{ sleep 0.2; \(Bench.probe) find nobody --config rmad.yaml; "
                    + "\(Bench.probe) show \(Shop.first) --config rmad.yaml; echo $? >status; } | true",
            ],
            environment: [:])
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try eventually("the status is written") { try bench.names(in: ".").contains("status") }
        #expect(try bench.read("status") == "0\n")
    }

    @Test("a disk that takes no output is told, and ends with 69")
    func fullDisk() throws {
        let bench = try Shop.bench()
        let command = "\(Bench.probe) list --config rmad.yaml >/dev/full"
        let process = try bench.makeProcess(["-c", command], environment: [:])
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let error = Pipe()
        process.standardError = error
        try process.run()
        let told = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 69)
        #expect(told.hasPrefix("rmad: cannot write the standard output: No space left on device."))
    }

    @Test(
        "colour comes on a terminal, unless NO_COLOR, TERM=dumb or --no-color forbid it",
        arguments: [
            ([:], [], true), (["NO_COLOR": "1"], [], false), (["NO_COLOR": ""], [], true),
            (["TERM": "dumb"], [], false),
            ([:], ["--no-color"], false), ([:], ["--json"], false),
        ] as [([String: String], [String], Bool)])
    func colour(environment: [String: String], flags: [String], isColoured: Bool) throws {
        let bench = try Shop.bench()
        let shown = try PseudoTerminal(columns: 70).run(bench, ["list"] + flags, environment: environment)
        #expect(shown.contains("RMA-FDF-7CTR"))
        #expect(shown.contains("\u{1B}[32mapproved\u{1B}[0m") == isColoured)
        #expect(shown.contains("\u{1B}") == isColoured)
    }

    @Test("the terminal's own width is what a table fits")
    func width() throws {
        let bench = try Shop.bench()
        for columns in [30, 50, 70] {
            let shown = try PseudoTerminal(columns: columns).run(bench, ["list", "--no-color"], environment: [:])
            for line in shown.split(whereSeparator: \.isNewline) { #expect(DisplayWidth.of(String(line)) <= columns) }
        }
    }

    @Test("text is cut and wrapped by the columns that it takes on a terminal")
    func columns() {
        #expect(DisplayWidth.of("株式") == 4)
        #expect(DisplayWidth.of("e\u{301}") == 1)
        #expect(DisplayWidth.of("👍") == 2)
        #expect(DisplayWidth.cut("株式会社", to: 5) == "株式…")
        #expect(DisplayWidth.cut("abc", to: 3) == "abc")
        #expect(Wrapping.lines("one two three", width: 7) == ["one two", "three"])
        #expect(Wrapping.lines("abcdefghij k", width: 4) == ["abcd", "efgh", "ij k"])
        #expect(Wrapping.lines("a\nb", width: nil) == ["a", "b"])
    }

    @Test("what deceives is written out, what a person can mean stays")
    func printable() {
        #expect(Printable.line("a\u{1B}[2Jb\u{202E}c\u{9B}d\ne\tf") == "a\\u{1b}[2Jb\\u{202e}c\\u{9b}d\\ne\\tf")
        #expect(Printable.line("Zoë Ünal · مریم\u{200C}ها 👩\u{200D}🔧") == "Zoë Ünal · مریم\u{200C}ها 👩\u{200D}🔧")
        #expect(Printable.line("x\u{E0041}y\u{2028}z\u{FEFF}") == "x\\u{e0041}y\\u{2028}z\\u{feff}")
        #expect(Printable.block("a\r\nb\rc\n\n") == ["a", "b", "c"])
        #expect(Printable.json("\"\u{202E}\u{E0041}\"") == "\"\\u202e\\udb40\\udc41\"")
    }

    @Test("any text becomes printable, and printing it again changes nothing")
    func printableProperty() {
        let seed: UInt64 = 0x5EED_2026
        var state = seed
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                if let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: state >> 40) % 0x11_0000) {
                    text.unicodeScalars.append(scalar)
                }
            }
            let safe = Printable.line(text)
            #expect(Printable.line(safe) == safe, "seed \(seed)")
            #expect(!safe.unicodeScalars.contains { $0.isControl || $0.isBidirectionalControl }, "seed \(seed)")
        }
    }

    @Test("times follow the site's zone through summer and winter")
    func zone() throws {
        let zone = try SiteZone("Europe/Berlin")
        let moment = { (text: String, hour: Int) in
            Instant(date: CalendarDate(iso: text)!, hour: hour, minute: 30, second: 5)!
        }
        #expect(zone.text(moment("2026-07-01", 23)) == "2026-07-02 01:30")
        #expect(zone.exact(moment("2026-12-31", 23)) == "2027-01-01 00:30:05")
        #expect(zone.localized("2026-07-01T23:30:05.000Z") == "2026-07-02 01:30:05")
        #expect(zone.localized("2026-07-01T23:30") == "2026-07-01T23:30")
        #expect(throws: DeskFault.self) { try SiteZone("Mars/Olympus") }
    }

    @Test("ages are told by their largest units")
    func ages() {
        #expect(
            [0, 59_000, 60_000, 7_800_000, 86_400_000, 100_000_000].map { Age.text(milliseconds: $0) }
                == ["0 s", "59 s", "1 min", "2 h 10 min", "1 d", "1 d 3 h"])
    }
}

/// A terminal that nobody sits at: the probe's output goes to its far end.
struct PseudoTerminal {
    let columns: Int

    // TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h, which Glibc's module cannot import.
    private static let unlock: UInt = 0x4004_5431
    private static let numberOf: UInt = 0x8004_5430

    func run(_ bench: Bench, _ arguments: [String], environment: [String: String]) throws -> String {
        let near = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(near >= 0)
        defer { close(near) }
        var (locked, number): (Int32, Int32) = (0, 0)
        try #require(ioctl(near, Self.unlock, &locked) == 0 && ioctl(near, Self.numberOf, &number) == 0)
        let far = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(far >= 0)
        var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(far, UInt(TIOCSWINSZ), &size) == 0)
        let process = try bench.makeProcess(arguments + ["--config", bench.configuration], environment: environment)
        process.standardOutput = FileHandle(fileDescriptor: far)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        close(far)
        var shown: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        // The kernel keeps what was written; after the far end is closed reading ends with EIO.
        while case let count = read(near, &piece, piece.count), count > 0 { shown += piece[..<count] }
        return String(decoding: shown, as: UTF8.self)
    }
}
