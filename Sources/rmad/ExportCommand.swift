import ArgumentParser
import Backups
import Desk
import JSONText
import Ledger
import Settings

/// `rmad export`: everything in open formats.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write everything as JSON Lines and CSV into a new folder.",
        discussion: """
            One file for each kind of record: returns, lines, shipments, tracking_events, resolutions, orders, \
            customers, promises, goodwill, customer_care, tasks, documents, events, workbench, photos, endpoints, \
            deliveries, attempts, prints. All of it as it was at one moment; the daemon works on meanwhile. \
            docs/export.md explains each column. It holds personal data: the folder is readable by its owner alone.

            Examples:
              rmad export /tmp/rmad-export
              rmad export --format csv out/today
            """)

    @Argument(help: "A folder that is not there yet.", completion: .directory)
    var folder: String

    @Option(help: "jsonl or csv; both unless given.")
    var format: OpenExport.Format?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if folder.isEmpty { throw ValidationError("The folder has no name.") }
    }

    func run() throws {
        let progress = KeepingProgress()
        do {
            let house = try Loading.house(options, consequence: "nothing was exported.")
            let ledger = try Ledger(path: house.configuration.ledger.file, access: .reading)
            let target = KeepingPlaces.absolute(folder)
            try HousePlaces.requireOutside(house.layout, target)
            try KeepingPlaces.requireParent(of: target)
            let outcome = try OpenExport(
                of: ledger, into: target, as: format.map { [$0] } ?? OpenExport.Format.allCases,
                progress: { progress.show($0) }
            ).perform()
            progress.end()
            if options.json {
                Terminal.say(
                    JSONValue.object(
                        outcome.records.map { JSONValue.Member($0.kind, .integer(Int64($0.count))) }
                    ).text)
            } else {
                for record in outcome.records { Terminal.say("\(record.kind): \(record.count)") }
                Terminal.say("In \(target).")
            }
        } catch {
            progress.end()
            throw KeepingEnd.code(of: error)
        }
    }
}

extension OpenExport.Format: ExpressibleByArgument {}
