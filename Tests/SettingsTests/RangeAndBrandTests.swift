import Policy
import Returns
import Settings
import Testing

@Suite("Number ranges in the configuration")
struct RangeTests {
    static let ups =
        "{name: ups, kind: carrier, carrier: ups, prefix: \"1Z5R893903\", digits: 7, check: mod10_ups, last: 9999999}"

    private func bench(_ ranges: String...) throws -> Workbench {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", "  ranges:\n", "  ranges:\n" + ranges.map { "    - \($0)\n" }.joined())
        return bench
    }

    private func loaded(_ bench: Workbench) throws -> Configuration {
        switch Configuration.load(file: bench.file) {
        case .success(let configuration, _): return configuration
        case .failure(let problems, _): throw problems[0]
        }
    }

    @Test("a carrier's range gives the carrier's numbers")
    func carrier() throws {
        let bench = try bench(
            Self.ups,
            "{name: post, kind: carrier, carrier: post, prefix: RB, digits: 8, check: s10, suffix: DE, last: 99}",
            "{name: plain, kind: carrier, carrier: hermes, prefix: H, digits: 3, first: 7, last: 9}")
        let ranges = try loaded(bench).labels.ranges
        #expect(ranges[0].code(serial: 5_756_712) == .carrier("1Z5R89390357567127"))
        #expect(ranges[0].carrier?.text == "ups")
        #expect(ranges[1].code(serial: 1)?.text == "RB000000014DE")
        #expect(ranges[2].code(serial: 7)?.text == "H007")
        #expect(ranges[2].code(serial: 6) == nil && ranges[2].code(serial: 10) == nil)
        #expect(bench.warnings() == [])
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let range: String
        let key: String
        let words: String
        var testDescription: String { range }
    }

