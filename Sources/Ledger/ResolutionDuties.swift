import Returns

/// What people and the shop have to do for resolution orders.
package struct ResolutionDuties: Sendable {
    /// Whether files with orders go to the shop or the ERP.
    package var isExported: Bool
    /// Who settles by hand; nil: whoever is there.
    package var assignee: StaffName?
    /// By when a person is to settle.
    package var due: CalendarDate?

    package init(isExported: Bool, assignee: StaffName?, due: CalendarDate?) {
        self.isExported = isExported
        self.assignee = assignee
        self.due = due
    }
}

extension Transaction {
    /// Owes the files of orders that are asked for, or asked for anew, or were taken back.
    package func oweExports(
        after changes: [Change], of stored: StoredCase, by duties: ResolutionDuties, at moment: Instant
    ) throws {
        guard duties.isExported else { return }
        for change in changes {
            guard case .resolution(let number) = change.subject, let state = ResolutionState(rawValue: change.after),
                let order = stored.case.resolutions.first(where: { $0.number == number })
            else { continue }
            switch state {
            case .owed:
                // An hour, four, sixteen: what failed at the bank fails again a moment later.
                let wait = order.attempt == 1 ? 0 : Int64(3_600_000) << Int64(2 * min(order.attempt - 2, 4))
                try oweExport(of: order, rma: stored.id, at: moment, dueAt: moment.adding(milliseconds: wait))
            case .withdrawn: try oweWithdrawal(of: order, rma: stored.id, at: moment)
            case .settled, .failed: break
            }
        }
    }

    /// Where no file goes to the shop, or nobody knows the amount, or the shop failed for good, a person settles.
    /// - Returns: the changes to record with those of the orders.
    package func settleTasks(
        after changes: [Change], in one: ReturnCase, of rma: CaseID, by duties: ResolutionDuties, on occasion: Occasion
    ) throws -> [Change] {
        var more: [Change] = []
        for change in changes {
            guard case .resolution(let number) = change.subject, let state = ResolutionState(rawValue: change.after),
                let order = one.resolutions.first(where: { $0.number == number })
            else { continue }
            let subject = change.subject.text
            switch state {
            case .owed, .failed:
                let isByHand =
                    !duties.isExported || (order.kind.isMoney && order.breakdown == nil) || order.state == .failed
                // One that failed and was asked for again at once is no work for a person.
                guard state == order.state, isByHand else { continue }
                let task = StaffTask(
                    .settle, subject: subject, words: order.words(in: one), assignee: duties.assignee, due: duties.due)
                more += try open(task, of: rma, at: occasion.at)
            case .settled, .withdrawn:
                let ending: TaskState = state == .settled ? .done : .cancelled
                more += try end(
                    .settle, of: rma, subject: subject, as: ending, because: change.reason, on: occasion)
                more += try renewTasks(ofLine: order.line, in: one, rma, at: occasion.at)
            }
        }
        return more
    }

    /// A part of what was ordered may have been given: the task names the rest.
    private func renewTasks(ofLine line: Int, in one: ReturnCase, _ rma: CaseID, at moment: Instant) throws -> [Change]
    {
        let open = one.resolutions.filter { $0.line == line && $0.state.isOpen && !$0.kind.isMoney }
        guard !open.isEmpty else { return [] }
        let tasks = try snapshot.tasks(of: rma).filter { $0.state == .open && $0.task.kind == .settle }
        return try open.flatMap { order -> [Change] in
            let known = tasks.first { $0.task.subject == Change.Subject.resolution(order.number).text }
            guard var task = known?.task else { return [] }
            task.words = order.words(in: one)
            return try renew(task, of: rma, at: moment)
        }
    }
}

extension ResolutionOrder {
    /// What a person is to do, in words.
    fileprivate func words(in one: ReturnCase) -> String {
        let goods = one.lines.first { $0.number == line }
        let sku = goods?.product.sku.text ?? ""
        let what =
            switch kind {
            case .refund: "Refund \(breakdown.map { "\($0.total)" } ?? "what was paid")"
            case .credit: "Give a credit of \(breakdown.map { "\($0.total)" } ?? "what was paid")"
            case .exchange: "Exchange"
            case .replacement: "Send a replacement"
            case .repair:
                charge.map { "Repair for \($0), which the customer pays" } ?? "Repair"
            }
        return "\(what): \(units.count) × \(sku), order \(name(in: one.number))"
            + (goods?.line.receipt == .lost ? ", lost by the carrier" : "")
            + (state == .failed ? "; the shop could not" : "")
    }
}
