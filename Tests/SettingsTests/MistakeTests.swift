import Policy
import Returns
import Settings
import Testing

/// Each mistake names its place and the way to mend it.
@Suite struct MistakeTests {
    struct Mistake: CustomTestStringConvertible {
        var file = "rmad.yaml"
        let old: String
        let new: String
        /// Where the problem must be: the key's dotted path.
        let key: String
        /// What must stand in its description.
        let words: String
        var count = 1

        var testDescription: String { "\(key): \(new)" }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            old: "settle_ms: 1000", new: "setle_ms: 1000", key: "spool.setle_ms", words: "did you mean 'settle_ms'?"),
        Mistake(
            old: "settle_ms: 1000", new: "settle_ms: soon", key: "spool.settle_ms", words: "whole number, 0 to 600000"),
        Mistake(old: "settle_ms: 1000", new: "settle_ms: 700000", key: "spool.settle_ms", words: "'700000'"),
        Mistake(old: "settle_ms: 1000", new: "settle_ms: [1]", key: "spool.settle_ms", words: "found a list"),
        Mistake(old: "drop_mode: \"2770\"", new: "drop_mode: \"2790\"", key: "spool.drop_mode", words: "octal"),
        Mistake(
            old: "group_files_max: 64", new: "group_files_max: 64\n  group_files_max: 32", key: "group_files_max",
            words: "twice"),
        Mistake(
            old: "pattern: \"RMA-???-???#\"", new: "pattern: \"RMA-??\"", key: "rma_number.pattern",
            words: "serial characters"),
        Mistake(old: "base_url: http", new: "base_url: ftp", key: "tracking.base_url", words: "https://"),
        Mistake(old: "time_zone: Europe/Berlin", new: "time_zone: Europe/Berlim", key: "site.time_zone", words: "IANA"),
        Mistake(
            old: "time_zone: Europe/Berlin", new: "time_zone: ../../etc/passwd", key: "site.time_zone", words: "IANA"),
        Mistake(old: "country: DE", new: "country: Germany", key: "site.country", words: "two letters"),
        Mistake(
            old: "default_language: en", new: "default_language: eng", key: "site.default_language",
            words: "did you mean 'en'?"),
        Mistake(
            old: "languages: [en, de, es, fr, ja, ar]", new: "languages: [de]", key: "site.default_language",
            words: "not among"
        ),
        Mistake(
            old: "weekend: [saturday, sunday]", new: "weekend: [saterday]", key: "site.weekend[1]",
            words: "'saturday'"),
        Mistake(old: "holidays: []", new: "holidays: [2026-02-30]", key: "site.holidays[1]", words: "'2026-02-30'"),
        Mistake(old: "colour: null", new: "colour: \"#12345\"", key: "brand.colour", words: "#RRGGBB"),
        Mistake(old: "email: returns@example.com", new: "email: returns", key: "contact.email", words: "e-mail"),
        Mistake(
            old: "closes: \"17:00\"", new: "closes: \"08:00\"", key: "contact.hours[1].closes",
            words: "opens < closes"),
        Mistake(
            old: "    default: true\n", new: "    default: false\n", key: "warehouses", words: "exactly one default"),
        Mistake(old: "    default: false\n", new: "    default: true\n", key: "warehouses", words: "'main', 'service'"),
        Mistake(old: "name: service", new: "name: main", key: "warehouses", words: "two warehouses"),
        Mistake(old: "    city: Leipzig\n", new: "", key: "warehouses[2].city", words: "add the line 'city: …'"),
        Mistake(old: "dpi: 203", new: "dpi: 204", key: "labels.dpi", words: "203 or 300"),
        Mistake(old: "last: 999999999", new: "last: 1000000000", key: "labels.ranges[1].last", words: "9 digits"),
        Mistake(old: "last: 999999999", new: "last: 0", key: "labels.ranges[1].last", words: "before first"),
        Mistake(
            old: "kind: sscc", new: "kind: s10", key: "labels.ranges[1].company_prefix", words: "kind s10", count: 4),
        Mistake(old: "warehouse: null", new: "warehouse: mian", key: "labels.ranges[1].warehouse", words: "'main'"),
        Mistake(old: "allow_http: false", new: "allow_http: no", key: "webhooks.allow_http", words: "true or false"),
        Mistake(
            old: "allow_ranges: []", new: "allow_ranges: [10.20.0.1/16]", key: "webhooks.allow_ranges[1]",
            words: "no bits set"),
        Mistake(
            old: "allow_ranges: []", new: "allow_ranges: [10.20.0.0/16]\n  deny_ranges: [10.0.0.0/8]",
            key: "deny_ranges", words: "twice"),
        Mistake(
            old: "connect_timeout_ms: 5000", new: "connect_timeout_ms: 20000", key: "webhooks.connect_timeout_ms",
            words: "at most"),
        Mistake(
            old: "date_order: null", new: "date_order: day-first", key: "documents.date_order",
            words: "did you mean 'day_first'?"),
        Mistake(
            old: "default_currency: EUR", new: "default_currency: Euro", key: "documents.default_currency", words: "EUR"
        ),
        Mistake(old: "policy: policy.yaml", new: "policy: polices.yaml", key: "", words: "nothing at this path"),
        Mistake(old: "messages: messages", new: "messages: massages", key: "messages", words: "no folder"),
        Mistake(old: "level: info", new: "level: verbose", key: "log.level", words: "trace, debug, info"),
        Mistake(
            old: "tracking:\n  base_url: http://localhost:8080", new: "tracking: here", key: "tracking",
            words: "a map of keys"),
        Mistake(old: "brand:", new: "password: hunter2\nbrand:", key: "password", words: "secrets directory"),
        Mistake(
            old: "name: Example Shop", new: "name: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", key: "brand.name",
            words: "not shown"),
        Mistake(
            old: "base_url: http://localhost:8080", new: "base_url: https://me:hunter2@example.com",
            key: "tracking.base_url", words: "secrets directory"),
        Mistake(
            file: "policy.yaml", old: "order_percent: 50 ", new: "order_percent: 5000 ", key: "attention.order_percent",
            words: "1000"),
        Mistake(
            file: "policy.yaml", old: "wrong_or_empty: 2 ", new: "wrong_or_emtpy: 2 ",
            key: "attention.wrong_or_emtpy",
            words: "wrong_or_empty"),
        Mistake(
            file: "policy.yaml", old: "open_box: 80", new: "open_box: 180", key: "recovery.open_box",
            words: "0 to 100"),
        Mistake(
            file: "policy.yaml", old: "restock: 100", new: "quarantine: 100", key: "recovery.quarantine",
            words: "restock"),
        Mistake(file: "policy.yaml", old: "edition: 2026-11 europe", new: "", key: "edition", words: "add the line"),
        Mistake(
            file: "policy.yaml", old: "unknown_order: review", new: "unknown_order: maybe", key: "papers.unknown_order",
            words: "authorize, decline, review"),
        Mistake(
            file: "policy.yaml", old: "reasons: [recall]", new: "reasons: [recal]", key: "windows[1].when.reasons[1]",
            words: "did you mean 'recall'?"),
        Mistake(
            file: "policy.yaml", old: "    when: {reasons: [recall]}\n    days: unlimited", new: "    days: unlimited",
            key: "windows[2]", words: "'recalls' before it"),
        Mistake(
            file: "policy.yaml", old: "  - name: everything else\n    days: 30\n    from: delivery\n", new: "",
            key: "windows", words: "an entry without 'when'"),
        Mistake(file: "policy.yaml", old: "days: 730", new: "days: 0", key: "windows[2].days", words: "unlimited"),
        Mistake(
            file: "policy.yaml", old: "when: {fault: seller}", new: "when: {fault: seller, reasons: [style]}",
            key: "windows[2].when.reasons", words: "in common"),
        Mistake(
            file: "policy.yaml", old: "shipment: {unknown: purchase", new: "shipment: {unknown: delivery",
            key: "clocks.delivery", words: "circle"),
        Mistake(
            file: "policy.yaml", old: "laptops: 36", new: "laptops: 3600", key: "warranty.months_by_category.laptops",
            words: "600"),
        Mistake(
            file: "policy.yaml", old: "EUR: 800.00", new: "EUR: 800.005", key: "approvals[1].above.EUR",
            words: "2 decimals"),
        Mistake(
            file: "policy.yaml", old: "EUR: 800.00", new: "Euros: 800.00", key: "approvals[1].above.Euros",
            words: "three letters"),
        Mistake(
            file: "policy.yaml", old: "unknown_value: authorize", new: "unknown_value: decline", key: "unknown_value",
            words: "no reason to refuse"),
        Mistake(
            file: "policy.yaml", old: "hazards: [perishable]", new: "hazards: [damaged_battery]", key: "restricted[2]",
            words: "can never decide"),
        Mistake(
            file: "policy.yaml", old: "percent: 15", new: "percent: 150", key: "fees[2].percent", words: "0.01 to 100"),
        Mistake(
            file: "policy.yaml", old: "percent: 15", new: "percent: 15\n    fixed: {EUR: 5}", key: "fees[2].percent",
            words: "one of them"),
        Mistake(
            file: "policy.yaml", old: "when: {categories: [appliances]}", new: "when: {fault: seller}", key: "fees[3]",
            words: "never charged"),
        Mistake(
            file: "policy.yaml", old: "warehouse: service", new: "warehouse: servce", key: "destinations[1].warehouse",
            words: "did you mean 'service'?"),
        Mistake(
            file: "policy.yaml", old: "after: inspected", new: "after: requested", key: "promises.refunded.after",
            words: "comes before"),
        Mistake(
            file: "messages/de/policy.yaml", old: "    known:", new: "    known: \"x\"\n    known:", key: "known",
            words: "twice"),
    ]

    @Test("a mistake is told with its line, its key and what to do", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let bench = try Workbench()
        try bench.spoil(mistake.file, mistake.old, mistake.new)
        let problems = bench.problems()
        let found = problems.first { $0.key == mistake.key && $0.description.contains(mistake.words) }
        #expect(found != nil, "\(problems.map(\.description).joined(separator: "\n"))")
        #expect(problems.count == mistake.count, "\(problems.map(\.description).joined(separator: "\n"))")
        #expect(problems.allSatisfy { !$0.description.contains("hunter2") && !$0.description.contains("MfKQ9") })
        // A missing file or key is told where it is missed; everything else has a line of the spoilt file.
        if !["", "messages"].contains(mistake.key) { #expect(found.map { $0.line > 0 && $0.column > 0 } ?? false) }
    }

    @Test("line and column are those of the value")
    func place() throws {
        let bench = try Workbench()
        try bench.write("# first line\nspool:\n  settle_ms: soon\nwarehouses: 7\n", to: "rmad.yaml")
        let first = try #require(bench.problems().first { $0.key == "spool.settle_ms" })
        #expect(first.description.hasPrefix("\(bench.folder)/rmad.yaml:3:14: spool.settle_ms: found 'soon', expected"))
    }

    @Test("all problems are told at once, in the order of the lines")
    func allAtOnce() throws {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", "settle_ms: 1000", "settle_ms: soon")
        try bench.spoil("rmad.yaml", "country: DE", "country: Germany\n  country: DE\n  country: AT")
        try bench.spoil("rmad.yaml", "dpi: 203", "dpy: 203")
        try bench.spoil("policy.yaml", "percent: 15", "percent: 150")
        let problems = bench.problems()
        #expect(problems.map(\.key) == ["spool.settle_ms", "country", "country", "labels.dpy", "fees[2].percent"])
    }

    @Test("text that is not YAML is told with its line")
    func syntax() throws {
        let bench = try Workbench()
        try bench.write("spool:\n  directory: \"unfinished\n", to: "rmad.yaml")
        let problem = try #require(bench.problems().first)
        #expect(problem.line >= 2)
        #expect(problem.expected == "valid YAML")
        for odd in ["\t- x", "[[[[", "a: *nobody", "\u{0}", "- - -", "7", "? [a]: b", "a: !!binary x"] {
            try bench.write(odd, to: "rmad.yaml")
            #expect(!bench.problems().isEmpty, "\(odd)")
        }
        try bench.write(String(repeating: "[", count: 100_000), to: "rmad.yaml")
        #expect(!bench.problems().isEmpty)
    }

    @Test("an empty file, a missing file and a folder are told")
    func missing() throws {
        let bench = try Workbench()
        try bench.write("", to: "rmad.yaml")
        #expect(bench.problems().map(\.key) == ["warehouses", "labels.ranges"])
        guard case .failure(let problems, _) = Configuration.load(file: bench.folder + "/none.yaml") else {
            Issue.record("a file that is not there was loaded")
            return
        }
        #expect(problems.map(\.found) == ["nothing at this path"], "nothing is said of what would stand beside it")
        guard case .failure(let folder, _) = Configuration.load(file: bench.folder) else {
            Issue.record("a folder was loaded")
            return
        }
        #expect(folder.map(\.found) == ["no regular file"])
    }

    @Test("ranges that share numbers are told")
    func overlappingRanges() throws {
        let bench = try Workbench()
        try bench.spoil(
            "rmad.yaml", "  ranges:\n",
            "  ranges:\n    - {name: more, kind: sscc, company_prefix: \"0614141\", first: 5, last: 6}\n")
        #expect(bench.problems().map(\.found) == ["ranges 'more' and 'parcels' that share numbers"])
    }

    @Test("warnings do not stop the start")
    func warnings() throws {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", "allow_http: false", "allow_http: true")
        try bench.spoil("rmad.yaml", "  phone: \"+49 30 5550100\"", "  phone: null")
        try bench.spoil("rmad.yaml", "  email: returns@example.com", "  email: null")
        try bench.spoil(
            "policy.yaml", "    when: {fault: seller}\n    payer: seller",
            "    when: {fault: seller}\n    payer: customer")
        try bench.spoil("messages/fr/policy.yaml", "{sku} fait partie", "Cela fait partie")
        try bench.spoil("messages/es/policy.yaml", "  no_terms: \"No se aplica nada más.\"\n", "")
        #expect(bench.problems() == [])
        #expect(
            bench.warnings().map(\.key) == [
                "contact", "webhooks.ports", "postage[1].payer", "policy.no_terms", "policy.product.found",
            ])
    }

    @Test("an archive that keeps bytes longer than the ledger is warned of")
    func longArchive() throws {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", "originals_days: null", "originals_days: 30")
        #expect(bench.warnings().isEmpty)
        try bench.spoil("rmad.yaml", "archive_days: 30", "archive_days: 31")
        #expect(bench.problems() == [] && bench.warnings().map(\.key) == ["spool.archive_days"])
    }

    @Test("a text about an event that is broken or missing stops the start, at its line")
    func eventTexts() throws {
        let bench = try Workbench()
        try bench.spoil("messages/de/events.yaml", "wurde am {day} bei uns", "wurde am {dey} bei uns")
        try bench.spoil("messages/fr/events.yaml", "      title: rouvert\n", "")
        try bench.spoil("messages/ar/events.yaml", "|two: قطعتين", "")
        try bench.spoil("messages/ja/events.yaml", "{amount}を返金しました", "{amountを返金しました")
        let found = bench.problems()
        #expect(found.count == 4)
        #expect(found.allSatisfy { $0.line > 0 && $0.column > 0 && $0.file.hasSuffix("/events.yaml") })
        let german = found.first { $0.file.hasSuffix("de/events.yaml") }
        #expect(german?.key == "event.shipment.delivered.text")
        #expect(german?.found == "the place {dey}")
        let french = found.first { $0.file.hasSuffix("fr/events.yaml") }
        #expect(french?.key == "event.return.reopened.title")
        #expect(french?.remedy.hasPrefix("add it beside 'event.return.reopened.") == true)
        #expect(found.contains { $0.file.hasSuffix("ar/events.yaml") && $0.found.contains("'two: …'") })
        #expect(found.contains { $0.file.hasSuffix("ja/events.yaml") && $0.found.contains("cannot be read") })
    }

    @Test("catalogues from before there were texts about events still load, with a warning")
    func withoutEventTexts() throws {
        let bench = try Workbench()
        for language in Language.allCases {
            try bench.write("{}\n", to: "messages/\(language.rawValue)/events.yaml")
        }
        #expect(bench.problems() == [])
        let warnings = bench.warnings().filter { $0.key == "event" }
        #expect(warnings.count == Language.allCases.count)
        #expect(warnings.allSatisfy { $0.remedy.contains("events.yaml") })
    }
}
