import Glibc
import Testing

@testable import Spool

@Suite("Names")
struct NameTests {
    @Test("what the system would not take is no name")
    func invalid() {
        for bytes: [UInt8] in [[], [46], [46, 46], [97, 0], [97, 47, 98], Array(repeating: 97, count: 256)] {
            #expect(FileName(bytes) == nil)
        }
        #expect(FileName(Array(repeating: 97, count: 255)) != nil)
    }

    @Test("a printable name deceives nobody")
    func printable() {
        #expect(FileName("Rücksendung 1.csv").printable == "Rücksendung 1.csv")
        #expect(FileName("a\nb\u{1B}[2J").printable == "a%0Ab%1B[2J")
        #expect(FileName("100%").printable == "100%25")
        #expect(FileName("x\u{202E}vsc.exe").printable == "x%E2%80%AEvsc.exe")
        #expect(FileName("a\u{200B}\u{2028}\u{A0}b").printable == "a%E2%80%8B%E2%80%A8%C2%A0b")
        #expect(FileName([0x61, 0xFF, 0xC3, 0x28, 0xE2, 0x82])?.printable == "a%FF%C3(%E2%82")
        // Overlong, surrogate, beyond Unicode.
        #expect(FileName([0xC0, 0xAF])?.printable == "%C0%AF")
        #expect(FileName([0xED, 0xA0, 0x80])?.printable == "%ED%A0%80")
        #expect(FileName("退货.csv").printable == "退货.csv")
    }

    @Test("derived names are valid, and different for different originals")
    func derived() throws {
        let seed: UInt64 = 20_250_301
        var generator = SplitMix64(state: seed)
        var seen: [FileName: FileName] = [:]
        for _ in 0..<5_000 {
            let length = Bool.random(using: &generator) ? Int.random(in: 200...255, using: &generator) : 3
            let alphabet: [UInt8] = [97, 46, 0xC3, 0xA4, 0xFF, 10]
            let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 97 }
            guard let name = FileName(bytes) else { continue }
            let derived = name.derived(suffix: ".reason.txt")
            #expect(derived.count <= 255 && FileName(derived.bytes) != nil, "seed \(seed)")
            #expect(derived.hasSuffix(".reason.txt"), "seed \(seed)")
            #expect(seen[derived] == nil || seen[derived] == name, "seed \(seed)")
            seen[derived] = name
            for number in [2, 10_000] {
                let numbered = name.numbered(number)
                #expect(numbered.count <= 255 && FileName(numbered.bytes) != nil && numbered != name, "seed \(seed)")
            }
        }
    }

    @Test("a long name is cut between characters")
    func cut() throws {
        let name = try #require(FileName(String(repeating: "é", count: 127)))
        let derived = name.derived(suffix: ".receipt.json")
        #expect(String(validating: derived.bytes, as: UTF8.self) != nil)
        #expect(derived.count > 245)
    }

    @Test("numbering keeps the ending")
    func numbering() {
        #expect(FileName("a.csv").numbered(2).printable == "a.2.csv")
        #expect(FileName("README").numbered(3).printable == "README.3")
        #expect(FileName(".hidden").numbered(2).printable == ".hidden.2")
    }

    @Test("names of unfinished files are known, and others are not taken for them")
    func unfinished() {
        for name in [
            ".x", "x.part", "x.TMP", "x~", "4913", "#x#", "~$x.xlsx", "x.crdownload", "x.filepart", "x.swp",
            "Thumbs.db",
        ] { #expect(FileName(name)?.isUnfinished == true, "\(name)") }
        for name in ["x.csv", "part", "4914", "#1", "tmp.csv", "a.partly", "~x", "$x"] {
            #expect(FileName(name)?.isUnfinished == false, "\(name)")
        }
    }

    @Test("a file is taken whatever bytes its name has", arguments: OddName.allCases)
    func bytes(_ odd: OddName) throws {
        let bytes = odd.bytes
        let running = try Running()
        let name = try #require(FileName(bytes))
        running.ground.write("outside")
        let target = Array((running.ground.path + "/spool/drop/").utf8) + bytes + [0]
        let answer = target.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { Glibc.rename(running.ground.at("outside"), $0.baseAddress) }
        }
        #expect(answer == 0)
        let file = try running.next()
        #expect(file.name == name)
        #expect(try running.spool.reject(file, reason: Array("why".utf8)) == .moved(name))
        let rejected = try running.spool.directory(of: .rejected)
        #expect(try rejected.facts(of: name) != nil)
        #expect(try rejected.holds(Array("why".utf8), under: name.derived(suffix: ".reason.txt")))
    }
}

enum OddName: String, CaseIterable {
    case newline, noUnicode, longest, option, shell, reordered

    var bytes: [UInt8] {
        switch self {
        case .newline: Array("line\nbreak.csv".utf8)
        case .noUnicode: [0xFF, 0xFE, 0x2E, 0x63, 0x73, 0x76]
        case .longest: Array(repeating: 0x6E, count: 255)
        case .option: Array("-rf".utf8)
        case .shell: Array("a b'\"\\$(x).csv".utf8)
        case .reordered: Array("\u{202E}vsc.a".utf8)
        }
    }
}