    @Test(
        "a mistake in a carrier's range is told with its line, its key and what to do",
        arguments: [
            Mistake(
                range: "{name: x, kind: carrier, carrier: ups, last: 9}", key: "labels.ranges[1].digits",
                words: "add the line 'digits"),
            Mistake(
                range: "{name: x, kind: carrier, digits: 7, last: 9}", key: "labels.ranges[1].carrier",
                words: "add the line 'carrier"),
            Mistake(
                range: "{name: x, kind: carrier, carrier: ups, digits: 2, last: 100}", key: "labels.ranges[1].last",
                words: "2 digits"),
            Mistake(
                range: "{name: x, kind: carrier, carrier: ups, digits: 7, check: s10, last: 9}",
                key: "labels.ranges[1].check", words: "8 digits"),
            Mistake(
                range: "{name: x, kind: carrier, carrier: ups, digits: 7, check: mod10_lun, last: 9}",
                key: "labels.ranges[1].check", words: "did you mean 'mod10_luhn'?"),
            Mistake(
                range: "{name: x, kind: carrier, carrier: ups, digits: 7, prefix: a-b, last: 9}",
                key: "labels.ranges[1].prefix", words: "capital letters and digits"),
            Mistake(
                range:
                    "{name: x, kind: carrier, carrier: u, digits: 15, prefix: AAAAAAAAAAAAAAAAAAAA, last: 9}",
                key: "labels.ranges[1].digits", words: "at most 34"),
            Mistake(
                range: "{name: x, kind: sscc, company_prefix: \"0614142\", digits: 9, last: 9}",
                key: "labels.ranges[1].digits", words: "take the line out"),
        ])
    func mistakes(mistake: Mistake) throws {
        let bench = try bench(mistake.range)
        let problems = bench.problems()
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.key == mistake.key)
        #expect(problems.first?.description.contains(mistake.words) == true, "\(problems)")
        #expect(problems.contains { $0.line > 0 && $0.column > 0 })
    }

    @Test("ranges of different forms that share numbers are told, those that only look alike are not")
    func overlap() throws {
        let sharing = try bench(
            Self.ups,
            "{name: y, kind: carrier, carrier: ups, prefix: \"1Z5R8939030\", digits: 6, "
                + "check: mod10_ups, first: 5, last: 9}")
        #expect(sharing.problems().map(\.found) == ["ranges 'ups' and 'y' that share numbers"])
        #expect(sharing.problems().map(\.key) == ["labels.ranges[2]"])
        let same = try bench("{name: z, kind: sscc, carrier: x, company_prefix: \"0614141\", first: 8, last: 9}")
        #expect(same.problems().map(\.found) == ["ranges 'z' and 'parcels' that share numbers"])
        let apart = try bench(
            "{name: de, kind: s10, service_indicator: RB, country: DE, last: 99}",
            "{name: gb, kind: s10, service_indicator: RB, country: GB, last: 99}")
        #expect(apart.problems() == [])
    }

    @Test("an SSCC or S10 range names the carrier that takes it, and stays an SSCC or S10")
    func handler() throws {
        let bench = try bench(
            "{name: x, kind: sscc, carrier: DHL, company_prefix: \"0614142\", last: 9}",
            "{name: y, kind: s10, carrier: post, service_indicator: RB, country: DE, last: 99}")
        let ranges = try loaded(bench).labels.ranges
        #expect(ranges.prefix(2).map(\.carrier?.text) == ["dhl", "post"])
        #expect(ranges[0].code(serial: 1) == .sscc("006141420000000011"))
        #expect(ranges[1].code(serial: 1) == .s10("RB000000014DE"))
        #expect(bench.warnings() == [])
    }

    @Test("a carrier's range whose numbers are SSCCs is told to be one: its labels need GS1-128")
    func disguisedSSCC() throws {
        let problems = try bench(
            "{name: z, kind: carrier, carrier: dhl, prefix: \"00614142\", digits: 9, check: mod10_3_1, last: 9}"
        ).problems()
        #expect(problems.map(\.key) == ["labels.ranges[1].kind"])
        #expect(problems.first?.description.contains("write kind: sscc, carrier: dhl") == true, "\(problems)")
    }

    @Test("a range that names no carrier is worth a warning")
    func nobody() throws {
        let warnings = try bench("{name: x, kind: sscc, company_prefix: \"0614142\", last: 9}").warnings()
        #expect(warnings.map(\.key) == ["labels.ranges[1].carrier"])
    }

    @Test("a known carrier's range whose numbers are not that carrier's is worth a warning")
    func oddForm() throws {
        let odd = "{name: x, kind: carrier, carrier: UPS, prefix: \"1Z5R893903\", digits: 7, check: mod7, last: 9}"
        #expect(try bench(odd).warnings().map(\.key) == ["labels.ranges[1].kind"])
        #expect(try bench(Self.ups).warnings() == [])
        #expect(try bench("{name: x, kind: carrier, carrier: ourbike, prefix: B, digits: 4, last: 9}").warnings() == [])
    }
}

@Suite("Brands in the configuration")
struct BrandTests {
    private func bench(_ brands: String...) throws -> Workbench {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", "brand:\n  name: Example Shop\n  colour: null", "x_removed:\n  colour: null")
        let text = try Workbench.read(bench.file)
        let kept = text.split(separator: "\n", omittingEmptySubsequences: false)
        var lines: [Substring] = []
        var isSkipping = false
        for line in kept {
            if line.hasPrefix("x_removed:") { isSkipping = true; continue }
            if isSkipping, line.hasPrefix("  ") { continue }
            isSkipping = false
            lines.append(line.hasPrefix("brands: []") ? "brands:" : line)
            if line.hasPrefix("brands: []") { lines += brands.map { "  - \($0)" } }
        }
        try bench.write(lines.joined(separator: "\n"), to: "rmad.yaml")
        return bench
    }

    private static let lights =
        "{name: lights, title: Lights, colour: \"#0a5fb4\", channels: [web], default: true, "
        + "contact: {email: hi@lights.example}, tracking_base_url: \"https://lights.example/r/\"}"
    private static let rugs = "{name: rugs, title: Rugs, channels: [market]}"

    @Test("brands have their own contact, address and channels; what they leave out is the house's")
    func several() throws {
        let bench = try bench(Self.lights, Self.rugs)
        guard case .success(let configuration, let warnings) = Configuration.load(file: bench.file) else {
            Issue.record("\(bench.problems())")
            return
        }
        #expect(warnings == [])
        let (lights, rugs) = (configuration.brands[0], configuration.brands[1])
        #expect(configuration.defaultBrand == lights)
        #expect(lights.contact.email == "hi@lights.example" && lights.contact.phone == "+49 30 5550100")
        #expect(lights.contact.hours == configuration.contact.hours)
        #expect(lights.trackingBaseURL == "https://lights.example/r" && rugs.trackingBaseURL == nil)
        #expect(lights.look.colour == "#0A5FB4" && rugs.channels.map(\.text) == ["market"])
        #expect(rugs.contact == configuration.contact && !rugs.isDefault)
    }

