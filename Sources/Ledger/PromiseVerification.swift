import JSONText
import Returns

extension Snapshot {
    /// What is wrong with the promises and goodwill of a return, by what its events say of them. A promise of a ledger
    /// from before promises were watched stands in no event until something happens to it.
    func careFindings(of rma: CaseID, _ events: [RecordedEvent]) throws -> [(found: String, meaning: String)] {
        var told: [String: (state: PromiseState, date: String)] = [:]
        var goodwill: [Int64: RecordedEvent] = [:]
        for event in events {
            let draft = event.draft
            note(draft.details, in: &told)
            if draft.axis == PromiseState.axisName, let state = PromiseState(rawValue: draft.after) {
                let name = String(draft.subject.dropFirst("promise:".count))
                let date = (draft.details["revised_on"] ?? draft.details["due_on"])?.string
                told[name] = (state, date ?? told[name]?.date ?? "")
            } else if draft.axis == Change.promiseDateAxis {
                let name = String(draft.subject.dropFirst("promise:".count))
                told[name] = (told[name]?.state ?? .open, draft.after)
            } else if draft.axis == Change.goodwillAxis, let id = draft.details["goodwill"]?.integer {
                goodwill[id] = event
            }
        }
        var findings: [(found: String, meaning: String)] = []
        let altered = "The row was altered outside rmad."
        let rows = try promises(of: rma)
        for promise in rows {
            guard let event = told.removeValue(forKey: promise.name.rawValue) else { continue }
            if event.state != promise.state || event.date != promise.date.description {
                findings.append(
                    (
                        "promise \(promise.name.rawValue): the row says \(promise.state.rawValue) by \(promise.date), "
                            + "its events say \(event.state.rawValue) by \(event.date)", altered
                    ))
            }
        }
        for name in told.keys.sorted() {
            findings.append(("promise \(name): it has events but no row", "It was removed."))
        }
        for record in try self.goodwill(of: rma) {
            let details = goodwill.removeValue(forKey: record.id)?.draft.details
            let amount = record.goodwill.amount
            if details?["amount"]?.string != amount?.decimal || details?["currency"]?.string != amount?.currency.code {
                findings.append(
                    ("goodwill \(record.id): the row says \(record.goodwill.text), its event does not", altered))
            }
        }
        for id in goodwill.keys.sorted() {
            findings.append(("goodwill \(id): it has an event but no row", "It was removed."))
        }
        return findings
    }

    /// Days that an event promises open a promise, or move it.
    private func note(_ details: JSONValue, in told: inout [String: (state: PromiseState, date: String)]) {
        guard case .object(let members) = details else { return }
        for member in members where member.key.hasPrefix(PromiseKeeping.detailPrefix) {
            let name = String(member.key.dropFirst(PromiseKeeping.detailPrefix.count))
            let state = told[name].map { $0.state.isOpen ? $0.state : .open } ?? .open
            told[name] = (state, member.value.string ?? "")
        }
    }
}
