import Policy
import Returns
import Settings
import Testing

/// `shipping` in policy.yaml, and goods that may not travel as a parcel.
@Suite struct ShippingFileTests {
    /// Stands where the shipped file lists its own entries.
    private static let shipping = """
        shipping:
          - name: fetched
            when: {categories: [appliances]}
            pick_up: {after_days: 3, from: "08:30", to: "12:00", time_zone: Europe/London}
            packing: [drain_liquids]
          - name: counter
            when: {categories: [clothing]}
            paperless: true
            drop_off: counter
          - name: rest
            packing: [original_box, one_bag]

        """

    private func bench(_ changes: (old: String, new: String)...) throws -> Workbench {
        let bench = try Workbench()
        let text = try Workbench.read("\(bench.folder)/policy.yaml")
        let start = try #require(text.firstRange(of: "shipping:\n")).lowerBound
        let end = try #require(text.firstRange(of: "# What is kept back")).lowerBound
        try bench.write(String(text[..<start]) + Self.shipping + text[end...], to: "policy.yaml")
        for change in changes { try bench.spoil("policy.yaml", change.old, change.new) }
        return bench
    }

    @Test("hours, days, phrases and ways are read as they are written")
    func terms() throws {
        let bench = try bench()
        guard case .success(let configuration, let warnings) = Configuration.load(file: bench.file) else {
            Issue.record("\(bench.problems())")
            return
        }
        #expect(warnings.isEmpty)
        let pickUp = PickUpTerm(businessDays: 3, from: 510, until: 720, timeZone: "Europe/London")
        #expect(
            configuration.policy.shipping.map(\.handOver) == [
                .pickUp(pickUp), .dropOff("counter", isPaperless: true), .anywhere,
            ])
        #expect(configuration.policy.shipping.map(\.packing) == [["drain_liquids"], [], ["original_box", "one_bag"]])
        let battery = configuration.policy.restrictions.first { $0.hazards == [.damagedBattery] }
        #expect(battery?.isByParcel == false && battery?.answer == .review)
        let lithium = configuration.policy.restrictions.first { $0.hazards == [.lithiumBattery] }
        #expect(lithium?.carriage.limits == [.surfaceOnly, .inlandOnly])
    }

    @Test("a driver comes in two business days between nine and five, by the site's clock, unless told otherwise")
    func defaults() throws {
        let bench = try bench(
            (#"{after_days: 3, from: "08:30", to: "12:00", time_zone: Europe/London}"#, #"{to: "17:00"}"#))
        guard case .success(let configuration, _) = Configuration.load(file: bench.file) else {
            Issue.record("\(bench.problems())")
            return
        }
        #expect(
            configuration.policy.shipping[0].handOver
                == .pickUp(
                    PickUpTerm(businessDays: 2, from: 540, until: 1020, timeZone: "Europe/Berlin")))
    }

    @Test("the examples of the shipped file hold when they are taken in")
    func examples() throws {
        let bench = try Workbench()
        let text = try Workbench.read("\(bench.folder)/policy.yaml")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let taken = lines.map { $0.hasPrefix("#  ") ? String($0.dropFirst()) : String($0) }
        #expect(taken.count { $0.contains("pick_up:") || $0.contains("paperless:") } == 2)
        try bench.write(taken.joined(separator: "\n"), to: "policy.yaml")
        #expect(bench.problems() == [])
        #expect(bench.warnings() == [])
        guard case .success(let configuration, _) = Configuration.load(file: bench.file) else { return }
        #expect(configuration.policy.shipping.count == 4)
    }

    struct Mistake: CustomTestStringConvertible {
        let old: String
        let new: String
        let key: String
        let words: [String]
        var testDescription: String { "\(key): \(new)" }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            old: "packing: [original_box, one_bag]", new: "packing: [one_bag, orginal_box]",
            key: "shipping[3].packing[2]", words: ["no message 'packing.orginal_box'", "did you mean 'original_box'?"]),
        Mistake(
            old: "drop_off: counter", new: "drop_off: moon", key: "shipping[2].drop_off",
            words: ["no message 'drop_off.moon'", "counter, locker", "instructions.yaml"]),
        Mistake(
            old: "packing: [drain_liquids]", new: "packing: [category]", key: "shipping[1].packing[1]",
            words: ["no message 'packing.category'"]),
        Mistake(
            old: "drop_off: counter", new: "drop_off: \"At the counter\"", key: "shipping[2].drop_off",
            words: ["small letters", "original_box"]),
        Mistake(
            old: "to: \"12:00\"", new: "to: \"08:30\"", key: "shipping[1].pick_up.to",
            words: ["not after 'from'", "from < to"]),
        Mistake(
            old: "from: \"08:30\"", new: "from: \"8:30\"", key: "shipping[1].pick_up.from", words: ["HH:MM"]),
        Mistake(
            old: "after_days: 3", new: "after_days: 0", key: "shipping[1].pick_up.after_days", words: ["1 to 30"]),
        Mistake(
            old: "after_days: 3", new: "after_day: 3", key: "shipping[1].pick_up.after_day",
            words: ["did you mean 'after_days'?"]),
        Mistake(
            old: "Europe/London", new: "Europe/Londinium", key: "shipping[1].pick_up.time_zone", words: ["IANA"]),
        Mistake(
            old: "    packing: [drain_liquids]", new: "    paperless: true", key: "shipping[1].paperless",
            words: ["'pick_up' and 'paperless'", "sees no counter"]),
        Mistake(
            old: "    packing: [drain_liquids]", new: "    drop_off: counter", key: "shipping[1].drop_off",
            words: ["'pick_up' and 'drop_off'"]),
        Mistake(
            old: "paperless: true", new: "paperless: yes", key: "shipping[2].paperless", words: ["true or false"]),
        Mistake(
            old: "valid_days: 30 ", new: "valid_days: 2 ", key: "shipping[1].pick_up.after_days",
            words: ["good for 2 days", "'valid_days'"]),
        Mistake(
            old: "    when: {categories: [appliances]}\n    pick_up", new: "    pick_up", key: "shipping[2]",
            words: ["can never decide", "'fetched' before it"]),
        Mistake(
            old: "    hazards: [damaged_battery]\n    answer: review",
            new: "    hazards: [damaged_battery]\n    answer: authorize", key: "restricted[1].answer",
            words: ["a damaged battery may burn", "write 'review'"]),
        Mistake(
            old: "    answer: authorize\n    service: Ground\n    marks: [Limited Quantity]",
            new: "    answer: authorize\n    by_parcel: false", key: "restricted[5].answer",
            words: ["may not travel as a parcel", "a person arranges"]),
        Mistake(
            old: "limits: [surface_only, inland_only]", new: "limits: [surface]", key: "restricted[4].limits[1]",
            words: ["one of surface_only, inland_only"]),
    ]

    @Test("a mistake is told with its line, its key and what to do", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let bench = try bench((mistake.old, mistake.new))
        let problems = bench.problems()
        #expect(problems.count == 1, "\(problems.map(\.description).joined(separator: "\n"))")
        let problem = try #require(problems.first)
        #expect(problem.key == mistake.key && problem.line > 0 && problem.column > 0, "\(problem)")
        for words in mistake.words { #expect(problem.description.contains(words), "\(problem)") }
    }

    @Test("a phrase that was taken out of the catalogues is a problem; one that a translation lacks a warning")
    func missingPhrase() throws {
        let bench = try bench()
        try bench.spoil("messages/ja/instructions.yaml", "  one_bag:", "  one_sack:")
        #expect(bench.problems() == [])
        #expect(bench.warnings().contains { $0.key == "packing.one_bag" && $0.file.hasSuffix("/ja") })
        try bench.spoil("messages/en/instructions.yaml", "  one_bag:", "  one_sack:")
        let problem = try #require(bench.problems().first)
        #expect(problem.key == "shipping[3].packing[2]" && problem.file.hasSuffix("policy.yaml"))
    }
}
