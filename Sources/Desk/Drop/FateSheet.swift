import Digests
import JSONText
import Ledger
import Spool

/// Tells what became of a dropped file, record by record.
///
/// JSON: file, path, station, sha256, outcome (`accepted`, `partly_accepted`, `rejected`, `duplicate`,
/// `pending`; `dropped` where nobody waited), document, receipt, reason, rejected_as, delay.
struct FateSheet {
    /// What the person typed.
    let title: String
    let file: DroppedFile
    /// Nil: nobody waited.
    let fate: Fate?
    let session: DeskSession

    func show() {
        switch session.form {
        case .json: session.screen.json(json)
        case .forPeople: showWords()
        }
    }

    private var screen: Screen { session.screen }
    private var shownPath: String { Printable.line(file.path) }

    private func showWords() {
        let name = screen.ink.paint(Printable.line(title), .strong)
        switch fate {
        case nil: screen.line("\(name) → \(shownPath)")
        case .pending(let delay):
            screen.line("\(name): " + screen.ink.paint("waiting", .attention))
            screen.paragraph("Safe in the drop as \(shownPath); \(Printable.line(delay.words)).", indent: 2)
        case .refused(let path, let reason):
            screen.line("\(name): " + screen.ink.paint("rejected", .bad))
            for line in Printable.block(reason) { screen.paragraph(line, indent: 2) }
            screen.paragraph("It lies in \(Printable.line(path)).", indent: 2)
        case .recorded(let document): showRecorded(document, name: name)
        }
    }

    private func showRecorded(_ document: DocumentRecord, name: String) {
        screen.line(
            "\(name): " + screen.ink.paint(document.outcome.words, document.outcome.ink)
                + " (document \(document.id))")
        if let receipt = document.receipt { showReceipt(receipt) }
        guard let reason = document.reason else { return }
        for line in Printable.block(reason) { screen.paragraph(line, indent: 2) }
        if let toCorrect = document.givenBack?.name {
            screen.paragraph(
                "What was refused lies in \(rejected(toCorrect)): correct it and submit it again.", indent: 2)
        } else {
            screen.paragraph(
                "The file lies below \(rejected("")) with this reason beside it: correct it and submit it again.",
                indent: 2)
        }
    }

    private func showReceipt(_ text: String) {
        guard let receipt = JSONValue(reading: Array(text.utf8)) else {
            return screen.lines(Printable.block(text).map { "  \($0)" })
        }
        for record in receipt["records"]?.elements ?? [] {
            let number = record["record"]?.integer ?? 0
            screen.paragraph("\(number)  \(Printable.line(record["result"]?.spoken ?? ""))", indent: 2)
            var fields = Fields()
            fields.add("Message", record["message"].map { Printable.line($0.spoken) })
            fields.add("Refused", record["reason"].map { Printable.line($0.spoken) }, .bad)
            fields.add("Send by", record["valid_until"].map { Printable.line($0.spoken) })
            fields.add("Tracking page", record["tracking_url"].map { Printable.line($0.spoken) })
            fields.add("Parcels", record["parcels"].map { Printable.line($0.spoken) })
            fields.add("Papers", record["papers"].map { Printable.line($0.spoken) })
            for warning in record["warnings"]?.elements ?? [] {
                fields.add("Warning", Printable.line(warning.spoken), .attention)
            }
            screen.show(fields, indent: 5)
        }
    }

    private func rejected(_ name: String) -> String {
        Printable.line(
            session.place.path(.rejected, station: file.station.isEmpty ? nil : file.station, name))
    }

    private var json: JSONValue {
        var members: [(String, JSONValue?)] = [
            ("file", .string(title)), ("path", .string(file.path)),
            ("station", file.station.isEmpty ? nil : .string(file.station)),
            ("sha256", .string(file.digest.description)), ("outcome", .string(fate?.outcome ?? "dropped")),
        ]
        switch fate {
        case nil: break
        case .pending(let delay): members.append(("delay", .string(delay.words)))
        case .refused(let path, let reason):
            members += [("reason", .string(reason)), ("rejected_as", .string(path))]
        case .recorded(let document):
            members += [
                ("document", .integer(document.id)),
                ("receipt", document.receipt.map { JSONValue(reading: Array($0.utf8)) ?? .string($0) }),
                ("reason", .text(document.reason)),
                ("rejected_as", document.givenBack.map { .string(rejected($0.name)) }),
            ]
        }
        return .object(known: members)
    }
}
