import JSONText
import Ledger
import Returns
import Spool

/// A return on paper, as it were: everything in the folder, in the order in which one asks for it.
struct CaseSheet {
    let folder: CaseFolder
    let session: DeskSession

    var screen: Screen { session.screen }
    var zone: SiteZone { session.zone }
    private var stored: StoredCase { folder.stored }

    func show() {
        showHead()
        showCustomer()
        showLines()
        showResolutions()
        UnitSheet(folder: folder, screen: screen).show()
        showParcels()
        CareSheet(folder: folder, session: session).show()
        DecisionSheet(decision: stored.decision, edition: stored.policyEdition, screen: screen).show()
        showPapers()
        showInstructions()
        showPrints()
        showPhotos()
        HistorySheet(folder: folder, session: session).show()
    }

    func section(_ title: String) {
        screen.line()
        screen.heading(title)
    }

    private func showHead() {
        let one = stored.case
        screen.line(
            screen.ink.paint(Printable.line(one.number.text), .strong) + "  "
                + screen.ink.paint(one.state.words, one.state.ink))
        let here = one.whereabouts.words(in: one.state)
        screen.paragraph("\(here.prefix(1).uppercased() + here.dropFirst()).")
        if let care = folder.care { screen.paragraph(care.words(zone), .attention) }
        screen.line()
        var fields = Fields()
        let source = folder.documents[stored.document]
        let station = source.map(\.station) ?? ""
        fields.add(
            "Requested",
            [
                zone.text(stored.createdAt),
                "document \(stored.document)\(source.map { " \(Printable.line($0.name))" } ?? "")",
                station.isEmpty ? nil : "station \(Printable.line(station))",
            ])
        fields.add("Changed", zone.text(stored.changedAt))
        let next = folder.promises.filter(\.state.isOpen).min { $0.date < $1.date }
        fields.add("Promised", next.map { "\($0.name.rawValue.spoken) by \($0.date), \($0.state.words)" })
        fields.add("Tasks", openTasks)
        fields.add("Send by", one.validUntil?.description)
        let isWaiting = one.state == .underReview || one.state == .infoNeeded
        fields.add("Held", isWaiting ? stored.decision["held"]?.string.map(Printable.line) : nil, .attention)
        fields.add("Brand", stored.brand.map { Printable.line($0.text) })
        fields.add("Times", zone.name)
        fields.add("Tracking page", Printable.line(folder.trackingURL))
        fields.add("Scanned", folder.scannedParcel.map { "parcel \($0)" })
        if case .object(let members) = stored.request {
            for member in members {
                let title = member.key.spoken
                fields.add(title.prefix(1).uppercased() + title.dropFirst(), Printable.text(member.value.spoken))
            }
        }
        screen.show(fields)
    }

    /// `3 open, 1 overdue, the first due 2026-11-23`.
    private var openTasks: String? {
        let open = folder.tasks.filter { $0.state == .open }
        guard !open.isEmpty else { return nil }
        let today = zone.day(session.place.now())
        let late = open.count { $0.isOverdue(on: today) }
        let first = open.compactMap(\.task.due).min().map { ", the first due \($0)" } ?? ""
        return "\(open.count) open" + (late > 0 ? ", \(late) overdue" : "") + first
    }

    private func showCustomer() {
        section("Customer")
        let customer = stored.customer
        var fields = Fields()
        fields.add("Name", [customer.name, customer.company].map { $0.map(Printable.line) })
        fields.add(
            "Number",
            [
                customer.number.map { Printable.line($0.text) },
                customer.tier.map { "tier \(Printable.line($0.text))" },
            ])
        fields.add("Phone", customer.phone.map(Printable.line))
        fields.add("E-mail", customer.email.map(Printable.line))
        fields.add("Address", customer.address?.inOneLine)
        fields.add("Language", stored.language.rawValue)
        screen.show(fields, indent: 2)
    }

