import JSONText
import Ledger
import Policy
import Returns

/// What customers say of us, what we answer, and what we give them beyond what is owed.
extension Recorder {
    /// Feedback reaches a person with a day to answer it; a bad word brings special care.
    func attach(_ feedback: Feedback) throws -> Taken {
        let (stored, _) = try find(feedback.key)
        let customer = acting(Actor(trusted: "customer"))
        let care = terms.policy.care
        if let strange = feedback.answers.first(where: { !care.questions.contains($0.question) }) {
            throw Refusal(
                found: "an answer to '\(strange.question)', which is no question of ours",
                expected: care.questions.isEmpty ? "no answers" : "one of: \(care.questions.joined(separator: ", "))",
                remedy: "Correct the name, or add the question to `care.questions` of the policy.")
        }
        let due = terms.policy.calendar.date(care.answerBusinessDays, after: occasion.day)
        let said = feedback.change(answerBy: due)
        if try isKnown(said, of: stored) { return taken(stored, "recorded already, on this day") }
        let (after, changes) = try change(stored, on: customer) { _ in
            // The feedback is named by its place among the events of the return.
            let task = StaffTask(
                .answerFeedback, subject: "feedback:\(stored.sequence + 1)", words: taskWords(feedback),
                assignee: care.assignee, due: due)
            var mark = feedback.careMark
            mark?.until = occasion.day.adding(days: care.specialCareDays)
            // Marked first, so that the task stands among the first.
            let special = try mark.map { try transaction.mark(stored, $0, on: customer) } ?? []
            return [said] + (try transaction.open(task, of: stored.id, at: occasion.at))
                + special
        }
        return taken(after, words(changes))
    }

    /// The same words on the same day are the same feedback, however often and in whichever form they come.
    private func isKnown(_ said: Change, of stored: StoredCase) throws -> Bool {
        let details = said.detailsJSON.canonicalText
        return try snapshot.events(of: stored.id).contains {
            $0.draft.axis == said.axis && $0.draft.after == said.after && $0.draft.reason == said.reason
                && $0.draft.details.canonicalText == details && terms.siteDay($0.draft.at) == occasion.day
        }
    }

    private func taskWords(_ feedback: Feedback) -> String {
        let parts =
            [feedback.kind?.rawValue, feedback.rating.map { "\($0) of 5" }].compactMap { $0 }
            + feedback.answers.map { "\($0.question): “\($0.text)”" } + (feedback.text.map { ["“\($0)”"] } ?? [])
        var words = "Answer the customer: \(parts.joined(separator: ", "))"
        while words.utf8.count > StaffTask.wordsBytesMax { words.removeLast() }
        return words
    }

    /// An answer is told to the customer, and ends the task.
    func answer(_ reply: FeedbackReply) throws -> Taken {
        let (stored, _) = try find(reply.key)
        let open = try snapshot.tasks(of: stored.id).filter { $0.state == .open && $0.task.kind == .answerFeedback }
        let wanted = reply.feedback.map { "feedback:\($0)" }
        guard let task = open.first(where: { wanted == nil || $0.task.subject == wanted }) else {
            throw Refusal(
                found: "no feedback \(reply.feedback.map { "\($0) " } ?? "")of \(stored.case.number) without an answer",
                expected: open.isEmpty ? "a return with feedback" : open.map(\.task.subject).joined(separator: ", "),
                remedy: "To say something all the same, write a note with the audience `customer`.")
        }
        let acting = occasion(by: reply.staff)
        let (after, changes) = try change(stored, on: acting) { _ in
            let told = Change(
                .rma, axis: Change.feedbackAxis, before: "feedback", after: "feedback_answered", reason: reply.text,
                details: [("feedback", .text(task.task.subject))])
            let ended = try transaction.end(
                .answerFeedback, of: stored.id, subject: task.task.subject, as: .done, because: "answered", on: acting)
            return [told] + ended
        }
        return taken(after, words(changes))
    }

    func give(_ goodwill: Goodwill) throws -> Taken {
        let acting = occasion(by: goodwill.staff)
        guard let key = goodwill.key else {
            guard let customer = goodwill.customer else { throw Self.nobody }
            let newest = try requireKnown(customer)
            try check(goodwill, for: CustomerKey(customer), of: nil)
            // The customer hears of it with the return that they know last.
            if let newest {
                let (after, changes) = try change(newest, on: acting) { _ in
                    try transaction.give(goodwill, on: newest, occasion: acting)
                }
                return taken(after, words(changes))
            }
            let id = try transaction.give(goodwill, to: CustomerKey(customer), rma: nil, on: acting)
            try transaction.open(goodwill.task(id, customer: customer, on: acting), at: acting.at)
            try note(
                "customer:\(customer)", "goodwill",
                .object(known: [
                    ("goodwill", .integer(id)), ("given", .string(goodwill.text)), ("reason", .string(goodwill.reason)),
                ]))
            return Taken(summary: "goodwill for customer \(customer): \(goodwill.text)")
        }
        let (stored, _) = try find(key)
        try check(goodwill, for: CustomerKey(stored), of: stored)
        let (after, changes) = try change(stored, on: acting) { _ in
            try transaction.give(goodwill, on: stored, occasion: acting)
        }
        return taken(after, words(changes))
    }

