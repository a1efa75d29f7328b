import Returns

/// A type of event that endpoints hear of.
package struct EventType: Sendable {
    package enum Family: String, CaseIterable, Sendable {
        case authorization = "The authorization"
        case receipt = "Goods at the dock"
        case verdict = "Inspection"
        case disposition = "Where the goods go"
        case resolution = "What the customer gets"
        case shipment = "Parcels"
        case order = "Resolution orders, told to the shop's own endpoints alone"
        case unit = "Units, one by one"
        case task = "Tasks of staff, told to the shop's own endpoints alone"
        case promise = "Promises"
        case care = "Care"
        case endpoint = "Endpoints, told to the operator alone"
        case test = "Tests"
    }

    /// As it stands in `type`.
    package let kind: String
    package let family: Family
    /// The axis that moved, as it stands in `data.axis`; empty for endpoints.
    package let axis: String
    /// What it means, for developers who receive it.
    package let about: String
}

/// Every type of event, with its meaning: docs/webhooks/events.md, the schemas and the examples are made from it, and
/// a test finds types that are sent and not listed.
package enum EventCatalogue {
    package static let all: [EventType] =
        authorization + types(ReceiptState.self, .receipt, about: about) + counted
        + types(Verdict.self, .verdict, about: about) + types(Disposition.self, .disposition, about: about)
        + types(Resolution.self, .resolution, about: about) + reminders + answers
        + shipments + units + orders + tasks
        + promises + care + endpoints

    /// Sent by `rmad endpoint test` alone; no return and no row stands behind it.
    package static let test = "endpoint.test"

    private static func types<State: Axis>(
        _ axis: State.Type, _ family: EventType.Family, about: (State) -> String?
    ) -> [EventType] {
        Array(State.allCases).compactMap { state in
            about(state).map {
                EventType(kind: "line.\(state.rawValue)", family: family, axis: State.axisName, about: $0)
            }
        }
    }

    private static let authorization: [EventType] =
        RMAState.allCases.map { state in
            EventType(
                kind: "return.\(state.rawValue)", family: .authorization, axis: RMAState.axisName, about: about(state))
        } + [
            EventType(
                kind: "return.reopened", family: .authorization, axis: RMAState.axisName,
                about: "A closed return lives again, for example because goods came after all."),
            EventType(
                kind: "return.extended", family: .authorization, axis: Change.validityAxis,
                about: "The last day for handing the goods over was moved; `before` and `after` are days."),
            EventType(
                kind: "return.noted", family: .authorization, axis: "note",
                about: "Somebody wrote a note. Staff's notes go to the shop's endpoints alone."),
            EventType(
                kind: "return.feedback", family: .authorization, axis: "feedback",
                about: "The customer said how it went; `reason` has the words, `details.rating` 1 to 5."),
            EventType(
                kind: "return.counted", family: .authorization, axis: ReturnCase.dockAxis,
                about: "A parcel was opened; `details` has the evidence (weight, SHA-256 of photos, and in "
                    + "`photo_files` their paths as those of units) and, where not everything was as announced, a "
                    + "`message` for the customer."),
            EventType(
                kind: "return.matched", family: .authorization, axis: ReturnCase.dockAxis,
                about: "A parcel of the workbench, `details.workbench`, is one of this return; its goods are still to "
                    + "be counted. For staff."),
            EventType(
                kind: "return.count_corrected", family: .authorization, axis: ReturnCase.dockAxis,
                about: "A count was wrong: `details.units_before` had been counted, `details.units` are here, and "
                    + "`reason` says why."),
        ]

    private static let counted = [
        EventType(
            kind: "line.counted", family: .receipt, axis: ReceiptState.axisName,
            about: "Numbers of a line changed and its axis stayed; `details` has the numbers.")
    ]

    private static let shipments =
        ShipmentState.allCases.map { state in
            EventType(
                kind: "shipment.\(state.rawValue)", family: .shipment, axis: ShipmentState.axisName,
                about: about(state))
        } + [
            EventType(
                kind: "shipment.estimated", family: .shipment, axis: Change.estimateAxis,
                about: "The carrier named a day of delivery, or another one; `before` and `after` are days."),
            EventType(
                kind: "shipment.scanned", family: .shipment, axis: Change.scanAxis,
                about: "The carrier said something that moves nothing; `details` says what, `scans` how many such."),
            EventType(
                kind: "shipment.traced", family: .shipment, axis: Change.traceAxis,
                about: "No word of the parcel for days: we ask the carrier, and answer by `details.answer_by`."),
            EventType(
                kind: "shipment.seen", family: .shipment, axis: Change.traceAxis,
                about: "The carrier has seen a parcel for which it was asked: it is expected and promised anew."),
            EventType(
                kind: "shipment.late", family: .shipment, axis: Change.lateAxis,
                about: "The day on which it was expected (`before`) has passed; `details.expected_on` is the new one, "
                    + "`details.announced_for` the carrier's own where it had named one."),
            EventType(
                kind: "shipment.escalated", family: .shipment, axis: Change.escalationAxis,
                about: "Nobody has told more of a parcel, and the day that the customer was told (`before`) ends; "
                    + "`details.answer_by` is the new one."),
            EventType(
                kind: "shipment.answered", family: .shipment, axis: Change.contingencyAxis,
                about: "What the service agreement says of a lost or damaged parcel was set going, by `details.by`: "
                    + "`refund`, `replace`, `review` by `details.answer_by`, `damaged`; `given` where it is settled "
                    + "already, `needless` where nothing is missing."),
            EventType(
                kind: "shipment.found", family: .shipment, axis: Change.recoveryAxis,
                about: "A parcel that counted as lost was found: what was owed for it waits for the goods now, and is "
                    + "promised anew, or `reason` says that it is settled already."),
        ]

    private static let orders = [
        EventType(
            kind: "resolution.owed", family: .order, axis: ResolutionState.axisName,
            about: "The customer is to get something; `details` says what, for how many units of which line, and the "
                + "amounts item by item."),
        EventType(
            kind: "resolution.settled", family: .order, axis: ResolutionState.axisName,
            about: "It was given; `details.reference` is the payment's or the replacement order's."),
        EventType(
            kind: "resolution.failed", family: .order, axis: ResolutionState.axisName,
            about: "It could not be carried out; `reason` says why."),
        EventType(
            kind: "resolution.retried", family: .order, axis: ResolutionState.axisName,
            about: "It is asked for again; `details.attempt` grows."),
        EventType(
            kind: "resolution.withdrawn", family: .order, axis: ResolutionState.axisName,
            about: "It was taken back and is not to be carried out. Where a file of it was written, "
                + "`out/…-R1.withdrawn.json` says so, too."),
    ]

    private static let reminders = [
        EventType(
            kind: "line.reminded", family: .resolution, axis: Change.reminderAxis,
            about: "Goods for which others were sent ahead are due soon; `details` has the day, the kind and the units."
        )
    ]

    private static let answers = [
        EventType(
            kind: "line.owed", family: .resolution, axis: Change.orderAxis,
            about: "The customer is to get something for more units of a line that is `pending`, or of which others "
                + "were given for; `details` says what, as those of `line.pending` do."),
        EventType(
            kind: "line.told", family: .resolution, axis: DenialState.axisName,
            about: "What was to be given for the alternative of a denial was taken back: the customer may answer anew. "
                + "For staff."),
        EventType(
            kind: "line.taken_up", family: .resolution, axis: DenialState.axisName,
            about: "The customer takes the alternative of a denial; `details` says which, with its amount."),
        EventType(
            kind: "line.turned_down", family: .resolution, axis: DenialState.axisName,
            about: "The customer does not take it: the goods go where the policy says."),
        EventType(
            kind: "line.appealed", family: .resolution, axis: DenialState.axisName,
            about:
                "The customer does not accept a denial: it holds no more, and a person decides anew. For staff where "
                + "`line.pending` or `line.manual` tells it."),
        EventType(
            kind: "line.charged", family: .resolution, axis: Change.chargeAxis,
            about:
                "Some of the units that were sent ahead were charged, `details.units` of them; others are here or may "
                + "still come. For staff where `line.charge_due` told it."),
        EventType(
            kind: "line.charge_reversed", family: .resolution, axis: Change.chargeAxis,
            about:
                "A charge for `details.units` of the units that were sent ahead has lost its reason: what it was for "
                + "came and was accepted. It is to be paid back."),
        EventType(
            kind: "line.paid_back", family: .resolution, axis: Change.chargeAxis,
            about: "It was paid back."),
        EventType(
            kind: "line.charge_proposed", family: .resolution, axis: Change.chargeAxis,
            about:
                "Goods for which others were sent ahead did not come, or were denied: a person decides whether it is "
                + "charged. For staff."),
        EventType(
            kind: "line.extended", family: .resolution, axis: Change.dueAxis,
            about: "Goods for which others were sent ahead may come later; `before` and `after` are days."),
    ]

    private static let units =
        [
            EventType(
                kind: "unit.judged", family: .unit, axis: Change.judgementAxis,
                about: "An inspector judged a unit, or several alike; `details` has line, quantity, serial and grade."),
            EventType(
                kind: "unit.other_serial", family: .unit, axis: Change.serialAxis,
                about: "It bears another serial number than the announced one: a person compares. For staff."),
            EventType(
                kind: "unit.recommended", family: .unit, axis: Change.adviceAxis,
                about: "Repair, replace or refund, with the reckoning in `reason`. For staff; it moves nothing."),
        ]
        + Array(Disposition.allCases).compactMap { state in
            about(state).map {
                EventType(
                    kind: "unit.\(state.rawValue)", family: .unit, axis: Disposition.axisName,
                    about: $0.replacing("The goods", with: "The unit").replacing("They are", with: "It is")
                        .replacing("They go", with: "It goes")
                        .replacing("what they are", with: "what it is")
                        + " `details` has destination, bin and the rule of the policy.")
            }
        }

    private static let tasks = [
        EventType(
            kind: "task.open", family: .task, axis: TaskState.axisName,
            about: "A person must act; `reason` says what is to be done, `details` of which kind and by when."),
        EventType(
            kind: "task.done", family: .task, axis: TaskState.axisName,
            about: "Somebody did it, or the return took care of it; `reason` has their words."),
        EventType(
            kind: "task.cancelled", family: .task, axis: TaskState.axisName, about: "It need not be done any more."),
        EventType(
            kind: "task.reopened", family: .task, axis: TaskState.axisName, about: "It is to be done after all."),
    ]

    private static let promises = [
        EventType(
            kind: "promise.at_risk", family: .promise, axis: PromiseState.axisName,
            about: "A promise may be missed. Told to the shop's own endpoints alone."),
        EventType(
            kind: "promise.open", family: .promise, axis: PromiseState.axisName,
            about: "A promise that might have been missed has a later day, which the customer was told: nobody need "
                + "hurry. Told to the shop's own endpoints alone."),
        EventType(
            kind: "promise.revised", family: .promise, axis: Change.promiseDateAxis,
            about: "A promise will be missed: `before` and `after` are days, `reason` says what it waits for, "
                + "`details.make_good_amount` what is given for it."),
        EventType(
            kind: "promise.kept", family: .promise, axis: PromiseState.axisName,
            about: "A promise was kept. Told to the shop's own endpoints alone unless the policy says otherwise."),
        EventType(
            kind: "promise.broken", family: .promise, axis: PromiseState.axisName,
            about: "A promised day is over; `details.answer_by` says by when a person speaks to the customer, "
                + "`details.done` that it is done, late."),
        EventType(
            kind: "promise.escalated", family: .promise, axis: Change.escalationAxis,
            about: "After a broken promise nobody has spoken to the customer, and the day that they were told "
                + "(`before`) ends; `details.answer_by` is the new one."),
        EventType(
            kind: "promise.withdrawn", family: .promise, axis: PromiseState.axisName,
            about: "There is nothing left to keep it for. Told to the shop's own endpoints alone."),
    ]

    private static let care = [
        EventType(
            kind: "customer.special_care", family: .care, axis: CareState.axisName,
            about: "The customer deserves special care; `details.cause` says why. Told to the shop's own endpoints "
                + "alone."),
        EventType(
            kind: "customer.usual_care", family: .care, axis: CareState.axisName,
            about: "A person ended the special care. Told to the shop's own endpoints alone."),
        EventType(
            kind: "customer.goodwill", family: .care, axis: Change.goodwillAxis,
            about: "The customer is given something beyond what is owed; `details` has the amount or the words."),
        EventType(
            kind: "return.follow_up", family: .care, axis: Change.followUpAxis,
            about: "Some days after the end: thanks, and is all well? `details.survey_url` is for the answer."),
        EventType(
            kind: "return.escalated", family: .care, axis: Change.escalationAxis,
            about: "Nobody answered feedback, or decided on lost goods, by the day that the customer was told "
                + "(`before`); `details.answer_by` is the new one, `details.task` what it is about."),
        EventType(
            kind: "return.feedback_answered", family: .care, axis: Change.feedbackAxis,
            about: "We answered the customer's feedback; `reason` has our words."),
    ]

    private static let endpoints = [
        EventType(
            kind: EndpointAlert.failing(percent: 0).kind, family: .endpoint, axis: "health",
            about: "No attempt has succeeded for so much of the failure budget: 50, 70, 90 or 100 %, each told once."),
        EventType(
            kind: EndpointAlert.disabled.kind, family: .endpoint, axis: "health",
            about: "Nothing more is sent: it answered 410, or its failure budget is spent. What it is owed is kept."),
        EventType(
            kind: EndpointAlert.recovered.kind, family: .endpoint, axis: "health",
            about: "An attempt succeeded again, after a failure that had been told."),
        EventType(
            kind: test, family: .test, axis: "",
            about: "Sent by `rmad endpoint test` alone. Answer it with 2xx and do nothing."),
    ]

    private static func about(_ state: RMAState) -> String {
        switch state {
        case .requested: "A request was recorded; always the first event of a return."
        case .underReview: "A person must decide."
        case .infoNeeded: "The customer was asked for something; `reason` says for what."
        case .approved: "The goods may come back; also when an expired return lives again."
        case .declined: "They may not, or not in this way; `message` or `reason` says why."
        case .cancelled: "It was called off."
        case .expired: "The last day passed and nothing was sent."
        case .closed: "Every line is settled."
        }
    }

    /// Nil for what no line ever becomes.
    private static func about(_ state: ReceiptState) -> String? {
        switch state {
        case .awaiting: "A count was corrected: units that had been counted are still awaited."
        case .received: "All units of the line are here, counted at the dock."
        case .short: "Fewer units came than were expected, and no more are."
        case .lost: "The carrier lost the goods."
        case .wrongItem: "Something else was in the parcel."
        case .waived: "The customer keeps the goods; nothing is sent."
        case .unexpected: "Goods came that were not part of the return."
        }
    }

    private static func about(_ state: Verdict) -> String? {
        switch state {
        case .pending: nil
        case .accepted: "The inspection accepted all units of the line."
        case .partial: "It accepted some units, or has not seen all of them."
        case .rejected: "It accepted none; `reason` says why."
        case .manual: "A person must look at the line again."
        }
    }

    private static func about(_ state: Disposition) -> String? {
        switch state {
        case .none: nil
        case .quarantine: "The goods are set aside until it is clear what they are."
        case .restock: "They are sold as new."
        case .openBox: "They are sold as opened."
        case .refurbish: "They are made like new."
        case .repair: "They are repaired."
        case .returnToVendor: "They go back to the vendor."
        case .liquidate: "They are sold off."
        case .donate: "They are given away."
        case .recycle: "They are recycled."
        case .destroy: "They are destroyed."
        case .returnToCustomer: "They go back to the customer."
        }
    }

    private static func about(_ state: Resolution) -> String? {
        switch state {
        case .none: nil
        case .pending: "It is decided what the customer gets, and not done; `details` says what."
        case .refunded: "The money is on its way; `details` has the amount."
        case .credited: "The customer has a credit; `details` has the amount."
        case .exchanged: "The customer gets other goods."
        case .replaced: "The customer gets the same goods anew."
        case .repaired: "The customer gets the repaired goods."
        case .denied: "The customer gets nothing for this line; `reason` says why."
        case .failed: "It could not be carried out and is tried again."
        case .shippedAhead: "The replacement went out before the goods came back."
        case .satisfied: "The goods for a replacement sent ahead are here."
        case .chargeDue:
            "The goods for a replacement sent ahead did not come, or were denied, and it was decided to charge it; "
                + "`details` has the amount. Told again with another amount where some came after all."
        }
    }

    private static func about(_ state: ShipmentState) -> String {
        switch state {
        case .labelRequested: "A label is owed for the parcel."
        case .labelReady: "The label and the instructions are made."
        case .handedOver: "The carrier has the parcel."
        case .inTransit: "The carrier reports it on its way."
        case .outForDelivery: "The carrier brings it today."
        case .delivered: "The carrier says that it is at our door; nobody has counted it."
        case .checkedIn: "The dock has it."
        case .expired: "The label is no longer good."
        case .voided: "The label was withdrawn."
        case .delayed: "The carrier reports a delay."
        case .exception: "The carrier reports a problem; `reason` or `details` says which."
        case .damaged: "The carrier reports damage."
        case .lost: "The carrier reports it lost."
        case .refused: "It was not taken."
        case .returnedToSender: "It goes back to the customer."
        }
    }
}
