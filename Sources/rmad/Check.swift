import ArgumentParser
import Desk
import JSONText
import Settings

/// `rmad check`: every problem of the configuration and of the machine, at once.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the configuration and the machine; every problem at once, with its place and its remedy.",
        discussion: """
            Ends with 0 when the daemon could start, 78 when it could not. Warnings do not count.

            Examples:
              sudo -u rmad rmad check
              rmad check --config var/rmad.yaml
            """)

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Only what stands against a start: not what an endpoint lacks, and no number range that is used up.")
    var start = false

    func run() throws {
        var findings: [Finding] = []
        let file = try options.configurationFile()
        var house: House?
        switch Configuration.load(file: file) {
        case .success(let configuration, let warnings):
            house = House(configuration)
            findings += warnings.map { Finding(.warning, "\($0)") }
        case .failure(let problems, let warnings):
            findings += problems.map { Finding(.problem, "\($0)") } + warnings.map { Finding(.warning, "\($0)") }
        }
        if let house {
            let surroundings = Surroundings(house: house)
            findings += start ? surroundings.obstacles() : surroundings.findings()
        }
        let problems = findings.count { $0.weight == .problem }
        if options.json {
            Terminal.say(Self.json(file, findings, problems: problems).text)
            guard problems == 0 else { throw ExitCode(ExitStatus.configuration.rawValue) }
            return
        }
        for finding in findings { Terminal.say("\(finding.weight.rawValue): \(finding.text)") }
        guard problems == 0 else {
            Terminal.complain("\(file): \(Self.counted(problems, "problem")), the daemon would not start.")
            throw ExitCode(78)
        }
        let warnings = findings.isEmpty ? "" : ", with \(Self.counted(findings.count, "warning"))"
        Terminal.say("\(file): sound\(warnings).")
    }

    private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private static func json(_ file: String, _ findings: [Finding], problems: Int) -> JSONValue {
        [
            "file": .string(file), "sound": .bool(problems == 0),
            "findings": .array(
                findings.map { ["weight": .string($0.weight.rawValue), "text": .string($0.text)] }),
        ]
    }

    struct Finding {
        enum Weight: String { case problem, warning }
        let weight: Weight
        let text: String

        init(_ weight: Weight, _ text: String) {
            self.weight = weight
            self.text = text
        }
    }
}
