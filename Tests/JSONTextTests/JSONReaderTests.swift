import JSONText
import Testing

@Suite("Strict JSON with places")
struct JSONReaderTests {
    private func fault(_ text: String) -> JSONProblem? { fault(Array(text.utf8)) }
    private func fault(_ bytes: [UInt8]) -> JSONProblem? {
        do throws(JSONProblem) {
            _ = try JSONReader.parse(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("every value knows its line, its column in characters and its bytes")
    func places() throws {
        let text = "{\r\n  \"ä\": [1.50, true],\n\t\"b\": null}"
        let node = try JSONReader.parse(Array(text.utf8))
        let list = try #require(node["ä"])
        #expect(list.position == TextPosition(line: 2, column: 8))
        #expect(Array(text.utf8)[list.bytes].elementsEqual("[1.50, true]".utf8))
        guard case .array(let elements) = list.value, case .number(let number) = elements[0].value else {
            Issue.record("not an array with a number")
            return
        }
        #expect(number == "1.50")
        #expect(elements[1].position == TextPosition(line: 2, column: 15))
        #expect(node["b"]?.position == TextPosition(line: 3, column: 7))
    }

    @Test("a byte order mark is skipped and does not count")
    func mark() throws {
        #expect(try JSONReader.parse([0xEF, 0xBB, 0xBF, 0x31]).position == TextPosition(line: 1, column: 1))
    }

    @Test(
        "what is not RFC 8259 is refused with its code, place and a remedy",
        arguments: [
            ("", JSONProblem.Code.empty, 1, 1), ("  \n ", .empty, 2, 2), ("{\"a\":1,\"a\":2}", .duplicateKey, 1, 8),
            ("[NaN]", .notANumber, 1, 2), ("[-Infinity]", .number, 1, 2), ("[Infinity]", .notANumber, 1, 2),
            ("\"\\ud800\"", .surrogate, 1, 2), ("\"\\udc00\\ud800\"", .surrogate, 1, 2),
            ("\"a\u{1}\"", .controlCharacter, 1, 3),
            ("\"a\nb\"", .controlCharacter, 1, 3), ("{} x", .trailingText, 1, 4), ("{}{}", .trailingText, 1, 3),
            ("[1] // c", .trailingText, 1, 5), ("[/* c */1]", .comment, 1, 2), ("{'a':1}", .singleQuotes, 1, 2),
            ("[1,]", .trailingComma, 1, 3), ("{\"a\":1,\n}", .trailingComma, 1, 7), ("{a:1}", .unquotedText, 1, 2),
            ("[01]", .number, 1, 2), ("[1.]", .number, 1, 2), ("[1e]", .number, 1, 2), ("[+1]", .number, 1, 2),
            ("[.5]", .number, 1, 2), ("[-]", .number, 1, 2), ("[1 2]", .unexpectedCharacter, 1, 4),
            ("{\"a\" 1}", .unexpectedCharacter, 1, 6), ("{\"a\":}", .unexpectedCharacter, 1, 6),
            ("\"\\x\"", .escape, 1, 2),
            ("\"\\u12G4\"", .escape, 1, 2), ("{\"a\":1", .unexpectedEnd, 1, 7), ("[\"ab", .unexpectedEnd, 1, 2),
            ("[True]", .unquotedText, 1, 2), ("[trueish]", .unquotedText, 1, 2),
            ("\u{201C}a\u{201D}", .singleQuotes, 1, 1),
            ("[,1]", .unexpectedCharacter, 1, 2), ("nul", .unquotedText, 1, 1), ("}", .unexpectedCharacter, 1, 1),
            ("[1\u{A0}]", .unexpectedCharacter, 1, 3),
        ])
    func refused(text: String, code: JSONProblem.Code, line: Int, column: Int) throws {
        let problem = try #require(fault(text))
        #expect(problem.code == code)
        #expect(problem.position == TextPosition(line: line, column: column))
        #expect(!problem.found.isEmpty && !problem.expected.isEmpty && problem.remedy.hasSuffix("."))
    }

    @Test(
        "bytes that are not UTF-8 are refused where they stand",
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0xE2, 0x82, 0x22], [0x22, 0x61, 0x80, 0x22],
        ] as [[UInt8]])
    func encoding(bytes: [UInt8]) throws {
        #expect(try #require(fault(bytes)).code == .encoding)
    }

    @Test("keys that only look equal are different keys; equal ones are found among many")
    func keys() throws {
        _ = try JSONReader.parse(Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        let many = (0..<100).map { "\"k\($0)\":\($0)" }
        _ = try JSONReader.parse(Array("{\(many.joined(separator: ","))}".utf8))
        #expect(fault("{\((many + ["\"k57\":1"]).joined(separator: ","))}")?.code == .duplicateKey)
    }

    @Test("10,000 levels are refused, 64 are read")
    func depth() throws {
        for open in ["[", "{\"a\":"] {
            #expect(fault(String(repeating: open, count: 10_000))?.code == .tooDeep)
        }
        _ = try JSONReader.parse(Array((String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).utf8))
        let limits = JSONLimits(depthMax: 1_000_000)
        #expect(limits.depthMax == 512)
    }

    @Test("the number of values is bounded")
    func bounded() {
        #expect(throws: JSONProblem.self) {
            try JSONReader.parse(Array("[1,2,3]".utf8), limits: JSONLimits(nodesMax: 3))
        }
    }

    @Test("a broken line of JSON Lines spoils no other")
    func lines() {
        let chunks = JSONReader.lines(Array("{\"a\":1}\n\n{\"a\":\r\n  {\"a\":3}\n".utf8))
        #expect(chunks.map(\.isWhole) == [true, false, true])
        #expect(chunks.map(\.line) == [1, 3, 4])
    }

    @Test("a stream goes on behind a broken record")
    func stream() {
        let chunks = JSONReader.stream(Array("{\n \"a\":1\n}\n{ \"b\": oops }\n{\"c\":3} {\"d\":4}".utf8))
        #expect(chunks.map(\.isWhole) == [true, false, true, true])
        #expect(chunks.map(\.line) == [1, 4, 5, 5])
    }

    @Test("the canonical text does not depend on order and white space")
    func canonical() throws {
        let one = try JSONReader.parse(Array("{ \"b\" : [1, \"x\"], \"a\":null, \"z\": 1 }".utf8))
        let two = try JSONReader.parse(Array("{\"a\":null,\"b\":[1,\"\\u0078\"]}".utf8))
        #expect(one.canonicalText(leavingOut: ["z"]) == two.canonicalText())
    }

    @Test("any bytes are read or refused, never more")
    func anyBytes() {
        var random = SplitMix64(seed: 0xD0C5)
        let signs = Array("{}[]\",:\\u0123ntfe.-+ \n\r\u{E4}".utf8) + [0xFF, 0xED, 0x00]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in signs.randomElement(using: &random) ?? 0
            }
            _ = fault(bytes)
            _ = JSONReader.lines(bytes)
            _ = JSONReader.stream(bytes)
        }
    }
}

/// A small, fast generator whose sequence is given by its seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
