import Foundation
import Returns
import Testing

@testable import Desk

/// The dock's screens as they are seen. Golden files; docs/warehouse.md shows the first of them.
@Suite("The dock's screens")
struct DockScreenTests {
    static let names = ["ready", "counting", "surplus", "unknown", "small"]

    @Test("each screen is as it was", arguments: names)
    func golden(name: String) throws {
        let screen = Self.screen(name)
        let file = Self.folder.appending(path: "dock-\(name).txt")
        guard let golden = try? String(contentsOf: file, encoding: .utf8) else {
            try screen.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("there was no \(file.lastPathComponent); it is written now: look at it")
            return
        }
        #expect(screen == golden)
    }

    @Test("the manual shows the screen that there is")
    func manual() throws {
        let root = Self.folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let manual = try String(contentsOf: root.appending(path: "docs/warehouse.md"), encoding: .utf8)
        #expect(manual.contains(Self.screen("counting")))
    }

    @Test(
        "every row is exactly as wide as the screen, whatever its size and whatever the names",
        arguments: [
            (40, 12), (80, 24), (81, 25), (200, 60), (39, 24), (80, 11), (1, 1),
        ])
    func sizes(columns: Int, rows: Int) {
        var card = DockBench.card()
        card.customer = "名前\u{1B}[31m" + String(repeating: "é", count: 300)
        card.notes = ["a\nb\u{202E}c"]
        card.lines += (3...80).map {
            .init(number: $0, sku: "S-\($0)", awaited: 1, received: 0, reason: "style", receipt: "awaiting")
        }
        var bench = DockBench(card)
        bench.type("RMA-4KD-9T2X", String(repeating: "X", count: 500))
        for selected in [0, 40, 79] {
            bench.desk.selected = selected
            let screen = view(bench.desk, columns, rows).screen()
            #expect(screen.count == rows && screen.allSatisfy { DisplayWidth.of($0.text) == columns })
            #expect(!screen.contains { $0.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E } })
            if rows >= 24, columns >= 40 {
                #expect(screen.contains { $0.text.contains("S-\(max(3, selected + 1))") || selected == 0 })
            }
        }
    }

    @Test("every sign of a number has a picture, and all are of one size")
    func letters() {
        let signs = String(decoding: RMANumberPattern.alphabet, as: UTF8.self) + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
        let rows = BlockLetters.rows(signs)
        #expect(rows.count == BlockLetters.height)
        #expect(rows.allSatisfy { $0.count == BlockLetters.width(of: signs) })
        for (index, sign) in signs.enumerated() {
            let picture = rows.map { String($0.dropFirst(index * BlockLetters.advance).prefix(5)) }.joined()
            #expect(picture.contains("█"), "\(sign) is blank")
        }
        let alphabet = RMANumberPattern.alphabet.map { BlockLetters.rows(String(decoding: [$0], as: UTF8.self)) }
        #expect(Set(alphabet).count == alphabet.count, "two signs look the same")
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    private func view(_ desk: DockDesk, _ columns: Int, _ rows: Int) -> DockView {
        DockView(desk: desk, station: "dock-1", staff: "Maria", daemon: "daemon runs", columns: columns, rows: rows)
    }

    private static func screen(_ name: String) -> String {
        var card = DockBench.card()
        card.lines[0].hazards = ["lithium battery"]
        card.warnings = ["Dangerous goods: lithium battery. Look before you open it."]
        card.scannedParcel = 1
        var bench = DockBench(card)
        bench.fate = .taken("RMA-4KD-9T2X: 1 × LAMP, 2 × BULB-9 recorded.")
        var (columns, rows) = (80, 24)
        switch name {
        case "ready": bench.type("RMA-4KD-9T2X", "", "", "+")
        case "counting": bench.type("RMA-4KD-9T2X", "", "*", "/", "760")
        case "surplus": bench.type("RMA-4KD-9T2X", "", "5")
        case "unknown": bench.type("1Z5R89390357567127", "b", "2x LAMP", "a blue cable", "", "Ana Ruiz")
        default:
            (columns, rows) = (52, 14)
            bench.type("RMA-4KD-9T2X", "")
        }
        let view = DockView(
            desk: bench.desk, station: "dock-1", staff: "Maria", daemon: "daemon runs", columns: columns, rows: rows)
        return view.screen().map { row in
            var text = row.text
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }
}