    @Test("one brand stays one brand, without a name")
    func one() throws {
        guard case .success(let configuration, _) = Configuration.load(file: Workbench.shipped + "/rmad.yaml") else {
            Issue.record("the shipped file does not load")
            return
        }
        #expect(configuration.brands.count == 1)
        #expect(configuration.defaultBrand.name == nil && configuration.defaultBrand.title == "Example Shop")
        #expect(configuration.defaultBrand.contact == configuration.contact)
    }

    @Test("contradictions between brands are told")
    func contradictions() throws {
        #expect(try bench(Self.rugs, Self.rugs).problems().map(\.found).contains("two brands named 'rugs'"))
        #expect(
            try bench(Self.lights, "{name: rugs, title: Rugs, channels: [web]}").problems().map(\.found)
                == ["channel 'web' of the brands 'lights' and 'rugs'"])
        #expect(
            try bench(Self.rugs, "{name: lamps, title: Lamps}").problems().map(\.expected) == [
                "exactly one default brand"
            ])
        #expect(try bench(Self.rugs).problems() == [], "the only one of a list is the default")
        let both = try Workbench()
        try both.spoil("rmad.yaml", "brands: []", "brands: [\(Self.rugs)]")
        #expect(both.problems().map(\.key) == ["brand"])
    }

    @Test("a logo is read when the configuration is: PNG and SVG are taken, all else is told with its line")
    func logos() throws {
        func found(_ content: [UInt8]?) throws -> [String] {
            let bench = try Workbench()
            try bench.spoil("rmad.yaml", "logo: null", "logo: logo.bin")
            if let content { try Workbench.write(content, to: bench.folder + "/logo.bin") }
            for problem in bench.problems() {
                #expect(problem.key == "brand.logo" && problem.line > 0 && problem.column > 0)
            }
            return bench.problems().map(\.found)
        }
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
        #expect(try found(signature + [0, 0, 0, 1]) == [])
        #expect(try found(Array("\u{FEFF} <?xml version=\"1.0\"?>\n<!-- x --><svg/>".utf8)) == [])
        #expect(try found(Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)) == [])
        #expect(try found(nil) == ["logo.bin: nothing at this path"])
        #expect(try found([]) == ["logo.bin: an empty file"])
        #expect(
            try found(Array("<html><body>not a picture</body></html>".utf8)).first?.contains("like neither") == true)
        #expect(try found(Array("<?xml version=\"1.0\"?><rss/>".utf8)).first?.contains("like neither") == true)
        #expect(try found(Array("<svg>".utf8) + [0xFF]).first?.contains("like neither") == true)
        #expect(try found(Array(signature.prefix(7))).first?.contains("like neither") == true)
        #expect(try found(signature + [UInt8](repeating: 0, count: 1_048_576)) == ["logo.bin: more than 1048576 bytes"])
    }

    @Test(
        "links that travel the open internet unencrypted are worth a warning",
        arguments: [
            ("http://returns.example.com", true), ("http://8.8.8.8/r", true), ("http://[2001:db8::1]:8080", true),
            ("http://172.32.0.1", true), ("https://returns.example.com", false), ("http://localhost:8080", false),
            ("http://127.0.0.1", false), ("http://10.1.2.3:80/x", false), ("http://192.168.0.7", false),
            ("http://172.16.0.1", false), ("http://[::1]:8080", false), ("http://[fd00::1]", false),
            ("http://returns", false), ("http://returns.shop.internal", false),
        ])
    func openAddresses(url: String, isOpen: Bool) throws {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", "base_url: http://localhost:8080", "base_url: \"\(url)\"")
        #expect(bench.problems() == [])
        #expect(bench.warnings().map(\.key) == (isOpen ? ["tracking.base_url"] : []))
    }
}
