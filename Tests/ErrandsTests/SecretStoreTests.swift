import Foundation
import Testing

@testable import Errands

/// What an operator reads of a secret file that cannot be used.
@Suite("Secret files")
struct SecretStoreTests {
    private static let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    @Test(
        "a bad file is told by its path, the line and what is expected there, and never by what stands in it",
        arguments: [
            ("# ours\n\nhunter2hunter2\n", "line 3: it does not begin with whsec_", "base64 of 24 to 64 random bytes"),
            ("\(good) until tomorrow", "line 1: what follows the secret", "until=2026-11-23T10:00:00Z"),
            ("\(good)\nwhsec_hunter2", "line 2: ", "whsec_ and base64"),
            ("\(good) until=2026-11-23T10:00:00Z", "no secret that goes on signing", "without until="),
            ("  \n", "it is empty", "Write the secret"),
        ])
    func bad(text: String, found: String, expected: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "secrets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "shop.whsec").path
        #expect(
            FileManager.default.createFile(
                atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
        let store = SecretStore(directory: folder.path, entropy: { [UInt8](repeating: 1, count: $0) })
        let error = #expect(throws: SecretFault.self) { try store.keys(in: "shop.whsec", at: 0) }
        let words = error.map { "\($0)" } ?? ""
        #expect(words.hasPrefix("secret file \(file): ") && words.hasSuffix("."), "\(words)")
        #expect(words.contains(found) && words.contains(expected), "\(words)")
        #expect(!words.contains("hunter2") && !words.contains("MfKQ9r8"))
    }
}
