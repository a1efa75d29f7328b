import Returns

/// Who pays the way back.
package enum PostagePayer: String, CaseIterable, Sendable {
    case seller, customer
    /// Nothing travels.
    case nobody
}

/// Whether goods travel at all.
package enum GoodsMovement: String, CaseIterable, Sendable {
    case comeBack = "come_back", stayWithCustomer = "stay_with_customer"
}

/// How a parcel must travel, and what must stand on its label.
package struct Carriage: Hashable, Sendable {
    /// The carrier's service that is required; nil leaves the choice.
    package let service: String?
    /// Words to print, in the order of the policy.
    package let marks: [String]
    /// Ways that the parcel may not take, in the order of `CarriageLimit.allCases`.
    package let limits: [CarriageLimit]

    package static let ordinary = Carriage(service: nil, marks: [])

    package init(service: String?, marks: [String], limits: [CarriageLimit] = []) {
        self.service = service
        self.marks = marks
        self.limits = limits
    }
}

/// The answer for one line.
package struct LineDecision: Sendable, Equatable {
    /// From 1, in the order of the request.
    package let line: Int
    package let answer: Answer
    /// Units that may come back: 0 for `decline`; for `review` what a person would approve.
    package let authorized: Int
    package let goods: GoodsMovement
    /// nil where nothing travels.
    package let destination: WarehouseName?
    /// Kept back from the refund of the line; nil for none.
    package let fee: Money?
    package let postage: PostagePayer
    /// What a parcel with our label costs a customer who pays.
    package var postageAmount: Money? = nil
    package let carriage: Carriage
    package let preparation: Preparation
    /// Hazards for which the goods may not travel as a parcel, whatever the answer; empty where they may.
    package let notByParcel: [Hazard]
    /// One for each rule, in the order of `RuleName`.
    package let findings: [Finding]
}

/// Lines that travel together: one parcel, one label.
package struct PlannedShipment: Sendable, Equatable {
    package let warehouse: WarehouseName
    package let carriage: Carriage
    package let postage: PostagePayer
    package let handOver: HandOver
    /// The day on which the carrier comes if the return is approved on the day of the decision; nil where the
    /// customer goes to the carrier.
    package let pickUpDay: CalendarDate?
    /// Each phrase once, in the order of the lines.
    package let packing: [String]
    /// Each hazard once, in the order of the lines.
    package let demands: [HazardDemand]
    /// Line numbers from 1, ascending.
    package let lines: [Int]
}

/// The answer to a whole request, with everything that led to it.
package struct Decision: Sendable, Equatable {
    package let answer: Answer
    package let lines: [LineDecision]
    /// Findings about the request as a whole; those about lines stand in `lines`.
    package let findings: [Finding]
    /// The edition of the policy book that decided.
    package let edition: String
    /// The date in whose light it was decided.
    package let decidedOn: CalendarDate
    /// The last day of the authorization.
    package let validUntil: CalendarDate
    /// Parcels to be sent, for every line that is authorized or may be by a person.
    package let shipments: [PlannedShipment]
    /// What we promise from today on. Promises that wait for a milestone are dated when it happens:
    /// `PolicyBook.promises(from:on:)`.
    package let promises: [DatedPromise]

    /// X12 data element 1292 as sent in RDR01: RA authorized, PA partially, RD denied, RP pending.
    package var x12Disposition: String {
        switch answer {
        case .decline: "RD"
        case .review: "RP"
        case .authorize: isPartial ? "PA" : "RA"
        }
    }

    /// Some of what was asked is authorized and some is not: a line is refused or gets fewer units.
    package var isPartial: Bool {
        answer == .authorize && findings.contains { $0.phrase.key == PhraseKey.requestPartial.rawValue }
    }

    /// Findings of the request, then those of the lines.
    package var allFindings: [Finding] { findings + lines.flatMap(\.findings) }
}
