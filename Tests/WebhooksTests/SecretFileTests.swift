import Testing

@testable import Webhooks

@Suite("Secret file")
struct SecretFileTests {
    private let a = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private let b = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
    private let key = "whsk_" + Base64.encode([UInt8](repeating: 5, count: 32))
    /// 2026-11-23T10:00:00Z
    private let end: Int64 = 1_795_428_000

    @Test("secrets and keys are read newest first, and sign until their time is over")
    func reads() throws {
        let file = try SecretFile.parse(
            "# of the shop\n\n\(a)\r\n  \(b)\tuntil=2026-11-23T10:00:00Z  \n\(key) until=2026-11-23T10:00:00Z")
        let before = file.active(at: end - 1)
        #expect(before.secrets.map(\.exposed) == [a, b] && before.keys.map(\.exposed) == [key])
        let after = file.active(at: end)
        #expect(after.secrets.map(\.exposed) == [a] && after.keys.isEmpty)
        #expect(file.text == "\(a)\n\(b) until=2026-11-23T10:00:00Z\n\(key) until=2026-11-23T10:00:00Z\n")
        #expect(try SecretFile.parse(file.text) == file)
    }

    @Test(
        "a file that could leave nothing to sign with, or is unclear, is refused without repeating a secret",
        arguments: [
            ("", "no secret"), ("# nothing\n", "no secret"), ("{key}", "no secret"),
            ("{a} until=2026-11-23T10:00:00Z", "no secret"),
            ("{a} until=2026-11-23T10:00:00Z\n{b}", "no secret"),
            ("{a} until=2026-11-23", "until="), ("{a} until=2026-11-23T10:00:00+01:00", "until="),
            ("{a} until=2026-11-23T10:00:00.5Z", "until="), ("{a} until=2026-02-29T10:00:00Z", "until="),
            ("{a} until=2026-11-23t10:00:00z", "until="), ("{a} until= 2026-11-23T10:00:00Z", "until="),
            ("{a} till=2026-11-23T10:00:00Z", "until="), ("{a} {b}", "until="), ("{a}{b}", "line 1"),
            ("{a}\nnonsense", "line 2"), ("{a}\n\nwhsk_MfKQ", "line 3"),
            ("{a}\n{a}\n{a}\n{a}\n{a}\n{a}\n{a}\n{a}\n{a}", "9 secrets"),
        ])
    func refused(pattern: String, words: String) {
        let text = pattern.replacing("{a}", with: a).replacing("{b}", with: b).replacing("{key}", with: key)
        let error = #expect(throws: InvalidWebhookInput.self) { try SecretFile.parse(text) }
        let shown = error.map { "\($0)" } ?? ""
        #expect(shown.contains(words), "\(shown)")
        #expect(!shown.contains("MfKQ") && !shown.contains("C2FV") && !shown.contains("BQUF"))
    }

    @Test("moments are read and written alike, over leap years and centuries")
    func moments() {
        let known: [(String, Int64)] = [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("2026-11-23T10:00:00Z", end),
            ("2100-03-01T00:00:00Z", 4_107_542_400), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ]
        for (text, seconds) in known {
            #expect(UTCTime(text)?.seconds == seconds && UTCTime(seconds: seconds).text == text)
        }
        let seed = SplitMix64.freshSeed()
        var random = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: 0...253_402_300_799, using: &random)
            #expect(UTCTime(UTCTime(seconds: seconds).text)?.seconds == seconds, "seed \(seed)")
        }
        for text in [
            "1969-12-31T23:59:59Z", "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-31T00:00:00Z",
            "2026-11-23T24:00:00Z", "2026-11-23T10:60:00Z", "2026-11-23T10:00:60Z", "٢026-11-23T10:00:00Z", "",
        ] {
            #expect(UTCTime(text) == nil)
        }
    }

    @Test("nothing of the file shows itself but its text")
    func quiet() throws {
        let file = try SecretFile.parse("\(a)\n\(key)")
        var dumped = ""
        dump(file, to: &dumped)
        for shown in ["\(file)", String(reflecting: file), dumped] {
            #expect(!shown.contains("MfKQ") && !shown.contains("BQUF") && !shown.contains("49, 242"))
        }
    }
}
