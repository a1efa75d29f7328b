import Policy
import Returns
import Settings
import Testing

/// `inspection`, `vendors`, `disposition`, `repair` and `advance` in policy.yaml, and printers of tags.
@Suite struct UnitFileTests {
    private func policy(_ bench: Workbench) throws -> PolicyBook {
        guard case .success(let configuration, let warnings) = Configuration.load(file: bench.file) else {
            throw Unsound(problems: bench.problems())
        }
        #expect(warnings.isEmpty)
        return configuration.policy
    }

    private struct Unsound: Error {
        let problems: [ConfigurationProblem]
    }

    @Test("the shipped policy asks, sends, recommends and dates")
    func shipped() throws {
        let units = try policy(Workbench()).units
        let list = try #require(units.checklist(for: Category(trusted: "laptops")))
        #expect(list.questions.map(\.id) == ["powers_on", "screen", "locked", "accessories"])
        #expect(list.questions[0].atMost == ["no": .d, "unknown": .c])
        #expect(units.checklist(for: Category(trusted: "shoes")) == nil)
        #expect(units.dispositions.first?.selector.hazards == [.damagedBattery])
        #expect(units.dispositions.first { $0.name == "as new" }?.disposition == .restock)
        #expect(units.repair.reasons == [.defective, .warranty, .missingParts] && units.repair.shareMax == 6_000)
        #expect(units.advance.days(for: .loaner) == 30 && units.advance.remindDays == 3)
    }

    @Test("a policy file from before there were rules for goods still loads, and leaves goods to people")
    func older() throws {
        let bench = try Workbench()
        let text = try Workbench.read("\(bench.folder)/policy.yaml")
        let start = try #require(text.firstRange(of: "# What the bench is asked")).lowerBound
        let end = try #require(text.firstRange(of: "# What we promise")).lowerBound
        try bench.write(String(text[..<start]) + text[end...], to: "policy.yaml")
        #expect(try policy(bench).units == UnitTerms())
    }

    @Test(
        "mistakes are told with their place and what to write",
        arguments: [
            ("disposition: restock", "disposition: restok", "did you mean 'restock'?"),
            ("at_most: {no: d, unknown: c}", "at_most: {perhaps: d}", "'perhaps', which is no answer"),
            ("{id: screen,", "{id: powers_on,", "a second question 'powers_on'"),
            ("    - name: as new\n      grades: [a]", "    - name: as new", "can never decide"),
            ("      bin: Repair bench", "      warehouse: moon", "moon"),
            ("      grades: [b]", "      grades: [b]\n      vendor: true", "no vendor"),
            ("refund_after_failures: 3", "refund_after_failures: 2", "more than 'replace_after_failures'"),
            ("remind_days: 3 ", "remind_days: 14 ", "before the due day"),
            ("vendors:\n", "vendors:\n  - name: x\n", "within_days"),
        ])
    func mistakes(old: String, new: String, told: String) throws {
        let bench = try Workbench()
        try bench.spoil("policy.yaml", old, new)
        let problems = bench.problems().map { "\($0)" }
        #expect(problems.contains { $0.contains(told) && $0.contains("policy.yaml:") }, "\(problems)")
    }

    @Test("a station may have a printer of labels and one of tags, and not two of the same")
    func printers() throws {
        let bench = try Workbench()
        let text = try Workbench.read(bench.file).replacing("\nprinters: []", with: "")
        let labels = "  - {name: labels, kind: raw, host: 192.0.2.1, stations: [bench]}\n"
        let tags = "  - {name: tags, kind: raw, host: 192.0.2.2, stock: 100x50, stations: [bench]}\n"
        try bench.write(text + "\nprinters:\n" + labels + tags, to: "rmad.yaml")
        guard case .success(let configuration, _) = Configuration.load(file: bench.file) else {
            throw Unsound(problems: bench.problems())
        }
        #expect(configuration.printers.map(\.printsLabels) == [true, false])
        #expect(configuration.printers.map(\.printsTags) == [false, true])
        try bench.write(text + "\nprinters:\n" + tags + tags.replacing("tags,", with: "more,"), to: "rmad.yaml")
        #expect(bench.problems().contains { "\($0)".contains("one printer of tags for a station") })
        try bench.write(
            text + "\nprinters:\n" + tags.replacing("stations: [bench]", with: "default: true"), to: "rmad.yaml")
        #expect(bench.problems().contains { "\($0)".contains("a printer of tags") })
    }
}
