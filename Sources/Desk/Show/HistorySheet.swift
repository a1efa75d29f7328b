import JSONText
import Ledger
import Returns

/// What happened to a return, and who was told of it.
struct HistorySheet {
    let folder: CaseFolder
    let session: DeskSession

    private var screen: Screen { session.screen }

    func show() {
        screen.line()
        screen.heading("History")
        var table = Table([
            .init("#", side: .right), .init("When"), .init("What", .wrapped(min: 16)), .init("By", .wrapped(min: 8)),
            .init("Why", .wrapped(min: 16)),
        ])
        for event in folder.events {
            let draft = event.draft
            table.add([
                .init("\(draft.rmaSequence ?? 0)"), .init(session.zone.exact(draft.at)), .init(what(draft)),
                .init(Printable.line(draft.actor.text)), .init(why(draft)),
            ])
        }
        screen.show(table, indent: 2)
        screen.line()
        screen.heading("Webhooks")
        guard !folder.deliveries.isEmpty else { return screen.line("  nobody was to be told") }
        screen.show(DeliveryList.table(folder.deliveries, zone: session.zone, isOfOneReturn: true), indent: 2)
    }

    private func what(_ draft: EventDraft) -> String {
        let subject = draft.subject.split(separator: ":", maxSplits: 1).map(String.init)
        let thing = draft.subject == "rma" ? "" : subject[0] == "shipment" ? "parcel" : subject[0]
        let number = subject.count == 2 ? subject[1] : ""
        let isOneAxis = draft.axis == RMAState.axisName || draft.axis == ShipmentState.axisName
        let before = draft.before == draft.after ? "" : draft.before
        let words = [
            thing, number, isOneAxis ? "" : draft.axis.spoken, before.spoken, before.isEmpty ? "" : "→",
            draft.after.spoken,
        ]
        let text = words.filter { !$0.isEmpty }.map(Printable.line).joined(separator: " ")
        guard case .object(let members) = draft.details, !members.isEmpty else { return text }
        let details = members.map { "\($0.key.spoken) \(session.zone.localized($0.value.spoken))" }
        return "\(text) (\(Printable.line(details.joined(separator: ", "))))"
    }

    private func why(_ draft: EventDraft) -> String {
        let source = draft.document.map { document in
            folder.documents[document.id].map { "document \(document.id) \(Printable.line($0.name))" }
                ?? "document \(document.id)"
        }
        return [draft.reason.map(Printable.text), source].compactMap { $0 }.joined(separator: " · ")
    }
}
