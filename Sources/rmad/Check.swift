import ArgumentParser
import Desk
import JSONText
import Settings

/// `rmad check`: every problem of the configuration and of the machine, at once.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the configuration and the machine; every problem at once, with its place and its remedy.",
        discussion: """
            A problem stands against a start. A standstill does not: the daemon starts, and what it names, an endpoint, \
            a carrier's messages or a number range, stands still until that is mended.

            Ends with 0 when it is sound, 1 when something would stand still, 78 when the daemon could not start. \
            Warnings do not count.

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
        switch HousePlaces.load(file: file) {
        case .success(let configuration, let warnings):
            house = House(configuration)
            findings += warnings.map { Finding(.warning, "\($0)") }
        case .failure(let problems, let warnings):
            findings += problems.map { Finding(.problem, "\($0)") } + warnings.map { Finding(.warning, "\($0)") }
        }
        if let house {
            let surroundings = Surroundings(house: house)
            findings += start ? surroundings.againstStart() : surroundings.findings()
        }
        let problems = findings.count { $0.weight == .problem }
        let still = findings.count { $0.weight == .standstill }
        if options.json {
            Terminal.say(Self.json(file, findings, problems: problems).text)
            guard problems == 0 else { throw ExitCode(ExitStatus.configuration.rawValue) }
            guard still == 0 else { throw ExitCode(ExitStatus.finding.rawValue) }
            return
        }
        for finding in findings { Terminal.say("\(finding.weight.rawValue): \(finding.text)") }
        guard problems == 0 else {
            Terminal.complain("\(file): \(Self.counted(problems, "problem")), the daemon would not start.")
            throw ExitCode(ExitStatus.configuration.rawValue)
        }
        guard still == 0 else {
            Terminal.complain("\(file): the daemon would start, with \(Self.counted(still, "standstill")).")
            throw ExitCode(ExitStatus.finding.rawValue)
        }
        let warnings = findings.isEmpty ? "" : ", with \(Self.counted(findings.count, "warning"))"
        Terminal.say("\(file): sound\(warnings).")
    }

    private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private static func json(_ file: String, _ findings: [Finding], problems: Int) -> JSONValue {
        [
            "file": .string(file), "sound": .bool(findings.allSatisfy { $0.weight == .warning }),
            "starts": .bool(problems == 0),
            "findings": .array(
                findings.map { ["weight": .string($0.weight.rawValue), "text": .string($0.text)] }),
        ]
    }

    struct Finding {
        enum Weight: String {
            /// It stands against a start.
            case problem
            /// The daemon starts; what is named stands still until this is mended.
            case standstill
            case warning
        }
        let weight: Weight
        let text: String

        init(_ weight: Weight, _ text: String) {
            self.weight = weight
            self.text = text
        }
    }
}
