import JSONText
import Ledger
import Returns

/// What people want of printers.
extension Recorder {
    /// Owes the labels of a return to a printer: the originals where they were never sent, copies otherwise.
    func print(_ request: PrintRequest) throws -> Taken {
        guard !request.isCancellation else { return try callOff(request) }
        let (stored, scanned) = try find(request.key)
        let printer = try printer(for: request, of: stored)
        let parcels = try parcels(of: stored, wanted: request.parcel ?? scanned)
        let actor = occasion(by: request.staff).actor.text
        let words = try parcels.map { parcel in
            let wish = try transaction.wishPrint(
                rma: stored.id, shipment: parcel.number, on: printer, requestedBy: actor, document: document,
                at: occasion.at)
            let which = parcels.count > 1 ? "parcel \(parcel.number): " : ""
            return "\(which)\(wish.words(on: printer))"
        }
        let summary = "\(stored.case.number) label \(words.joined(separator: "; "))"
        try note(
            "print:\(stored.case.number)", "asked",
            [
                "printer": .string(printer.text), "parcels": .array(parcels.map { .integer(Int64($0.number)) }),
                "result": .string(summary),
            ])
        return Taken(rma: stored.id, number: stored.case.number, stored: stored, summary: summary)
    }

    /// What waits for paper, or was refused, is wanted no more. What is being sent cannot be called back.
    private func callOff(_ request: PrintRequest) throws -> Taken {
        let (stored, scanned) = try find(request.key)
        if let printer = request.printer { try checkOnRecord(printer) }
        let number = stored.case.number
        let actor = occasion(by: request.staff).actor
        let jobs = try transaction.cancelPrints(
            rma: stored.id, shipment: request.parcel ?? scanned, on: request.printer,
            because: "called off \(actor.byline)",
            at: occasion.at)
        guard !jobs.isEmpty else {
            let isUnderWay = try snapshot.prints(of: stored.id).contains { $0.state == .sending }
            throw Refusal(
                found: isUnderWay
                    ? "\(number), whose label is being sent to the printer at this moment"
                    : "\(number), of which no label waits" + (request.printer.map { " for \($0)" } ?? ""),
                expected: "a label that waits for a printer",
                remedy: "Look at `rmad show \(number)`: it tells what became of each print.")
        }
        let places = jobs.map { "parcel \($0.shipment ?? 1) on \($0.printer)" }.joined(separator: ", ")
        let summary = "\(number) called off: \(places)"
        try note("print:\(number)", "called_off", ["result": .string(summary)])
        return Taken(rma: stored.id, number: number, stored: stored, summary: summary)
    }

    func obey(_ order: PrinterOrder) throws -> Taken {
        let (name, moment) = (order.printer, occasion.at)
        if order.action == .clear { try checkOnRecord(name) } else { try check(name) }
        let summary: String
        switch order.action {
        case .test:
            try transaction.oweTest(on: name, requestedBy: occasion.actor.text, document: document, at: moment)
            summary = "test label queued on \(name)"
        case .pause:
            try transaction.setPrinter(name, .paused, because: "by \(occasion.actor)", at: moment)
            summary = "\(name) is paused; what it owes is kept"
        case .resume:
            try transaction.setPrinter(name, .ready, because: nil, at: moment)
            summary = "\(name) goes on"
        case .clear:
            let count = try transaction.cancelPrints(
                rma: nil, shipment: nil, on: name, because: "called off \(occasion.actor.byline)", at: moment
            ).count
            summary = "\(name): " + (count == 0 ? "nothing waited" : "\(count) called off")
        }
        try note("printer:\(name)", order.action.rawValue, ["result": .string(summary)])
        return Taken(summary: summary)
    }

    /// The printer that is named, else that of the station that asks, else that of the return's own, else the default.
    private func printer(for request: PrintRequest, of stored: StoredCase) throws -> PrinterName {
        if let named = request.printer {
            try check(named)
            return named
        }
        for asked in [document, stored.document] {
            guard let station = try snapshot.station(of: asked) else { continue }
            if let printer = terms.printers.printer(of: station) { return printer }
        }
        if let standard = terms.printers.standard { return standard }
        throw Refusal(
            found: "a wish to print without a printer's name",
            expected: terms.printers.names.isEmpty ? "a printer in the configuration" : "the name of a printer",
            remedy: terms.printers.names.isEmpty
                ? "The operator must add one under `printers`."
                : "Name one of \(names) in `printer`; or the operator makes one of them the default.")
    }

    private func check(_ printer: PrinterName) throws {
        guard !terms.printers.names.contains(printer) else { return }
        throw Refusal(
            found: "printer '\(printer)', which is not in the configuration",
            expected: terms.printers.names.isEmpty ? "a printer of the configuration; it has none" : "one of \(names)",
            remedy: "Write its name as `rmad printers` shows it.")
    }

    /// A printer that was taken out of the configuration may still owe something.
    private func checkOnRecord(_ printer: PrinterName) throws {
        guard try !snapshot.printers().contains(where: { $0.entry.name == printer }) else { return }
        try check(printer)
    }

    private var names: String { terms.printers.names.map(\.text).joined(separator: ", ") }

    /// Parcels whose labels are good.
    private func parcels(of stored: StoredCase, wanted: Int?) throws -> [Shipment] {
        let one = stored.case
        guard one.state == .approved else {
            throw Refusal(
                found: "\(one.number), which is \(one.state.rawValue)", expected: "a return that is approved",
                remedy: "Look at `rmad show \(one.number)`; a person can approve or reopen it.")
        }
        let good = one.shipments.filter { $0.state != .voided && $0.state != .expired }
        guard let wanted else {
            guard !good.isEmpty else {
                throw Refusal(
                    found: "\(one.number), of which nothing is to be sent", expected: "a return with a parcel",
                    remedy: "Nothing needs to be printed: the customer has the instructions.")
            }
            return good
        }
        guard let parcel = good.first(where: { $0.number == wanted }) else {
            let numbers = good.map { "\($0.number)" }.joined(separator: ", ")
            throw Refusal(
                found: "parcel \(wanted) of \(one.number)",
                expected:
                    "one of its parcels with a label that is good: \(numbers)",
                remedy: "Look at `rmad show \(one.number)`.")
        }
        return [parcel]
    }
}

extension PrintWish {
    fileprivate func words(on printer: PrinterName) -> String {
        switch self {
        case .queued(let copy): "queued on \(printer) as \(Self.name(copy))"
        case .waiting(let copy): "was never printed; it waits for \(printer), as \(Self.name(copy))"
        case .underWay(let copy): "is being sent at this moment, as \(Self.name(copy))"
        }
    }

    private static func name(_ copy: Int) -> String { copy == 1 ? "the original" : "COPY \(copy)" }
}
