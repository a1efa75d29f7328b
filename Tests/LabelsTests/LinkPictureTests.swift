import Foundation
import Labels
import Returns
import Testing

@Suite("The link for a terminal")
struct LinkPictureTests {
    @Test("the QR code for a terminal holds the link, in either ink", arguments: [LinkPicture.Ink.coloured, .plain])
    func picture(ink: LinkPicture.Ink) throws {
        for url in ["https://r.example/1", "https://returns.example.com/r/" + String(repeating: "A", count: 120)] {
            let lines = try LinkPicture.lines(of: url, rma: RMANumber(trusted: "RMA-1"), ink: ink)
            let isDark: [Character: [Bool]] =
                ink == .coloured
                ? ["█": [true, true], "▀": [true, false], "▄": [false, true], " ": [false, false]]
                : ["█": [false, false], "▀": [false, true], "▄": [true, false], " ": [true, true]]
            // As a terminal shows it: four dots for each module.
            var rows: [[Bool]] = []
            for line in lines {
                let blocks = line.replacingOccurrences(of: "\u{1B}[38;5;16;48;5;231m", with: "")
                    .replacingOccurrences(of: "\u{1B}[0m", with: "")
                for half in 0...1 {
                    let row = try blocks.flatMap { Array(repeating: try #require(isDark[$0])[half], count: 4) }
                    rows += Array(repeating: row, count: 4)
                }
            }
            let width = rows.map(\.count).max() ?? 0
            #expect(rows.allSatisfy { $0.count == width })
            var picture = "P2\n\(width) \(rows.count)\n1\n"
            for row in rows { picture += row.map { $0 ? "0" : "1" }.joined(separator: " ") + "\n" }
            try Tool.inFolder { folder in
                let file = folder.appending(path: "picture.pgm")
                try Data(picture.utf8).write(to: file)
                #expect(try Tool.run("zbarimg", ["-q", file.path]).text == "QR-Code:\(url)\n")
            }
        }
    }
}
