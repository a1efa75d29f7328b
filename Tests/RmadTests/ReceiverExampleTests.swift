import Foundation
import Testing

/// The examples that docs/webhooks shows to developers of receivers, run as they stand there.
///
/// The judge is a Python program with the libraries of others (Tests/RmadTests/Judges): it signs messages, sends them
/// to the examples as rmad would, and looks at what they answer and keep.
@Suite("Examples of receivers")
struct ReceiverExampleTests {
    @Test(
        "an example takes what is genuine, once, keeps the newest state, and refuses everything else",
        .timeLimit(.minutes(20)), arguments: ["python", "python-library", "node", "swift"])
    func judged(example: String) throws {
        let judge = Process()
        judge.executableURL = Site.root.appending(path: ".build/venv/bin/python")
        judge.arguments = ["-B", Site.root.path + "/Tests/RmadTests/Judges/receivers.py", Site.root.path, example]
        let output = Pipe()
        judge.standardOutput = output
        judge.standardError = output
        try judge.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        judge.waitUntilExit()
        #expect(judge.terminationStatus == 0, "\(said)")
        // A judge that looked at nothing would be content, too.
        let counts = said.split(separator: " ").compactMap { Int($0) }
        #expect(counts.count == 2 && counts[0] == counts[1] && counts[0] > 50, "\(said)")
    }
}
