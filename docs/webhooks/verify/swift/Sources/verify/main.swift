import Foundation
import ReceivingWebhooks

// Verifies messages that were saved: to find out why a receiver refuses them.
//
//     verify KEY_FILE HEADERS BODY [HEADERS BODY …]
//
// KEY_FILE has one key a line. HEADERS has one `name: value` a line. BODY is the body as it came; `-` reads it from
// standard input. One line is printed for each message: `new`, `known` or `older` and what it is about, or `refused`
// and why. Ends with 0 when all are genuine, with 1 when one is not, with 64 when it cannot judge.

func headers(in file: String) throws -> [String: String] {
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    let fields = lines.compactMap { line -> (String, String)? in
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return (parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces))
    }
    return Dictionary(fields) { first, _ in first }
}

func body(in file: String) throws -> Data {
    file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(filePath: file))
}

/// Whether all messages are genuine.
func judge(_ files: ArraySlice<String>, keyFile: String) throws -> Bool {
    let keys = try String(contentsOfFile: keyFile, encoding: .utf8).split(whereSeparator: \.isNewline)
    let verifier = try WebhookVerifier(keys: keys.map(String.init))
    var (inbox, files, areGenuine) = (Inbox(), files, true)
    while let headerFile = files.popFirst(), let bodyFile = files.popFirst() {
        let (headers, body) = (try headers(in: headerFile), try body(in: bodyFile))
        do throws(Refusal) {
            let message = try verifier.verify(headers: headers, body: body, now: Date())
            print(inbox.take(message).rawValue, message.type, message.rma ?? "")
        } catch {
            print("refused:", error.rawValue)
            areGenuine = false
        }
    }
    return areGenuine
}

let arguments = CommandLine.arguments.dropFirst()
guard let keyFile = arguments.first, arguments.count >= 3, arguments.count % 2 == 1 else {
    print("usage: verify KEY_FILE HEADERS BODY [HEADERS BODY …]")
    exit(64)
}
do {
    exit(try judge(arguments.dropFirst(), keyFile: keyFile) ? 0 : 1)
} catch {
    print("cannot judge:", error)
    exit(64)
}
