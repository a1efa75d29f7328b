import ArgumentParser
import Desk
import Documents
import Foundation
import Intake
import JSONText
import Ledger
import Messages
import Policy
import Returns
import Settings

/// `rmad policy`: what the policy says, without recording anything.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "See what the policy says.", subcommands: [Try.self])

    struct Try: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how the requests of files would be decided, with every rule's finding; records nothing.",
            discussion: """
                What is known of orders and customers is read from the ledger, if there is one.
                Ends with 65 when a file or a record could not be read.

                Example:
                  rmad policy try returns-monday.csv
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "Return requests, as they would be dropped.", completion: .file())
        var files: [String]

        func run() throws {
            let house = try Loading.house(options)
            let path = house.configuration.ledger.file
            let ledger = FileManager.default.fileExists(atPath: path) ? try Ledger(path: path, access: .reading) : nil
            var everythingWasRead = true
            for file in files {
                guard let content = FileManager.default.contents(atPath: file) else {
                    Terminal.complain("\(file): it cannot be read; check the name and its permissions.")
                    everythingWasRead = false
                    continue
                }
                let bytes = Array(content)
                do {
                    let terms = try house.intakeTerms()
                    let trial =
                        try ledger?.read { try PolicyTrial(of: bytes, fileName: file, terms: terms, snapshot: $0) }
                        ?? PolicyTrial(of: bytes, fileName: file, terms: terms, snapshot: nil)
                    for answer in trial.answers {
                        everythingWasRead = show(answer, of: file, house) && everythingWasRead
                    }
                } catch let unreadable as UnreadableDocument {
                    everythingWasRead = false
                    Terminal.complain(ReasonFile.text(fileName: file, unreadable: unreadable))
                }
            }
            if !everythingWasRead { throw ExitCode(65) }
        }

        private func show(
            _ answer: (record: Int, line: Int, PolicyTrial.Answer), of file: String, _ house: House
        ) -> Bool {
            let place = "\(file), record \(answer.record) (line \(answer.line))"
            switch answer.2 {
            case .refused(let problems):
                Terminal.complain("\(place) cannot be read:")
                for problem in problems { Terminal.complain("  \(problem.oneLine)") }
                return false
            case .otherKind(let kind):
                Terminal.say("\(place): a \(kind.rawValue); the policy decides only return requests.")
                return true
            case .decided(let request, let decision):
                let language = request.customer.language ?? house.configuration.site.defaultLanguage
                let say = { (phrase: Phrase) in house.catalogue.say(phrase, in: language) }
                if options.json {
                    Terminal.say(
                        JSONValue.object(known: [
                            ("file", .string(file)), ("record", .integer(Int64(answer.record))),
                            ("decision", decision.json(say: say)),
                        ]).text)
                } else {
                    Terminal.say("\(place): \(decision.answer.rawValue), policy \(decision.edition)")
                    show(decision, say)
                }
                return true
            }
        }

        private func show(_ decision: Decision, _ say: (Phrase) -> String) {
            for finding in decision.allFindings {
                let place = finding.line.map { "line \($0)" } ?? "request"
                Terminal.say(
                    "  \(place)  \(finding.outcome.rawValue)  \(finding.rule.rawValue): \(finding.explanation)")
                if finding.outcome != .fits { Terminal.say("      customer reads: \(say(finding.phrase))") }
            }
            for line in decision.lines {
                let fee = line.fee.map { ", fee \($0)" } ?? ""
                Terminal.say(
                    "  line \(line.line): \(line.answer.rawValue), \(line.authorized) units, "
                        + "\(line.goods.rawValue)\(line.destination.map { ", to \($0)" } ?? "")\(fee), "
                        + "postage: \(line.postage.rawValue)")
            }
        }
    }
}
