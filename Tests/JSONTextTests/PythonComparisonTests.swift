import Foundation
import JSONText
import Testing

/// The same texts, judged by Python's `json` and by ours: accepted alike, and with the same values.
@Suite("Compared with Python's json")
struct PythonComparisonTests {
    /// Python is laxer than RFC 8259 in some things; the hooks take that away.
    private static let judge = #"""
        import json, sys
        def pairs(p):
            if len({k for k, _ in p}) != len(p): raise ValueError("duplicate")
            return ("o", p)
        class N(str): pass
        def refuse(x): raise ValueError(x)
        esc = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t'}
        def s(t):
            t.encode("utf-8")
            return '"' + "".join(esc.get(c) or ("\\u%04x" % ord(c) if ord(c) < 32 or ord(c) == 127 else c) for c in t) + '"'
        def w(v):
            if v is None: return "null"
            if v is True: return "true"
            if v is False: return "false"
            if isinstance(v, N): return str(v)
            if isinstance(v, str): return s(v)
            if isinstance(v, list): return "[" + ",".join(map(w, v)) + "]"
            return "{" + ",".join(s(k) + ":" + w(x) for k, x in sorted(v[1], key=lambda m: m[0].encode("utf-8"))) + "}"
        for line in sys.stdin:
            try:
                data = bytes.fromhex(line.strip())
                if data[:3] == b"\xef\xbb\xbf": data = data[3:]
                v = json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_constant=refuse,
                               parse_float=N, parse_int=N)
                print("ok " + w(v).encode("utf-8").hex())
            except (ValueError, RecursionError):
                print("no")
        """#

    @Test("12,000 generated and mutated texts are judged alike")
    func compared() throws {
        let seed: UInt64 = 20_260_314
        var generator = JSONTexts(seed: seed)
        let texts = (0..<12_000).map { _ in generator.next() }
        let input =
            texts.map { $0.map { String($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
            .joined(separator: "\n") + "\n"
        let answers = try Python.run(["-c", Self.judge], input: Data(input.utf8)).split(separator: "\n")
        try #require(answers.count == texts.count)
        var accepted = 0
        for (text, answer) in zip(texts, answers) {
            let ours: String
            do throws(JSONProblem) {
                let canonical = try JSONReader.parse(text).canonicalText()
                ours = "ok " + canonical.utf8.map { String($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                accepted += 1
            } catch {
                ours = "no"
            }
            #expect(ours == answer, "seed \(seed): \(String(decoding: text, as: UTF8.self))")
        }
        #expect(accepted > 3_000 && accepted < 11_000, "the mix of good and bad texts is lopsided: \(accepted)")
    }
}

/// Texts that are JSON, and texts that nearly are.
struct JSONTexts {
    private var random: SplitMix64
    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func next() -> [UInt8] {
        var bytes = Array(value(depth: 0).utf8)
        guard Bool.random(using: &random) else { return bytes }
        let noise = Array("{}[]\",:\\u0 \n\t-+.eE19truefalsn'/".utf8) + [0xFF, 0xC3, 0xED, 0xA0, 0x80, 0x00, 0x7F]
        for _ in 0..<Int.random(in: 1...2, using: &random) where !bytes.isEmpty {
            let index = bytes.indices.randomElement(using: &random) ?? 0
            switch Int.random(in: 0...2, using: &random) {
            case 0: bytes.remove(at: index)
            case 1: bytes.insert(noise.randomElement(using: &random) ?? 0, at: index)
            default: bytes[index] = noise.randomElement(using: &random) ?? 0
            }
        }
        return bytes
    }

    private mutating func value(depth: Int) -> String {
        let space = [" ", "", "", "\n", "\t", "\r\n"].randomElement(using: &random) ?? ""
        switch Int.random(in: 0...(depth > 4 ? 5 : 9), using: &random) {
        case 0: return "null"
        case 1: return "true"
        case 2: return space + "false"
        case 3: return number()
        case 4, 5: return string() + space
        case 6, 7:
            let count = Int.random(in: 0...4, using: &random)
            return "[" + (0..<count).map { _ in value(depth: depth + 1) }.joined(separator: space + ",") + space + "]"
        default:
            let count = Int.random(in: 0...4, using: &random)
            let members = (0..<count).map { _ in string() + space + ":" + value(depth: depth + 1) }
            return "{" + space + members.joined(separator: ",") + "}"
        }
    }

    private mutating func number() -> String {
        ["0", "-0", "12", "-3.50", "1e5", "1E-7", "0.1", "123456789012345678901234567890", "2.5e+10", "1E400"]
            .randomElement(using: &random) ?? "0"
    }

    private mutating func string() -> String {
        let pieces = [
            "a", "b", "ä", "€", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e4", "\\ud83d\\ude00", "\\ud83d", "\\b",
            "\u{7F}",
        ]
        let count = Int.random(in: 0...4, using: &random)
        return "\"" + (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\""
    }
}

/// Runs Debian's Python as an independent judge.
enum Python {
    static func run(_ arguments: [String], input: Data, executable: String = "/usr/bin/python3") throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (inFile, outFile) = (folder.appending(path: "in"), folder.appending(path: "out"))
        try input.write(to: inFile)
        try Data().write(to: outFile)
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: inFile)
        process.standardOutput = try FileHandle(forWritingTo: outFile)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python ended with \(process.terminationStatus)")
        return String(decoding: try Data(contentsOf: outFile), as: UTF8.self)
    }
}
