import Settings
import Testing

/// The same numbers for the same seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Whatever stands in the files, problems are told and nothing stops.
@Suite struct OddFilesTests {
    @Test("aliases of aliases are refused before anybody walks through them", .timeLimit(.minutes(1)))
    func manyAliases() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for step in 1...12 {
            let names = Array(repeating: "*a\(step - 1)", count: 10).joined(separator: ", ")
            text += "a\(step): &a\(step) [\(names)]\n"
        }
        for name in ["rmad.yaml", "policy.yaml"] {
            let bench = try Workbench()
            try bench.write(text, to: name)
            #expect(bench.problems().contains { "\($0)".contains("aliases") }, "\(name)")
        }
    }

    @Test("nesting without end is refused", arguments: ["[", "{a: ", "- ", "? "])
    func deep(sign: String) throws {
        let bench = try Workbench()
        try bench.write(String(repeating: sign, count: 100_000), to: "rmad.yaml")
        #expect(!bench.problems().isEmpty)
    }

    @Test("a spoilt file never stops the reader", arguments: ["rmad.yaml", "policy.yaml"])
    func spoilt(name: String) throws {
        let bench = try Workbench()
        let text = Array(try Workbench.read(Workbench.shipped + "/" + name).unicodeScalars)
        let signs = Array("[]{}:,-#&*!|>'\"%@`?~ \n\t\\0é\u{85}\u{E000}\u{FEFF}".unicodeScalars)
        try bench.spoil("rmad.yaml", "messages: messages", "messages: none")
        for seed in UInt64(1)...100 {
            var random = SplitMix64(state: seed)
            var odd = text
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<odd.count, using: &random)
                let end = min(odd.count, index + Int.random(in: 0...12, using: &random))
                let new = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
                    signs.randomElement(using: &random)
                }
                odd.replaceSubrange(index..<end, with: new)
            }
            var source = ""
            source.unicodeScalars.append(contentsOf: odd)
            source = source.replacing("messages: messages", with: "messages: none")
            try bench.write(source, to: name)
            let problems = bench.problems()
            #expect(!problems.isEmpty, "seed \(seed)")
            #expect(problems.allSatisfy { !$0.found.isEmpty && !$0.remedy.isEmpty }, "seed \(seed)")
        }
    }

    @Test("keys that are given many times are all told, with the places of the earlier ones")
    func manyRepeats() throws {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", "  dpi: 203", "  dpi: 203\n  \"dpi\": 203\n  dpi: 203")
        try bench.spoil("rmad.yaml", "log:", "spool: {}\nlog:")
        let problems = bench.problems()
        #expect(problems.map(\.key).sorted() == ["dpi", "dpi", "spool"])
        #expect(problems.allSatisfy { $0.found.contains("twice") && $0.line > 1 })
    }
}
