import Settings
import Testing

/// Commands that only look, and backups, go on with a configuration that the daemon would not take.
@Suite("A configuration with problems, for somebody who looks")
struct LookingTests {
    @Test(
        "problems in what says nothing of places are told, and stop nobody",
        arguments: [
            ("policy.yaml", "edition:", "editoin:"), ("rmad.yaml", "  in_flight_max:", "  in_flght_max:"),
            ("rmad.yaml", "  dpi: 203", "  dpi: 204"), ("messages/en/events.yaml", "event:", "evnt: ["),
        ])
    func goesOn(file: String, old: String, new: String) throws {
        let bench = try Workbench()
        try bench.spoil(file, old, new)
        guard case .failure(let problems, _) = Configuration.load(file: bench.file) else {
            Issue.record("\(new) is no problem")
            return
        }
        guard case .success(let configuration, let told) = Configuration.loadToLook(file: bench.file) else {
            Issue.record("\(new) stops who looks")
            return
        }
        #expect(told == problems && !told.isEmpty)
        #expect(configuration.spool.directory == "/var/spool/rmad")
        #expect(configuration.site.timeZone == "Europe/Berlin")
    }

    @Test(
        "what may be about places, or cannot be read at all, stops everybody",
        arguments: [
            ("spool:", "spol:"), ("  directory: /var/spool/rmad", "  directry: /var/spool/rmad"),
            ("ledger:", "leger:"), ("  time_zone:", "  time_zon:"), ("spool:", "spool: ["),
        ])
    func stops(old: String, new: String) throws {
        let bench = try Workbench()
        try bench.spoil("rmad.yaml", old, new)
        guard case .failure(let problems, _) = Configuration.loadToLook(file: bench.file) else {
            Issue.record("\(new) stops nobody")
            return
        }
        #expect(!problems.isEmpty)
    }

    @Test("a sound configuration is read as by the daemon, without a word")
    func sound() throws {
        guard
            case .success(let configuration, let told) = Configuration.loadToLook(
                file: Workbench.shipped + "/rmad.yaml")
        else {
            Issue.record("it is not sound")
            return
        }
        #expect(told.isEmpty && configuration.warehouses.count > 1)
    }
}
