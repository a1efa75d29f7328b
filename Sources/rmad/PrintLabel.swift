import ArgumentParser
import Desk
import Errands
import Foundation
import JSONText
import Ledger
import Returns
import Settings
import Spool

/// `rmad label RMA`: where the papers of a return lie; made here and now when they are missing.
struct PrintLabel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Show where the label and instructions of a return lie, or write them to a folder.",
        discussion: """
            The daemon makes papers by itself. With --output they are drawn anew from the ledger, byte for byte the \
            same, for a printer elsewhere or when a file was lost. Nothing is opened or printed.

            Examples:
              rmad label RMA-4KD-9T2X
              rmad label RMA-4KD-9T2X --output /tmp/papers
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The number of the return, in any spelling, or the code of one of its parcels.")
    var rma: String
    @Option(name: .shortAndLong, help: "A folder to draw the papers into.")
    var output: String?

    func run() throws {
        let house = try Loading.house(options)
        let ledger = try Ledger(path: house.configuration.ledger.file, access: .reading)
        let finder = CaseFinder(pattern: house.configuration.rmaNumber)
        let stored: StoredCase
        do {
            stored = try ledger.read { try finder.find(rma, in: $0).stored }
        } catch let fault as DeskFault {
            Terminal.complain("\(fault)")
            throw ExitCode(ExitStatus.finding.rawValue)
        }
        guard stored.case.state == .approved || stored.case.state == .closed else {
            Terminal.complain(
                "\(stored.case.number) is \(stored.case.state.rawValue): it has no label. "
                    + "rmad show \(stored.case.number) says why.")
            throw ExitCode(1)
        }
        let shipments: [Int?] =
            stored.case.shipments.isEmpty ? [nil] : stored.case.shipments.map { Optional($0.number) }
        for shipment in shipments {
            if let output {
                try draw(stored, shipment, house: house, ledger: ledger, into: output)
            } else {
                try list(stored, shipment, house: house)
            }
        }
    }

    private func draw(_ stored: StoredCase, _ shipment: Int?, house: House, ledger: Ledger, into folder: String) throws
    {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let promises = try ledger.read { try $0.promises(of: stored.id) }
        let artist = PaperArtist(ledger: ledger, terms: house.errandTerms())
        for file in try artist.files(of: stored, shipment: shipment, promises: promises) {
            let path = "\(folder)/\(file.name)"
            try Data(file.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
            Terminal.say(path)
        }
    }

    private func list(_ stored: StoredCase, _ shipment: Int?, house: House) throws {
        let names =
            (shipment.map { house.papers.labels(of: stored.case.number, shipment: $0) } ?? [])
            + house.papers.instructions(of: stored.case.number, shipment: shipment)
        let folder = house.layout.path(of: .labels)
        if options.json {
            let files = names.map { name -> JSONValue in
                let path = "\(folder)/\(name)"
                return ["path": .string(path), "exists": .bool(FileManager.default.fileExists(atPath: path))]
            }
            Terminal.say(
                JSONValue.object(known: [
                    ("rma", .string(stored.case.number.text)), ("parcel", shipment.map { .integer(Int64($0)) }),
                    ("files", .array(files)),
                ]).text)
            return
        }
        if let parcel = stored.case.shipments.first(where: { $0.number == shipment }) {
            Terminal.say("parcel \(parcel.number)  \(parcel.code)  to \(parcel.warehouse)  \(parcel.state.rawValue)")
        }
        for name in names {
            let path = "\(folder)/\(name)"
            let isThere = FileManager.default.fileExists(atPath: path)
            Terminal.say(isThere ? path : "\(path)  (not there; draw it with --output FOLDER)")
        }
    }
}
