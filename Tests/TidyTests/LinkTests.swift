import Foundation
import Testing

/// What documents point at exists, and nothing points at one particular machine.
@Suite("Tidy: links")
struct LinkTests {
    private let repository = Repository.here

    @Test("every link in a document to a file of the repository leads somewhere")
    func links() throws {
        let pattern = try Regex(#"\]\(([^)\s]+)(\s+"[^"]*")?\)"#)
        var offences: [Offence] = []
        for path in try repository.paths(endings: [".md"]) {
            for (number, line) in try prose(of: path) {
                for match in line.matches(of: pattern) {
                    let target = String(match.output[1].substring ?? "")
                    guard !target.contains("://"), !target.hasPrefix("mailto:") else { continue }
                    if let problem = try problem(with: target, in: path) {
                        offences.append(Offence(path: path, line: number, what: "\(target): \(problem)"))
                    }
                }
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
    }

    @Test("no file names a place of one particular machine")
    func localPaths() throws {
        // Put together, so that this file does not find itself.
        let places = [
            "/work" + "/main", "/work" + "/shared", "/tmp" + "/rooms", "../sha" + "red/", "/home" + "/", "/root" + "/",
        ]
        var offences: [Offence] = []
        for (path, text) in try repository.texts() {
            for place in places where text.contains(place) {
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                offences += lines.indices.filter { lines[$0].contains(place) }.map {
                    Offence(path: path, line: $0 + 1, what: "names \(place)")
                }
            }
        }
        #expect(offences.isEmpty, "\(offences.report)")
    }

    /// The lines of a document that are neither in a fenced block nor in back-ticks.
    private func prose(of path: String) throws -> [(number: Int, line: String)] {
        var isFenced = false
        var lines: [(number: Int, line: String)] = []
        for (index, line) in try repository.text(path).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.drop(while: { $0 == " " }).hasPrefix("```") {
                isFenced.toggle()
            } else if !isFenced {
                let parts = line.split(separator: "`", omittingEmptySubsequences: false)
                // A link may have a back-ticked text: only what is inside the ticks goes.
                let kept = parts.enumerated().map { $0.offset % 2 == 0 ? String($0.element) : "" }
                lines.append((index + 1, kept.joined()))
            }
        }
        return lines
    }

    /// Why a link leads nowhere; nil when it leads somewhere.
    private func problem(with link: String, in document: String) throws -> String? {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let folder = document.split(separator: "/").dropLast().joined(separator: "/")
        var target = document
        if let file = parts.first, !file.isEmpty {
            let decoded = String(file).removingPercentEncoding ?? String(file)
            target = NSString(string: folder.isEmpty ? decoded : "\(folder)/\(decoded)").standardizingPath
            guard !target.hasPrefix("..") else { return "outside of the repository" }
            guard repository.holds(target) else { return "there is no such file" }
        }
        guard parts.count == 2, target.hasSuffix(".md") else { return nil }
        return try anchors(of: target).contains(String(parts[1])) ? nil : "\(target) has no such heading"
    }

    /// The anchors of a document's headings, made as GitHub makes them.
    private func anchors(of path: String) throws -> Set<String> {
        Set(
            try repository.text(path).split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                let title = line.drop(while: { $0 == "#" }).drop(while: { $0 == " " }).lowercased()
                return String(
                    title.filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == " " }
                        .map { $0 == " " ? "-" : $0 })
            })
    }
}