    private func showLines() {
        section("Lines")
        for line in stored.case.lines {
            let product = line.product
            let title = product.title.map { "  \(Printable.line($0))" } ?? ""
            screen.paragraph("\(line.number)  \(Printable.line(product.sku.text))\(title)", indent: 2, .strong)
            var fields = Fields()
            fields.add(
                "Bought",
                [
                    product.order.map { "order \(Printable.line($0.text))" },
                    product.purchasedOn?.description, product.unitPrice.map { "\($0) a unit" },
                    product.category.map { Printable.line($0.text) },
                ])
            fields.add("Serial", product.serial.map { Printable.line($0.text) })
            let isAnnounced = line.line.requested > 0
            fields.add(
                "Reason", [isAnnounced ? product.reason.rawValue.spoken : "not announced", product.condition?.rawValue])
            fields.add("Hazards", product.hazards.map(\.rawValue.spoken).sorted().joined(separator: ", "), .attention)
            fields.add("Note", product.note.map(Printable.text))
            fields.add("Units", counts(line.line))
            fields.add("Receipt", line.line.receipt.rawValue.spoken)
            fields.add("Verdict", line.line.verdict.words)
            let goesTo = line.line.disposition == .none ? nil : line.line.disposition.rawValue.spoken
            fields.add("Goes to", [goesTo, line.destination.map { "warehouse \(Printable.line($0.text))" }])
            fields.add("Resolution", line.line.resolution == .none ? nil : line.line.resolution.rawValue.spoken)
            fields.add("Fee", line.fee.map { "\($0)" })
            fields.add(
                "Denied", stored.case.denials.filter { $0.line == line.number }.map(words).joined(separator: "\n"))
            fields.add("Sent ahead", line.advance.map(words))
            screen.show(fields, indent: 5)
        }
    }

    /// `1 unit, D-1: Worn out. Instead: a part refund of 25.00 EUR, awaits the customer's answer`
    private func words(_ denial: Denial) -> String {
        let offer = denial.alternative.map { ". Instead: \($0.words(denial.amount))" } ?? ""
        let standing =
            switch denial.state {
            case .told: denial.awaitsAnswer ? ", awaits the customer's answer" : ""
            case .takenUp: ", which the customer took"
            case .turnedDown: ", which the customer did not take"
            case .appealed: ". It was appealed and does not hold any more"
            }
        let units = denial.units == 1 ? "1 unit" : "\(denial.units) units"
        var reason = Printable.line(denial.reason)
        if !(offer + standing).isEmpty { while reason.hasSuffix(".") { reason.removeLast() } }
        return "\(units), \(Printable.line(denial.reference.text)): \(reason)\(offer)\(standing)"
    }

    private func words(_ advance: Advance) -> String {
        let serial = advance.serial.map { " \(Printable.line($0.text))" } ?? ""
        let asked = advance.proposedOn.map { "; somebody was asked on \($0) whether it is charged" } ?? ""
        let end = advance.end.map { ", \($0.rawValue)" } ?? ", what is awaited is due on \(advance.due)\(asked)"
        let units = advance.charged.units
        let charged = units > 0 ? "; charged for \(units)\(advance.charged.amount.map { ", \($0)" } ?? "")" : ""
        return "\(advance.kind.rawValue)\(serial), reference \(Printable.line(advance.reference.text))\(end)\(charged)"
    }