    /// Money is given in the currency of the goods, and within the limit of a year.
    private func check(_ goodwill: Goodwill, for key: CustomerKey, of stored: StoredCase?) throws {
        guard let amount = goodwill.amount else { return }
        guard amount.minor > 0 else {
            throw Refusal(
                found: "goodwill of \(amount)", expected: "more than nothing",
                remedy: "Correct the amount, or leave it out and say in `words` what is given.")
        }
        let currencies = Set(stored?.case.lines.compactMap(\.product.unitPrice?.currency) ?? [])
        guard currencies.isEmpty || currencies.contains(amount.currency) else {
            throw Refusal(
                found: "goodwill in \(amount.currency)",
                expected: "the currency of the goods, \(currencies.map(\.code).sorted().joined(separator: ", "))",
                remedy: "Convert the amount.")
        }
        guard let limits = terms.policy.care.goodwillPerYear else { return }
        guard let most = limits.amount(in: amount.currency) else {
            throw Refusal(
                found: "goodwill in \(amount.currency), for which the policy has no limit",
                expected: "one of: \(limits.minor.keys.map(\.code).sorted().joined(separator: ", "))",
                remedy: "Convert the amount, or add the currency to `care.goodwill_per_year`.")
        }
        let given = try snapshot.goodwillGiven(
            to: key, since: occasion.at.adding(days: -365), in: amount.currency)
        guard given.minor + amount.minor <= most.minor else {
            throw Refusal(
                found: "\(amount), after \(given) within a year", expected: "at most \(most) within a year",
                remedy: "Give less, or something in words; the limit is `care.goodwill_per_year` of the policy.")
        }
    }

    /// A person begins or ends special care.
    func care(_ order: CareOrder) throws -> Taken {
        let acting = occasion(by: order.staff)
        let stored = try order.key.map { try find($0).stored }
        guard let key = stored.map(CustomerKey.init) ?? order.customer.map(CustomerKey.init) else { throw Self.nobody }
        if stored == nil, let customer = order.customer { try requireKnown(customer) }
        if let until = order.until, until < occasion.day {
            throw Refusal(
                found: "special care until \(until), which has passed", expected: "a day from \(occasion.day) on",
                remedy: "Correct the day, or leave it out; to end special care, write the state `usual_care`.")
        }
        let known = try snapshot.care(of: key, on: occasion.day)
        var changes: [Change] = []
        switch order.state {
        case .special:
            let mark = CareMark(cause: .staff, words: order.reason, until: order.until)
            if let stored {
                changes = try transaction.mark(stored, mark, on: acting)
            } else if try transaction.mark(key, mark, rma: nil, on: acting) {
                try note("customer:\(key)", order.state.rawValue, ["reason": .string(order.reason)])
            }
        case .usual:
            guard known != nil else {
                throw Refusal(
                    found: "customer \(key), who is not under special care", expected: "a customer under special care",
                    remedy: "Nothing needs to be done.")
            }
            try transaction.endCare(of: key, on: acting)
            if stored == nil { try note("customer:\(key)", order.state.rawValue, ["reason": .string(order.reason)]) }
            changes = [
                Change(
                    .customer, axis: CareState.axisName, before: CareState.special.rawValue,
                    after: CareState.usual.rawValue, reason: order.reason,
                    details: [("audience", .text(Note.Audience.staff.rawValue))])
            ]
        }
        guard let stored else { return Taken(summary: "customer \(key): \(order.state.rawValue)") }
        let (after, told) = try change(stored, on: acting) { _ in changes }
        return taken(after, told.isEmpty ? "under special care already" : words(told))
    }

    /// - Returns: the newest return of the customer, where there is one.
    @discardableResult
    private func requireKnown(_ customer: CustomerNumber) throws -> StoredCase? {
        let newest = try snapshot.customerCases(CustomerKey(customer), limit: 1).first
        let isKnown = try newest != nil || snapshot.customer(customer) != nil
        guard !isKnown else { return newest }
        throw Refusal(
            found: "customer \(customer), of whom we know neither a record nor a return",
            expected: "a customer whom we know",
            remedy: "Correct the number (rmad customer NAME finds people), or name a return in `rma`.")
    }

    private static let nobody = Refusal(
        found: "neither a return nor a customer", expected: "`rma` or `customer`", remedy: "Say whom it is for.")
}

extension Feedback {
    /// - Parameter day: by which the customer has our answer.
    fileprivate func change(answerBy day: CalendarDate) -> Change {
        var details: [(name: String, value: Change.Detail)] = [(Change.answerDetail, .text(day.description))]
        if let rating { details.append(("rating", .count(rating))) }
        if let kind { details.append(("kind", .text(kind.rawValue))) }
        for answer in answers { details.append(("answer_\(answer.question)", .text(answer.text))) }
        return Change(.rma, axis: Change.feedbackAxis, before: "", after: "feedback", reason: text, details: details)
    }
}
