import Messages
import Returns

extension InstructionsContent {
    /// The code that the customer shows at the counter, printable; nil where there is none to show.
    package var counterCode: String? {
        switch safeWay {
        case .sendBack(let consignment): consignment.counterCode
        case .keep, .refused: nil
        }
    }

    /// What is really asked of the customer. A damaged battery is never asked for by post, whatever was planned: it
    /// may burn (UN Model Regulations, special provision 376).
    var safeWay: Way {
        switch way {
        case .sendBack(let consignment) where consignment.hazards.contains { $0.hazard == .damagedBattery }:
            .refused([.damagedBattery])
        case .sendBack, .keep, .refused: way
        }
    }

    /// How the goods travel to us.
    package struct Consignment: Sendable, Equatable {
        /// Parcels, each with a label of its own; from 1.
        package var parcels: Int
        /// What to pack and how, beyond the steps that always hold and the advice for the lines' categories:
        /// `packing.original_box`.
        package var packing: [Phrase]
        /// Hazards in the goods, with the marks that each requires on the parcel.
        package var hazards: [HazardMarks]
        /// Devices that hold accounts, passwords or personal data.
        package var holdsPersonalData: Bool
        /// Empty where nobody said who takes the parcel: then no drop-off point is promised.
        package var carrier: String
        package var service: String?
        /// Where to hand the parcel over, in the carrier's words; nil gives a general sentence.
        package var dropOff: String?
        package var deadline: CalendarDate
        package var postage: Postage
        package var warehouse: LabelContent.Party
        /// The carrier comes to the customer; nil where the customer goes to the carrier.
        package var pickUp: PickUp?
        /// What the carrier's counter turns into a label, so that nobody needs a printer. Without effect on a
        /// pick-up: no driver carries a printer.
        package var paperless: String?
        /// Ways that the parcel may not take.
        package var limits: [CarriageLimit]

        package init(
            parcels: Int = 1, packing: [Phrase] = [], hazards: [HazardMarks] = [], holdsPersonalData: Bool = false,
            carrier: String, service: String? = nil, dropOff: String? = nil, deadline: CalendarDate,
            postage: Postage, warehouse: LabelContent.Party, pickUp: PickUp? = nil, paperless: String? = nil,
            limits: [CarriageLimit] = []
        ) {
            self.parcels = parcels
            self.packing = packing
            self.hazards = hazards
            self.holdsPersonalData = holdsPersonalData
            self.carrier = carrier
            self.service = service
            self.dropOff = dropOff
            self.deadline = deadline
            self.postage = postage
            self.warehouse = warehouse
            self.pickUp = pickUp
            self.paperless = paperless
            self.limits = limits
        }

        /// The code for the counter, where it takes the place of a printed label.
        var counterCode: String? {
            let code = PrintableText(paperless ?? "").text
            return pickUp == nil && !code.isEmpty ? code : nil
        }
    }

    /// A hazard, the words that the parcel must carry for it and the only service that takes it; empty where the
    /// label says it all.
    package struct HazardMarks: Sendable, Equatable {
        package var hazard: Hazard
        package var marks: [String]
        package var service: String?

        package init(_ hazard: Hazard, marks: [String] = [], service: String? = nil) {
            self.hazard = hazard
            self.marks = marks
            self.service = service
        }
    }

    /// Ways that a parcel may not take: used lithium devices in the United States go by surface and stay inland
    /// (USPS Publication 52, 349).
    package enum CarriageLimit: String, CaseIterable, Sendable {
        case surfaceOnly = "surface_only", inlandOnly = "inland_only"
    }

    /// The carrier comes to the customer.
    package struct PickUp: Sendable, Equatable {
        package var day: CalendarDate
        /// Minutes after midnight where the address is, 0...1440.
        package var from: Int
        package var until: Int
        /// IANA name of the time zone of the address.
        package var timeZone: String
        package var place: LabelContent.Party

        package init(day: CalendarDate, from: Int, until: Int, timeZone: String, place: LabelContent.Party) {
            self.day = day
            self.from = from
            self.until = until
            self.timeZone = timeZone
            self.place = place
        }
    }

    /// Who pays the carrier.
    package enum Postage: Sendable, Equatable {
        case seller
        case customer
        /// The customer pays and gets it back, up to the amount.
        case refunded(upTo: Money)
    }
}
