/// Work that waits for a person: carry goods somewhere, pay, ask a carrier, call a customer.
///
/// A task is owed in the commit that makes it necessary, like a label or a webhook; it ends by a document or by what
/// happens to its return. For a return there is at most one open task of a kind about the same subject.
package struct StaffTask: Sendable, Equatable {
    package static let wordsBytesMax = 500

    package var kind: TaskKind
    /// What of the return it is about: `rma`, `line:2`, `unit:1`, `shipment:1`; `count:2` is what the dock found of
    /// line 2, `count` that goods came at all, `parcels` which parcels are here, `claims:2` who may have units of
    /// line 2, `withdrawn:2` what is given in place of an order of line 2 that was taken back, `lost:2` what is given
    /// for units of line 2 that a found parcel does not hold, `repair:2` what is given where its repair is not worth
    /// it, `uncounted` what is in a parcel of the workbench,
    /// `claim:1` what its carrier pays for the lost parcel 1, `rejected:2` what an inspection rejected of it,
    /// `denial:1` what a denial offers.
    package var subject: String
    /// What is to be done, for staff, in English.
    package var words: String
    /// A person or a team; nil for whoever is there.
    package var assignee: StaffName?
    package var due: CalendarDate?

    package init(
        _ kind: TaskKind, subject: String, words: String, assignee: StaffName? = nil, due: CalendarDate? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.words = words
        self.assignee = assignee
        self.due = due
    }

    /// The subject of the question where a unit goes.
    package static func place(ofUnit number: Int) -> String { "place:\(number)" }

    /// The subject of units of a line that another return claims, too.
    package static func claims(onLine number: Int) -> String { "\(claimsPrefix)\(number)" }
    private static let claimsPrefix = "claims:"

    /// The subject of the decision what is given in place of an order of a line that was taken back.
    package static func withdrawal(onLine number: Int) -> String { "\(withdrawalPrefix)\(number)" }
    private static let withdrawalPrefix = "withdrawn:"

    /// The subject of the decision what is given for goods whose repair was wished, and is not worth it.
    package static func repair(onLine number: Int) -> String { "\(repairPrefix)\(number)" }
    private static let repairPrefix = "repair:"

    /// The subject of the decision what is given for lost units of a line that their parcel, found, does not hold.
    package static func loss(onLine number: Int) -> String { "lost:\(number)" }

    /// The subject of what a carrier owes us for a parcel that it lost.
    package static func claim(onParcel number: Int) -> String { "claim:\(number)" }

    /// The subject of the task to count a parcel that was matched with its return unopened.
    package static let uncounted = "uncounted"

    /// Whether it asks what becomes of units of a line that have no end.
    package func asks(aboutLine number: Int) -> Bool {
        [
            Change.Subject.line(number).text, Self.decision(onLine: number), Self.loss(onLine: number),
            "count:\(number)",
        ].contains(subject)
    }

    /// Nothing more is ordered for its line before somebody has ended it.
    package var holdsBackOrders: Bool {
        [Self.claimsPrefix, Self.withdrawalPrefix, Self.repairPrefix].contains(where: subject.hasPrefix)
    }

    /// The subject of the question whether the rest of goods that came in part is still to come.
    package static let rest = "rest"

    /// The subject of the question whether a customer takes what a denial offers.
    package static func answer(toDenial number: Int) -> String { "denial:\(number)" }

    /// The subject of the decision on what an inspection rejected of a line.
    package static func decision(onLine number: Int) -> String { "rejected:\(number)" }
}

/// What people are asked to do, by kind.
package enum TaskKind: String, CaseIterable, Sendable {
    /// Carry goods where their disposition says, and do there what it says.
    case handleGoods = "handle_goods"
    /// Give the customer what was decided: pay, ship a replacement, repair.
    case settle
    /// Charge for a replacement whose faulty unit did not come back.
    case charge
    /// Ask the carrier where a parcel is.
    case trace
    /// Do what a promise says before its date passes.
    case keepPromise = "keep_promise"
    /// Answer what a customer wrote.
    case answerFeedback = "answer_feedback"
    /// Speak to a customer who deserves special care.
    case call
    /// Look at something that only a person can judge.
    case look
}

/// Whether a task is still to be done.
package enum TaskState: String, Axis {
    case open, done, cancelled

    package static let axisName = "task"
    package static let initial = TaskState.open

    package func mayBecome(_ next: TaskState) -> Bool {
        switch self {
        case .open: next == .done || next == .cancelled
        case .done, .cancelled: next == .open
        }
    }
}

/// What somebody says of a task: that it is done, whose it is, until when it waits.
package struct TaskUpdate: Sendable, Equatable {
    package var task: Int64
    package var state: TaskState?
    package var assignee: StaffName?
    package var due: CalendarDate?
    package var staff: String?
    package var note: String?

    package init(
        task: Int64, state: TaskState? = nil, assignee: StaffName? = nil, due: CalendarDate? = nil,
        staff: String? = nil, note: String? = nil
    ) {
        self.task = task
        self.state = state
        self.assignee = assignee
        self.due = due
        self.staff = staff
        self.note = note
    }
}

package enum StaffSubject {}
/// A person or team of the house, as tasks name them: `maria`, `dock`.
package typealias StaffName = Name<StaffSubject>
