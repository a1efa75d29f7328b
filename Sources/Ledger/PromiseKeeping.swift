import Returns

/// What a change of a return does to its promises, in the same commit.
///
/// The days that were promised stand in the details of the event that set them going, as `promised_NAME`: whoever
/// hears of the event hears of the day, and the audit trail covers it.
struct PromiseKeeping {
    let transaction: Transaction
    let stored: StoredCase
    /// The return before; nil for a new one.
    let old: ReturnCase?
    let occasion: Occasion
    /// Who speaks to the customer where a promise turns out to be broken.
    let call: CallDuty

    /// The promises that differ from what is stored.
    private(set) var changed: [Promise] = []
    private(set) var changes: [Change] = []

    static let detailPrefix = "promised_"
    /// Of a promise that ended for a part of the goods alone: it begins again for the rest in the same commit.
    static let partDetail = "part"

    init(transaction: Transaction, stored: StoredCase, was old: ReturnCase?, occasion: Occasion, call: CallDuty) {
        self.transaction = transaction
        self.stored = stored
        self.old = old
        self.occasion = occasion
        self.call = call
    }

    /// Whether a change may end a promise. What the carrier says alone does not, but for goods that go back to the
    /// customer.
    static func concerns(_ change: Change) -> Bool {
        switch change.subject {
        case .rma: change.axis == RMAState.axisName
        case .line: change.axis != Disposition.axisName
        case .shipment: [ShipmentState.checkedIn, .refused, .returnedToSender].map(\.rawValue).contains(change.after)
        case .unit, .resolution, .task, .promise, .customer: false
        }
    }

    /// - Parameters:
    ///   - changes: what happened to the return.
    ///   - offers: what is promised from now on; told with what moved the return, else with the last change.
    mutating func settle(_ changes: [Change], offers: [PromiseOffer]) throws {
        self.changes = changes
        guard !changes.isEmpty, !offers.isEmpty || changes.contains(where: Self.concerns) else { return }
        var promises = old == nil ? [] : try transaction.snapshot.promises(of: stored.id)
        // Before what tells the day for the rest, which begins where that of the part has ended.
        self.changes = try endParts(of: &promises, offers) + changes
        for offer in offers { self.changes += try take(offer, into: &promises) }
        // What nobody sent was awaited until now: nothing that waited for it was missed here.
        let isUnsent = changes.contains { $0.details.contains { $0.name == ReturnCase.unsentDetail } }
        for index in promises.indices where promises[index].state.isOpen {
            guard let end = promises[index].name.end(in: stored.case) else { continue }
            self.changes += try finish(&promises[index], as: end, isInTime: isUnsent)
            note(promises[index])
        }
    }

    /// A part of the goods has what was promised while others are still to come: the promise is kept for the part.
    private func endParts(of promises: inout [Promise], _ offers: [PromiseOffer]) throws -> [Change] {
        guard let old else { return [] }
        var ended: [Change] = []
        for index in promises.indices where promises[index].state.isOpen {
            let name = promises[index].name
            guard offers.contains(where: { $0.name == name }), let end = stored.case.endOfPart(name, since: old)
            else { continue }
            ended += try finish(&promises[index], as: end, isInTime: false, [(Self.partDetail, .text("yes"))])
        }
        return ended
    }

    /// - Returns: what follows for staff: whoever was to keep it at once need not hurry any more.
    private mutating func take(_ offer: PromiseOffer, into promises: inout [Promise]) throws -> [Change] {
        // What is true already is not promised.
        guard offer.name.end(in: stored.case) == nil else { return [] }
        var followed: [Change] = []
        if let index = promises.firstIndex(where: { $0.name == offer.name }) {
            guard let eased = promises[index].take(offer) else { return [] }
            note(promises[index])
            followed = eased
            if !eased.isEmpty {
                followed += try transaction.end(
                    .keepPromise, of: stored.id, subject: promises[index].subject, as: .cancelled,
                    because: "the promise has a new day", on: occasion)
            }
        } else {
            promises.append(Promise(offer))
            note(Promise(offer))
        }
        let last =
            changes.lastIndex { $0.subject == .rma && $0.axis == RMAState.axisName }
            ?? changes.lastIndex { !$0.isForStaff } ?? changes.count - 1
        let name = Self.detailPrefix + offer.name.rawValue
        changes[last].details.removeAll { $0.name == name }
        changes[last].details.append((name, .text(offer.due.description)))
        return followed
    }

    private mutating func note(_ promise: Promise) {
        changed.removeAll { $0.name == promise.name }
        changed.append(promise)
    }

    /// Ends a promise by what is true of its return; one that is done after its day is broken.
    /// - Parameter isInTime: whatever the day is.
    private func finish(
        _ promise: inout Promise, as end: PromiseEnd, isInTime: Bool,
        _ details: [(name: String, value: Change.Detail)] = []
    ) throws -> [Change] {
        switch end {
        case .kept where promise.date < occasion.day && !isInTime:
            try transaction.breakPromise(
                &promise, of: stored, because: nil, details: [("done", .text("late"))] + details, by: call,
                on: occasion)
        case .kept:
            try transaction.end(&promise, of: stored, as: .kept, because: nil, details: details, on: occasion)
        case .withdrawn(let reason):
            try transaction.end(
                &promise, of: stored, as: .withdrawn, because: reason, details: details, on: occasion)
        }
    }
}

extension Transaction {
    /// Ends a promise, and with it the task to keep it. Storing the promise is left to the caller.
    package func end(
        _ promise: inout Promise, of stored: StoredCase, as state: PromiseState, because reason: String?,
        details: [(name: String, value: Change.Detail)] = [], on occasion: Occasion
    ) throws -> [Change] {
        let changes = promise.end(as: state, reason: reason, at: occasion.at, details: details)
        let task: TaskState = state == .kept ? .done : .cancelled
        let ended = try end(
            .keepPromise, of: stored.id, subject: promise.subject, as: task,
            because: "the promise is \(state.rawValue)",
            on: occasion)
        return changes + ended
    }

    /// A promise is broken: the customer is told by when a person speaks to them, and is under special care from now
    /// on. One call answers for all that was broken before it.
    package func breakPromise(
        _ promise: inout Promise, of stored: StoredCase, because reason: String?,
        details: [(name: String, value: Change.Detail)], by call: CallDuty, on occasion: Occasion
    ) throws -> [Change] {
        let standing = try snapshot.tasks(of: stored.id).first { $0.state == .open && $0.task.kind == .call }?.task
        let due = standing?.due.flatMap { $0 < occasion.day ? nil : $0 } ?? call.due
        let told = details + [(Change.answerDetail, .text(due.description))]
        let broken = try end(&promise, of: stored, as: .broken, because: reason, details: told, on: occasion)
        guard !broken.isEmpty else { return [] }
        let words = "\(promise.name.words) was promised by \(promise.date), and the day was not kept"
        let care = try mark(stored, CareMark(cause: .brokenPromise, words: words), on: occasion)
        var task = StaffTask(
            .call, subject: promise.subject, words: "Speak to the customer: \(words).", assignee: call.assignee,
            due: due)
        guard let standing else { return broken + care + (try open(task, of: stored.id, at: occasion.at)) }
        task.subject = standing.subject
        task.words = standing.words + " " + words.prefix(1).uppercased() + words.dropFirst() + "."
        if task.words.utf8.count > StaffTask.wordsBytesMax { task.words = standing.words }
        return broken + care + (try renew(task, of: stored.id, at: occasion.at))
    }
}
