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
        let digits = String(folder.events.last?.draft.rmaSequence ?? 0).count
        for event in folder.events {
            let draft = event.draft
            let number = String(draft.rmaSequence ?? 0)
            let space = String(repeating: " ", count: max(0, digits - number.count))
            let parts = [what(draft), Printable.line(draft.actor.byline), why(draft)].filter { !$0.isEmpty }
            screen.entry(
                "\(space)\(number)  \(session.zone.exact(draft.at))", parts.joined(separator: " · "), indent: 2)
        }
        screen.line()
        screen.heading("Webhooks")
        showDeliveries()
    }

    /// How many were taken, by endpoint; those that were not stand one by one.
    private func showDeliveries() {
        guard let newest = folder.deliveries.first else { return screen.line("  nobody was to be told") }
        let taken = folder.deliveries.filter { $0.state == DeliveryState.delivered.rawValue }
        for (endpoint, own) in Dictionary(grouping: taken, by: \.endpoint.text).sorted(by: { $0.key < $1.key }) {
            screen.line("  \(Printable.line(endpoint)): \(own.count) delivered")
        }
        let rest = folder.deliveries.filter { $0.state != DeliveryState.delivered.rawValue }
        if !rest.isEmpty {
            screen.show(DeliveryList.table(rest, zone: session.zone, isOfOneReturn: true), indent: 2)
        }
        screen.paragraph(
            "The newest is of \(session.zone.text(newest.createdAt)). Each: rmad deliveries list --rma "
                + Printable.line(folder.stored.case.number.text), indent: 2, .faint)
    }

    private func what(_ draft: EventDraft) -> String {
        let subject = draft.subject.split(separator: ":", maxSplits: 1).map(String.init)
        let thing = draft.subject == "rma" ? "" : subject[0] == "shipment" ? "parcel" : subject[0]
        let number = subject.count == 2 ? subject[1] : ""
        let before = draft.before == draft.after ? "" : draft.before
        let words = [
            thing, number.spoken, isNamed(draft.axis, by: thing, draft.after) ? "" : draft.axis.spoken, before.spoken,
            before.isEmpty ? "" : "→", draft.after.spoken,
        ]
        let text = words.filter { !$0.isEmpty }.map(Printable.line).joined(separator: " ")
        guard case .object(let members) = draft.details else { return text }
        // What a task is about, and of which kind, stands in its words; and that staff alone hear of it, in `--json`.
        let idle: Set<String> = thing == "task" ? ["audience", "about", "kind"] : ["audience"]
        let details = members.filter { !idle.contains($0.key) }
            .map { "\($0.key.spoken) \(session.zone.localized($0.value.spoken))" }
        return details.isEmpty ? text : "\(text) (\(Printable.line(details.joined(separator: ", "))))"
    }

    /// Whether thing and state say already on which axis it moved: `task 7 open`, not `task 7 task open`.
    private func isNamed(_ axis: String, by thing: String, _ after: String) -> Bool {
        axis == RMAState.axisName || axis == ShipmentState.axisName || (!thing.isEmpty && axis.hasPrefix(thing))
            || after.hasPrefix(axis)
    }

    private func why(_ draft: EventDraft) -> String {
        let source = draft.document.map { document in
            folder.documents[document.id].map { "document \(document.id) \(Printable.line($0.name))" }
                ?? "document \(document.id)"
        }
        return [draft.reason.map(Printable.text), source].compactMap { $0 }.joined(separator: " · ")
    }
}
