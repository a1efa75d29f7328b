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
        return taken(after, words(record, update))
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