    private func counts(_ line: Line) -> String {
        // What is usual stands there always, the rest where there is some of it.
        let usual = [("requested", line.requested), ("authorized", line.authorized), ("received", line.received)]
        let more = [
            ("accepted", line.accepted), ("rejected", line.rejected), ("missing", line.missing), ("extra", line.extra),
        ]
        return (usual + more.filter { $0.1 > 0 }).map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    private func showResolutions() {
        guard !stored.case.resolutions.isEmpty else { return }
        section("What the customer gets")
        ResolutionSheet(one: stored.case, screen: screen).show()
    }

    private func showParcels() {
        section("Parcels")
        if stored.case.shipments.isEmpty { screen.line("  none") }
        for parcel in stored.case.shipments {
            screen.line(
                "  \(parcel.number)  \(Printable.line(parcel.code.text))  "
                    + screen.ink.paint(parcel.state.rawValue.spoken, parcel.state.ink))
            var fields = Fields()
            fields.add("To", Printable.line(parcel.warehouse.text))
            fields.add("Carrier", [parcel.carrier?.text, parcel.tracking?.text].map { $0.map(Printable.line) })
            fields.add("Moved", parcel.movedAt.map(zone.text))
            fields.add("Expected", parcel.estimatedDelivery.map { "\($0), by the carrier" })
            screen.show(fields, indent: 5)
            let events = folder.tracking.filter { $0.shipment == parcel.number }
            guard !events.isEmpty else { continue }
            var table = Table([
                .init("Carrier's time"), .init("Status", .wrapped(min: 10)), .init("Place", .wrapped(min: 8)),
                .init("Code", .wrapped(min: 4)), .init("Message", .wrapped(min: 12)),
            ])
            for event in events {
                table.add([
                    .init(zone.exact(event.occurredAt) + (event.isTimeUncertain ? " ?" : "")),
                    .init(status(of: event)), .init(Printable.line(event.place ?? "")),
                    .init(
                        [event.code, event.carrierCode].compactMap { $0.map(Printable.line) }.joined(separator: " · ")),
                    .init(Printable.text(event.message ?? "")),
                ])
            }
            screen.show(table, indent: 5)
        }
    }

    /// `delayed (weather); needed: address correction`
    private func status(of event: StoredTrackingEvent) -> String {
        let status = Printable.line((event.status ?? "unknown").spoken)
        let reason = event.reason.map { " (\(Printable.line($0.spoken)))" } ?? ""
        let action = event.actionRequired.map { "; needed: \(Printable.line($0.spoken))" } ?? ""
        return status + reason + action
    }

    private func showPhotos() {
        guard !folder.photos.isEmpty else { return }
        section("Photos")
        for photo in folder.photos {
            let path = session.place.path(.evidence, station: nil, photo.file)
            screen.line("  \(Printable.line(photo.name))  \(photo.size / 1000) kB  \(Printable.line(path))")
        }
    }

    private func showPapers() {
        section("Papers")
        if folder.papers.isEmpty { screen.line("  none") }
        for paper in folder.papers {
            let parcel = paper.parcel.map { "parcel \($0)" } ?? paper.unit.map { "tag of unit \($0)" } ?? "instructions"
            switch paper.state {
            case .made(let path): screen.line("  \(parcel)  \(Printable.line(path))")
            case .owed(let attempts):
                let tried = attempts == 0 ? "" : " after \(attempts) failed attempts; see the daemon's log"
                screen.line("  \(parcel)  " + screen.ink.paint("not made yet\(tried)", .attention))
            case .failed(let reason):
                screen.paragraph(
                    "\(parcel)  " + screen.ink.paint("given up: \(Printable.line(reason))", .bad), indent: 2)
            }
        }
    }

    /// Which words the customer has in hand: what is asked when somebody calls.
    private func showInstructions() {
        let made = folder.instructions
        guard !made.isEmpty else { return }
        section("Instructions that the customer got")
        for (parcel, edition, language) in made {
            let which = parcel.map { "parcel \($0)" } ?? "alone"
            let spoken = language.map { "\($0.rawValue), " } ?? ""
            screen.paragraph("\(which)  \(spoken)edition \(Printable.line(edition))", indent: 2)
        }
    }

    private func showPrints() {
        guard !folder.prints.isEmpty else { return }
        section("Prints")
        for job in folder.prints {
            let which = job.shipment.map { "parcel \($0)" } ?? "label"
            screen.paragraph(
                "\(which)  \(zone.text(job.changedAt))  " + screen.ink.paint(job.words, job.ink), indent: 2)
        }
    }
}
