import Documents
import Foundation
import JSONText
import Returns
import Testing

@Suite("What goes back to people")
struct GiveBackTests {
    private func text(_ document: ReadDocument, _ refused: [(record: Int, reason: String)] = []) -> String {
        String(decoding: GiveBack.file(of: document, refused: refused).bytes, as: UTF8.self)
    }

    @Test("a table comes back with its header, its dialect, only the bad rows, and the reason in front")
    func table() throws {
        let source =
            "sep=;\r\nreference;Kunde;SKU;Grund;Menge\r\nR1;Ana;A;defekt;1\r\n"
            + "R2;\"Bo; Co\";B;defekt;0\r\nR2;;C;defekt;1\r\n"
        let document = try Fixture.read(source, "a.csv")
        let rows = text(document).components(separatedBy: "\r\n")
        #expect(
            rows[0] == "sep=;" && rows[1] == "rmad_reason;reference;Kunde;SKU;Grund;Menge" && rows.count == 5
                && rows[4] == "")
        #expect(rows[2].hasSuffix(";R2;\"Bo; Co\";B;defekt;0") && rows[2].contains("line 4, column 5, Menge"))
        #expect(rows[3] == "This row is fine: its record needs a correction in line 4.;R2;;C;defekt;1")
    }

    @Test("corrected and dropped again, a table is taken; the reason column is replaced, never doubled")
    func again() throws {
        let first = try Fixture.read("customer_name,sku,reason,quantity\nAna,A,defective,0\n", "a.csv")
        let once = text(first)
        let second = try Fixture.read(once, "a.csv")
        #expect(second.refused == 1 && second.warnings.isEmpty)
        #expect(text(second).components(separatedBy: "rmad_reason").count == 2)
        let corrected = once.replacing("defective,0", with: "defective,2")
        #expect(try Fixture.read(corrected, "a.csv").declared == 1)
    }

    @Test("a reason of the ledger goes back in the same way, and cannot be run as a formula")
    func ledger() throws {
        let document = try Fixture.read("customer_name,sku,reason\nAna,A,defective\nBo,B,style\n", "a.csv")
        #expect(
            text(document, [(record: 2, reason: "=Order B-9 is not known")])
                == "rmad_reason,customer_name,sku,reason\n'=Order B-9 is not known,Bo,B,style\n")
    }

    @Test(
        "a formula is one also where a sign is combined with its first",
        arguments: ["=\u{301}1+1", "＝1+1", "@\u{FE0F}x"])
    func formulas(reason: String) throws {
        let document = try Fixture.read("customer_name,sku,reason\nBo,B,style\n", "a.csv")
        let back = text(document, [(record: 1, reason: reason)])
        #expect(back.utf8.elementsEqual("rmad_reason,customer_name,sku,reason\n'\(reason),Bo,B,style\n".utf8))
    }

    @Test("JSON comes back as an array of the raw records, JSON Lines as lines, and can be read again")
    func json() throws {
        let good = Fixture.request().split(separator: "\n").joined()
        let bad = "{\"type\": \"feedback\",  \"rmad_reason\": \"old\", \"rma\": \"X\", \"rating\": 9}"
        let array = try Fixture.read("[\(good),\n\(bad)]")
        let back = text(array)
        let node = try JSONReader.parse(Array(back.utf8))
        guard case .array(let elements) = node.value else {
            Issue.record("not an array: \(back)")
            return
        }
        #expect(elements.count == 1 && back.contains("\"rma\": \"X\"") && !back.contains("\"old\""))
        #expect(try Fixture.read(back.replacing(": 9", with: ": 4")).declared == 1)
        let lines = try Fixture.read("\(good)\n\(bad)\n{broken\n", "a.jsonl")
        let again = try Fixture.read(text(lines), "a.jsonl")
        #expect(again.records.count == 2 && again.refused == 2 && text(lines).hasSuffix("\n{broken\n"))
        #expect(again.records[0].canonical == lines.records[1].canonical)
    }

    @Test("random tables survive: what comes back of a refused table reads as the same records")
    func roundTrip() throws {
        let seed: UInt64 = 4242
        var random = SplitMix64(seed: seed)
        let pieces = ["a", "ß", " ", ";", ",", "\"", "\n", "'", "|", "x y", "€", "0"]
        for _ in 0..<300 {
            let separator = [",", ";", "\t", "|"].randomElement(using: &random) ?? ","
            let rows = (0..<Int.random(in: 1...6, using: &random)).map { index in
                (0..<2).map { _ in
                    let cell = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                        pieces.randomElement(using: &random) ?? ""
                    }.joined()
                    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
                } + ["SKU\(index)", "no reason at all"]
            }
            let header = ["note", "title", "sku", "reason"].joined(separator: separator)
            let source = ([header] + rows.map { $0.joined(separator: separator) }).joined(separator: "\n")
            let first = try Fixture.read(source, "a.csv")
            let second = try Fixture.read(text(first), "a.csv")
            let third = try Fixture.read(text(second), "a.csv")
            #expect(first.records.map(\.canonical) == second.records.map(\.canonical), "seed \(seed): \(source)")
            #expect(second.records.map(\.canonical) == third.records.map(\.canonical), "seed \(seed): \(source)")
        }
    }

    @Test("the reason file says what, where, and how to mend it", arguments: ["table", "json", "unreadable"])
    func golden(name: String) throws {
        let text: String
        switch name {
        case "table":
            let source = """
                reference;Kunde;SKU;Grund;Menge;Kaufdatum
                R1;Ana;A;defekt;1;14.03.2026
                R2;Bo;B;defketiv;0;03/04/2026
                R3;Cy;C;zu klein;1;14.03.2026
                """
            let document = try Fixture.read(source, "returns.csv")
            text = ReasonFile.text(
                fileName: "returns.csv", document: document, refused: [(record: 3, reason: "Order B-9 is not known.")],
                givenBackAs: "returns.rejected.csv")
        case "json":
            let document = try Fixture.read(
                Fixture.request(line: "\"quantity\":-1,\"tittle\":\"x\"", customer: "\"email\":\"x\""), "r.json")
            text = ReasonFile.text(fileName: "r.json", document: document)
        default:
            let bytes = Array("{\"type\": \"order\",}".utf8)
            text = ReasonFile.text(
                fileName: "o\u{202E}.json", unreadable: UnreadableDocument(Fixture.unreadable(bytes, "o.json")))
        }
        try Golden.compare(text, with: "Tests/DocumentsTests/Golden/\(name).reason.txt")
    }

    @Test("the generated documentation is up to date")
    func documentation() throws {
        for (path, text) in DocumentsReference.files() { try Golden.compare(text, with: path) }
    }

    @Test("no line of a reason or of a problem is without a remedy, and none is long")
    func plain() throws {
        let document = try Fixture.read(Fixture.request(line: "\"quantity\":0"), "r.json")
        let problem = document.records[0].problems[0]
        #expect(problem.description.split(separator: "\n").count == 2)
        #expect(
            Problem(.json, found: String(repeating: "ä\u{202E}", count: 500), expected: "", remedy: "").found.count
                <= Problem.foundMax + 1)
    }
}

/// Files that the tests compare with; RMAD_WRITE=1 writes them anew.
enum Golden {
    static func compare(_ text: String, with path: String) throws {
        let url = Venv.root.appending(path: path)
        if ProcessInfo.processInfo.environment["RMAD_WRITE"] == "1" {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let stored = try String(contentsOf: url, encoding: .utf8)
        #expect(
            stored == text, "\(path) is not up to date; run the tests once with RMAD_WRITE=1 and read the difference")
    }
}
