import Policy
import Settings
import Testing

/// `late_parcels` in policy.yaml.
@Suite struct LateParcelFileTests {
    @Test("the days are read, and a file without the key still loads with the standard")
    func days() throws {
        let bench = try Workbench()
        try bench.spoil("policy.yaml", "late_parcels: {accept_days: 30}", "late_parcels: {accept_days: 7}")
        #expect(try policy(bench).lateParcels.acceptDays == 7)
        try bench.spoil("policy.yaml", "late_parcels: {accept_days: 7}\n", "")
        #expect(try policy(bench).lateParcels == LateParcelTerms())
    }

    @Test(
        "a mistake is told with its place", arguments: ["{accept_days: -1}", "{accept_days: soon}", "{days: 3}", "3"])
    func mistakes(text: String) throws {
        let bench = try Workbench()
        try bench.spoil("policy.yaml", "late_parcels: {accept_days: 30}", "late_parcels: \(text)")
        let problem = try #require(bench.problems().first)
        #expect(problem.file.hasSuffix("policy.yaml") && problem.key.hasPrefix("late_parcels"))
        #expect(problem.line > 1)
    }

    private func policy(_ bench: Workbench) throws -> PolicyBook {
        guard case .success(let configuration, _) = Configuration.load(file: bench.file) else {
            Issue.record("\(bench.problems())")
            throw Unloaded()
        }
        return configuration.policy
    }

    private struct Unloaded: Error {}
}
