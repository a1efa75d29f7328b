import ArgumentParser
import Desk
import Errands
import Foundation
import JSONText
import Labels
import Ledger
import Returns
import Settings
import Spool

/// `rmad label RMA`: where the papers of a return lie and what is on them; drawn anew where that is asked for.
struct PrintLabel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Show the label and instructions of a return: where they lie, their size, their codes.",
        discussion: """
            The daemon makes papers by itself. With --output they are drawn anew from the ledger, byte for byte the \
            same, for a printer elsewhere or when a file was lost. Nothing is opened or printed. For a parcel on the \
            workbench, WB-12, --output draws the tag that goes on it.

            Examples:
              rmad label RMA-4KD-9T2X
              rmad label RMA-4KD-9T2X --preview                 with the QR code of the tracking link
              rmad label RMA-4KD-9T2X --output /tmp/papers
              rmad label WB-12 --output /tmp/papers             the tag of a parcel that nobody can name

            With --json, one object for each parcel: rma, parcel, code, scheme, symbology, carrier, tracking_url, \
            brand, files (path, exists, bytes, width_um and height_um in micrometres, dpi).
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The number of the return, in any spelling, the code of one of its parcels, or WB-12.")
    var rma: String
    @Option(name: .shortAndLong, help: "A folder to draw the papers into.")
    var output: String?
    @Flag(
        help: "With --output: every paper that there is, also the sheet, the packing slip, the counter code, and tags.")
    var all = false
    @Flag(help: "Show the QR code of the tracking link too, on a terminal that can.")
    var preview = false

    func run() throws {
        let house = try Loading.house(options)
        let ledger = try Ledger(path: house.configuration.ledger.file, access: .reading)
        if let number = WorkbenchNumber(rma) { return try tag(number, house: house, ledger: ledger) }
        let finder = CaseFinder(pattern: house.configuration.rmaNumber)
        let stored: StoredCase
        do {
            stored = try ledger.read { try finder.find(rma, in: $0).stored }
        } catch let fault as DeskFault {
            Terminal.complain("\(fault)")
            throw ExitCode(ExitStatus.finding.rawValue)
        }
        let hasLabels = stored.case.state == .approved || stored.case.state == .closed
        let papers = stored.papers.filter { hasLabels || $0 == nil }
        guard !papers.isEmpty else {
            Terminal.complain(
                "\(stored.case.number) is \(stored.case.state.rawValue): it has no label. "
                    + "rmad show \(stored.case.number) says why.")
            throw ExitCode(1)
        }
        for shipment in papers {
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
        let promises = try ledger.read { try $0.promisedDays(of: stored.id) }
        let artist = PaperArtist(ledger: ledger, terms: try house.errandTerms())
        let papers = all ? PaperPaths(formats: house.papers.formats, kinds: PaperKind.allCases) : house.papers
        let drawn = try artist.papers(of: stored, shipment: shipment, promises: promises, kinds: papers)
        for remark in drawn.remarks { Terminal.complain("\(stored.case.number): \(remark)") }
        try write(drawn, into: folder)
    }

    private func write(_ papers: PaperArtist.Papers, into folder: String) throws {
        for file in papers.files {
            let path = "\(folder)/\(file.name)"
            try Data(file.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
            Terminal.say(path)
        }
    }

    /// A parcel that nobody can name yet has a tag, which is drawn when somebody asks for it.
    private func tag(_ number: WorkbenchNumber, house: House, ledger: Ledger) throws {
        guard let item = try ledger.read({ try $0.workbench(number) }) else {
            Terminal.complain("\(number) was never given out. rmad workbench shows what lies there.")
            throw ExitCode(ExitStatus.finding.rawValue)
        }
        guard let output else {
            Terminal.complain(
                "\(number) has a tag only when it is drawn: rmad label \(number) --output FOLDER.")
            throw ExitCode(ExitStatus.finding.rawValue)
        }
        if item.state != .open {
            Terminal.complain("\(number) is \(item.words): its tag belongs on no parcel any more.")
        }
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        let artist = PaperArtist(ledger: ledger, terms: try house.errandTerms())
        try write(artist.tag(of: item, receivedOn: house.siteDay(item.receivedAt)), into: output)
    }

    private func list(_ stored: StoredCase, _ shipment: Int?, house: House) throws {
        let names = house.papers.all(of: stored, shipment: shipment)
        let folder = house.layout.path(of: .labels)
        let files = names.map {
            PaperFile(path: "\(folder)/\($0)", dotsPerInch: house.configuration.labels.dotsPerInch)
        }
        let parcel = stored.case.shipments.first { $0.number == shipment }
        let url = house.link.url(of: stored)
        if options.json {
            Terminal.say(
                JSONValue.object(known: [
                    ("rma", .string(stored.case.number.text)), ("parcel", shipment.map { .integer(Int64($0)) }),
                    ("code", .text(parcel?.code.text)), ("scheme", .text(parcel?.code.scheme.rawValue)),
                    ("symbology", .text(parcel?.code.symbology)), ("carrier", .text(parcel?.carrier?.text)),
                    ("tracking_url", .string(url)), ("brand", .text(stored.brand?.text)),
                    ("files", .array(files.map(\.json))),
                ]).text)
            return
        }
        if let parcel {
            Terminal.say("parcel \(parcel.number)  to \(parcel.warehouse)  \(parcel.state.rawValue)")
            if let carrier = parcel.carrier { Terminal.say("  \(carrier.title)") }
            Terminal.say("  \(parcel.code.symbology)  \(parcel.code.readable)")
        }
        Terminal.say("  QR code  \(url)")
        for file in files { Terminal.say("  \(file.words)") }
        if preview { try show(url, of: stored) }
    }

    private func show(_ url: String, of stored: StoredCase) throws {
        if let obstacle = BlockPictures.obstacle {
            return Terminal.complain("The QR code is not shown: \(obstacle). The link above says the same.")
        }
        let ink: LinkPicture.Ink = BlockPictures.areColoured(options) ? .coloured : .plain
        for line in try LinkPicture.lines(of: url, rma: stored.case.number, ink: ink) { Terminal.say(line) }
    }
}

extension ParcelCode {
    /// As it stands below the bars.
    fileprivate var readable: String {
        switch self {
        case .sscc(let text): "(00)\(text)"
        case .s10(let text), .carrier(let text): text
        }
    }

    fileprivate var symbology: String {
        switch self {
        case .sscc: "GS1-128"
        case .s10, .carrier: "Code 128"
        }
    }
}
