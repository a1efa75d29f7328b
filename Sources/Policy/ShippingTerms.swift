import Returns

/// Ways that a parcel may not take, as carriers word them for dangerous goods (USPS Publication 52, 349).
package enum CarriageLimit: String, CaseIterable, Sendable {
    case surfaceOnly = "surface_only", inlandOnly = "inland_only"
}

/// What one hazard demands of the parcel that it travels in.
package struct HazardDemand: Hashable, Sendable {
    package let hazard: Hazard
    /// The only service that takes it; nil leaves the choice.
    package let service: String?
    /// Words that must stand on the parcel for it.
    package let marks: [String]

    package init(_ hazard: Hazard, service: String? = nil, marks: [String] = []) {
        self.hazard = hazard
        self.service = service
        self.marks = marks
    }
}

/// How the parcel gets from the customer to the carrier.
package enum HandOver: Hashable, Sendable {
    /// The carrier comes to the customer.
    case pickUp(PickUpTerm)
    /// The customer goes to the carrier.
    /// - dropOff: the phrase `drop_off.<name>` says where; nil says so in general.
    /// - isPaperless: the parcel's code takes the place of a printed label at the counter.
    case dropOff(String?, isPaperless: Bool)

    /// Any drop-off point, with a printed label.
    package static let anywhere = HandOver.dropOff(nil, isPaperless: false)
}

/// When the carrier comes.
package struct PickUpTerm: Hashable, Sendable {
    /// Business days of the site after the approval, 1...`businessDaysMax`.
    package let businessDays: Int
    /// Minutes after midnight where the customer is, 0...1440; `from` lies before `until`.
    package let from: Int
    package let until: Int
    /// IANA name of the time zone in which the hours are meant.
    package let timeZone: String

    package static let businessDaysMax = 30

    package init(businessDays: Int, from: Int, until: Int, timeZone: String) {
        self.businessDays = businessDays
        self.from = from
        self.until = until
        self.timeZone = timeZone
    }
}

/// What the customer does with the parcel before it travels. The first entry whose selector fits decides.
package struct ShippingTerm: Sendable, Equatable {
    package let name: String
    package let selector: LineSelector
    package let handOver: HandOver
    /// Names of the phrases `packing.<name>`, in the order in which they are said.
    package let packing: [String]

    package init(name: String, selector: LineSelector, handOver: HandOver, packing: [String] = []) {
        self.name = name
        self.selector = selector
        self.handOver = handOver
        self.packing = packing
    }

    /// The most phrases on packing of one entry.
    package static let packingMax = 8
}

/// What is asked of the customer for one line.
package struct Preparation: Hashable, Sendable {
    package let handOver: HandOver
    package let packing: [String]
    /// In the order of `Hazard.allCases`.
    package let demands: [HazardDemand]

    package static let none = Preparation(handOver: .anywhere, packing: [], demands: [])
}

extension PolicyBook {
    /// How the line's parcel is prepared. Nobody can fetch a parcel whose address is not known: then the customer
    /// takes it to the carrier.
    func preparation(of line: WeighedLine, demands: [HazardDemand]) -> Preparation {
        let term = shipping.first { $0.selector.matches(line) }
        let handOver: HandOver =
            switch term?.handOver {
            case .pickUp where line.country == nil: .anywhere
            case .some(let way): way
            case nil: .anywhere
            }
        return Preparation(handOver: handOver, packing: term?.packing ?? [], demands: demands)
    }
}
