import Foundation
import Testing

/// What docs/faults.md claims is proven by tests that are there.
@Suite("Tidy: faults")
struct FaultTests {
    private let repository = Repository.here

    @Test("every test that docs/faults.md names exists, and every fact of Tests/Faults stands in it")
    func names() throws {
        let named = try Set(
            repository.text("docs/faults.md").split(separator: "\n").filter { $0.hasPrefix("| ") }
                .compactMap { $0.split(separator: "`").last(where: { $0.contains(" ") && !$0.hasPrefix(" |") }) }
                .filter { $0.count > 6 && !$0.hasPrefix("|") }.map(String.init))
        #expect(named.count > 25, "\(named.count)")
        let tests = try repository.paths(in: "Tests", endings: [".swift", ".py"]).map { try repository.text($0) }
        for name in named.sorted() {
            #expect(tests.contains { $0.contains("\"\(name)\"") }, "no test is called: \(name)")
        }
        let pattern = try Regex(#"@fact\("([^"]+)""#)
        for path in try repository.paths(in: "Tests/Faults", endings: [".py"]) {
            for match in try repository.text(path).matches(of: pattern) {
                let fact = String(match.output[1].substring ?? "")
                #expect(named.contains(fact), "docs/faults.md lacks: \(fact)")
            }
        }
    }
}
