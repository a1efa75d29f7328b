import JSONText
import Ledger
import Returns

/// What people want of printers.
extension Recorder {
    /// Owes labels or tags of a return to a printer: the originals where they were never sent, copies otherwise.
    func print(_ request: PrintRequest) throws -> Taken {
        guard !request.isCancellation else { return try callOff(request) }
        let (stored, scanned) = try find(request.key)
        let printer = try printer(for: request, of: stored)
        let sheets = try sheets(request, of: stored, scanned: scanned)
        let actor = occasion(by: request.staff).actor.text
        let words = try sheets.map { sheet in
            let wish = try transaction.wishPrint(
                sheet, of: stored.id, on: printer, requestedBy: actor, document: document, at: occasion.at)
            return "\(sheets.count > 1 ? "\(sheet.words): " : "")\(wish.words(on: printer))"
        }
        let summary = "\(stored.case.number) \(request.paper.words) \(words.joined(separator: "; "))"
        try note(
            "print:\(stored.case.number)", "asked",
            [
                "printer": .string(printer.text), "sheets": .array(sheets.map { .string($0.words) }),
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
        let what = request.paper.words
        let jobs = try transaction.cancelPrints(
            rma: stored.id, paper: request.paper, shipment: request.paper == .label ? request.parcel ?? scanned : nil,
            unit: request.unit, on: request.printer, because: "called off \(actor.byline)", at: occasion.at)
        guard !jobs.isEmpty else {
            let isUnderWay = try snapshot.prints(of: stored.id).contains { $0.state == .sending }
            throw Refusal(
                found: isUnderWay
                    ? "\(number), whose \(what) is being sent to the printer at this moment"
                    : "\(number), of which no \(what) waits" + (request.printer.map { " for \($0)" } ?? ""),
                expected: "a \(what) that waits for a printer",
                remedy: "Look at `rmad show \(number)`: it tells what became of each print.")
        }
        let places = jobs.map { job in
            "\(job.unit.map { "unit \($0)" } ?? "parcel \(job.shipment ?? 1)") on \(job.printer)"
        }.joined(separator: ", ")
        let summary = "\(number) called off: \(places)"
        try note("print:\(number)", "called_off", ["result": .string(summary)])
        return Taken(rma: stored.id, number: number, stored: stored, summary: summary)
    }

    private func sheets(_ request: PrintRequest, of stored: StoredCase, scanned: Int?) throws -> [PrintedSheet] {
        switch request.paper {
        case .binTag: return try tagged(request, of: stored).map { .binTag(unit: $0.number) }
        case .label, .test:
            if let unit = request.unit {
                throw Refusal(
                    found: "a label for unit \(unit)", expected: "a label for a parcel, or the tag of a unit",
                    remedy: "Write `what`: `bin_tag`, or take `unit` out.")
            }
            return try parcels(of: stored, wanted: request.parcel ?? scanned).map { .label(parcel: $0.number) }
        }
    }

    /// The units whose tags are wanted.
    private func tagged(_ request: PrintRequest, of stored: StoredCase) throws -> [CaseUnit] {
        let units = stored.case.units.filter { request.unit == nil || $0.number == request.unit }
        guard !units.isEmpty else {
            let known = stored.case.units.map { "\($0.number)" }.joined(separator: ", ")
            throw Refusal(
                found: request.unit.map { "unit \($0) of \(stored.case.number)" }
                    ?? "\(stored.case.number), of which nothing was judged",
                expected: known.isEmpty ? "goods that were inspected" : "one of its units: \(known)",
                remedy: known.isEmpty
                    ? "Record the inspection first: rmad inspect \(stored.case.number)"
                    : "Look at `rmad show \(stored.case.number)`.")
        }
        return units
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
                rma: nil, on: name, because: "called off \(occasion.actor.byline)", at: moment
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
            guard terms.printers.prints(request.paper, named) else {
                throw Refusal(
                    found: "printer '\(named)', whose labels are tags of units", expected: "a printer of parcel labels",
                    remedy: "Name another one: rmad printers.")
            }
            return named
        }
        for asked in [document, stored.document] {
            guard let station = try snapshot.station(of: asked) else { continue }
            let printer =
                switch request.paper {
                case .binTag: terms.printers.tagPrinter(of: station) ?? terms.printers.printer(of: station)
                case .label, .test: terms.printers.printer(of: station)
                }
            if let printer { return printer }
        }
        if let standard = terms.printers.standard, terms.printers.prints(request.paper, standard) { return standard }
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

extension PrintedSheet {
    fileprivate var words: String {
        switch self {
        case .label(let parcel): "parcel \(parcel)"
        case .binTag(let unit): "unit \(unit)"
        }
    }
}
