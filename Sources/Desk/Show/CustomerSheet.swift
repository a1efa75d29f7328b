import JSONText
import Ledger
import Returns

/// A customer on one screen: who they are, how they are looked after, and everything they sent back.
struct CustomerSheet {
    let folder: CustomerFolder
    let session: DeskSession

    private var screen: Screen { session.screen }
    private var zone: SiteZone { session.zone }

    func show() {
        let profile = folder.profile
        let name = profile.name ?? profile.company ?? folder.key.text
        screen.line(screen.ink.paint(Printable.line(name), .strong))
        if let care = folder.care { screen.paragraph(care.words(zone), .attention) }
        if let ended = folder.endedCare { screen.paragraph(ended.words(zone), .faint) }
        screen.line()
        var fields = Fields()
        fields.add("Number", profile.number.map { Printable.line($0.text) })
        fields.add("Company", profile.company.map(Printable.line))
        fields.add("Tier", profile.tier.map { Printable.line($0.text) })
        fields.add("Phone", profile.phone.map(Printable.line))
        fields.add("E-mail", profile.email.map(Printable.line))
        fields.add("Address", profile.address?.inOneLine)
        fields.add("Language", profile.language?.rawValue)
        screen.show(fields)
        showReturns()
        list("Units", folder.units.map(\.text))
        showPromises()
        list(
            "Tasks",
            folder.tasks.map { record in
                let due = record.task.due.map { " (due \($0))" } ?? ""
                return "\(record.id)  \(record.number?.text ?? "")  \(Printable.line(record.task.words))\(due)"
            })
        list("Feedback", folder.feedback.map { "\($0.rma)  \($0.text(zone))" })
        list("Notes", folder.notes.map { $0.noteText(zone) })
        list("Goodwill", folder.goodwill.map { $0.text(zone) })
    }

    private func section(_ title: String) {
        screen.line()
        screen.heading(title)
    }

    private func list(_ title: String, _ entries: [String]) {
        guard !entries.isEmpty else { return }
        section(title)
        for entry in entries { screen.paragraph(entry, indent: 2) }
    }

    private func showReturns() {
        section("Returns")
        guard !folder.returns.isEmpty else { return screen.line("  none") }
        var table = Table([
            .init("RMA"), .init("State"), .init("Requested"), .init("Changed", leaves: 1),
            .init("Goods", .wrapped(min: 12), leaves: 2),
        ])
        for stored in folder.returns {
            table.add([
                .init(stored.case.number.text, .strong), .init(stored.case.state.words, stored.case.state.ink),
                .init(zone.text(stored.createdAt)), .init(zone.text(stored.changedAt)),
                .init(Printable.line(stored.case.goods)),
            ])
        }
        screen.show(table, indent: 2)
        if folder.returns.count == CustomerFolder.returnsMax {
            screen.paragraph("The newest \(CustomerFolder.returnsMax); all: rmad list --customer", .faint)
        }
    }

    private func showPromises() {
        guard !folder.promises.isEmpty else { return }
        section("Promises")
        let counts = PromiseState.allCases.compactMap { state in
            let count = folder.promises.count { $0.promise.state == state }
            return count > 0 ? "\(count) \(state.words)" : nil
        }
        screen.paragraph(counts.joined(separator: ", "), indent: 2)
        for entry in folder.promises where entry.promise.state.isOpen || entry.promise.state == .broken {
            let promise = entry.promise
            screen.line(
                "  \(entry.rma)  \(promise.name.rawValue.spoken) by \(promise.date)  "
                    + screen.ink.paint(promise.state.words, promise.state.ink))
        }
    }
}
