import JSONText
import Ledger
import Returns

/// What people say of their tasks.
extension Recorder {
    func work(on update: TaskUpdate) throws -> Taken {
        guard let record = try snapshot.task(update.task) else {
            throw Refusal(
                found: "no task \(update.task)", expected: "the number of a task",
                remedy: "See which are open: rmad tasks.")
        }
        try requireDecision(record, update)
        let occasion = occasion(by: update.staff)
        let changes = try transaction.update(record, by: update, on: occasion)
        guard let rma = record.rma, let stored = try snapshot.stored(id: rma) else {
            try note("task:\(record.id)", (update.state ?? record.state).rawValue, .object([]))
            return Taken(summary: words(record, update))
        }
        let (after, _) = try change(stored, on: occasion) { one in
            let ended = try charged(record, by: update, in: &one, of: stored)
            // Somebody has found out whose units they are, or has what was taken back ordered anew.
            let isClear = record.task.holdsBackOrders && update.state == .done
            let due = isClear ? try resolutions(in: &one, of: stored) : []
            return changes + ended + due + (try oweWork(for: one, after: ended, of: stored.id, on: occasion))
        }
        let waits =
            update.state.map { $0 != .open } ?? false
            ? try transaction.watchAnswer(after: record, on: occasion.day) : nil
        let open = waits.map { "; the customer was told to hear of it by \($0) and has not: write a note to them" }
        return taken(after, words(record, update) + (open ?? ""))
    }

    /// A question is not over because somebody says so: while a unit has no end, nobody else would ask again.
    private func requireDecision(_ record: TaskRecord, _ update: TaskUpdate) throws {
        guard record.task.kind == .look, record.state == .open, let next = update.state, next != .open,
            let stored = try record.rma.flatMap({ try snapshot.stored(id: $0) })
        else { return }
        guard let line = stored.case.lines.first(where: { record.task.asks(aboutLine: $0.number) }) else { return }
        let units = stored.case.unitsWithoutEnd(line)
        guard units > 0 else { return }
        throw Refusal(
            found: "task \(record.id) as \(next.rawValue), while \(units) × \(line.product.sku) of line "
                + "\(line.number) of \(stored.case.number) wait for a decision",
            expected: "the decision",
            remedy:
                "Settle the line (rmad settle, or a `settlement` document): what the customer gets, or `denied` with "
                + "the reason. The task ends with it.")
    }

    private func words(_ record: TaskRecord, _ update: TaskUpdate) -> String {
        let parts = [
            update.state.map { "task \(record.id) is \($0.rawValue)" },
            update.assignee.map { "\($0) has task \(record.id)" },
            update.due.map { "task \(record.id) is due on \($0)" },
        ].compactMap { $0 }
        return parts.isEmpty ? "noted on task \(record.id)" : parts.joined(separator: "; ")
    }
}
